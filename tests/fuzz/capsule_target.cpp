// Fuzz target: the text of a capsule.
#include "harness/scenario/capsule.hpp"

#include "tests/fuzz/json_checks.hpp"

using namespace onefold;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parse = [](std::string_view text, std::string_view name) {
    return harness::parse_capsule(text, name);
  };
  fuzz::check_document({reinterpret_cast<const char*>(data), size}, parse, harness::write_capsule);
  return 0;
}

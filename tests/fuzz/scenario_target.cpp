// Fuzz target: the text of a scenario file.
#include "tests/fuzz/json_checks.hpp"

using namespace onefold;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parse = [](std::string_view text, std::string_view name) {
    harness::Scenario scenario = harness::parse_scenario(text, name);
    fuzz::expect(harness::check(scenario).empty(), "what the loader takes passes check()");
    const harness::Scenario expanded = harness::expand(scenario);
    fuzz::expect(harness::expand(expanded) == expanded, "expand() is idempotent");
    return scenario;
  };
  fuzz::check_document({reinterpret_cast<const char*>(data), size}, parse, harness::write_scenario);
  return 0;
}

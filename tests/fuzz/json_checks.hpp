// What the loaders of scenarios and capsules promise of any text. For fuzz targets.
#pragma once

#include <string>
#include <string_view>

#include "harness/scenario/loader.hpp"
#include "tests/fuzz/fuzz_input.hpp"

namespace onefold::fuzz {

inline constexpr std::string_view file_name = "input.json";

// "input.json:LINE:COLUMN: expected ...".
inline bool has_position(std::string_view error) {
  if (!error.starts_with(file_name)) return false;
  error.remove_prefix(file_name.size());
  for (int i = 0; i < 2; ++i) {
    if (!error.starts_with(":")) return false;
    error.remove_prefix(1);
    const std::size_t digits = error.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos) return false;
    error.remove_prefix(digits);
  }
  return error.starts_with(": ") && error.size() > 2;
}

// `parse` turns (text, file name) into a value or throws ScenarioError; `write` is its inverse.
template <class Parse, class Write>
void check_document(std::string_view text, const Parse& parse, const Write& write) {
  try {
    const auto loaded = parse(text, file_name);
    const std::string written = write(loaded);
    const auto again = parse(written, file_name);
    expect(again == loaded, "what is loaded, written and loaded again is the same");
    expect(write(again) == written, "and is written the same way");
  } catch (const harness::ScenarioError& error) {
    expect(!error.errors().empty(), "a refusal says what is wrong");
    for (const std::string& one : error.errors()) expect(has_position(one), one);
  }
}

}  // namespace onefold::fuzz

// Strict loading of scenario files, and their canonical text.
//
// Every error says where it stands and what was expected, and as many as make sense are reported at once: a
// file is read to its end, and only what depends on a broken part is left unjudged. Defaults are filled in
// here.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "harness/scenario/scenario_error.hpp"

namespace onefold::harness {

// Words that only the composition root knows. An empty list is not checked.
struct KnownWords {
  std::vector<std::string> profiles;
  std::vector<std::string> client_implementations;
  std::vector<std::string> venue_implementations;
  std::vector<std::string> id_schemes;
  std::vector<std::string> properties;
  std::vector<std::string> probes;
};

// A file that cannot be read, or is longer than file_size_max, is a ScenarioError too ("file: cannot be read:
// ...").
Scenario load_scenario(const std::filesystem::path& file, const KnownWords& known = {});

// `text` of `file_name` (for messages).
Scenario parse_scenario(std::string_view text, std::string_view file_name, const KnownWords& known = {});

// Canonical text: stable key order, defaults left out, 2 blanks of indent, ends in a newline.
// parse_scenario(write_scenario(s)) == s for every s that passes check().
std::string write_scenario(const Scenario& scenario);

// What is wrong with a scenario that code has built; empty if nothing. The same rules as for files.
std::vector<std::string> check(const Scenario& scenario, const KnownWords& known = {});

// Every key that the loader accepts, as a path: "venue.rate_limit.per", "intents[].place.side",
// "faults[].kill.role". For the test that the schema knows the same ones.
std::vector<std::string> scenario_keys();

// All scenario files below `path` (recursively, *.json but not *.schema.json, sorted by path), or `path`
// itself if it is a file. Throws ScenarioError if it does not exist or holds none.
std::vector<std::filesystem::path> find_scenarios(const std::filesystem::path& path);

}  // namespace onefold::harness

// A capsule: one run that violated a property, as a file that replays it exactly.
//
// Small and readable; everything needed is inside but the code and what is built into it: the venue profile
// that the scenario names is inside only if it is a file of its own.
// The background is not listed: it follows from its seed and the keys.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/fault_words.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/scenario/scenario.hpp"

namespace onefold::harness {

// Raised when the meaning of a field changes; other versions are refused.
inline constexpr std::uint32_t capsule_version = 1;

struct Capsule {
  std::string onefold_version;  // for information: of the program that wrote it
  std::uint32_t key_hash_version = sim::key_hash_version;
  Scenario scenario;  // whole but for its listed faults and its background, which are not written
  std::uint64_t background_seed = 0;
  bool calm = false;               // background override: least latency, FIFO order
  std::vector<FaultWords> faults;  // the whole list: chaos is never drawn again
  std::uint64_t digest = 0;        // of the run; written as 16 hex digits
  std::string property;
  std::string blame;   // "client desk-1", "venue"
  std::string intent;  // or empty
  std::string explanation;
  Model model_needed = Model::hops;         // direct if the violation needs no gateway between
  std::string not_minimal;                  // why shrinking ended early; empty: it did not
  std::optional<std::uint64_t> chaos_seed;  // for information: the campaign's seed that struck first

  friend bool operator==(const Capsule&, const Capsule&) = default;
};

// Throws ScenarioError, as load_scenario does; a capsule of another capsule_version or key_hash_version is
// refused with what to do.
Capsule load_capsule(const std::filesystem::path& file, const KnownWords& known = {});
Capsule parse_capsule(std::string_view text, std::string_view file_name, const KnownWords& known = {});

// Stable key order, the story first and the scenario last; ends in a newline. parse_capsule(write_capsule(c))
// == c. Put it on disk with reports::save_file.
std::string write_capsule(const Capsule& capsule);

}  // namespace onefold::harness

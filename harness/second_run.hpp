// Second executions: a sample of runs is done again in a fresh process, at other addresses and after other
// runs; their digests must be the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/fault_words.hpp"
#include "harness/search/strategies.hpp"
#include "harness/subject.hpp"

namespace onefold::harness {

struct SecondRun {
  std::string path;  // scenario file
  std::string id;
  std::uint64_t seed = 0;
  std::uint64_t digest = 0;                       // of the first execution
  StrategyName strategy = strategy_default;       // of the campaign
  std::optional<std::vector<FaultWords>> faults;  // where the seed alone does not repeat it: all that struck
};

// Starts this program again as `rerun` and compares. One readable line per run that differs, or for a process
// that did not answer.
std::vector<std::string> compare_second_runs(const std::vector<SecondRun>& runs);

// What `rerun` does: runs from standard input, a JSON object per line, a digest in hex per line to
// standard output.
int rerun(const Registry& registry);

}  // namespace onefold::harness

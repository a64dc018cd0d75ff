// Second executions: a sample of runs is done again in a fresh process, at other addresses and after other
// runs; their digests must be the same.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/subject.hpp"

namespace onefold::harness {

struct SecondRun {
  std::string path;  // scenario file
  std::string id;
  std::uint64_t seed = 0;
  std::uint64_t digest = 0;  // of the first execution
};

// Starts this program again as `rerun` and compares. One readable line per run that differs, or for a process
// that did not answer.
std::vector<std::string> compare_second_runs(const std::vector<SecondRun>& runs);

// What `rerun` does: "SEED SCENARIO-FILE" lines from standard input, a digest in hex per line to standard
// output.
int rerun(const Registry& registry);

}  // namespace onefold::harness

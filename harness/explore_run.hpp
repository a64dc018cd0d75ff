// One run of exhaustive search: a set of faults on a calm background, how it went, and every fault that could
// be added behind its last one.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/explore_menu.hpp"
#include "harness/plan.hpp"
#include "harness/run.hpp"

namespace onefold::harness {

// A calm background has nothing to draw but random bytes and the crowd: one seed for all.
inline constexpr std::uint64_t explore_seed = 1;

struct ExploredRun {
  RunResult result;
  std::uint64_t points = 0;              // asked behind the last fault, and before healing
  std::vector<FaultWords> alternatives;  // for them: the last faults of the children of this set
  bool all_struck = true;                // false: the code under test is not deterministic
};

// `faults` in the order in which they strike. `list`: alternatives are wanted. `beacon` may be null.
ExploredRun explore_run(const Plan& plan, const MenuOptions& menu, const std::vector<FaultWords>& faults,
                        bool list, Beacon* beacon);

}  // namespace onefold::harness

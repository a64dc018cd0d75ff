// One run of exhaustive search: a set of faults on a calm background, how it went, every fault that could be
// added behind its last one, and the state that it led to.
//
// A *rest* is a moment between two events at which no node has anything left to do. The state of a set is the
// state of world and oracle at the first rest after its last fault; from equal states the same follows.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_set>
#include <vector>

#include "harness/explore_menu.hpp"
#include "harness/plan.hpp"
#include "harness/run.hpp"

namespace onefold::harness {

// A calm background has nothing to draw but random bytes and the crowd: one seed for all.
inline constexpr std::uint64_t explore_seed = 1;

using StateSet = std::unordered_set<std::uint64_t>;  // looked up only, never iterated

struct ExploreWishes {
  bool alternatives = false;  // list them
  bool state = false;         // tell the state that the set led to
  bool rests = false;         // tell the states at all later rests that follow a point
  bool end_state = false;
  // The run stops if its state is in one of these. Not owned; null: it never does. Needs `state`.
  const StateSet* known[3] = {};
};

struct ExploredRun {
  RunResult result;
  bool all_struck = true;                // false: the code under test is not deterministic
  std::uint64_t points = 0;              // asked behind the last fault, and before healing
  std::vector<FaultWords> alternatives;  // for them: the last faults of the children of this set
  std::size_t early = 0;                 // so many of them are for points before the state was taken
  std::optional<std::uint64_t> state;    // nothing: no rest came before healing
  StateSet rests;
  std::uint64_t end_state = 0;
};

// `faults` in the order in which they strike. `beacon` may be null.
ExploredRun explore_run(const Plan& plan, const MenuOptions& menu, const std::vector<FaultWords>& faults,
                        const ExploreWishes& wishes, Beacon* beacon);

}  // namespace onefold::harness

// Shrinking: from the faults that struck in a failing run to the few that matter.
//
// Faults are removed, then weakened, then intents are dropped, then faults that hang together are removed in
// pairs, as long as the run still fails the same way. Keys keep every other decision where it was, so each
// candidate is one run.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "harness/plan.hpp"
#include "harness/run.hpp"

namespace onefold::harness {

// Whether this run fails in the way that is to be kept.
using Reproduces = std::function<bool(const Plan& plan, const RunOptions& options)>;

struct ShrinkBounds {
  int runs_max = 3'000;
  std::int64_t wall_ms_max = 20'000;  // ends the search early; what is found by then stands
};

struct Shrunk {
  Scenario scenario;  // with the intents that are left; its chaos and faults as they were
  std::vector<FaultWords> faults;
  bool calm = false;
  bool direct_suffices = false;  // the violation needs no gateway between client and venue
  bool reproduced = false;       // false: the whole list did not fail the same way; nothing was shrunk
  int runs = 0;
};

Shrunk shrink(const Registry& registry, const Plan& plan, std::uint64_t seed, std::vector<FaultWords> faults,
              const Reproduces& reproduces, const ShrinkBounds& bounds);

}  // namespace onefold::harness

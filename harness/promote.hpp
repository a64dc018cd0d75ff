// Promotion: a capsule's run as a scenario that people can read, review and keep.
//
// The scenario has the capsule's faults in readable words, its background, and no chaos: so every run of it
// is the capsule's run, whatever seed a campaign hands out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/plan.hpp"
#include "harness/replay.hpp"
#include "harness/scenario/capsule.hpp"

namespace onefold::harness {

// `verdict`: violated says what is true now, with the capsule's property and side; held says what must be
// true once the bug is mended.
Scenario promoted(const Capsule& capsule, Expectation::Verdict verdict);

struct Promotion {
  Fidelity fidelity = Fidelity::not_reproduced;
  bool died = false;             // the run took its process down, as the capsule says it does
  std::vector<std::string> why;  // where it was not reproduced: one readable line each
};

// Runs the scenario, as a campaign would, in a process of its own, and compares with the capsule. `plan` is
// of what promoted() gave, read back.
Promotion try_promoted(const Plan& plan, const Capsule& capsule, std::int64_t hang_ms);

}  // namespace onefold::harness

// Replay: a capsule's run, done again.
#pragma once

#include <cstdint>
#include <string_view>

#include "harness/plan.hpp"
#include "harness/run.hpp"
#include "harness/scenario/capsule.hpp"
#include "harness/timeline.hpp"

namespace onefold::harness {

enum class Fidelity : std::uint8_t {
  exact,           // the same digest
  same_violation,  // the same property and blame, another digest: something changed since the capsule was
                   // written
  not_reproduced,
};
// "exact", "same violation, other digest", "not reproduced"
std::string_view to_string(Fidelity fidelity);

struct Replay {
  Fidelity fidelity = Fidelity::not_reproduced;
  RunResult run;
};

// Whether the run broke the property of the capsule, on the side that the capsule blames.
bool violates_as(const Capsule& capsule, const RunResult& run);

// In this process: code under test that dies takes the caller with it. `timeline` may be null.
Replay replay(const Plan& plan, const Capsule& capsule, Timeline* timeline);

}  // namespace onefold::harness

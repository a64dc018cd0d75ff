// From a run to its capsule, and from any list of faults to one that a client can be asked to survive: what a
// property test or a fuzz target of somebody's own needs besides run_once().
#pragma once

#include <vector>

#include "harness/plan.hpp"
#include "harness/run.hpp"
#include "harness/scenario/capsule.hpp"

namespace onefold::harness {

// The capsule of a run of `plan` with this seed and these faults, before anything is known of what it shows.
Capsule capsule_of(const Plan& plan, std::uint64_t seed, bool calm, std::vector<FaultWords> faults);

// Replays `run`, which `options` made of `plan`. What it tells is the first violation, which there must be.
Capsule run_capsule(const Plan& plan, const RunOptions& options, const RunResult& run);

// Those that the contract permits on this venue, with this delivery model; order kept.
std::vector<FaultWords> within_contract(const Plan& plan, const std::vector<FaultWords>& faults);

}  // namespace onefold::harness

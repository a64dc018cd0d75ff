// From one failing run to what a person gets of it: the shrunk faults, the explanation, the capsule.
#pragma once

#include <cstdint>
#include <string>

#include "harness/chunk.hpp"
#include "harness/plan.hpp"
#include "harness/scenario/capsule.hpp"
#include "harness/worker_pool.hpp"
#include "reports/result.hpp"

namespace onefold::harness {

// Version of the program, as capsules and reports state it.
std::string_view onefold_version();

struct Finding {
  Capsule capsule;
  reports::ViolationResult report;  // capsule path and replay command are still empty
};

// Runs the failure again and shrinks it, in a process of its own. What cannot be shrunk (it does not fail
// again, or the shrinking process died) is told as it was found.
Finding investigate(const Registry& registry, const Plan& plan, const FailureGroup& group,
                    std::int64_t hang_ms);

// The same for a run that took its process down: each candidate runs in a process of its own. `chunk` is the
// one in which it died.
Finding investigate_death(const Registry& registry, const Plan& plan, const WorkerDeath& death,
                          const Chunk& chunk, std::int64_t hang_ms);

}  // namespace onefold::harness

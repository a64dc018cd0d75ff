// From a set of faults that failed in exhaustive search to what a person gets of it: the explanation and the
// capsule.
#pragma once

#include <cstdint>

#include "harness/explore_state.hpp"
#include "harness/finding.hpp"
#include "harness/plan.hpp"

namespace onefold::harness {

// Runs the set again, in a process of its own. It is not shrunk: no smaller set fails so.
Finding explored_finding(const Registry& registry, const Plan& plan, const MenuOptions& menu,
                         const FoundFailure& found, std::int64_t hang_ms);

}  // namespace onefold::harness

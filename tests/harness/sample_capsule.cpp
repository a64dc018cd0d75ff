#include "tests/harness/sample_capsule.hpp"

#include <gtest/gtest.h>

#include "harness/chunk.hpp"
#include "harness/finding.hpp"
#include "harness/run.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold::test {

harness::Capsule capsule_of(const std::string& defect) {
  harness::Plan plan = plan_of("negative/" + defect);
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    harness::RunOptions options;
    options.seed = seed;
    harness::RunResult run = harness::run_once(plan, options);
    for (const properties::Violation& violation : run.violations) {
      if (!harness::is_expected(plan.scenario.expect, violation.property, violation.blamed)) continue;
      harness::FailureGroup group;
      group.faults = run.struck;
      group.property = violation.property;
      group.blame = violation.blamed;
      group.seed = seed;
      return harness::investigate(registry(), plan, group, 60'000).capsule;
    }
  }
  ADD_FAILURE() << defect << " was not seen";
  return {};
}

}  // namespace onefold::test

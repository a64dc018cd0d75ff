// Shrinking, on real runs of planted defects.
#include "harness/shrink.hpp"

#include <gtest/gtest.h>

#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

bool violates(const Plan& plan, const RunOptions& options) {
  RunResult run = run_once(plan, options);
  for (const properties::Violation& violation : run.violations) {
    if (violation.property == plan.scenario.expect.property) return true;
  }
  return false;
}

// The first failing run of a negative scenario, shrunk.
Shrunk shrunk_run(const Plan& plan, std::uint64_t& seed) {
  RunOptions options;
  for (options.seed = 1; options.seed <= 2'000; ++options.seed) {
    if (!violates(plan, options)) continue;
    std::vector<FaultWords> struck = run_once(plan, options).struck;
    seed = options.seed;
    return shrink(test::registry(), plan, options.seed, struck, violates, {});
  }
  ADD_FAILURE() << "the defect was not seen";
  return {};
}

TEST(Shrink, EndsWithAListFromWhichNoFaultCanBeTaken) {
  for (const char* name :
       {"negative/send-before-journal", "negative/torn-tail-discards-all", "negative/timeout-as-failure"}) {
    Plan plan = test::plan_of(name);
    RunOptions options;
    Shrunk shrunk = shrunk_run(plan, options.seed);
    ASSERT_TRUE(shrunk.reproduced) << name;
    EXPECT_LE(shrunk.faults.size(), 3u) << name;
    Plan small = make_plan(test::registry(), shrunk.scenario, plan.path, plan.id);
    options.calm = shrunk.calm;
    options.faults = shrunk.faults;
    EXPECT_TRUE(violates(small, options)) << name;
    for (std::size_t without = 0; without < shrunk.faults.size(); ++without) {
      options.faults = shrunk.faults;
      options.faults->erase(options.faults->begin() + static_cast<std::ptrdiff_t>(without));
      EXPECT_FALSE(violates(small, options)) << name << " without fault " << without;
    }
  }
}

TEST(Shrink, DropsIntentsThatDoNotMatter) {
  Plan plan = test::plan_of("negative/timeout-as-failure");
  std::uint64_t seed = 0;
  Shrunk shrunk = shrunk_run(plan, seed);
  EXPECT_LT(shrunk.scenario.intents.size(), plan.scenario.intents.size());
}

TEST(Shrink, LeavesARunAloneThatDoesNotFail) {
  Plan plan = test::plan_of("fast/lost-ack");
  auto never = [](const Plan&, const RunOptions&) { return false; };
  Shrunk shrunk = shrink(test::registry(), plan, 1, plan.scenario.faults, never, {});
  EXPECT_FALSE(shrunk.reproduced);
  EXPECT_EQ(shrunk.faults, plan.scenario.faults);
  EXPECT_EQ(shrunk.runs, 1);
}

}  // namespace
}  // namespace onefold::harness

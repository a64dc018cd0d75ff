// The families' worst traps (scenarios/negative/trap-*.json): the client that falls into one is to blame, and
// the project's own survives the same faults.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "harness/chunk.hpp"
#include "harness/run.hpp"
#include "tests/harness/sample_plan.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::harness {
namespace {

std::vector<std::string> traps() {
  std::vector<std::string> names;
  const std::filesystem::path folder = std::filesystem::path(ONEFOLD_SOURCE_DIR) / "scenarios/negative";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string stem = entry.path().stem().string();
    if (stem.starts_with("trap-")) names.push_back(stem);
  }
  std::sort(names.begin(), names.end());
  return names;
}

RunOptions options_of(PlanStrategies& strategies, std::uint64_t seed) {
  RunOptions options;
  options.seed = seed;
  options.strategy = strategies.decider(seed);
  return options;
}

// The first run that fails as the scenario says: its seed, and the faults that struck.
struct Fall {
  std::uint64_t seed = 0;
  std::vector<FaultWords> faults;
};
std::optional<Fall> first_fall(const Plan& plan) {
  PlanStrategies strategies(plan, strategy_default);
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const RunResult run = run_once(plan, options_of(strategies, seed));
    for (const properties::Violation& violation : run.violations) {
      if (is_expected(plan.scenario.expect, violation.property, violation.blamed))
        return Fall{seed, run.struck};
    }
  }
  return std::nullopt;
}

Plan with_reference(const Plan& plan) {
  Scenario scenario = plan.scenario;
  for (ClientSetup& client : scenario.clients) client.implementation = "reference";
  scenario.expect = {};
  return make_plan(test::registry(), std::move(scenario), plan.path, plan.id);
}

std::string told(const RunResult& run) {
  return run.violations.empty() ? "" : run.violations.front().explanation;
}

TEST(Traps, OfEachFamilyOneIsSprungAndAScenarioMustHold) {
  const std::filesystem::path scenarios = std::filesystem::path(ONEFOLD_SOURCE_DIR) / "scenarios";
  std::set<std::string> families;
  for (const std::string& name : venue::built_in_profiles())
    families.insert(venue::built_in_profile(name).family);
  families.erase("");  // the generic examples
  EXPECT_EQ(families.size(), 10u);
  for (const std::string& family : families) {
    EXPECT_TRUE(std::filesystem::exists(scenarios / "negative" / ("trap-" + family + ".json"))) << family;
    EXPECT_TRUE(std::filesystem::exists(scenarios / "families" / (family + ".json"))) << family;
  }
}

class Trap : public ::testing::TestWithParam<std::string> {};

TEST_P(Trap, IsSurvivedByTheReferenceClientUnderTheSameFaults) {
  const Plan plan = test::plan_of("negative/" + GetParam());
  EXPECT_EQ(plan.scenario.expect.blame, "client");
  const std::optional<Fall> fall = first_fall(plan);
  ASSERT_TRUE(fall) << "nobody fell into it";
  RunOptions options;
  options.seed = fall->seed;
  options.faults = fall->faults;
  const RunResult run = run_once(with_reference(plan), options);
  EXPECT_FALSE(run.inconclusive);
  EXPECT_EQ(told(run), "");
}

TEST_P(Trap, IsSurvivedByTheReferenceClientOverManySeeds) {
  const Plan plan = with_reference(test::plan_of("negative/" + GetParam()));
  PlanStrategies strategies(plan, strategy_default);
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const RunResult run = run_once(plan, options_of(strategies, seed));
    EXPECT_FALSE(run.inconclusive) << "seed " << seed;
    EXPECT_EQ(told(run), "") << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Trap, ::testing::ValuesIn(traps()), [](const auto& tested) {
  std::string name = tested.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace onefold::harness

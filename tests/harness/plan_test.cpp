#include "harness/plan.hpp"

#include <gtest/gtest.h>

#include "harness/scenario/loader.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

const std::string root = ONEFOLD_SOURCE_DIR;

Plan plan_with(const std::string& profile) {
  Scenario scenario = load_scenario(root + "/scenarios/fast/five-intents.json");
  scenario.venue.profile = profile;
  return make_plan(test::registry(), scenario, "s.json", "s");
}

TEST(Plan, CarriesAProfileByFileWithTheScenarioSoThatTheFileIsNotNeededAgain) {
  const Plan plan = plan_with(root + "/venue/profile/examples/every-order-type.json");
  Scenario moved = parse_scenario(write_scenario(plan.scenario), "elsewhere/t.json");
  EXPECT_EQ(moved, plan.scenario);
  moved.venue.profile = "gone/every-order-type.json";
  EXPECT_EQ(make_plan(test::registry(), moved, "elsewhere/t.json", "t").profile.name, plan.profile.name);
  moved.venue.profile += ":stricter";
  EXPECT_EQ(make_plan(test::registry(), moved, "elsewhere/t.json", "t").profile.name,
            "every-order-type:stricter");
}

TEST(Plan, CarriesNoDocumentOfABuiltInProfile) {
  EXPECT_EQ(plan_with("reject-for-ever").scenario.venue.profile_document, "");
}

TEST(Plan, RefusesAProfileFileThatIsNotThere) {
  EXPECT_THROW(plan_with("gone.json"), ScenarioError);
}

}  // namespace
}  // namespace onefold::harness

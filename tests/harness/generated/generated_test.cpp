// RapidCheck draws workload and faults as data for each profile and each delivery model, runs the project's
// own client and exchange, and judges. A counterexample is shrunk and left as a capsule.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/run_capsule.hpp"
#include "properties/gen/scenarios.hpp"
#include "reports/save_file.hpp"
#include "tests/harness/sample_plan.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold {
namespace {

namespace gen = properties::gen;
using harness::FaultWords;
using sim::FaultKind;

// The run of this data; a violation is written down before it is told.
harness::RunResult run_generated(const harness::Scenario& scenario, const std::vector<FaultWords>& faults) {
  harness::Plan plan = harness::make_plan(test::registry(), scenario, "generated", "generated");
  harness::RunOptions options;
  options.seed = 1;
  options.faults = harness::within_contract(plan, faults);
  harness::RunResult run = harness::run_once(plan, options);
  if (!run.violations.empty())
    reports::save_file("onefold-out/generated.json",
                       harness::write_capsule(harness::run_capsule(plan, options, run)));
  return run;
}

void hold(const gen::Options& options) {
  const auto scenario = *gen::scenario(options);
  const auto faults = *gen::faults(scenario, options);
  harness::RunResult run = run_generated(scenario, faults);
  for (const auto& violation : run.violations)
    RC_LOG() << violation.property << ": " << violation.explanation << "\n";
  RC_ASSERT(run.violations.empty());
  RC_ASSERT(!run.inconclusive);
}

struct Terms {
  std::string profile;
  harness::Model model;
};

std::vector<Terms> all_terms() {
  std::vector<Terms> all;
  for (const std::string& profile : venue::generic_profiles()) {
    for (const harness::Model model : {harness::Model::direct, harness::Model::hops})
      all.push_back({profile, model});
  }
  return all;
}

class GeneratedOn : public testing::TestWithParam<Terms> {
 protected:
  gen::Options options() const { return {.profiles = {GetParam().profile}, .models = {GetParam().model}}; }
};

TEST_P(GeneratedOn, EachIntentIsPlacedOnce) {
  EXPECT_TRUE(rc::check("every property holds", [&] { hold(options()); }));
}

TEST_P(GeneratedOn, CrashesAndDisksThatFailLoseNoIntent) {
  gen::Options crashes = options();
  crashes.kinds = {FaultKind::kill,        FaultKind::power_loss,  FaultKind::crash,
                   FaultKind::short_write, FaultKind::no_space,    FaultKind::write_error,
                   FaultKind::fsync_error, FaultKind::reset_after, FaultKind::clock_jump};
  crashes.faults_max = 10;
  EXPECT_TRUE(rc::check("every property holds", [&] { hold(crashes); }));
}

INSTANTIATE_TEST_SUITE_P(Venues, GeneratedOn, testing::ValuesIn(all_terms()), [](const auto& terms) {
  std::string name = terms.param.profile + "_" + std::string(harness::to_string(terms.param.model));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

RC_GTEST_PROP(Generated, TheSameDataIsTheSameRun, ()) {
  const auto scenario = *gen::scenario();
  const auto faults = *gen::faults(scenario);
  RC_ASSERT(run_generated(scenario, faults).digest == run_generated(scenario, faults).digest);
}

// The same machinery must find and shrink a defect that is there, and write its capsule.
TEST(Generated, FindsAPlantedDefectAndLeavesACapsuleThatReplays) {
  std::filesystem::remove("onefold-out/generated.json");
  gen::Options options;
  options.profiles = {"reject-for-ever"};
  options.client_implementations = {"fresh-id-per-retry"};
  options.kinds = {sim::FaultKind::drop};
  rc::detail::TestParams params;
  params.seed = 1;
  params.maxSuccess = 2'000;
  rc::detail::TestMetadata metadata;
  metadata.id = "planted";
  const auto result = rc::detail::checkTestable([&] { hold(options); }, metadata, params);
  ASSERT_TRUE(result.is<rc::detail::FailureResult>());
  harness::Capsule capsule = harness::load_capsule("onefold-out/generated.json");
  harness::Plan plan = harness::make_plan(test::registry(), capsule.scenario, "generated", "generated");
  harness::RunOptions run_options;
  run_options.seed = capsule.background_seed;
  run_options.faults = capsule.faults;
  EXPECT_EQ(harness::run_once(plan, run_options).digest, capsule.digest);
}

}  // namespace
}  // namespace onefold

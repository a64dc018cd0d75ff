// RapidCheck draws workload, profile and faults as data, runs the project's own client and exchange, and
// judges. A counterexample is shrunk and left as a capsule.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/contract_filter.hpp"
#include "harness/finding.hpp"
#include "harness/run.hpp"
#include "harness/scenario/capsule.hpp"
#include "properties/gen/scenarios.hpp"
#include "reports/save_file.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold {
namespace {

namespace gen = properties::gen;
using harness::FaultWords;

// Leaves out what no client could be asked to survive on this venue.
std::vector<FaultWords> within_contract(const harness::Plan& plan, const std::vector<FaultWords>& faults) {
  std::vector<FaultWords> kept;
  for (const FaultWords& words : faults) {
    sim::NameTable names;
    sim::Fault fault = harness::bind(names, words);
    if (properties::permitted(plan.terms, harness::fact_of(names, fault, names.intern(harness::venue_node)))
            .permitted) {
      kept.push_back(words);
    }
  }
  return kept;
}

// The run of this data; a violation is written down before it is told.
harness::RunResult run_generated(const harness::Scenario& scenario, const std::vector<FaultWords>& faults) {
  harness::Plan plan = harness::make_plan(test::registry(), scenario, "generated", "generated");
  harness::RunOptions options;
  options.seed = 1;
  options.faults = within_contract(plan, faults);
  harness::RunResult run = harness::run_once(plan, options);
  if (run.violations.empty()) return run;
  harness::Capsule capsule;
  capsule.onefold_version = harness::onefold_version();
  capsule.scenario = scenario;
  capsule.background_seed = options.seed;
  capsule.faults = *options.faults;
  capsule.digest = run.digest;
  capsule.property = run.violations.front().property;
  capsule.blame = run.violations.front().blamed;
  capsule.intent = run.violations.front().intent;
  capsule.explanation = run.violations.front().explanation;
  reports::save_file("onefold-out/generated.json", harness::write_capsule(capsule));
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

RC_GTEST_PROP(Generated, EachIntentIsPlacedOnceWhereIdsAreRememberedForEver, ()) {
  hold({.profiles = {"reject-for-ever", "return-original"}});
}

RC_GTEST_PROP(Generated, EachIntentIsPlacedOnceWhereIdsAreForgotten, ()) {
  hold({.profiles = {"reject-while-open", "stored-response", "no-deduplication"}});
}

RC_GTEST_PROP(Generated, CrashesLoseNoIntent, ()) {
  gen::Options options;
  options.kinds = {sim::FaultKind::kill,        sim::FaultKind::power_loss,  sim::FaultKind::short_write,
                   sim::FaultKind::write_error, sim::FaultKind::fsync_error, sim::FaultKind::crash};
  options.faults_max = 10;
  hold(options);
}

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

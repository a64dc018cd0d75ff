// What the planted defects are as a set, and that each needs as many faults as it says.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "harness/chunk.hpp"
#include "harness/run.hpp"
#include "harness/scenario/loader.hpp"
#include "properties/property.hpp"
#include "tests/harness/sample_plan.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold::harness {
namespace {

// Classes of the catalogue of real bugs (docs/defects.md) that have been seen again and again.
const std::set<std::string> core_classes{"timeout-as-failure",
                                         "fresh-id-per-retry",
                                         "http5xx-as-reject",
                                         "notfound-as-failed",
                                         "inflight-exhaustion-reject",
                                         "retry-outlives-accept",
                                         "dup-reject-as-reject",
                                         "transport-silent-repost",
                                         "retry-storm-429",
                                         "stale-retry-window",
                                         "concurrent-double-submit",
                                         "split-brain-failover",
                                         "lagging-exposure-resubmit",
                                         "start-before-recovered",
                                         "id-counter-rollback",
                                         "reused-id-cross-cancel",
                                         "late-ack-resurrects",
                                         "stuck-pending",
                                         "dual-path-dispatch",
                                         "fill-before-ack-dropped",
                                         "terminal-before-fill",
                                         "reconnect-refill",
                                         "dedup-reset-on-terminal",
                                         "dedup-key-coarse",
                                         "dedup-key-fine",
                                         "cum-vs-incr",
                                         "stream-gap-no-backfill",
                                         "fee-rounding-residual",
                                         "cxl-unknown-as-cancelled",
                                         "cxl-drops-partial",
                                         "synthetic-cancel-on-miss",
                                         "cancelall-misses-inflight",
                                         "replace-qty-race",
                                         "cancel-half-kills-successor",
                                         "nonatomic-replace",
                                         "inferred-then-real",
                                         "snapshot-plus-fills",
                                         "send-before-journal",
                                         "blind-resend-on-recovery",
                                         "missing-fsync",
                                         "torn-tail-mishandled",
                                         "append-after-torn-tail",
                                         "possdup-as-new",
                                         "gapfill-misapplied",
                                         "seq-reset-loses-reports",
                                         "dedup-window-expired",
                                         "dedup-open-only",
                                         "dedup-toctou",
                                         "dedup-lost-on-restart",
                                         "failover-loses-acked",
                                         "parent-child-overfill"};

const std::vector<PlantedDefect>& defects() {
  return test::registry().defects();
}

Plan plan_of(const PlantedDefect& defect) {
  return test::plan_of(defect.scenario.substr(0, defect.scenario.rfind('.')));
}

bool shows(const Plan& plan, const RunOptions& options) {
  RunResult run = run_once(plan, options);
  return std::any_of(run.violations.begin(), run.violations.end(), [&](const properties::Violation& seen) {
    return is_expected(plan.scenario.expect, seen.property, seen.blamed);
  });
}

TEST(PlantedDefects, OwnEveryProperty) {
  std::set<std::string> owned;
  for (const PlantedDefect& defect : defects()) owned.insert(plan_of(defect).scenario.expect.property);
  for (int i = 0; i < properties::property_count; ++i) {
    std::string name(properties::to_string(static_cast<properties::Property>(i)));
    EXPECT_TRUE(owned.contains(name)) << name << " has no defect that it must find";
  }
}

TEST(PlantedDefects, StandForTwentyOfTheCoreClasses) {
  std::set<std::string> covered;
  for (const PlantedDefect& defect : defects()) {
    if (core_classes.contains(defect.bug_class)) covered.insert(defect.bug_class);
  }
  EXPECT_GE(covered.size(), 20u);
}

TEST(PlantedDefects, HaveAScenarioInWhichTheirSideIsToBeBlamed) {
  std::set<std::string> names;
  for (const PlantedDefect& defect : defects()) {
    EXPECT_TRUE(names.insert(defect.name).second) << defect.name;
    EXPECT_EQ(defect.scenario, "negative/" + defect.name + ".json");
    Scenario scenario = plan_of(defect).scenario;
    EXPECT_EQ(scenario.expect.verdict, Expectation::Verdict::violated) << defect.name;
    bool venue = scenario.venue.implementation == defect.name;
    bool client = std::any_of(scenario.clients.begin(), scenario.clients.end(),
                              [&](const ClientSetup& one) { return one.implementation == defect.name; });
    EXPECT_NE(venue, client) << defect.name;
    EXPECT_EQ(scenario.expect.blame, venue ? "venue" : "client") << defect.name;
  }
}

TEST(PlantedDefects, UseEveryGenericProfileAndBothModels) {
  std::set<std::string> profiles;
  std::set<Model> models;
  for (const PlantedDefect& defect : defects()) {
    Scenario scenario = plan_of(defect).scenario;
    profiles.insert(scenario.venue.profile);
    models.insert(scenario.network.model);
  }
  for (const std::string& name : venue::generic_profiles()) EXPECT_TRUE(profiles.contains(name)) << name;
  EXPECT_EQ(models.size(), 2u);
}

// In the first run that shows the defect, none of the faults that struck shows it alone; and a defect that
// needs no fault shows without any.
TEST(PlantedDefects, NeedAsManyFaultsAsTheySay) {
  int deep = 0;
  for (const PlantedDefect& defect : defects()) {
    if (defect.depth == 1) continue;
    deep += defect.depth >= 2;
    Plan plan = plan_of(defect);
    RunOptions options;
    for (options.seed = 1; options.seed < 400 && !shows(plan, options); ++options.seed) continue;
    ASSERT_LT(options.seed, 400u) << defect.name;
    std::vector<FaultWords> struck = run_once(plan, options).struck;
    options.faults.emplace();
    EXPECT_EQ(shows(plan, options), defect.depth == 0) << defect.name;
    for (std::size_t i = 0; i < struck.size() && defect.depth >= 2; ++i) {
      options.faults = {struck[i]};
      EXPECT_FALSE(shows(plan, options)) << defect.name << " by one " << sim::to_string(struck[i].fault.kind);
    }
  }
  EXPECT_GE(deep, 8);
}

}  // namespace
}  // namespace onefold::harness

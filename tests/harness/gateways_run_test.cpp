// Gateways and fingerprints in the machine room: with connections cut, processes killed, power lost and disks
// torn, every intent still takes effect once wherever duplicates are caught, as long as every copy is known.
#include <gtest/gtest.h>

#include <map>

#include "harness/run.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold {
namespace {

using venue::DeduplicationPlace;
using Key = DeduplicationPlace::Key;

struct Outcome {
  std::string violated;  // what, and the seed; empty: nothing
  std::map<std::string, std::uint64_t> probes;
  harness::DuplicateCounts duplicates;
};

// The scenario, with ids looked up at `place`.
Outcome run(const std::string& scenario, const DeduplicationPlace& place, std::uint64_t seeds) {
  harness::Plan plan = test::plan_of(scenario);
  plan.profile.place = place;
  plan.terms.profile.place = place;
  Outcome outcome;
  harness::RunOptions options;
  for (options.seed = 1; options.seed <= seeds; ++options.seed) {
    const harness::RunResult result = harness::run_once(plan, options);
    if (!result.violations.empty()) {
      outcome.violated = "seed " + std::to_string(options.seed) + ": " +
                         std::string(result.violations.front().property) + ": " +
                         result.violations.front().explanation;
      return outcome;
    }
    for (const auto& entry : result.probes.entries()) outcome.probes[std::string(entry.name)] += entry.count;
    outcome.duplicates.merge(result.duplicates);
  }
  return outcome;
}

TEST(GatewaysInARun, OneGatewayCatchesWhatTheEngineWouldHaveCaught) {
  const Outcome outcome = run("fast/stored-response", {false, true, 1, Key::client_id}, 300);
  EXPECT_EQ(outcome.violated, "");
  EXPECT_GT(outcome.probes.at("caught-at-gateway"), 0U);
  EXPECT_GE(outcome.duplicates.hits + outcome.duplicates.conflicts, outcome.probes.at("caught-at-gateway"));
}

TEST(GatewaysInARun, KeysSurviveLossOfPowerAndTornTails) {
  const Outcome outcome = run("restart/power-loss", {false, true, 1, Key::client_id}, 300);
  EXPECT_EQ(outcome.violated, "");
  EXPECT_GT(outcome.probes.at("venue-recovered"), 0U);
  EXPECT_GT(outcome.probes.at("journal-tail-cut"), 0U);
  EXPECT_GT(outcome.probes.at("caught-at-gateway"), 0U);
}

TEST(GatewaysInARun, KeysSurviveDisksThatFail) {
  const Outcome outcome = run("restart/disk-errors", {false, true, 1, Key::client_id}, 200);
  EXPECT_EQ(outcome.violated, "");
  EXPECT_GT(outcome.probes.at("venue-recovered"), 0U);
}

TEST(GatewaysInARun, WithTheEngineBehindThemManyGatewaysAreAsSafeAsOne) {
  const Outcome outcome = run("fast/stored-response", {true, true, 3, Key::client_id}, 300);
  EXPECT_EQ(outcome.violated, "");
  EXPECT_GT(outcome.probes.at("caught-at-gateway"), 0U);
}

TEST(GatewaysInARun, AFingerprintKnowsTwinsApart) {
  const Outcome outcome = run("fast/twins", {true, false, 2, Key::fingerprint}, 300);
  EXPECT_EQ(outcome.violated, "");
  EXPECT_GT(outcome.duplicates.hits, 0U);
}

TEST(GatewaysInARun, TheyAreAsRepeatableAsEverythingElse) {
  harness::Plan plan = test::plan_of("restart/power-loss");
  plan.profile.place = plan.terms.profile.place = {true, true, 2, Key::client_id};
  harness::RunOptions options;
  for (options.seed = 1; options.seed <= 20; ++options.seed) {
    const harness::RunResult once = harness::run_once(plan, options);
    const harness::RunResult again = harness::run_once(plan, options);
    ASSERT_EQ(once.digest, again.digest) << options.seed;
    ASSERT_EQ(once.duplicates, again.duplicates) << options.seed;
  }
}

}  // namespace
}  // namespace onefold

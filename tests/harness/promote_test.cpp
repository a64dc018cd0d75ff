// Promotion: what a capsule becomes, and that it goes on showing what the capsule showed while the scenario
// around it changes.
#include "harness/promote.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/chunk.hpp"
#include "harness/finding.hpp"
#include "tests/harness/sample_capsule.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

using Verdict = Expectation::Verdict;

Plan plan_of(const std::string& text) {
  return make_plan(test::registry(), parse_scenario(text, "p.json", known_words(test::registry())), "p.json",
                   "p");
}

Plan promoted_plan(const Capsule& capsule) {
  return plan_of(write_scenario(promoted(capsule, Verdict::violated)));
}

TEST(Promote, GivesAScenarioWhoseEveryRunIsTheRunOfTheCapsule) {
  for (const char* defect :
       {"fresh-id-per-retry", "missing-fsync", "dedup-lost-on-restart", "gives-up-early"}) {
    Capsule capsule = test::capsule_of(defect);
    Plan plan = promoted_plan(capsule);
    for (std::uint64_t seed : {1u, 2u, 77u}) {
      RunOptions options;
      options.seed = seed;
      RunResult run = run_once(plan, options);
      EXPECT_EQ(run.digest, capsule.digest) << defect << " seed " << seed;
      EXPECT_TRUE(violates_as(capsule, run)) << defect << " seed " << seed;
    }
    EXPECT_EQ(try_promoted(plan, capsule, 60'000).fidelity, Fidelity::exact) << defect;
  }
}

TEST(Promote, SaysWhatHappenedInWordsAndKeepsNoChaos) {
  Capsule capsule = test::capsule_of("fresh-id-per-retry");
  Scenario scenario = promoted(capsule, Verdict::violated);
  EXPECT_FALSE(scenario.chaos.any());
  EXPECT_EQ(scenario.faults, capsule.faults);
  EXPECT_EQ(scenario.expect.property, "one-order-per-intent");
  EXPECT_EQ(scenario.expect.blame, "client");
  EXPECT_NE(scenario.purpose.find(capsule.explanation), std::string::npos) << scenario.purpose;
  EXPECT_NE(scenario.purpose.find("Fault 1: "), std::string::npos) << scenario.purpose;
  EXPECT_EQ(scenario.purpose.find("  "), std::string::npos) << scenario.purpose;
  std::string text = write_scenario(scenario);
  EXPECT_EQ(text.find("\"key\""), std::string::npos) << text;
  EXPECT_EQ(check(scenario), std::vector<std::string>{});

  Expectation held = promoted(capsule, Verdict::held).expect;
  EXPECT_EQ(held, Expectation{});
}

TEST(Promote, TellsWhyTheRunIsNotThere) {
  Capsule capsule = test::capsule_of("fresh-id-per-retry");
  Scenario mended = promoted(capsule, Verdict::violated);
  for (ClientSetup& client : mended.clients) client.implementation = "reference";
  Promotion promotion = try_promoted(plan_of(write_scenario(mended)), capsule, 60'000);
  EXPECT_EQ(promotion.fidelity, Fidelity::not_reproduced);
  ASSERT_FALSE(promotion.why.empty());
  EXPECT_EQ(promotion.why.back(), "no property was violated");
}

// Somebody else on the venue, and strangers there, in front of everything that the capsule's client does.
Scenario with_neighbours(Scenario scenario) {
  scenario.venue.instruments.push_back({"SOL-USD", 2, 1});
  scenario.venue.crowd = {crowd_busy_ns, scenario.heal_ns};
  ClientSetup neighbour;
  neighbour.name = neighbour.account = "desk-9";
  scenario.clients.insert(scenario.clients.begin(), neighbour);
  ScheduledIntent theirs;
  theirs.client = "desk-9";
  theirs.intent.id = "N1";
  theirs.intent.symbol = "SOL-USD";
  theirs.intent.quantity = 7;
  theirs.intent.limit = 9'000;
  theirs.at_ns = 0;
  scenario.intents.insert(scenario.intents.begin(), theirs);
  ScheduledIntent cancel = theirs;
  cancel.intent = {};
  cancel.intent.kind = venue::IntentKind::cancel;
  cancel.intent.id = "N2";
  cancel.intent.target = "N1";
  cancel.at_ns = scenario.heal_ns;
  scenario.intents.push_back(cancel);
  return scenario;
}

TEST(Promote, StillShowsItWhenTheScenarioAroundItChanges) {
  for (const char* defect : {"fresh-id-per-retry", "missing-fsync", "dedup-lost-on-restart"}) {
    Capsule capsule = test::capsule_of(defect);
    Scenario busier = with_neighbours(promoted(capsule, Verdict::violated));
    Plan plan = plan_of(write_scenario(busier));
    RunResult run = run_once(plan, {});
    EXPECT_TRUE(run.unasked.empty()) << defect << ": " << describe(run.unasked).front();
    EXPECT_EQ(run.struck.size(), capsule.faults.size()) << defect;
    EXPECT_TRUE(violates_as(capsule, run)) << defect;
    EXPECT_NE(run.digest, capsule.digest) << defect;
    EXPECT_EQ(try_promoted(plan, capsule, 60'000).fidelity, Fidelity::same_violation) << defect;
  }
}

TEST(Promote, LeftAScenarioInTheTreeThatOutlivesItsNeighbours) {
  Plan kept = test::plan_of("negative/promoted-fresh-id");
  RunResult alone = run_once(kept, {});
  Plan plan = plan_of(write_scenario(with_neighbours(kept.scenario)));
  RunResult busy = run_once(plan, {});
  EXPECT_NE(busy.digest, alone.digest);
  for (const RunResult* run : {&alone, &busy}) {
    EXPECT_TRUE(run->unasked.empty());
    EXPECT_TRUE(std::any_of(run->violations.begin(), run->violations.end(),
                            [&](const properties::Violation& violation) {
                              return is_expected(kept.scenario.expect, violation.property, violation.blamed);
                            }));
  }
}

}  // namespace
}  // namespace onefold::harness

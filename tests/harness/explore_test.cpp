// Exhaustive search: what it runs, that nothing but scenario and options shapes what it finds, and that it
// finds what there is with the fewest faults.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/chunk.hpp"
#include "harness/explore_finding.hpp"
#include "tests/harness/explored.hpp"

namespace onefold::test {
namespace {

using harness::Exploration;
using harness::ExploreOptions;
using harness::FaultWords;
using sim::FaultKind;

ExploreOptions options_of(int faults, sim::FaultSet kinds, bool merge = false) {
  ExploreOptions options;
  options.faults = faults;
  options.menu.kinds = kinds;
  options.merge = merge;
  return options;
}

std::string text_of(const std::vector<FaultWords>& faults) {
  std::string text;
  for (const FaultWords& fault : faults) text += to_json(fault, harness::FaultForm::exact).dump() + "\n";
  return text;
}

// By the definition, and by nothing else: a set, and then all its children.
void visit(const harness::Plan& plan, const ExploreOptions& options, const std::vector<FaultWords>& faults,
           std::set<std::string>& seen) {
  EXPECT_TRUE(seen.insert(text_of(faults)).second) << "twice: " << text_of(faults);
  harness::ExploreWishes wishes;
  wishes.alternatives = true;
  harness::ExploredRun run = harness::explore_run(plan, options.menu, faults, wishes, nullptr);
  EXPECT_EQ(text_of(run.result.struck), text_of(faults));
  if (faults.size() == static_cast<std::size_t>(options.faults)) return;
  for (const FaultWords& fault : run.alternatives) {
    std::vector<FaultWords> more = faults;
    more.push_back(fault);
    visit(plan, options, more, seen);
  }
}

TEST(Explore, RunsEachSetOfFaultsOnce) {
  harness::Plan plan = explore_plan("return-original");
  ExploreOptions options = options_of(2, {FaultKind::drop, FaultKind::refuse, FaultKind::fsync_error});
  std::set<std::string> seen;
  visit(plan, options, {}, seen);
  Exploration exploration = explored(plan, options);
  EXPECT_TRUE(exploration.complete) << exploration.incomplete_why;
  EXPECT_GT(seen.size(), 100u);
  EXPECT_EQ(exploration.state.runs, seen.size());
  EXPECT_EQ(exploration.state.depths.size(), 3u);

  // And those, not others: each path leads to another of them.
  harness::Explorer explorer(plan, options.menu, {}, nullptr);
  std::set<std::string> reached;
  const auto& first = exploration.state.depths[0];
  for (std::uint32_t i = 0; i < first.alternatives; ++i) {
    reached.insert(text_of(explorer.faults_of({i}, nullptr).value()));
    for (std::uint32_t j = 0;; ++j) {
      auto faults = explorer.faults_of({i, j}, nullptr);
      if (!faults) break;
      reached.insert(text_of(*faults));
    }
  }
  seen.erase("");
  EXPECT_EQ(reached, seen);
}

TEST(Explore, GivesTheSameWithAnyNumberOfWorkers) {
  harness::Plan plan = explore_plan("reject-for-ever");
  for (bool merge : {false, true}) {
    ExploreOptions options = options_of(2, {FaultKind::drop, FaultKind::kill}, merge);
    Exploration one = explored(plan, options);
    options.jobs = 3;
    Exploration three = explored(plan, options);
    EXPECT_TRUE(one.complete);
    EXPECT_EQ(one.state.depths, three.state.depths);
    EXPECT_EQ(one.state.digest, three.state.digest);
    EXPECT_GT(one.state.digest, 0u);
  }
}

TEST(Explore, FindsTheSameCounterexampleWithAnyNumberOfWorkers) {
  harness::Plan plan = explore_plan("reject-while-open", "dedup-open-only");
  ExploreOptions options;
  Exploration one = explored(plan, options);
  options.jobs = 4;
  Exploration four = explored(plan, options);
  ASSERT_EQ(one.state.failures.size(), 1u);
  ASSERT_EQ(four.state.failures.size(), 1u);
  EXPECT_EQ(one.state.failures[0].path, four.state.failures[0].path);
  EXPECT_EQ(one.state.runs, four.state.runs);
  EXPECT_EQ(one.state.digest, four.state.digest);
}

TEST(Explore, NeedsOneFaultToShowThatSameIdRetryAloneIsUnsafeWhileIdsAreFreedByFills) {
  harness::Plan plan = explore_plan("reject-while-open", "dedup-open-only");
  ExploreOptions options;
  options.faults = 3;
  options.all = false;
  Exploration exploration = explored(plan, options);
  ASSERT_EQ(exploration.state.failures.size(), 1u);
  harness::Finding finding = harness::explored_finding(registry(), plan, options.menu,
                                                       exploration.state.failures[0], options.hang_ms);
  EXPECT_EQ(finding.report.blame, "client desk-1");
  ASSERT_EQ(finding.capsule.faults.size(), 1u);
  // The order is held up past the retry, which is accepted and filled; then the late copy is accepted too.
  EXPECT_EQ(finding.capsule.faults[0].key, "message desk-1->venue orders new-order I1 #1");
  EXPECT_GT(finding.capsule.faults[0].fault.delay_ns, 500 * sim::millisecond_ns);
  EXPECT_TRUE(finding.capsule.calm);
}

TEST(Explore, FindsPlantedDefectsWithTheFewestFaults) {
  struct Case {
    const char* defect;
    const char* profile;
    std::size_t faults;
  };
  // The answer and its event have to be lost for a new id to make a second order.
  for (const Case& c :
       {Case{"never-submits", "reject-for-ever", 0}, Case{"timeout-as-failure", "reject-for-ever", 1},
        Case{"fresh-id-per-retry", "reject-for-ever", 1}}) {
    harness::Plan plan = explore_plan(c.profile, c.defect);
    ExploreOptions options;
    options.faults = 2;
    Exploration exploration = explored(plan, options);
    ASSERT_FALSE(exploration.state.failures.empty()) << c.defect;
    EXPECT_EQ(exploration.state.failures[0].path.size(), c.faults) << c.defect;
    EXPECT_EQ(exploration.state.failures[0].failure.blame, "client desk-1") << c.defect;
  }
}

TEST(Explore, TakesACrashOfTheCodeUnderTestForACounterexample) {
  // It calls abort() when it is handed its second intent.
  harness::Scenario scenario = plan_of("explore/reject-for-ever").scenario;
  scenario.clients[0].implementation = "aborts";
  scenario.intents.push_back(scenario.intents[0]);
  scenario.intents[1].intent.id = "I2";
  scenario.intents[1].at_ns = 30 * sim::millisecond_ns;
  harness::Plan plan = harness::make_plan(registry(), scenario, "dying", "dying");
  Exploration exploration = explored(plan, options_of(1, {FaultKind::refuse}));
  ASSERT_EQ(exploration.state.failures.size(), 1u);
  EXPECT_EQ(exploration.state.failures[0].failure.property, "program-survives");
  EXPECT_EQ(exploration.state.failures[0].failure.blame, "client desk-1");
  EXPECT_TRUE(exploration.deterministic);
}

TEST(Explore, IsIncompleteWhenARunHitsABound) {
  harness::Scenario scenario = plan_of("explore/return-original").scenario;
  scenario.events_max = 40;
  harness::Plan plan = harness::make_plan(registry(), scenario, "small", "small");
  Exploration exploration = explored(plan, options_of(1, {FaultKind::drop}));
  EXPECT_FALSE(exploration.complete);
  EXPECT_GT(exploration.state.inconclusive, 0u);
  EXPECT_NE(exploration.incomplete_why.find("hit a bound"), std::string::npos) << exploration.incomplete_why;
}

TEST(Explore, StopsWhenAskedTo) {
  harness::Plan plan = explore_plan("return-original");
  harness::ExploreListener listener;
  listener.stop = [] { return true; };
  Exploration exploration =
      harness::explore(plan, options_of(2, harness::explored_faults), harness::first_state(), listener);
  EXPECT_FALSE(exploration.complete);
  EXPECT_EQ(exploration.incomplete_why, "interrupted");
}

TEST(Explore, EstimatesExactlyWhatItKnows) {
  harness::Plan plan = explore_plan("return-original");
  ExploreOptions options = options_of(1, {FaultKind::drop});
  Exploration exploration = explored(plan, options);
  EXPECT_EQ(harness::estimated_runs(exploration.state, 1), exploration.state.runs);
}

TEST(Explore, ShowsWhatNobodyCanSurviveBeyondTheContract) {
  struct Case {
    const char* profile;
    FaultKind kind;
    std::size_t faults;
  };
  for (const Case& c :
       {Case{"no-deduplication", FaultKind::duplicate, 1}, Case{"reject-while-open", FaultKind::duplicate, 1},
        Case{"return-original", FaultKind::lose_disk, 2}, Case{"return-original", FaultKind::old_disk, 2}}) {
    harness::Plan plan = explore_plan(c.profile, "", "", true);
    ExploreOptions options = options_of(2, {FaultKind::kill});
    options.menu.beyond = sim::FaultSet{c.kind};
    Exploration exploration = explored(plan, options);
    ASSERT_FALSE(exploration.state.failures.empty()) << c.profile << " " << to_string(c.kind);
    EXPECT_EQ(exploration.state.failures[0].failure.blame, "nobody");
    EXPECT_EQ(exploration.state.failures[0].path.size(), c.faults);
    EXPECT_GT(exploration.state.beyond, 0u);
  }
}

}  // namespace
}  // namespace onefold::test

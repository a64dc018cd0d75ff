// A forked run: the past of one run, and another future.
#include "harness/fork.hpp"

#include <gtest/gtest.h>

#include <set>

#include "harness/point_list.hpp"
#include "harness/run.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

struct Seen {
  RunResult run;
  std::vector<AskedPoint> points;
};

// The faults of this seed's run, listed; from `fork_point` on something else, unless it is 0.
Seen run_of(const Plan& plan, std::uint64_t seed, std::uint64_t fork_point, std::uint64_t fork_seed) {
  RunOptions options;
  options.seed = seed;
  options.faults = run_once(plan, options).struck;
  if (fork_point > 0) options.fork = Fork{fork_point, fork_seed};
  PointList list;
  options.watcher = &list;
  Seen seen;
  seen.run = run_once(plan, options);
  seen.points = list.points();
  return seen;
}

// Digests are over times, keys, payloads and what was written to files.
TEST(Fork, LeavesEverythingBeforeItsPointBitIdentical) {
  for (const char* name : {"fast/five-intents", "restart/client-crashes"}) {
    Plan plan = test::plan_of(name);
    Seen straight = run_of(plan, 3, 0, 0);
    ASSERT_GT(straight.points.size(), 60u);
    for (std::size_t fork_point : {1u, 2u, 20u, 60u}) {
      Seen forked = run_of(plan, 3, fork_point, 99);
      ASSERT_GE(forked.points.size(), fork_point) << name;
      for (std::size_t i = 0; i + 1 < fork_point; ++i)
        EXPECT_EQ(forked.points[i], straight.points[i]) << name << " point " << i + 1;
      EXPECT_EQ(forked.points[fork_point - 1].key, straight.points[fork_point - 1].key);
      EXPECT_NE(forked.run.digest, straight.run.digest);
    }
  }
}

TEST(Fork, GivesEachSeedAnotherFuture) {
  Plan plan = test::plan_of("fast/five-intents");
  std::set<std::uint64_t> digests{run_of(plan, 3, 0, 0).run.digest};
  for (std::uint64_t seed = 11; seed <= 18; ++seed) digests.insert(run_of(plan, 3, 20, seed).run.digest);
  EXPECT_EQ(digests.size(), 9u);
  EXPECT_EQ(run_of(plan, 3, 20, 1).run.digest, run_of(plan, 3, 20, 1).run.digest);
}

TEST(Fork, AfterTheLastPointIsTheRunItself) {
  Plan plan = test::plan_of("fast/five-intents");
  Seen straight = run_of(plan, 3, 0, 0);
  EXPECT_EQ(straight.points.size(), straight.run.points);
  EXPECT_EQ(run_of(plan, 3, straight.run.points + 1, 99).run.digest, straight.run.digest);
}

TEST(Fork, StrikesByChaosFromItsPointOn) {
  Plan plan = test::plan_of("fast/five-intents");
  std::size_t struck = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) struck += run_of(plan, 3, 1, seed).run.struck.size();
  EXPECT_GT(struck, 0u);
  plan.scenario.chaos = {};
  for (std::uint64_t seed = 1; seed <= 4; ++seed) EXPECT_EQ(run_of(plan, 3, 1, seed).run.struck.size(), 0u);
}

TEST(ScenarioBackground, MakesEveryRunTheSameRun) {
  Plan plan = test::plan_of("fast/five-intents");
  plan.scenario.chaos = {};
  auto digest = [&](std::uint64_t seed) {
    RunOptions options;
    options.seed = seed;
    return run_once(plan, options).digest;
  };
  std::uint64_t seventh = digest(7);
  EXPECT_NE(digest(8), seventh);
  plan.scenario.background.seed = 7;
  EXPECT_EQ(digest(8), seventh);
  plan.scenario.background.calm = true;
  EXPECT_NE(digest(8), seventh);
}

}  // namespace
}  // namespace onefold::harness

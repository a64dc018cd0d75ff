// One run: a function of plan, seed and faults alone.
#include "harness/run.hpp"

#include <gtest/gtest.h>

#include "harness/replay.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

RunResult run_of(const Plan& plan, std::uint64_t seed) {
  RunOptions options;
  options.seed = seed;
  return run_once(plan, options);
}

TEST(Run, GivesTheSameDigestWhateverRanBefore) {
  Plan plan = test::plan_of("fast/five-intents");
  Plan other = test::plan_of("fast/twins");
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::uint64_t first = run_of(plan, seed).digest;
    run_of(other, seed);
    run_of(plan, seed + 1);
    EXPECT_EQ(run_of(plan, seed).digest, first) << seed;
  }
}

TEST(Run, HasAnotherDigestWithAnotherSeed) {
  Plan plan = test::plan_of("fast/five-intents");
  EXPECT_NE(run_of(plan, 1).digest, run_of(plan, 2).digest);
}

// What chaos struck, given back as a list, is the same run: the ground that replay and shrinking stand on.
TEST(Run, IsTheSameWhenItsFaultsAreListedInsteadOfDrawn) {
  for (const char* name : {"fast/five-intents", "restart/client-crashes", "restart/venue-restarts"}) {
    Plan plan = test::plan_of(name);
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      RunResult drawn = run_of(plan, seed);
      RunOptions options;
      options.seed = seed;
      options.faults = drawn.struck;
      RunResult listed = run_once(plan, options);
      EXPECT_EQ(listed.digest, drawn.digest) << name << " seed " << seed;
      EXPECT_EQ(listed.struck, drawn.struck) << name << " seed " << seed;
      EXPECT_TRUE(listed.unasked.empty()) << name << " seed " << seed;
    }
  }
}

TEST(Run, IsWithinTheContractHoweverLongAPartitionLasts) {
  Plan plan = test::plan_of("slow/long-outage");
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    RunResult run = run_of(plan, seed);
    EXPECT_FALSE(run.beyond) << seed;
    EXPECT_TRUE(run.violations.empty()) << seed;
  }
}

TEST(Run, ReportsAListedFaultThatNeverCameUp) {
  Plan plan = test::plan_of("fast/lost-ack");
  RunOptions options;
  options.faults = plan.scenario.faults;
  FaultWords stranger = options.faults->front();
  stranger.key = "message venue->desk-1 orders accepted I1 #77";
  options.faults->push_back(stranger);
  RunResult run = run_once(plan, options);
  EXPECT_EQ(run.unasked, std::vector<FaultWords>{stranger});
  EXPECT_EQ(run.struck.size(), 1u);
}

TEST(Run, IsInconclusiveWhenItHitsItsBoundOfEvents) {
  Plan plan = test::plan_of("fast/lost-ack");
  plan.scenario.events_max = 50;
  RunResult run = run_of(plan, 1);
  EXPECT_EQ(run.end, sim::RunEnd::events_max);
  EXPECT_TRUE(run.inconclusive);
}

// The golden digests hold for every compiler, every optimisation and the sanitizers. A change that moves them
// is reviewed: it makes every capsule in users' repositories replay as "other digest".
TEST(Run, HasItsGoldenDigests) {
  struct Golden {
    const char* scenario;
    std::uint64_t seed;
    std::uint64_t digest;
  };
  static const Golden goldens[] = {
#include "tests/harness/golden_digests.inc"
  };
  for (const Golden& golden : goldens) {
    Plan plan = test::plan_of(golden.scenario);
    std::uint64_t digest = run_of(plan, golden.seed).digest;
    EXPECT_EQ(digest, golden.digest) << "{\"" << golden.scenario << "\", " << golden.seed << ", 0x"
                                     << std::hex << digest << "u},";
  }
}

}  // namespace
}  // namespace onefold::harness

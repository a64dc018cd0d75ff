// Searches in rounds, over whole runs: what strategies do in a world, and that nothing depends on how runs
// are cut into chunks.
#include "harness/rounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

// All of a search of so many runs, in chunks of a size, their texts passed on as between processes.
ChunkResult search(const Plan& plan, StrategyName strategy, std::uint64_t runs, std::uint64_t chunk_size) {
  Beacon beacon{};
  Rounds rounds(strategy, 1);
  ChunkResult total;
  while (total.runs < runs) {
    Chunk chunk = parse_chunk(to_text(rounds.take(std::min(chunk_size, runs - total.runs))));
    ChunkResult result = parse_chunk_result(to_text(run_chunk(plan, chunk, beacon)));
    rounds.answered(result.runs, std::exchange(result.discoveries, {}));
    total.merge(std::move(result));
  }
  return total;
}

TEST(Rounds, GiveTheSameRunsHoweverTheyAreCut) {
  Plan plan = test::plan_of("fast/five-intents");
  for (const StrategyEntry& entry : strategies()) {
    ChunkResult small = search(plan, entry.name, 150, 7);
    ChunkResult large = search(plan, entry.name, 150, 64);
    EXPECT_EQ(small.digest, large.digest) << entry.word;
    EXPECT_EQ(small.probes, large.probes) << entry.word;
    EXPECT_EQ(small.violated, 0u) << entry.word;
  }
}

TEST(Rounds, GiveOtherRunsWithOtherStrategies) {
  Plan plan = test::plan_of("fast/five-intents");
  std::set<std::uint64_t> digests;
  for (const StrategyEntry& entry : strategies()) {
    EXPECT_TRUE(digests.insert(search(plan, entry.name, 100, 64).digest).second) << entry.word;
  }
}

TEST(Rounds, HandOutNothingBeforeTheLastOfARoundIsAnswered) {
  Rounds rounds(StrategyName::guided, 1);
  Chunk most = rounds.take(60);
  Chunk rest = rounds.take(60);
  EXPECT_EQ(most.count + rest.count, 64u);
  EXPECT_EQ(rounds.take(60).count, 0u);
  rounds.answered(rest.count, {});
  EXPECT_EQ(rounds.take(60).count, 0u);
  rounds.answered(most.count, {});
  EXPECT_EQ(rounds.take(1'000).count, 128u);
}

TEST(Rounds, HaveNoEndWhereNothingIsLearned) {
  Rounds rounds(StrategyName::windows, 1);
  EXPECT_EQ(rounds.take(1'000'000).count, 1'000'000u);
  EXPECT_EQ(rounds.take(1'000'000).first_seed, 1'000'001u);
}

TEST(Rounds, PassOnWhatWasFoundToTheRoundAfter) {
  Plan plan = test::plan_of("fast/five-intents");
  Beacon beacon{};
  Rounds rounds(StrategyName::guided, 1);
  Chunk first = rounds.take(64);
  EXPECT_TRUE(first.corpus->lists.empty());
  ChunkResult result = run_chunk(plan, first, beacon);
  EXPECT_FALSE(result.discoveries.empty());
  rounds.answered(result.runs, std::move(result.discoveries));
  Chunk second = rounds.take(1);
  EXPECT_FALSE(second.corpus->lists.empty());
  Chunk read = parse_chunk(to_text(second));
  EXPECT_EQ(read.corpus->lists, second.corpus->lists);
  EXPECT_EQ(read.corpus->seen.list(), second.corpus->seen.list());
}

TEST(Hunt, EndsWithTheFirstFailureThatWasWanted) {
  Plan plan = test::plan_of("negative/fresh-id-per-retry");
  Beacon beacon{};
  ChunkResult result = hunt(plan, StrategyName::mixed, 1, 2'000, beacon);
  EXPECT_EQ(result.expected, 1u);
  const FailureGroup* group = expected_failure(plan.scenario.expect, result);
  ASSERT_NE(group, nullptr);
  EXPECT_EQ(group->seed, result.runs);
  EXPECT_FALSE(group->strategy.empty());
  EXPECT_FALSE(group->faults.empty());
}

// Whatever chose the faults, they are a list, and the list is the same run again.
TEST(Hunt, LeavesFaultsThatRepeatTheRun) {
  for (const StrategyEntry& entry : strategies()) {
    Plan plan = test::plan_of("negative/dup-reject-as-reject");
    Beacon beacon{};
    ChunkResult result = hunt(plan, entry.name, 1, 2'000, beacon);
    const FailureGroup* group = expected_failure(plan.scenario.expect, result);
    ASSERT_NE(group, nullptr) << entry.word;
    RunOptions options;
    options.seed = group->seed;
    options.faults = group->faults;
    RunResult again = run_once(plan, options);
    EXPECT_EQ(again.struck, group->faults) << entry.word;
    EXPECT_TRUE(again.unasked.empty()) << entry.word;
    EXPECT_TRUE(std::any_of(again.violations.begin(), again.violations.end(), [&](const auto& violation) {
      return violation.explanation == group->explanation;
    })) << entry.word;
  }
}

TEST(Hunt, GivesUpAfterItsLastRun) {
  Plan plan = test::plan_of("fast/five-intents");
  Beacon beacon{};
  ChunkResult result = hunt(plan, StrategyName::mixed, 1, 20, beacon);
  EXPECT_EQ(result.runs, 20u);
  EXPECT_EQ(expected_failure(plan.scenario.expect, result), nullptr);
}

}  // namespace
}  // namespace onefold::harness

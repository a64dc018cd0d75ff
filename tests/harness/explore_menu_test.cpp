// The menu of exhaustive search: what the contract permits, each difference in meaning once.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "harness/explore_run.hpp"
#include "tests/harness/explored.hpp"

namespace onefold::test {
namespace {

using harness::FaultWords;
using sim::FaultKind;

std::vector<FaultWords> menu_of(const harness::Plan& plan, const harness::MenuOptions& options) {
  harness::ExploreWishes wishes;
  wishes.alternatives = true;
  return harness::explore_run(plan, options, {}, wishes, nullptr).alternatives;
}

bool is_new_order_twice(const FaultWords& words) {
  return words.fault.kind == FaultKind::duplicate && words.key.find("new-order") != std::string::npos;
}

TEST(ExploreMenu, HasNoSecondCopyOfAnOrderWhereIdsAreFreedOrIgnored) {
  for (const char* profile : {"reject-while-open", "no-deduplication"}) {
    harness::Plan plan = explore_plan(profile);
    bool other = false;
    for (const FaultWords& words : menu_of(plan, {})) {
      EXPECT_FALSE(is_new_order_twice(words)) << profile;
      other = other || words.fault.kind == FaultKind::duplicate;
    }
    EXPECT_TRUE(other) << profile;
  }
}

TEST(ExploreMenu, HasASecondCopyOfAnOrderWhereIdsAreRemembered) {
  for (const char* profile : {"reject-for-ever", "return-original", "stored-response"}) {
    std::vector<FaultWords> menu = menu_of(explore_plan(profile), {});
    EXPECT_TRUE(std::any_of(menu.begin(), menu.end(), is_new_order_twice)) << profile;
  }
}

TEST(ExploreMenu, GoesBeyondTheContractWhereAskedTo) {
  harness::Plan plan = explore_plan("no-deduplication", "", "", true);
  harness::MenuOptions options;
  options.beyond = sim::FaultSet{FaultKind::duplicate};
  std::vector<FaultWords> menu = menu_of(plan, options);
  EXPECT_TRUE(std::any_of(menu.begin(), menu.end(), is_new_order_twice));
}

TEST(ExploreMenu, LosesNoDisk) {
  for (const FaultWords& words : menu_of(explore_plan("return-original"), {})) {
    EXPECT_NE(words.fault.kind, FaultKind::lose_disk);
    EXPECT_NE(words.fault.kind, FaultKind::old_disk);
  }
}

TEST(ExploreMenu, StrikesNoWholeMessagesOnPlainConnections) {
  harness::Scenario scenario = plan_of("explore/return-original").scenario;
  scenario.network.model = harness::Model::direct;
  harness::Plan plan = harness::make_plan(registry(), scenario, "direct", "direct");
  std::vector<FaultWords> menu = menu_of(plan, {});
  EXPECT_GT(menu.size(), 100u);
  for (const FaultWords& words : menu) EXPECT_FALSE(sim::hops_faults.has(words.fault.kind));
}

TEST(ExploreMenu, HoldsEveryFaultOnce) {
  std::set<std::string> seen;
  for (const FaultWords& words : menu_of(explore_plan("reject-for-ever"), {}))
    EXPECT_TRUE(seen.insert(to_json(words, harness::FaultForm::exact).dump()).second);
}

TEST(ExploreMenu, DelaysStayWithinTheLongest) {
  harness::Plan plan = explore_plan("reject-for-ever");
  std::map<std::string, std::set<sim::TimeNs>> delays;
  for (const FaultWords& words : menu_of(plan, {})) {
    if (words.fault.kind == FaultKind::delay) delays[words.key].insert(words.fault.delay_ns);
  }
  // Past the event of the same order, which is sent at the same moment; past the retry; just under D.
  const std::set<sim::TimeNs>& answer = delays["message venue->desk-1 orders accepted I1 #1"];
  ASSERT_FALSE(answer.empty());
  EXPECT_TRUE(answer.contains(550 * sim::millisecond_ns));
  for (const auto& [key, values] : delays) {
    EXPECT_LT(*values.rbegin(), plan.scenario.network.longest_delay_ns) << key;
    EXPECT_GT(*values.rbegin(), plan.scenario.network.longest_delay_ns - 3 * sim::millisecond_ns) << key;
  }
}

TEST(ExploreMenu, LosesUnsyncedDataInEachWayOnlyWhereThereIsSome) {
  std::map<std::string, std::set<sim::Unsynced>> ways;
  for (const FaultWords& words : menu_of(explore_plan("reject-for-ever"), {})) {
    if (words.fault.kind == FaultKind::power_loss && words.fault.when == sim::When::before)
      ways[words.key].insert(words.fault.unsynced);
  }
  // The request leaves when its record is durable.
  EXPECT_EQ(ways["effect desk-1 send new-order I1 #1"].size(), 1u);
  std::size_t most = 0;
  for (const auto& [key, all] : ways) most = std::max(most, all.size());
  EXPECT_EQ(most, 3u);
}

TEST(ExploreMenu, EndsWithHealing) {
  harness::Scenario scenario = plan_of("explore/return-original").scenario;
  scenario.heal_ns = 8 * sim::millisecond_ns;  // before the intent comes
  harness::Plan plan = harness::make_plan(registry(), scenario, "short", "short");
  harness::ExploreWishes wishes;
  wishes.alternatives = true;
  harness::ExploredRun some = harness::explore_run(plan, {}, {}, wishes, nullptr);
  harness::ExploredRun all = harness::explore_run(explore_plan("return-original"), {}, {}, wishes, nullptr);
  EXPECT_GT(some.points, 0u);
  EXPECT_LT(some.points, all.points);
  auto of_the_order = [](const FaultWords& words) { return words.key.find("I1") != std::string::npos; };
  EXPECT_TRUE(std::any_of(all.alternatives.begin(), all.alternatives.end(), of_the_order));
  EXPECT_TRUE(std::none_of(some.alternatives.begin(), some.alternatives.end(), of_the_order));
}

}  // namespace
}  // namespace onefold::test

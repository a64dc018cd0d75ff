#include "harness/scenario/chaos_file.hpp"

#include <gtest/gtest.h>

#include "harness/scenario/scenario_error.hpp"

namespace onefold::harness {
namespace {

TEST(ChaosFile, NeedsNothingButChaosAndTakesTheAccountsForClients) {
  const Scenario chaos = parse_chaos(R"({ "chaos": { "drop": "1/20" } })", "chaos.json", {"A", "B"});
  ASSERT_EQ(chaos.clients.size(), 2u);
  EXPECT_EQ(chaos.clients[1].name, "B");
  EXPECT_EQ(chaos.clients[1].account, "B");
  EXPECT_EQ(chaos.chaos.rate[static_cast<int>(sim::FaultKind::drop)].denominator, 20u);
}

TEST(ChaosFile, NeverHealsUnlessItSaysSo) {
  constexpr TimeNs year_ns = 365LL * 24 * 3'600 * sim::second_ns;
  const Scenario for_ever = parse_chaos(R"({ "chaos": { "drop": "1/20" } })", "chaos.json", {"A"});
  EXPECT_GT(for_ever.heal_ns, year_ns);
  EXPECT_EQ(for_ever.chaos.until_ns, for_ever.heal_ns);
  const Scenario for_a_while =
      parse_chaos(R"({ "chaos": { "drop": "1/20", "until": "3s" }, "heal": "4s" })", "chaos.json", {"A"});
  EXPECT_EQ(for_a_while.chaos.until_ns, 3 * sim::second_ns);
  EXPECT_EQ(for_a_while.heal_ns, 4 * sim::second_ns);
}

TEST(ChaosFile, CanBeAWholeScenarioWhichNamesItsClients) {
  const Scenario chaos = parse_chaos(R"({
    "name": "one", "venue": { "profile": "any" }, "clients": [{ "name": "desk-1", "account": "A" }],
    "intents": [{ "id": "I1", "at": "10ms", "cancel": "I0" },
                { "id": "I0", "at": "5ms", "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "1", "limit": "9" } }],
    "chaos": { "delay": "1/2" } })",
                                     "one.json", {"Z"});
  ASSERT_EQ(chaos.clients.size(), 1u);
  EXPECT_EQ(chaos.clients[0].name, "desk-1");
}

TEST(ChaosFile, SaysWhereItIsWrong) {
  try {
    parse_chaos(
        "{\n  \"faults\": [{ \"drop\": { \"from\": \"venue\", \"to\": \"C\", \"message\": \"accepted\" } "
        "}]\n}",
        "chaos.json", {"A"});
    FAIL() << "a client that there is not";
  } catch (const ScenarioError& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("chaos.json:2:")) << error.what();
  }
  EXPECT_THROW(parse_chaos("[]", "chaos.json", {"A"}), ScenarioError);
  EXPECT_THROW(parse_chaos(R"({ "chaos": { "drops": "1/2" } })", "chaos.json", {"A"}), ScenarioError);
}

TEST(ChaosFile, TakesOrdersAsTheyComeForIntents) {
  const Scenario chaos = parse_chaos(
      R"({ "faults": [{ "drop": { "from": "venue", "to": "A", "message": "accepted", "intent": "order-7" } }] })",
      "chaos.json", {"A"});
  ASSERT_EQ(chaos.faults.size(), 1u);
  EXPECT_EQ(chaos.faults[0].key, "message venue->A orders accepted order-7 #1");
}

}  // namespace
}  // namespace onefold::harness

// Scenarios written out: counted clients, generated intents, their order.
#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "tests/harness/scenario/samples.hpp"

namespace onefold::harness {
namespace {

Scenario everything() {
  return parse_scenario(samples::everything, "t.json");
}

Scenario generated(const std::string& rule,
                   const std::string& clients = R"([{"name": "desk", "count": 64, "account": "A"}])") {
  return expand(parse_scenario(
      R"({"name": "n", "venue": {"profile": "p"}, "clients": )" + clients + R"(, "generate": )" + rule + "}",
      "t.json"));
}

TEST(Expand, NumbersClientsAndGivesEachAnAccount) {
  Scenario s = expand(everything());
  ASSERT_EQ(s.clients.size(), 4u);
  EXPECT_EQ(s.clients[2].name, "desk-3");
  EXPECT_EQ(s.clients[2].account, "desk-3");
  EXPECT_EQ(s.clients[3].account, "shared");
  EXPECT_EQ(accounts_of(s), (std::vector<std::string>{"desk-1", "desk-2", "desk-3", "shared"}));
}

TEST(Expand, IsASoundScenarioAndIdempotent) {
  Scenario s = expand(everything());
  EXPECT_EQ(check(s), std::vector<std::string>{});
  EXPECT_EQ(expand(s), s);
  EXPECT_EQ(parse_scenario(write_scenario(s), "w.json"), s);
}

TEST(Expand, OrdersIntentsByTimeAndKeepsTheFileOrderOfEqualTimes) {
  Scenario s = expand(everything());
  for (std::size_t i = 1; i < s.intents.size(); ++i) EXPECT_LE(s.intents[i - 1].at_ns, s.intents[i].at_ns);
  EXPECT_EQ(s.intents[0].client, "desk-2");
  EXPECT_EQ(s.intents[1].client, "solo");
}

TEST(Generate, MakesPlacesOfDistinctTermsInTurnOverTheClients) {
  Scenario s = generated(R"({"count": 20000, "from": "0s", "to": "2s"})");
  ASSERT_EQ(s.intents.size(), 20'000u);
  std::set<std::tuple<venue::Lots, venue::Ticks>> terms;
  for (const ScheduledIntent& intent : s.intents) terms.insert({intent.intent.quantity, intent.intent.limit});
  EXPECT_EQ(terms.size(), s.intents.size());
  EXPECT_EQ(s.intents[0].client, "desk-1");
  EXPECT_EQ(s.intents[63].client, "desk-64");
  EXPECT_EQ(s.intents[0].intent.symbol, s.intents[63].intent.symbol);
  EXPECT_NE(s.intents[0].intent.symbol, s.intents[64].intent.symbol);
}

TEST(Generate, SpreadsThemEvenly) {
  Scenario s = generated(R"({"count": 11, "from": "100ms", "to": "200ms"})");
  for (std::size_t i = 0; i < s.intents.size(); ++i) {
    EXPECT_EQ(s.intents[i].at_ns, static_cast<TimeNs>(100 + 10 * i) * sim::millisecond_ns);
  }
}

TEST(Generate, KeepsToItsShares) {
  Scenario s = generated(
      R"({"count": 1000, "from": "0s", "to": "2s", "cancels": "1/4", "replaces": "1/2", "twins": "1/10", "again": "1/5"})");
  int cancels = 0, replaces = 0, again = 0;
  for (const ScheduledIntent& intent : s.intents) {
    cancels += intent.intent.kind == venue::IntentKind::cancel;
    replaces += intent.intent.kind == venue::IntentKind::replace;
    again += !intent.again_ns.empty();
  }
  EXPECT_NEAR(cancels, 250, 50);
  EXPECT_NEAR(replaces, 500, 60);
  EXPECT_NEAR(again, 200, 45);
  EXPECT_EQ(check(s), std::vector<std::string>{});
}

TEST(Generate, MakesTwinsWithinOneClient) {
  Scenario s = generated(R"({"count": 12, "from": "0s", "to": "2s", "twins": "1/1"})",
                         R"([{"name": "desk", "count": 3}])");
  for (std::size_t i = 3; i < s.intents.size(); ++i) {
    venue::Intent twin = s.intents[i - 3].intent;
    twin.id = s.intents[i].intent.id;
    EXPECT_EQ(s.intents[i].intent, twin);
    EXPECT_EQ(s.intents[i].client, s.intents[i - 3].client);
  }
}

TEST(Apply, ChangesTheProfileWhereTheScenarioSaysSo) {
  venue::Profile profile;
  profile.retention = venue::Retention::window;
  profile.window_ns = 1;
  profile.processing_ns = 2;
  VenueSetup setup;
  EXPECT_EQ(apply_to(profile, setup).processing_ns, 2);
  setup = everything().venue;
  profile = apply_to(profile, setup);
  EXPECT_EQ(profile.window_ns, 600 * sim::second_ns);
  EXPECT_EQ(profile.processing_ns, 2 * sim::millisecond_ns);
  EXPECT_EQ(profile.query_lag_ns, 30 * sim::millisecond_ns);
  EXPECT_EQ(profile.rate_limit.requests, 50);
  profile.retention = venue::Retention::for_ever;
  EXPECT_THROW(apply_to(profile, setup), ScenarioError);
}

TEST(Chaos, TakesRatesBoundsAndNodesFromTheScenario) {
  Scenario s = expand(everything());
  sim::NameTable names;
  sim::Chaos chaos = chaos_of(s, names, {sim::FaultKind::delay}, 9);
  EXPECT_EQ(chaos.rate[static_cast<int>(sim::FaultKind::power_loss)].denominator, 90u);
  EXPECT_EQ(chaos.permitted, sim::FaultSet{sim::FaultKind::delay});
  EXPECT_EQ(chaos.until_ns, 3 * sim::second_ns);
  EXPECT_EQ(chaos.delay_max_ns, 800 * sim::millisecond_ns);
  EXPECT_EQ(chaos.query_lag_max_ns, 9);
  EXPECT_EQ(chaos.nodes.size(), 5u);
  ASSERT_EQ(chaos.crash_nodes.size(), 2u);
  EXPECT_EQ(names.text(chaos.crash_nodes[1]), "desk-3");
  s.chaos.crash_nodes.clear();
  EXPECT_EQ(chaos_of(s, names, {}, 0).crash_nodes.size(), 5u);
}

}  // namespace
}  // namespace onefold::harness

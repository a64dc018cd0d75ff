// `onefold venue --chaos`: message faults in real time, the same ones for the same seed and messages.
#include <gtest/gtest.h>

#include <csignal>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "tests/app/program.hpp"
#include "tests/app/venue_process.hpp"

namespace onefold::test {
namespace {

using venue::Side;

std::vector<std::string> arguments(const std::vector<std::string>& more = {}) {
  std::vector<std::string> all{"--listen",        "127.0.0.1:0", "--profile",
                               "reject-for-ever", "--chaos",     "chaos.json"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

// The faults that strike the requests of 300 orders, each on a connection of its own. (Which answers there
// are to be struck depends on whether they are on their way before a client has gone.) The client's ids are
// made of `salt`, which must not matter.
std::vector<std::string> faults_of(std::uint64_t seed, const std::string& salt) {
  ScratchDirectory scratch;
  scratch.write("chaos.json", R"({ "chaos": { "drop": "1/10", "duplicate": "1/10" },
    "network": { "latency": ["1ms", "2ms"], "longest_delay": "10ms" } })");
  VenueProcess process(scratch.path(), arguments({"--seed", std::to_string(seed), "--fault-log", "faults"}));
  for (int i = 0; i < 300; ++i) {
    RawConnection client(process.orders_port());
    EXPECT_TRUE(client.send(login_text() + order_text(salt + std::to_string(i))));
    client.finish();
    client.read_all();
  }
  EXPECT_EQ(process.stop(SIGTERM), 0) << process.rest();
  std::istringstream log(scratch.read("faults"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(log, line);) {
    if (line.find("A->venue") != std::string::npos) lines.push_back(line);
  }
  return lines;
}

TEST(VenueChaos, StrikesTheSameMessagesForTheSameSeed) {
  const std::vector<std::string> first = faults_of(7, "a-");
  EXPECT_GT(first.size(), 50u);  // of 600 messages
  EXPECT_EQ(first, faults_of(7, "b-"));
  EXPECT_NE(first, faults_of(8, "a-"));
}

TEST(VenueChaos, DropsTheListedMessageAndNoOther) {
  ScratchDirectory scratch;
  scratch.write("chaos.json", R"({ "faults": [
    { "drop": { "from": "venue", "to": "A", "message": "accepted", "intent": "order-1" } },
    { "drop": { "from": "venue", "to": "A", "message": "accepted", "intent": "order-9" } }] })");
  VenueProcess process(scratch.path(), arguments());
  RawConnection client = logged_in(process.orders_port());
  ASSERT_TRUE(client.send(order_text("lost")));
  // The next answer is that of the next request.
  const auto second = client.ask(limit_order(3, "kept", Side::buy, 15, 10'110));
  ASSERT_TRUE(second && std::holds_alternative<venue::Accepted>(*second));
  EXPECT_EQ(std::get<venue::Accepted>(*second).order.client_order_id, "kept");
  const auto first = client.ask(venue::QueryOrder{4, "lost", 0});
  ASSERT_TRUE(first && std::holds_alternative<venue::OrderReport>(*first));
  EXPECT_EQ(std::get<venue::OrderReport>(*first).orders.size(), 1u);
  EXPECT_EQ(process.stop(SIGTERM), 0);
  EXPECT_NE(process.rest().find("never came up: drop"), std::string::npos) << process.rest();
  EXPECT_NE(process.rest().find("order-9"), std::string::npos) << process.rest();
}

TEST(VenueChaos, DeliversADuplicateThatTheVenueCatches) {
  ScratchDirectory scratch;
  scratch.write("chaos.json", R"({ "faults": [
    { "duplicate": { "from": "A", "to": "venue", "message": "new-order",
                     "intent": "order-1", "by": "1ms" } }] })");
  VenueProcess process(scratch.path(), arguments({"--metrics", "127.0.0.1:0"}));
  RawConnection client = logged_in(process.orders_port());
  const auto accepted = client.ask(limit_order(2, "twice", Side::buy, 15, 10'110));
  ASSERT_TRUE(accepted && std::holds_alternative<venue::Accepted>(*accepted));
  const auto copy = client.reply();
  ASSERT_TRUE(copy && std::holds_alternative<venue::Rejected>(*copy));
  EXPECT_EQ(std::get<venue::Rejected>(*copy).reason, venue::Reason::duplicate_id);
  const std::string metrics = http_get(process.metrics_port(), "/metrics");
  EXPECT_NE(metrics.find("onefold_duplicates_caught_total 1\n"), std::string::npos) << metrics;
  EXPECT_NE(metrics.find("onefold_faults_total{kind=\"duplicate\"} 1\n"), std::string::npos) << metrics;
}

TEST(VenueChaos, LetsTheNextMessageOvertakeAReorderedOne) {
  ScratchDirectory scratch;
  scratch.write("chaos.json", R"({ "network": { "longest_delay": "30s" }, "faults": [
    { "reorder": { "from": "A", "to": "venue", "message": "new-order",
                   "intent": "order-1", "by": "15s" } }] })");
  VenueProcess process(scratch.path(), arguments());
  RawConnection client = logged_in(process.orders_port());
  ASSERT_TRUE(client.send(order_text("first")));
  const auto reply = client.ask(limit_order(3, "second", Side::buy, 15, 10'110));
  ASSERT_TRUE(reply && std::holds_alternative<venue::Accepted>(*reply));
  EXPECT_EQ(std::get<venue::Accepted>(*reply).order.order_id, 1u);
  EXPECT_EQ(std::get<venue::Accepted>(*reply).order.client_order_id, "second");
}

TEST(VenueChaos, BreaksConnectionsBeforeAndAfterAMessage) {
  ScratchDirectory scratch;
  scratch.write("chaos.json", R"({ "faults": [
    { "reset-before": { "from": "A", "to": "venue", "message": "new-order", "intent": "order-1" } },
    { "reset-after": { "from": "A", "to": "venue", "message": "new-order", "intent": "order-2" } },
    { "refuse": { "from": "A", "to": "venue", "channel": "events" } }] })");
  VenueProcess process(scratch.path(), arguments());
  for (const std::string id : {"never", "arrives"}) {
    RawConnection client = logged_in(process.orders_port());
    ASSERT_TRUE(client.send(order_text(id)));
    EXPECT_TRUE(client.ends());
  }
  RawConnection refused(process.events_port());
  EXPECT_TRUE(refused.ends());
  // The order takes the venue's processing time, which a query does not wait for.
  RawConnection client = logged_in(process.orders_port());
  std::vector<venue::OrderState> orders;
  for (std::uint64_t request = 2; request < 10'000 && orders.empty(); ++request) {
    const auto open = client.ask(venue::QueryOpenOrders{request});
    ASSERT_TRUE(open && std::holds_alternative<venue::OpenOrders>(*open));
    orders = std::get<venue::OpenOrders>(*open).orders;
  }
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].client_order_id, "arrives");
}

TEST(VenueChaos, NamesTheFaultsThatRealTimeDoesNotHave) {
  ScratchDirectory scratch;
  scratch.write("chaos.json", R"({ "chaos": { "kill": "1/5", "drop": "1/1000000" } })");
  VenueProcess process(scratch.path(), arguments());
  EXPECT_NE(process.rest().find("in real time there is no kill"), std::string::npos) << process.rest();
  EXPECT_EQ(process.rest().find("no drop"), std::string::npos) << process.rest();
}

}  // namespace
}  // namespace onefold::test

// The ids that events carry are enough for a consumer downstream: it hears the same stream from two gateways,
// each late, repeated and in an order of its own, and books every change and every trade once, on the request
// that first asked for it.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

#include "tests/venue/engine/engine_fixture.hpp"
#include "venue/api/hash.hpp"

namespace onefold::venue {
namespace {

// Knows nothing of connections, gateways or sequence numbers.
class Consumer {
 public:
  void hear(const ExecutionReport& report) {
    const OrderState& order = report.order;
    const std::string& id = order.client_order_id;
    if (!changes_.insert({order.order_id, report.trade_id, report.kind, id}).second) return;
    first_id_[order.order_id] = order.first_client_order_id;
    if (report.kind == ExecutionKind::replaced) chain_[id] = report.replaced_client_order_id;
    if (report.trade_id != 0) {
      position_ += order.side == Side::buy ? report.last_quantity : -report.last_quantity;
      filled_[order.first_client_order_id] += report.last_quantity;
    }
  }

  // The id of the new order that a chain of replaces began with.
  std::string origin(std::string id) const {
    for (auto before = chain_.find(id); before != chain_.end(); before = chain_.find(id)) id = before->second;
    return id;
  }

  std::size_t changes() const { return changes_.size(); }
  Lots position() const { return position_; }
  Lots filled(const std::string& first_id) const { return filled_.at(first_id); }
  const std::string& first_id(OrderId order) const { return first_id_.at(order); }

 private:
  std::set<std::tuple<OrderId, TradeId, ExecutionKind, std::string>> changes_;
  std::map<OrderId, std::string> first_id_;
  std::map<std::string, std::string> chain_;
  std::map<std::string, Lots> filled_;
  Lots position_ = 0;
};

// Orders that are filled in parts, replaced twice, cancelled; and twins.
void trade(EngineFixture& house) {
  house.send(1, sell("s1", 10, 100));
  house.send(0, buy("a", 30, 100));
  house.send(0, replace("a", "a-2", 40, 101));
  house.send(1, sell("s2", 5, 101));
  house.send(0, replace("a-2", "a-3", 35, 99));
  house.send(0, buy("twin-1", 7, 98));
  house.send(0, buy("twin-2", 7, 98));
  house.send(1, sell("s3", 25, 98));
  house.send(0, cancel("twin-1"));
  house.send(0, cancel("twin-2"));
}

// Two tellings of each report, `seed` says in which order.
std::vector<ExecutionReport> heard(const Engine& engine, std::uint64_t seed) {
  std::vector<std::pair<std::uint64_t, ExecutionReport>> tellings;
  for (std::uint64_t gateway : {1, 2}) {
    for (std::uint64_t seq = 1; seq <= engine.last_seq(0); ++seq)
      tellings.emplace_back(combine(seed, gateway * 1'000 + seq), engine.report_at(0, seq));
  }
  std::sort(tellings.begin(), tellings.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<ExecutionReport> reports;
  for (auto& telling : tellings) reports.push_back(std::move(telling.second));
  return reports;
}

TEST(StreamAlignment, EachChangeIsBookedOnceHoweverTwoGatewaysTellIt) {
  EngineFixture house("return-original");
  trade(house);
  ASSERT_GT(house.engine.last_seq(0), 9U);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Consumer consumer;
    for (const ExecutionReport& report : heard(house.engine, seed)) consumer.hear(report);
    ASSERT_EQ(consumer.changes(), house.engine.last_seq(0)) << seed;
    ASSERT_EQ(consumer.position(), house.engine.position(0, "BTC-USD")) << seed;
  }
}

TEST(StreamAlignment, TradesAreBookedOnTheRequestThatBeganTheChain) {
  EngineFixture house("return-original");
  trade(house);
  Consumer consumer;
  for (const ExecutionReport& report : heard(house.engine, 7)) consumer.hear(report);
  EXPECT_EQ(consumer.origin("a-3"), "a");
  const std::vector<OrderState> orders = std::get<OrderReport>(house.send(0, QueryOrder{9, "a-3", 0})).orders;
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(consumer.first_id(orders[0].order_id), "a");
  EXPECT_EQ(consumer.filled("a"), orders[0].filled);
}

TEST(StreamAlignment, TwinsStayTwo) {
  EngineFixture house("return-original");
  house.send(0, buy("twin-1", 7, 98));
  house.send(0, buy("twin-2", 7, 98));
  house.send(1, sell("s", 14, 98));
  Consumer consumer;
  for (const ExecutionReport& report : heard(house.engine, 3)) consumer.hear(report);
  EXPECT_EQ(consumer.filled("twin-1"), 7);
  EXPECT_EQ(consumer.filled("twin-2"), 7);
  EXPECT_EQ(consumer.position(), 14);
}

TEST(StreamAlignment, ACopyOfARequestLeavesNoTrace) {
  EngineFixture house("return-original");
  house.send(0, buy("a", 7, 98));
  const std::uint64_t before = house.engine.last_seq(0);
  house.send(0, buy("a", 7, 98));
  EXPECT_EQ(house.engine.last_seq(0), before);
}

}  // namespace
}  // namespace onefold::venue

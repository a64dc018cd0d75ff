// Orders, fills, cancels and replaces, without regard to id rules.
#include <gtest/gtest.h>

#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

constexpr AccountId a = 0;
constexpr AccountId b = 1;

std::vector<ExecutionReport> reports(const EngineFixture& x, AccountId account) {
  std::vector<ExecutionReport> all;
  for (std::uint64_t seq = 1; seq <= x.engine.last_seq(account); ++seq)
    all.push_back(x.engine.report_at(account, seq));
  return all;
}

TEST(EngineOrders, AnOrderThatMeetsNobodyRests) {
  EngineFixture x("reject-for-ever");
  OrderState order = accepted(x.send(a, buy("x1", 15, 10110)));
  EXPECT_EQ(order.order_id, 1U);
  EXPECT_EQ(order.client_order_id, "x1");
  EXPECT_EQ(order.first_client_order_id, "x1");
  EXPECT_EQ(order.symbol, "BTC-USD");
  EXPECT_EQ(order.status, OrderStatus::open);
  EXPECT_EQ(order.leaves(), 15);
  EXPECT_EQ(x.engine.best_price("BTC-USD", Side::buy), 10110);
  EXPECT_EQ(x.engine.best_price("ETH-USD", Side::buy), 0);
  ASSERT_EQ(x.engine.last_number(), 1U);
  ExecutionReport report = x.engine.report(1);
  EXPECT_EQ(report.kind, ExecutionKind::accepted);
  EXPECT_EQ(report.seq, 1U);
  EXPECT_EQ(report.account, "A");
  EXPECT_EQ(report.time_ns, x.now_ns);
  EXPECT_EQ(report.order, order);
}

TEST(EngineOrders, ATradeIsReportedToBothSidesAndMovesBothPositions) {
  EngineFixture x("reject-for-ever");
  x.send(a, sell("s", 10, 100));
  OrderState taker = accepted(x.send(b, buy("t", 4, 105)));
  EXPECT_EQ(taker.status, OrderStatus::filled);
  EXPECT_EQ(x.engine.position(a, "BTC-USD"), -4);
  EXPECT_EQ(x.engine.position(b, "BTC-USD"), 4);
  ExecutionReport to_taker = reports(x, b).back();
  ExecutionReport to_maker = reports(x, a).back();
  EXPECT_EQ(to_taker.kind, ExecutionKind::filled);
  EXPECT_EQ(to_maker.kind, ExecutionKind::filled);
  EXPECT_EQ(to_taker.trade_id, to_maker.trade_id);
  EXPECT_EQ(to_taker.last_price, 100) << "the resting order's price";
  EXPECT_EQ(to_taker.last_quantity, 4);
  EXPECT_EQ(to_maker.order.status, OrderStatus::partially_filled);
  EXPECT_EQ(to_maker.order.filled, 4);
  EXPECT_EQ(x.execution.first_number, 2U);
  EXPECT_EQ(x.execution.last_number, 4U);
}

TEST(EngineOrders, ImmediateOrCancelCancelsItsRest) {
  EngineFixture x("reject-for-ever");
  x.send(a, sell("s", 3, 100));
  NewOrder order = buy("t", 10, 100);
  order.tif = TimeInForce::immediate_or_cancel;
  OrderState state = accepted(x.send(b, order));
  EXPECT_EQ(state.status, OrderStatus::cancelled);
  EXPECT_EQ(state.filled, 3);
  EXPECT_EQ(state.leaves(), 0);
  EXPECT_EQ(reports(x, b).back().kind, ExecutionKind::cancelled);
  EXPECT_EQ(x.engine.best_price("BTC-USD", Side::buy), 0);
}

TEST(EngineOrders, AMarketOrderNeverRests) {
  EngineFixture x("reject-for-ever");
  NewOrder order = buy("t", 10, 0);
  order.type = OrderType::market;
  EXPECT_EQ(accepted(x.send(b, order)).status, OrderStatus::cancelled);
  x.send(a, sell("s", 3, 100));
  order.client_order_id = "t2";
  OrderState state = accepted(x.send(b, order));
  EXPECT_EQ(state.filled, 3);
  EXPECT_EQ(state.status, OrderStatus::cancelled);
}

TEST(EngineOrders, AnAccountNeverTradesWithItself) {
  EngineFixture x("reject-for-ever");
  x.send(a, sell("s", 3, 100));
  OrderState state = accepted(x.send(a, buy("t", 3, 100)));
  EXPECT_EQ(state.status, OrderStatus::cancelled);
  EXPECT_EQ(state.filled, 0);
  EXPECT_TRUE(x.took(path::self_trade_prevented));
  EXPECT_EQ(x.engine.best_price("BTC-USD", Side::sell), 100);
}

TEST(EngineOrders, ACancelTakesTheOrderOutOfTheBook) {
  EngineFixture x("reject-for-ever");
  x.send(a, buy("x", 5, 100));
  Reply reply = x.send(a, cancel("x"));
  EXPECT_EQ(std::get<Cancelled>(reply).order.status, OrderStatus::cancelled);
  EXPECT_EQ(std::get<Cancelled>(reply).request, 2U);
  EXPECT_EQ(x.engine.best_price("BTC-USD", Side::buy), 0);
  EXPECT_TRUE(x.engine.open_orders(a).empty());
}

TEST(EngineOrders, ACancelOfADeadOrderChangesNothingAndSaysWhy) {
  EngineFixture x("reject-for-ever");
  x.send(a, buy("x", 5, 100));
  x.send(a, cancel("x"));
  std::uint64_t records = x.engine.records();
  EXPECT_EQ(reason_of(x.send(a, cancel("x"))), Reason::already_closed);
  EXPECT_TRUE(x.took(path::cancel_repeated));
  EXPECT_EQ(reason_of(x.send(a, cancel("nope"))), Reason::unknown_order);
  x.send(a, buy("y", 5, 100));
  x.send(b, sell("z", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, cancel("y"))), Reason::already_closed);
  EXPECT_TRUE(x.took(path::filled_target));
  EXPECT_EQ(x.engine.records(), records + 2);
}

TEST(EngineOrders, ACancelByOrderIdReachesOnlyTheAccountsOwnOrders) {
  EngineFixture x("reject-for-ever");
  OrderId id = accepted(x.send(a, buy("x", 5, 100))).order_id;
  EXPECT_EQ(reason_of(x.send(b, CancelOrder{1, "", id})), Reason::unknown_order);
  EXPECT_EQ(reason_of(x.send(b, cancel("x"))), Reason::unknown_order);
  EXPECT_EQ(reason_of(x.send(a, CancelOrder{1, "", id + 1})), Reason::unknown_order);
  EXPECT_EQ(reason_of(x.send(a, CancelOrder{1, "", id})), Reason::none);
  EXPECT_EQ(reason_of(x.send(a, CancelOrder{1, "", id})), Reason::already_closed);
}

TEST(EngineOrders, AReplaceKeepsOrderIdAndFillsAndChainsTheId) {
  EngineFixture x("reject-for-ever");
  OrderId id = accepted(x.send(a, buy("x1", 10, 100))).order_id;
  x.send(b, sell("s", 4, 100));
  OrderState order = std::get<Replaced>(x.send(a, replace("x1", "x2", 12, 99))).order;
  EXPECT_EQ(order.order_id, id);
  EXPECT_EQ(order.client_order_id, "x2");
  EXPECT_EQ(order.first_client_order_id, "x1");
  EXPECT_EQ(order.quantity, 12);
  EXPECT_EQ(order.filled, 4);
  EXPECT_EQ(order.leaves(), 8);
  EXPECT_EQ(order.status, OrderStatus::partially_filled);
  ExecutionReport report = reports(x, a).back();
  EXPECT_EQ(report.kind, ExecutionKind::replaced);
  EXPECT_EQ(report.replaced_client_order_id, "x1");
  EXPECT_EQ(x.engine.best_price("BTC-USD", Side::buy), 99);
}

TEST(EngineOrders, ALateCopyOfAnEarlierReplaceFindsAStaleTarget) {
  EngineFixture x("no-deduplication");
  x.send(a, buy("x1", 10, 100));
  x.send(a, replace("x1", "x2", 12, 99));
  x.send(a, replace("x2", "x3", 7, 98));
  std::uint64_t digest = x.engine.state_digest();
  EXPECT_EQ(reason_of(x.send(a, replace("x1", "x2", 12, 99))), Reason::stale_target);
  EXPECT_TRUE(x.took(path::stale_target));
  EXPECT_EQ(reason_of(x.send(a, cancel("x1"))), Reason::stale_target);
  EXPECT_EQ(x.engine.state_digest(), digest);
}

TEST(EngineOrders, AReplaceThatOnlyShrinksKeepsItsPlaceAndOthersLoseIt) {
  struct Case {
    Lots quantity;
    Ticks limit;
    bool keeps;
  };
  for (const Case& c : {Case{3, 100, true}, Case{5, 100, true}, Case{6, 100, false}}) {
    EngineFixture x("reject-for-ever");
    x.send(a, buy("first", 5, 100));
    x.send(b, buy("second", 5, 100));
    x.send(a, replace("first", "again", c.quantity, c.limit));
    x.send(2, sell("s", 1, 100));
    EXPECT_EQ(x.engine.position(a, "BTC-USD"), c.keeps ? 1 : 0) << c.quantity;
    EXPECT_EQ(x.engine.position(b, "BTC-USD"), c.keeps ? 0 : 1) << c.quantity;
  }
}

TEST(EngineOrders, AReplaceToABetterPriceTrades) {
  EngineFixture x("reject-for-ever");
  x.send(a, buy("x1", 5, 90));
  x.send(b, sell("s", 5, 100));
  OrderState order = std::get<Replaced>(x.send(a, replace("x1", "x2", 5, 100))).order;
  EXPECT_EQ(order.status, OrderStatus::filled);
  std::vector<ExecutionReport> all = reports(x, a);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].kind, ExecutionKind::replaced);
  EXPECT_EQ(all[2].kind, ExecutionKind::filled);
}

TEST(EngineOrders, AReplaceToNoMoreThanTheExecutedPartCancelsTheRest) {
  for (Lots quantity : {3, 4}) {
    EngineFixture x("reject-for-ever");
    x.send(a, buy("x1", 10, 100));
    x.send(b, sell("s", 4, 100));
    OrderState order = std::get<Replaced>(x.send(a, replace("x1", "x2", quantity, 100))).order;
    EXPECT_EQ(order.status, OrderStatus::cancelled);
    EXPECT_EQ(order.filled, 4);
    EXPECT_EQ(order.client_order_id, "x2");
    EXPECT_TRUE(x.took(path::replace_below_filled));
    std::vector<ExecutionReport> all = reports(x, a);
    EXPECT_EQ(all[all.size() - 2].kind, ExecutionKind::replaced);
    EXPECT_EQ(all[all.size() - 1].kind, ExecutionKind::cancelled);
    EXPECT_EQ(x.engine.best_price("BTC-USD", Side::buy), 0);
  }
}

TEST(EngineOrders, AReplaceOfADeadOrUnknownOrderIsRefused) {
  EngineFixture x("reject-for-ever");
  x.send(a, buy("x1", 10, 100));
  x.send(b, sell("s", 10, 100));
  EXPECT_EQ(reason_of(x.send(a, replace("x1", "x2", 12, 100))), Reason::already_closed);
  EXPECT_TRUE(x.took(path::filled_target));
  EXPECT_EQ(reason_of(x.send(a, replace("nope", "x3", 12, 100))), Reason::unknown_order);
}

TEST(EngineOrders, RefusesWhatNoOrderCanBe) {
  EngineFixture x("reject-for-ever");
  EXPECT_EQ(reason_of(x.send(a, buy("x", 0, 100))), Reason::invalid_quantity);
  EXPECT_EQ(reason_of(x.send(a, buy("x", -5, 100))), Reason::invalid_quantity);
  EXPECT_EQ(reason_of(x.send(a, buy("x", lots_max + 1, 100))), Reason::invalid_quantity);
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, 0))), Reason::invalid_price);
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, -1))), Reason::invalid_price);
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, ticks_max + 1))), Reason::invalid_price);
  NewOrder market = buy("x", 5, 100);
  market.type = OrderType::market;
  EXPECT_EQ(reason_of(x.send(a, market)), Reason::invalid_price);
  NewOrder elsewhere = buy("x", 5, 100);
  elsewhere.symbol = "DOGE-USD";
  EXPECT_EQ(reason_of(x.send(a, elsewhere)), Reason::unknown_symbol);
  EXPECT_EQ(reason_of(x.send(a, buy("", 5, 100))), Reason::invalid_id);
  EXPECT_EQ(reason_of(x.send(a, buy(std::string(37, 'x'), 5, 100))), Reason::invalid_id);
  EXPECT_EQ(reason_of(x.send(a, buy("x y", 5, 100))), Reason::invalid_id);
  x.send(a, buy("x", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, replace("x", "x", 6, 100))), Reason::invalid_id);
  EXPECT_EQ(reason_of(x.send(a, replace("x", "y", 0, 100))), Reason::invalid_quantity);
  EXPECT_EQ(reason_of(x.send(a, replace("x", "y", 5, 0))), Reason::invalid_price);
  EXPECT_EQ(reason_of(x.send(a, replace(std::string(300, 'x'), "y", 5, 1))), Reason::unknown_order);
  EXPECT_EQ(reason_of(x.send(a, cancel(std::string(300, 'x')))), Reason::unknown_order);
  EXPECT_EQ(x.engine.records(), 1U);
}

TEST(EngineOrders, ARefusalRepeatsTheRequestsNumberAndId) {
  EngineFixture x("reject-for-ever");
  Rejected rejected = std::get<Rejected>(x.send(a, buy("bad id", 5, 100)));
  EXPECT_EQ(rejected.request, 1U);
  EXPECT_EQ(rejected.client_order_id, "bad id");
}

TEST(EngineOrders, MoreThanAnAccountMayEverOrderIsRefused) {
  EngineFixture x("no-deduplication");
  NewOrder order = buy("x", lots_max, 1);
  order.tif = TimeInForce::immediate_or_cancel;
  for (Lots ordered = lots_max; ordered < ordered_max; ordered += lots_max) {
    x.engine.execute(a, order, x.now_ns, x.execution);
    ASSERT_EQ(reason_of(x.execution.reply), Reason::none);
  }
  EXPECT_EQ(reason_of(x.effect(a, buy("y", lots_max, 1))), Reason::none);
  EXPECT_EQ(reason_of(x.effect(a, buy("x", 1, 1))), Reason::invalid_quantity);
  EXPECT_TRUE(x.execution.record.empty());
  EXPECT_EQ(reason_of(x.effect(a, replace("y", "z", lots_max, 2))), Reason::none) << "no more than before";
  EXPECT_EQ(reason_of(x.effect(b, buy("x", 1, 1))), Reason::none);
}

TEST(EngineOrders, TooManyOpenOrdersAreRefused) {
  EngineFixture x("no-deduplication");
  for (std::size_t i = 0; i < open_orders_max; ++i) x.effect(a, buy("x", 1, 1));
  EXPECT_EQ(reason_of(x.effect(a, buy("x", 1, 1))), Reason::throttled);
  EXPECT_EQ(reason_of(x.effect(b, buy("x", 1, 1))), Reason::none);
  x.effect(a, cancel("x"));
  EXPECT_EQ(reason_of(x.effect(a, buy("x", 1, 1))), Reason::none);
}

}  // namespace
}  // namespace onefold::venue

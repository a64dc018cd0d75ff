// What becomes of an order by its type, its time in force and its modes.
#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

constexpr AccountId me = 0;
constexpr AccountId other = 1;

// Every order type and mode that there is.
Profile everything() {
  Profile profile = built_in_profile("reject-for-ever");
  profile.orders.stops = profile.orders.fill_or_kill = profile.orders.post_only = true;
  profile.orders.day = profile.orders.good_till_time = profile.orders.mass_cancel = true;
  profile.orders.self_trade_modes = {SelfTrade::allow, SelfTrade::cancel_taker, SelfTrade::cancel_maker,
                                     SelfTrade::cancel_both, SelfTrade::decrement};
  return profile;
}

NewOrder fill_or_kill(NewOrder order) {
  order.tif = TimeInForce::fill_or_kill;
  return order;
}

NewOrder post_only(NewOrder order) {
  order.post_only = true;
  return order;
}

NewOrder with(SelfTrade mode, NewOrder order) {
  order.self_trade = mode;
  return order;
}

NewOrder stop(NewOrder order, Ticks price) {
  order.type = OrderType::stop;
  order.stop = price;
  return order;
}

OrderState order(const EngineFixture& x, OrderId id) {
  for (AccountId account = 0; account < 3; ++account) {
    if (auto found = x.engine.order(account, id)) return *found;
  }
  return {};
}

TEST(EngineOrderTypes, AreRefusedWhereTheVenueHasNone) {
  EngineFixture x("reject-for-ever");
  x.send(other, sell("s", 5, 100));
  NewOrder day = buy("d", 5, 90);
  day.tif = TimeInForce::day;
  NewOrder timed = buy("t", 5, 90);
  timed.tif = TimeInForce::good_till_time;
  timed.expires_ns = x.now_ns + ms;
  for (const NewOrder& request :
       {fill_or_kill(buy("f", 5, 100)), post_only(buy("p", 5, 90)), with(SelfTrade::allow, buy("a", 5, 90)),
        stop(buy("x", 5, 100), 110), day, timed}) {
    EXPECT_EQ(reason_of(x.send(me, request)), Reason::unsupported) << request.client_order_id;
  }
  EXPECT_EQ(x.engine.last_number(), 1U);
}

TEST(EngineOrderTypes, NonsenseIsRefused) {
  EngineFixture x(everything());
  NewOrder never_ends = buy("n", 5, 90);
  never_ends.tif = TimeInForce::good_till_time;
  EXPECT_EQ(reason_of(x.send(me, never_ends)), Reason::unsupported);
  NewOrder ends = buy("e", 5, 90);
  ends.expires_ns = x.now_ns + ms;
  EXPECT_EQ(reason_of(x.send(me, ends)), Reason::unsupported);
  EXPECT_EQ(reason_of(x.send(me, post_only(fill_or_kill(buy("p", 5, 90))))), Reason::unsupported);
  EXPECT_EQ(reason_of(x.send(me, stop(buy("s", 5, 90), 0))), Reason::invalid_price);
  NewOrder no_stop = buy("w", 5, 90);
  no_stop.stop = 80;
  EXPECT_EQ(reason_of(x.send(me, no_stop)), Reason::unsupported);
}

TEST(EngineOrderTypes, AFillOrKillIsFilledWhollyOrNotAtAll) {
  EngineFixture x(everything());
  x.send(other, sell("s1", 5, 100));
  x.send(other, sell("s2", 5, 101));
  EXPECT_EQ(reason_of(x.send(me, fill_or_kill(buy("a", 10, 100)))), Reason::would_not_fill);
  EXPECT_TRUE(x.took(path::fill_or_kill_refused));
  EXPECT_EQ(x.engine.position(me, "BTC-USD"), 0);
  EXPECT_EQ(accepted(x.send(me, fill_or_kill(buy("b", 10, 101)))).status, OrderStatus::filled);
  EXPECT_EQ(x.engine.position(me, "BTC-USD"), 10);
}

TEST(EngineOrderTypes, APostOnlyOrderNeverTakes) {
  EngineFixture x(everything());
  x.send(other, sell("s", 5, 100));
  EXPECT_EQ(reason_of(x.send(me, post_only(buy("a", 5, 100)))), Reason::would_take);
  EXPECT_TRUE(x.took(path::post_only_refused));
  EXPECT_EQ(accepted(x.send(me, post_only(buy("b", 5, 99)))).status, OrderStatus::open);
  EXPECT_EQ(x.engine.best_price("BTC-USD", Side::buy), 99);
}

TEST(EngineOrderTypes, StepsAndTheLeastQuantityAreChecked) {
  EngineFixture x(everything());
  EngineOptions options = x.options();
  options.instruments = {{"BTC-USD", 2, 1, 5, 10, 20}};
  x.engine = Engine(options);
  EXPECT_EQ(reason_of(x.send(me, buy("a", 10, 100))), Reason::invalid_quantity) << "below the least";
  EXPECT_EQ(reason_of(x.send(me, buy("b", 25, 100))), Reason::invalid_quantity);
  EXPECT_EQ(reason_of(x.send(me, buy("c", 30, 101))), Reason::invalid_price);
  EXPECT_EQ(reason_of(x.send(me, stop(buy("d", 30, 100), 103))), Reason::invalid_price);
  EXPECT_EQ(accepted(x.send(me, buy("e", 30, 100))).quantity, 30);
  EXPECT_EQ(reason_of(x.send(me, replace("e", "f", 30, 102))), Reason::invalid_price);
  EXPECT_EQ(reason_of(x.send(me, replace("e", "g", 35, 105))), Reason::invalid_quantity);
  EXPECT_TRUE(std::holds_alternative<Replaced>(x.send(me, replace("e", "h", 40, 105))));
}

TEST(EngineSelfTrade, IsAllowedWhereTheRequestSaysSo) {
  EngineFixture x(everything());
  x.send(me, sell("s", 5, 100));
  EXPECT_EQ(accepted(x.send(me, with(SelfTrade::allow, buy("b", 5, 100)))).status, OrderStatus::filled);
  EXPECT_EQ(order(x, 1).status, OrderStatus::filled);
  EXPECT_EQ(x.engine.position(me, "BTC-USD"), 0);
  EXPECT_EQ(x.engine.fills(me), 2U);
  EXPECT_EQ(x.engine.fill(me, 0).trade_id, x.engine.fill(me, 1).trade_id);
}

TEST(EngineSelfTrade, CancelsTheRestingOrderAndGoesOn) {
  EngineFixture x(everything());
  x.send(me, sell("s", 5, 100));
  x.send(other, sell("o", 5, 101));
  EXPECT_EQ(accepted(x.send(me, with(SelfTrade::cancel_maker, buy("b", 5, 101)))).filled, 5);
  EXPECT_TRUE(x.took(path::self_trade_prevented));
  EXPECT_EQ(order(x, 1).status, OrderStatus::cancelled);
  EXPECT_EQ(order(x, 2).status, OrderStatus::filled);
}

TEST(EngineSelfTrade, CancelsBoth) {
  EngineFixture x(everything());
  x.send(me, sell("s", 5, 100));
  x.send(other, sell("o", 5, 101));
  EXPECT_EQ(accepted(x.send(me, with(SelfTrade::cancel_both, buy("b", 5, 101)))).status,
            OrderStatus::cancelled);
  EXPECT_EQ(order(x, 1).status, OrderStatus::cancelled);
  EXPECT_EQ(order(x, 2).status, OrderStatus::open);
}

TEST(EngineSelfTrade, DecrementsBothAndCancelsTheSmaller) {
  EngineFixture x(everything());
  x.send(me, sell("s", 8, 100));
  OrderState small = accepted(x.send(me, with(SelfTrade::decrement, buy("b", 5, 100))));
  EXPECT_EQ(small.status, OrderStatus::cancelled);
  EXPECT_EQ(small.quantity, 5);
  EXPECT_EQ(order(x, 1).quantity, 3);
  EXPECT_EQ(order(x, 1).status, OrderStatus::open);
  OrderState large = accepted(x.send(me, with(SelfTrade::decrement, buy("c", 10, 100))));
  EXPECT_EQ(large.status, OrderStatus::open);
  EXPECT_EQ(large.quantity, 7);
  EXPECT_EQ(order(x, 1).status, OrderStatus::cancelled);
  EXPECT_EQ(x.engine.best_price("BTC-USD", Side::buy), 100) << "what is left rests";
  EXPECT_EQ(x.engine.position(me, "BTC-USD"), 0);
}

TEST(EngineStops, SleepUntilATradeReachesThem) {
  EngineFixture x(everything());
  x.send(other, sell("s1", 5, 100));
  x.send(other, sell("s2", 5, 105));
  EXPECT_EQ(accepted(x.send(me, stop(buy("x", 5, 110), 101))).status, OrderStatus::open);
  EXPECT_EQ(x.engine.best_price("BTC-USD", Side::buy), 0) << "it is not in the book";
  x.send(2, buy("t1", 5, 100));
  EXPECT_FALSE(order(x, 3).triggered) << "100 is below its stop";
  x.send(2, buy("t2", 1, 105));
  EXPECT_TRUE(x.took(path::stop_triggered));
  EXPECT_TRUE(order(x, 3).triggered);
  EXPECT_EQ(order(x, 3).filled, 4);
  EXPECT_EQ(x.engine.best_price("BTC-USD", Side::buy), 110) << "its rest rests at its limit";
}

TEST(EngineStops, AreMarketOrdersIfTheyHaveNoLimit) {
  EngineFixture x(everything());
  x.send(other, buy("b1", 1, 100));
  x.send(other, buy("b2", 3, 50));
  NewOrder request = stop(sell("x", 5, 0), 100);
  x.send(me, request);
  x.send(2, sell("t", 1, 100));
  EXPECT_EQ(order(x, 3).filled, 3);
  EXPECT_EQ(order(x, 3).status, OrderStatus::cancelled);
}

TEST(EngineStops, WakeOneAnotherTheOldestFirst) {
  EngineFixture x(everything());
  x.send(other, sell("s1", 1, 100));
  x.send(other, sell("s2", 1, 101));
  x.send(other, sell("s3", 1, 102));
  x.send(me, stop(buy("second", 1, 110), 101));
  x.send(me, stop(buy("first", 1, 110), 100));
  x.send(me, stop(buy("third", 1, 110), 100));
  x.send(2, buy("t", 1, 100));
  std::vector<OrderId> woken;
  for (std::uint64_t n = 1; n <= x.engine.last_number(); ++n) {
    ExecutionReport report = x.engine.report(n);
    if (report.kind == ExecutionKind::triggered) woken.push_back(report.order.order_id);
  }
  EXPECT_EQ(woken, (std::vector<OrderId>{5, 6, 4}));
  EXPECT_EQ(order(x, 5).filled, 1) << "it traded at 101, which woke the other";
  EXPECT_EQ(order(x, 6).filled, 1);
  EXPECT_EQ(order(x, 4).filled, 0) << "nothing was left";
}

TEST(EngineStops, CanBeCancelledAndReplacedAsleep) {
  EngineFixture x(everything());
  x.send(me, stop(buy("x", 5, 110), 101));
  EXPECT_TRUE(std::holds_alternative<Replaced>(x.send(me, replace("x", "y", 3, 120))));
  EXPECT_TRUE(std::holds_alternative<Cancelled>(x.send(me, cancel("y"))));
  x.send(other, sell("s", 5, 101));
  x.send(2, buy("t", 5, 101));
  EXPECT_FALSE(order(x, 1).triggered);
  EXPECT_EQ(order(x, 1).status, OrderStatus::cancelled);
  EXPECT_EQ(x.engine.position(me, "BTC-USD"), 0);
}

}  // namespace
}  // namespace onefold::venue

// What the exchange does of its own accord, and what cancels many orders at once.
#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

constexpr AccountId me = 0;
constexpr AccountId other = 1;
constexpr std::int64_t day_span = 86'400'000 * ms;

Profile rules() {
  Profile profile = built_in_profile("reject-for-ever");
  profile.orders.day = profile.orders.good_till_time = profile.orders.mass_cancel = true;
  profile.orders.stops = true;
  profile.processing_ns = 0;
  profile.rollover = {true, 3'600'000 * ms};
  profile.cancel_on_disconnect = {CancelOnDisconnect::Kind::timer, 0, 100 * ms, 60'000 * ms};
  return profile;
}

struct House : EngineFixture {
  explicit House(Profile given = rules()) : EngineFixture(std::move(given)) {}

  void pass(std::int64_t span_ns) {
    now_ns += span_ns;
    act({}, engine.crowd_account());
  }
  ExecutionKind last_kind() const { return engine.report(engine.last_number()).kind; }
  OrderStatus status(OrderId id) const {
    for (AccountId account = 0; account < 3; ++account) {
      if (auto order = engine.order(account, id)) return order->status;
    }
    return OrderStatus::filled;
  }
};

void expect_recovers(House& x) {
  House after(x.profile);
  for (const std::string& record : x.journal) ASSERT_EQ(after.engine.recover(record), "");
  EXPECT_EQ(after.engine.state_digest(), x.engine.state_digest());
  EXPECT_EQ(after.engine.next_act_ns(), x.engine.next_act_ns());
}

NewOrder until(NewOrder order, TimeNs expires_ns) {
  order.tif = TimeInForce::good_till_time;
  order.expires_ns = expires_ns;
  return order;
}

NewOrder for_the_day(NewOrder order) {
  order.tif = TimeInForce::day;
  return order;
}

TEST(VenueActs, NothingIsDueWhereNothingCanBe) {
  House x(built_in_profile("reject-for-ever"));
  x.send(me, buy("a", 5, 100));
  EXPECT_EQ(x.engine.next_act_ns(), 0);
  x.pass(day_span);
  EXPECT_EQ(x.journal.size(), 1U);
}

TEST(VenueActs, AnOrderExpiresAtItsTimeAndNotBefore) {
  House x;
  x.send(me, until(buy("a", 5, 100), x.now_ns + 50 * ms));
  EXPECT_EQ(x.engine.next_act_ns(), x.now_ns + 50 * ms);
  x.pass(50 * ms - 1);
  EXPECT_EQ(x.status(1), OrderStatus::open);
  x.pass(1);
  EXPECT_TRUE(x.took(path::order_expired));
  EXPECT_EQ(x.last_kind(), ExecutionKind::expired);
  EXPECT_EQ(x.status(1), OrderStatus::cancelled);
  EXPECT_EQ(x.engine.best_price("BTC-USD", Side::buy), 0);
  expect_recovers(x);
}

TEST(VenueActs, AnOrderWhoseTimeHasPassedIsRefused) {
  House x;
  EXPECT_EQ(reason_of(x.send(me, until(buy("a", 5, 100), x.now_ns))), Reason::deadline_passed);
}

TEST(VenueActs, AnOrderThatWasFilledDoesNotExpire) {
  House x;
  x.send(me, until(buy("a", 5, 100), x.now_ns + 50 * ms));
  x.send(other, sell("b", 5, 100));
  std::size_t records = x.journal.size();
  x.pass(50 * ms);
  EXPECT_EQ(x.status(1), OrderStatus::filled);
  EXPECT_EQ(x.journal.size(), records);
}

TEST(VenueActs, ARolloverEndsDayOrdersAlone) {
  House x;
  x.send(me, for_the_day(buy("a", 5, 100)));
  x.send(me, buy("b", 5, 99));
  TimeNs next_ns = x.engine.next_act_ns();
  EXPECT_EQ((next_ns - x.profile.rollover.at_ns) % day_span, 0);
  EXPECT_GT(next_ns, x.now_ns);
  EXPECT_LE(next_ns, x.now_ns + day_span);
  x.pass(next_ns - x.now_ns - 1);
  EXPECT_EQ(x.status(1), OrderStatus::open);
  x.pass(1);
  EXPECT_TRUE(x.took(path::day_ended));
  EXPECT_EQ(x.last_kind(), ExecutionKind::expired);
  EXPECT_EQ(x.status(1), OrderStatus::cancelled);
  EXPECT_EQ(x.status(2), OrderStatus::open);
  EXPECT_EQ(x.engine.next_act_ns(), next_ns + day_span);
  expect_recovers(x);
}

TEST(VenueActs, AClockThatGoesBackEndsNoDayTwice) {
  House x;
  x.send(me, buy("a", 5, 100));
  x.pass(x.engine.next_act_ns() - x.now_ns);
  std::size_t records = x.journal.size();
  x.pass(-1000 * ms);
  x.send(me, for_the_day(buy("b", 5, 99)));
  x.pass(1000 * ms);
  EXPECT_EQ(x.status(2), OrderStatus::open);
  EXPECT_EQ(x.journal.size(), records + 1);
}

TEST(VenueActs, AMassCancelIsOfOneAccountAndPerhapsOfOneSymbol) {
  House x;
  x.send(me, buy("a", 5, 100));
  NewOrder eth = buy("b", 5, 100);
  eth.symbol = "ETH-USD";
  x.send(me, eth);
  x.send(other, buy("c", 5, 100));
  EXPECT_EQ(std::get<MassCancelled>(x.send(me, MassCancel{7, "ETH-USD"})).orders, 1U);
  EXPECT_TRUE(x.took(path::mass_cancelled));
  EXPECT_EQ(x.status(1), OrderStatus::open);
  EXPECT_EQ(x.status(2), OrderStatus::cancelled);
  MassCancelled all = std::get<MassCancelled>(x.send(me, MassCancel{8, ""}));
  EXPECT_EQ(all.request, 8U);
  EXPECT_EQ(all.orders, 1U);
  EXPECT_EQ(x.status(3), OrderStatus::open);
  std::size_t records = x.journal.size();
  EXPECT_EQ(std::get<MassCancelled>(x.send(me, MassCancel{9, ""})).orders, 0U);
  EXPECT_EQ(x.journal.size(), records) << "a repetition changes nothing";
  EXPECT_EQ(reason_of(x.send(me, MassCancel{9, "DOGE"})), Reason::unknown_symbol);
  expect_recovers(x);
}

TEST(VenueActs, AMassCancelIsUnsupportedWhereTheProfileSaysSo) {
  House x(built_in_profile("reject-for-ever"));
  EXPECT_EQ(reason_of(x.send(me, MassCancel{1, ""})), Reason::unsupported);
  EXPECT_EQ(reason_of(x.send(me, CancelAfter{1, 1000 * ms})), Reason::unsupported);
}

TEST(VenueActs, ADeadMansSwitchStrikesUnlessItIsAskedAgain) {
  House x;
  x.send(me, buy("a", 5, 100));
  x.send(me, CancelAfter{1, 1000 * ms});
  x.pass(900 * ms);
  EXPECT_EQ(std::get<CancelAfterSet>(x.send(me, CancelAfter{2, 1000 * ms})).at_ns, x.now_ns + 1000 * ms);
  x.pass(900 * ms);
  EXPECT_EQ(x.status(1), OrderStatus::open);
  expect_recovers(x);
  x.pass(100 * ms);
  EXPECT_TRUE(x.took(path::cancel_timer_struck));
  EXPECT_EQ(x.status(1), OrderStatus::cancelled);
  x.send(me, buy("b", 5, 100));
  x.pass(5000 * ms);
  EXPECT_EQ(x.status(2), OrderStatus::open) << "it struck once";
  expect_recovers(x);
}

TEST(VenueActs, ADeadMansSwitchCanBeSwitchedOffAndHasBounds) {
  House x;
  x.send(me, buy("a", 5, 100));
  EXPECT_EQ(reason_of(x.send(me, CancelAfter{1, 99 * ms})), Reason::unsupported);
  EXPECT_EQ(reason_of(x.send(me, CancelAfter{1, 60'001 * ms})), Reason::unsupported);
  x.send(me, CancelAfter{1, 1000 * ms});
  EXPECT_EQ(std::get<CancelAfterSet>(x.send(me, CancelAfter{2, 0})).at_ns, 0);
  x.pass(2000 * ms);
  EXPECT_EQ(x.status(1), OrderStatus::open);
}

TEST(VenueActs, AnAbsentAccountLosesItsOpenOrders) {
  House x;
  x.send(me, buy("a", 5, 100));
  x.send(other, buy("b", 5, 100));
  x.act({VenueAct::Kind::cancel_account, 0}, me);
  EXPECT_TRUE(x.took(path::cancelled_on_disconnect));
  EXPECT_EQ(x.status(1), OrderStatus::cancelled);
  EXPECT_EQ(x.status(2), OrderStatus::open);
  std::size_t records = x.journal.size();
  x.act({VenueAct::Kind::cancel_account, 0}, me);
  EXPECT_EQ(x.journal.size(), records);
  expect_recovers(x);
}

TEST(VenueActs, ABustedTradeNeverWas) {
  House x;
  x.send(me, buy("a", 8, 100));
  x.send(other, sell("b", 5, 100));
  x.act({VenueAct::Kind::bust_trade, 1}, x.engine.crowd_account());
  EXPECT_TRUE(x.took(path::trade_busted));
  EXPECT_EQ(x.engine.position(me, "BTC-USD"), 0);
  EXPECT_EQ(x.engine.position(other, "BTC-USD"), 0);
  OrderState open = *x.engine.order(me, 1);
  EXPECT_EQ(open.filled, 0);
  EXPECT_EQ(open.status, OrderStatus::open);
  OrderState closed = *x.engine.order(other, 2);
  EXPECT_EQ(closed.filled, 0);
  EXPECT_EQ(closed.status, OrderStatus::cancelled) << "what was closed stays closed";
  EXPECT_EQ(x.engine.fills(me), 0U);
  EXPECT_TRUE(x.engine.past(open).fills.empty());
  EXPECT_EQ(std::get<Trades>(x.send(me, QueryTrades{4, 0})).fills.size(), 0U);
  ExecutionReport report = x.engine.report(x.engine.last_number());
  EXPECT_EQ(report.kind, ExecutionKind::busted);
  EXPECT_EQ(report.trade_id, 1U);
  EXPECT_EQ(report.last_quantity, 5);
  expect_recovers(x);
  x.send(other, sell("c", 8, 100));
  EXPECT_EQ(x.engine.order(me, 1)->filled, 8) << "all its lots stand in the book again";
  std::size_t records = x.journal.size();
  x.act({VenueAct::Kind::bust_trade, 1}, x.engine.crowd_account());
  EXPECT_EQ(x.journal.size(), records) << "it cannot be busted twice";
}

TEST(VenueActs, ARateLimitThatIsIgnoredEarnsABanThatDoubles) {
  Profile profile = rules();
  profile.rate_limit = {1, 1000 * ms, true, 2, 3000 * ms, 5000 * ms};
  House x(profile);
  x.send(me, buy("a", 5, 100));
  EXPECT_EQ(reason_of(x.send(me, buy("b", 5, 100))), Reason::throttled);
  EXPECT_TRUE(std::holds_alternative<Cancelled>(x.send(me, cancel("a")))) << "cancels are exempt";
  Rejected ban = std::get<Rejected>(x.send(me, buy("b", 5, 100)));
  EXPECT_EQ(ban.reason, Reason::banned);
  EXPECT_EQ(ban.retry_after_ns, 3000 * ms);
  EXPECT_TRUE(x.took(path::banned));
  EXPECT_EQ(reason_of(x.send(me, cancel("a"))), Reason::banned) << "of a ban nothing is exempt";
  EXPECT_EQ(reason_of(x.send(other, buy("o", 5, 90))), Reason::none);
  x.now_ns += 3000 * ms;
  EXPECT_EQ(reason_of(x.send(me, buy("b", 5, 100))), Reason::none);
  x.send(me, buy("c", 5, 100));
  EXPECT_EQ(std::get<Rejected>(x.send(me, buy("c", 5, 100))).retry_after_ns, 5000 * ms) << "up to the most";
}

TEST(VenueActs, TheEndOfADayFreesTheIdsOfClosedOrdersAlone) {
  Profile profile = rules();
  profile.retention = Retention::day;
  House x(profile);
  x.send(me, buy("open", 5, 100));
  x.send(me, buy("closed", 5, 100));
  x.send(me, cancel("closed"));
  EXPECT_EQ(reason_of(x.send(me, buy("closed", 5, 100))), Reason::duplicate_id);
  x.pass(day_span);
  EXPECT_EQ(reason_of(x.send(me, buy("closed", 5, 100))), Reason::none);
  EXPECT_EQ(reason_of(x.send(me, buy("open", 5, 100))), Reason::duplicate_id);
  expect_recovers(x);
}

}  // namespace
}  // namespace onefold::venue

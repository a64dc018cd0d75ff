// Every kind of order that a profile says is taken is taken by the exchange, and every other is refused as
// unsupported, with the venue's code for that.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/venue/documented/documented_profiles.hpp"

namespace onefold::venue {
namespace {

class Kinds : public testing::TestWithParam<std::string>, protected DocumentedVenue {
 protected:
  Kinds() : DocumentedVenue(GetParam()) {}

  void expect(bool taken, const Reply& reply, const char* kind) {
    EXPECT_EQ(reason_of(reply) != Reason::unsupported, taken) << kind;
    check_code(reply);
  }

  // An order of its own id, that `change` makes of this kind.
  template <class Change>
  void expect_order(bool taken, const char* kind, Change change) {
    NewOrder made = buy(id(++orders_), 5, 100);
    change(made);
    expect(taken, place(a, made), kind);
  }

 private:
  int orders_ = 0;
};

TEST_P(Kinds, OfOrdersAreTakenWhereTheProfileSaysSo) {
  const OrderRules& rules = profile.orders;
  expect_order(rules.stops, "stop", [](NewOrder& made) {
    made.type = OrderType::stop;
    made.stop = 100;
  });
  expect_order(rules.fill_or_kill, "fill or kill",
               [](NewOrder& made) { made.tif = TimeInForce::fill_or_kill; });
  expect_order(rules.day, "day", [](NewOrder& made) { made.tif = TimeInForce::day; });
  expect_order(rules.good_till_time, "good till time", [&](NewOrder& made) {
    made.tif = TimeInForce::good_till_time;
    made.expires_ns = expires_ns;
  });
  expect_order(rules.post_only, "post only", [](NewOrder& made) { made.post_only = true; });
  for (SelfTrade mode : {SelfTrade::allow, SelfTrade::cancel_taker, SelfTrade::cancel_maker,
                         SelfTrade::cancel_both, SelfTrade::decrement}) {
    const bool taken = std::ranges::count(rules.self_trade_modes, mode) != 0;
    expect_order(taken, "self-trade mode", [&](NewOrder& made) { made.self_trade = mode; });
  }
}

TEST_P(Kinds, OfCancelsAreTakenWhereTheProfileSaysSo) {
  bring(State::live);
  expect(profile.orders.mass_cancel, send(a, MassCancel{9, "", 0}), "mass cancel");
  const bool open = x.engine.order(a, first.order_id)->status == OrderStatus::open;
  EXPECT_EQ(open, !profile.orders.mass_cancel);
  const CancelOnDisconnect& rule = profile.cancel_on_disconnect;
  const bool timer = rule.kind == CancelOnDisconnect::Kind::timer;
  expect(timer, send(a, CancelAfter{9, timer ? rule.timer_min_ns : hour}), "cancel after");
  if (timer) {
    expect(false, send(a, CancelAfter{9, rule.timer_max_ns + 1}), "cancel after too long");
    expect(false, send(a, CancelAfter{9, rule.timer_min_ns - 1}), "cancel after too short");
  }
}

TEST_P(Kinds, OfReplacesAreTakenWhereTheProfileSaysSo) {
  bring(State::live);
  const ReplaceOrder change = venue::replace(id(1), profile.replace.chained_id ? id(3) : id(1), 6, 100);
  const Reply reply = send(a, change);
  const bool taken = profile.replace.way != ReplaceWay::unsupported;
  EXPECT_EQ(reason_of(reply), taken ? Reason::none : Reason::unsupported);
  check_code(reply);
}

INSTANTIATE_TEST_SUITE_P(Venues, Kinds, testing::ValuesIn(profiles_and_variants()), test_name);

}  // namespace
}  // namespace onefold::venue

// The ways of a replace: one order that goes on, or two steps; under which id, and of which quantity.
#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

constexpr AccountId me = 0;
constexpr AccountId other = 1;

Profile rules(const ReplaceRules& replace) {
  Profile profile = built_in_profile("reject-for-ever");
  profile.replace = replace;
  profile.orders.post_only = true;
  return profile;
}

const ReplaceRules by_new = {ReplaceWay::cancel_then_new, true, true, true};

const OrderState& replaced(const Reply& reply) {
  return std::get<Replaced>(reply).order;
}

void expect_recovers(const EngineFixture& x) {
  EngineFixture after(x.profile);
  for (const std::string& record : x.journal) ASSERT_EQ(after.engine.recover(record), "");
  EXPECT_EQ(after.engine.state_digest(), x.engine.state_digest());
}

TEST(EngineReplaceWays, IsRefusedWhereThereIsNone) {
  EngineFixture x(rules({ReplaceWay::unsupported, true, true, true}));
  x.send(me, buy("a", 10, 100));
  EXPECT_EQ(reason_of(x.send(me, replace("a", "b", 12, 101))), Reason::unsupported);
  EXPECT_EQ(x.engine.order(me, 1)->limit, 100);
}

TEST(EngineReplaceWays, CancelsTheOldOrderAndMakesANewOne) {
  EngineFixture x(rules(by_new));
  x.send(me, buy("a", 10, 100));
  x.send(other, sell("s", 4, 100));
  OrderState made = replaced(x.send(me, replace("a", "b", 12, 101)));
  EXPECT_TRUE(x.took(path::replaced_by_new));
  EXPECT_EQ(made.order_id, 3U);
  EXPECT_EQ(made.client_order_id, "b");
  EXPECT_EQ(made.quantity, 8) << "the total less what was executed";
  EXPECT_EQ(x.engine.order(me, 1)->status, OrderStatus::cancelled);
  const ExecutionReport report = x.engine.report(x.engine.last_number());
  EXPECT_EQ(report.kind, ExecutionKind::accepted);
  EXPECT_EQ(report.replaced_client_order_id, "a") << "it tells what it goes on from";
  EXPECT_EQ(reason_of(x.send(me, replace("a", "b", 12, 101))), Reason::duplicate_id);
  expect_recovers(x);
}

TEST(EngineReplaceWays, IsHalfDoneWhereTheNewOrderIsRefused) {
  EngineFixture x(rules(by_new));
  NewOrder maker = buy("a", 10, 100);
  maker.post_only = true;
  x.send(me, maker);
  x.send(other, sell("s", 4, 101));
  EXPECT_EQ(reason_of(x.send(me, replace("a", "b", 10, 101))), Reason::replace_half_done);
  EXPECT_TRUE(x.took(path::replace_half_done));
  EXPECT_EQ(x.engine.order(me, 1)->status, OrderStatus::cancelled);
  EXPECT_TRUE(x.engine.open_orders(me).empty());
  expect_recovers(x);
}

TEST(EngineReplaceWays, EndsAtADeadTargetUnlessTheProfileGoesOn) {
  EngineFixture stops(rules(by_new));
  ReplaceRules on = by_new;
  on.cancel_failure_stops = false;
  EngineFixture goes_on(rules(on));
  for (EngineFixture* x : {&stops, &goes_on}) {
    x->send(me, buy("a", 10, 100));
    x->send(me, cancel("a"));
  }
  EXPECT_EQ(reason_of(stops.send(me, replace("a", "b", 10, 99))), Reason::already_closed);
  EXPECT_EQ(replaced(goes_on.send(me, replace("a", "b", 10, 99))).quantity, 10);
  EXPECT_EQ(goes_on.engine.open_orders(me).size(), 1U);
}

TEST(EngineReplaceWays, KeepsTheIdWhereItIsNotChained) {
  EngineFixture x(rules({ReplaceWay::atomic, false, true, true}));
  x.send(me, buy("a", 10, 100));
  EXPECT_EQ(reason_of(x.send(me, replace("a", "b", 12, 101))), Reason::invalid_id);
  OrderState now = replaced(x.send(me, replace("a", "a", 12, 101)));
  EXPECT_EQ(now.client_order_id, "a");
  EXPECT_EQ(now.quantity, 12);
  std::size_t records = x.journal.size();
  EXPECT_EQ(replaced(x.send(me, replace("a", "a", 12, 101))), now);
  EXPECT_EQ(x.journal.size(), records) << "the same terms again change nothing";
  EXPECT_EQ(reason_of(x.send(me, buy("a", 10, 100))), Reason::duplicate_id) << "the id stays the order's";
  expect_recovers(x);
}

TEST(EngineReplaceWays, CountsWhatIsLeftWhereTheProfileSaysSo) {
  EngineFixture x(rules({ReplaceWay::atomic, true, false, true}));
  x.send(me, buy("a", 10, 100));
  x.send(other, sell("s", 4, 100));
  OrderState now = replaced(x.send(me, replace("a", "b", 10, 100)));
  EXPECT_EQ(now.quantity, 14);
  EXPECT_EQ(now.leaves(), 10);
}

TEST(EngineReplaceWays, NeverMakesAPostOnlyOrderTake) {
  EngineFixture x(rules({}));
  NewOrder maker = buy("a", 10, 100);
  maker.post_only = true;
  x.send(me, maker);
  x.send(other, sell("s", 4, 101));
  EXPECT_EQ(reason_of(x.send(me, replace("a", "b", 10, 101))), Reason::would_take);
  EXPECT_EQ(x.engine.order(me, 1)->limit, 100);
}

}  // namespace
}  // namespace onefold::venue

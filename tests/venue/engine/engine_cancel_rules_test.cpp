// What a cancel gets whose target is not open, which orders a label means, and how queries look back.
#include <gtest/gtest.h>

#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

constexpr AccountId a = 0;
constexpr AccountId b = 1;

Profile labels() {
  Profile profile;
  profile.retention = Retention::none;
  profile.duplicate = DuplicateAnswer::accept_new;
  return profile;
}

std::vector<OrderState> found(EngineFixture& x, const std::string& id, OrderId order_id = 0) {
  return std::get<OrderReport>(x.send(a, QueryOrder{1, id, order_id})).orders;
}

std::vector<OrderState> open(EngineFixture& x) {
  return std::get<OpenOrders>(x.send(a, QueryOpenOrders{1})).orders;
}

// Orders "filled" and "cancelled", which are.
void close_two(EngineFixture& x) {
  x.send(a, buy("filled", 5, 100));
  x.send(b, sell("s", 5, 100));
  x.send(a, buy("cancelled", 5, 100));
  x.send(a, cancel("cancelled"));
}

TEST(EngineCancelRules, SuccessIsToldOfADeadOrderAndNotOfNone) {
  Profile profile = labels();
  profile.cancel.filled = profile.cancel.cancelled = profile.cancel.never_seen = DeadTarget::success;
  EngineFixture x(profile);
  close_two(x);
  EXPECT_EQ(std::get<Cancelled>(x.send(a, cancel("filled"))).order.status, OrderStatus::filled);
  EXPECT_EQ(std::get<Cancelled>(x.send(a, cancel("cancelled"))).order.status, OrderStatus::cancelled);
  EXPECT_EQ(reason_of(x.send(a, cancel("none"))), Reason::unknown_order);
}

TEST(EngineCancelRules, ASuperfluousCancelIsIgnoredWhereDocumented) {
  Profile profile = labels();
  profile.cancel.filled = profile.cancel.never_seen = DeadTarget::ignore;
  EngineFixture x(profile);
  close_two(x);
  x.send(a, cancel("filled"));
  EXPECT_TRUE(x.execution.silent);
  x.send(a, cancel("none"));
  EXPECT_TRUE(x.execution.silent);
  EXPECT_EQ(reason_of(x.send(a, cancel("cancelled"))), Reason::already_closed) << "each state has its rule";
  EXPECT_FALSE(x.execution.silent);
}

TEST(EngineCancelRules, ACancelThatComesFirstStopsItsPlaceAndSurvivesARestart) {
  Profile profile = labels();
  profile.retention = Retention::until_expiry;
  profile.duplicate = DuplicateAnswer::upsert;
  profile.cancel.never_seen = DeadTarget::tombstone;
  EngineFixture x(profile);
  CancelOrder early = cancel("x");
  early.valid_until_ns = x.now_ns + 50 * ms;
  EXPECT_EQ(std::get<Cancelled>(x.send(a, early)).order.order_id, 0U);
  EngineFixture restarted(profile);
  for (const std::string& record : x.journal) ASSERT_EQ(restarted.engine.recover(record), "");
  EXPECT_EQ(restarted.engine.state_digest(), x.engine.state_digest());
  NewOrder late = buy("x", 5, 100);
  late.expires_ns = early.valid_until_ns;
  EXPECT_EQ(reason_of(restarted.send(a, late)), Reason::expired_before);
  late.expires_ns += 1;
  EXPECT_EQ(reason_of(restarted.send(a, late)), Reason::none);
}

TEST(EngineCancelRules, ALabelOfSeveralOrdersMeansTheNewestNoneOrAll) {
  for (const LabelTarget rule : {LabelTarget::newest_open, LabelTarget::only_one, LabelTarget::all}) {
    Profile profile = labels();
    profile.cancel.label = rule;
    EngineFixture x(profile);
    x.send(a, buy("x", 5, 100));
    x.send(a, buy("x", 6, 100));
    const Reply reply = x.send(a, cancel("x"));
    if (rule == LabelTarget::only_one) {
      EXPECT_EQ(reason_of(reply), Reason::several_orders);
      EXPECT_EQ(open(x).size(), 2U);
      continue;
    }
    EXPECT_EQ(std::get<Cancelled>(reply).order.order_id, 2U);
    EXPECT_EQ(open(x).size(), rule == LabelTarget::all ? 0U : 1U);
  }
}

TEST(EngineCancelRules, ARenamedOrderIsFoundByItsOrderIdAlone) {
  Profile profile = labels();
  profile.cancel.renames = true;
  EngineFixture x(profile);
  close_two(x);
  EXPECT_EQ(found(x, "cancelled").size(), 0U);
  EXPECT_EQ(found(x, "", 3).size(), 1U);
  EXPECT_EQ(found(x, "filled").size(), 1U);
  EXPECT_EQ(reason_of(x.send(a, cancel("cancelled"))), Reason::unknown_order);
}

TEST(EngineCancelRules, WithoutClientIdsOnlyOrderIdsAreTaken) {
  Profile profile = labels();
  profile.cancel.by_client_id = false;
  profile.query.by_client_id = QueryRules::Shape::unsupported;
  EngineFixture x(profile);
  x.send(a, buy("x", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, cancel("x"))), Reason::unsupported);
  EXPECT_EQ(reason_of(x.send(a, QueryOrder{1, "x", 0})), Reason::unsupported);
  EXPECT_EQ(found(x, "", 1).size(), 1U);
  EXPECT_TRUE(std::holds_alternative<Cancelled>(x.send(a, CancelOrder{1, "", 1})));
}

TEST(EngineCancelRules, AQueryMayTellOfTheLatestOrderAlone) {
  Profile profile = labels();
  EngineFixture all(profile);
  profile.query.by_client_id = QueryRules::Shape::latest;
  EngineFixture latest(profile);
  for (EngineFixture* x : {&all, &latest}) {
    x->send(a, buy("x", 5, 100));
    x->send(a, buy("x", 6, 100));
  }
  EXPECT_EQ(found(all, "x").size(), 2U);
  ASSERT_EQ(found(latest, "x").size(), 1U);
  EXPECT_EQ(found(latest, "x")[0].order_id, 2U);
}

TEST(EngineCancelRules, ClosedOrdersAreFoundAsLongAndAsManyAsDocumented) {
  Profile profile = labels();
  profile.query.closed_for_ns = 10 * ms;
  EngineFixture timed(profile);
  close_two(timed);
  timed.now_ns += 10 * ms;
  EXPECT_EQ(found(timed, "filled").size(), 1U);
  timed.now_ns += 1;
  EXPECT_EQ(found(timed, "filled").size(), 0U);

  profile.query = {};
  profile.query.closed_max = 1;
  EngineFixture counted(profile);
  close_two(counted);
  EXPECT_EQ(found(counted, "filled").size(), 0U) << "another closed after it";
  EXPECT_EQ(found(counted, "cancelled").size(), 1U);

  profile.query = {};
  profile.query.purge_unfilled = true;
  EngineFixture purged(profile);
  close_two(purged);
  EXPECT_EQ(found(purged, "filled").size(), 1U);
  EXPECT_EQ(found(purged, "cancelled").size(), 0U);
}

TEST(EngineCancelRules, APageOfOpenOrdersEndsWithoutASign) {
  Profile profile = labels();
  profile.query.page_max = 2;
  EngineFixture x(profile);
  for (const char* id : {"1", "2", "3"}) x.send(a, buy(id, 5, 100));
  ASSERT_EQ(open(x).size(), 2U);
  EXPECT_EQ(open(x)[1].client_order_id, "2");
}

TEST(EngineCancelRules, EachKindOfQueryHasALagOfItsOwn) {
  Profile profile = labels();
  profile.query.list_lag_ns = 20 * ms;
  EngineFixture x(profile);
  x.misbehaviour.age_ns = 20 * ms;
  x.send(a, buy("x", 5, 100));
  x.now_ns += 5 * ms;
  EXPECT_EQ(open(x).size(), 0U);
  EXPECT_EQ(found(x, "x").size(), 1U);
}

TEST(EngineCancelRules, ASnapshotPointsToTheLastReportOfEachOpenOrder) {
  EngineFixture x(labels());
  x.send(a, buy("x", 5, 100));
  x.send(a, buy("y", 5, 99));
  x.send(a, replace("x", "z", 6, 100));
  close_two(x);
  const std::vector<std::uint64_t> seqs = x.engine.open_order_seqs(a);
  std::vector<std::string> ids;
  for (const std::uint64_t seq : seqs) ids.push_back(x.engine.report_at(a, seq).order.client_order_id);
  EXPECT_EQ(ids, (std::vector<std::string>{"y", "filled", "z"}));
}

}  // namespace
}  // namespace onefold::venue

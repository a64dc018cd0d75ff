// What a repeated id gets from the exchange, under each built-in profile, and what copies that work at once
// get.
#include <gtest/gtest.h>

#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

constexpr AccountId a = 0;
constexpr AccountId b = 1;

TEST(EngineIds, RejectForEverRefusesADuplicateInEveryState) {
  EngineFixture x("reject-for-ever");
  x.send(a, buy("x", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, 100))), Reason::duplicate_id);
  EXPECT_TRUE(x.took(path::duplicate_suppressed));
  EXPECT_EQ(reason_of(x.send(a, buy("x", 9, 90))), Reason::duplicate_id) << "terms are not compared";
  x.send(b, sell("s", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, 100))), Reason::duplicate_id);
  x.send(a, buy("y", 5, 100));
  x.send(a, cancel("y"));
  EXPECT_EQ(reason_of(x.send(a, buy("y", 5, 100))), Reason::duplicate_id);
  EXPECT_EQ(x.engine.position(a, "BTC-USD"), 5);
}

TEST(EngineIds, RejectWhileOpenMakesASecondOrderOnceTheFirstIsClosed) {
  EngineFixture x("reject-while-open");
  x.send(a, buy("x", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, 100))), Reason::duplicate_id);
  x.send(b, sell("s", 5, 100));
  EXPECT_EQ(accepted(x.send(a, buy("x", 5, 100))).order_id, 3U);
  EXPECT_TRUE(x.took(path::duplicate_accepted));
  x.send(a, cancel("x"));
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, 100))), Reason::none);
}

TEST(EngineIds, RejectWhileOpenHoldsEveryIdOfAChainUntilTheOrderCloses) {
  EngineFixture x("reject-while-open");
  x.send(a, buy("x1", 5, 100));
  x.send(a, replace("x1", "x2", 6, 100));
  EXPECT_EQ(reason_of(x.send(a, buy("x1", 5, 100))), Reason::duplicate_id);
  EXPECT_EQ(reason_of(x.send(a, buy("x2", 5, 100))), Reason::duplicate_id);
  EXPECT_EQ(reason_of(x.send(a, replace("x2", "x1", 7, 100))), Reason::duplicate_id);
  x.send(a, cancel("x2"));
  EXPECT_EQ(reason_of(x.send(a, buy("x1", 5, 100))), Reason::none);
  EXPECT_EQ(reason_of(x.send(a, buy("x2", 5, 100))), Reason::none);
}

TEST(EngineIds, RejectWhileOpenFreesTheIdOfAnOrderThatNeverRests) {
  EngineFixture x("reject-while-open");
  NewOrder order = buy("x", 5, 100);
  order.tif = TimeInForce::immediate_or_cancel;
  EXPECT_EQ(accepted(x.send(a, order)).order_id, 1U);
  EXPECT_EQ(accepted(x.send(a, order)).order_id, 2U);
}

TEST(EngineIds, ReturnOriginalGivesThePresentStateWhateverTheTerms) {
  EngineFixture x("return-original");
  x.send(a, buy("x", 5, 100));
  x.send(b, sell("s", 2, 100));
  Accepted again = std::get<Accepted>(x.send(a, buy("x", 77, 3)));
  EXPECT_TRUE(again.original);
  EXPECT_EQ(again.order.order_id, 1U);
  EXPECT_EQ(again.order.quantity, 5);
  EXPECT_EQ(again.order.filled, 2);
  EXPECT_TRUE(x.took(path::duplicate_suppressed));
  x.send(a, cancel("x"));
  EXPECT_EQ(accepted(x.send(a, buy("x", 5, 100))).status, OrderStatus::cancelled);
  EXPECT_EQ(x.engine.last_number(), 5U);
}

TEST(EngineIds, ReturnOriginalGivesAReplaceItsOrder) {
  EngineFixture x("return-original");
  x.send(a, buy("x1", 5, 100));
  x.send(a, replace("x1", "x2", 6, 100));
  x.send(a, replace("x2", "x3", 9, 100));
  Replaced again = std::get<Replaced>(x.send(a, replace("x1", "x2", 6, 100)));
  EXPECT_TRUE(again.original);
  EXPECT_EQ(again.order.client_order_id, "x3");
  EXPECT_EQ(again.order.quantity, 9);
  EXPECT_EQ(reason_of(x.send(a, buy("x2", 5, 100))), Reason::duplicate_id)
      << "an id of a replace is no order's";
}

TEST(EngineIds, WithoutDeDuplicationEachCopyIsAnOrder) {
  EngineFixture x("no-deduplication");
  EXPECT_EQ(accepted(x.send(a, buy("x", 5, 100))).order_id, 1U);
  EXPECT_FALSE(x.took(path::duplicate_accepted));
  EXPECT_EQ(accepted(x.send(a, buy("x", 5, 100))).order_id, 2U);
  EXPECT_TRUE(x.took(path::duplicate_accepted));
  OrderReport report = std::get<OrderReport>(x.send(a, QueryOrder{1, "x", 0}));
  ASSERT_EQ(report.orders.size(), 2U);
  EXPECT_EQ(report.orders[0].order_id, 1U) << "oldest first";
  EXPECT_EQ(std::get<Cancelled>(x.send(a, cancel("x"))).order.order_id, 2U)
      << "a label means the newest open order";
  EXPECT_EQ(std::get<Cancelled>(x.send(a, cancel("x"))).order.order_id, 1U);
  EXPECT_EQ(reason_of(x.send(a, cancel("x"))), Reason::already_closed);
}

TEST(EngineIds, StoredResponseRepeatsTheFirstAnswerNotThePresentState) {
  EngineFixture x("stored-response");
  Accepted first = std::get<Accepted>(x.send(a, buy("x", 5, 100)));
  x.send(b, sell("s", 5, 100));
  NewOrder retry = buy("x", 5, 100);
  retry.request = 99;
  retry.valid_until_ns = x.now_ns + 1;
  Accepted again = std::get<Accepted>(x.send(a, retry));
  EXPECT_EQ(again.request, 99U);
  EXPECT_EQ(again.order, first.order);
  EXPECT_EQ(again.order.status, OrderStatus::open);
  EXPECT_FALSE(again.original);
  EXPECT_TRUE(x.took(path::duplicate_suppressed));
}

TEST(EngineIds, StoredResponseRepeatsARefusalOfAReplaceToo) {
  EngineFixture x("stored-response");
  EXPECT_EQ(reason_of(x.send(a, replace("x", "y", 5, 100))), Reason::unknown_order);
  EXPECT_FALSE(x.execution.record.empty()) << "a stored answer must survive a restart";
  x.send(a, buy("x", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, replace("x", "y", 5, 100))), Reason::unknown_order);
  EXPECT_TRUE(x.took(path::duplicate_suppressed));
  EXPECT_EQ(reason_of(x.send(a, replace("x", "y2", 5, 100))), Reason::none);
}

TEST(EngineIds, StoredResponseRefusesOtherTerms) {
  EngineFixture x("stored-response");
  x.send(a, buy("x", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, buy("x", 6, 100))), Reason::payload_mismatch);
  EXPECT_TRUE(x.took(path::payload_mismatch));
  EXPECT_FALSE(x.took(path::duplicate_suppressed));
  EXPECT_EQ(x.engine.last_number(), 1U);
}

TEST(EngineIds, StoredResponseMakesASecondOrderAfterTheWindow) {
  EngineFixture x("stored-response");
  x.send(a, buy("x", 5, 100));
  TimeNs first_ns = x.now_ns;
  x.now_ns = first_ns + x.profile.window_ns - x.profile.processing_ns - 1;
  EXPECT_EQ(accepted(x.send(a, buy("x", 5, 100))).order_id, 1U);
  EXPECT_EQ(x.now_ns, first_ns + x.profile.window_ns - 1);
  x.now_ns = first_ns + x.profile.window_ns - x.profile.processing_ns;
  EXPECT_EQ(accepted(x.send(a, buy("x", 5, 100))).order_id, 2U);
  EXPECT_TRUE(x.took(path::window_expired));
}

TEST(EngineIds, ACopyInFlightConflictsAndHasNoEffect) {
  EngineFixture x("stored-response");
  NewOrder order = buy("x", 5, 100);
  EXPECT_EQ(x.engine.arrive(a, order, x.now_ns).next, Arrival::Next::execute);
  Arrival second = x.engine.arrive(a, order, x.now_ns + 1);
  EXPECT_EQ(second.next, Arrival::Next::answer);
  EXPECT_EQ(reason_of(second.reply), Reason::in_flight);
  EXPECT_EQ(std::get<Rejected>(second.reply).retry_after_ns, x.profile.processing_ns);
  EXPECT_TRUE(second.paths.has(path::in_flight_conflict));
  EXPECT_EQ(x.engine.arrive(b, order, x.now_ns + 1).next, Arrival::Next::execute) << "ids are per account";
  EXPECT_EQ(accepted(x.effect(a, order)).order_id, 1U);
  EXPECT_EQ(accepted(x.send(a, order)).order_id, 1U);
  EXPECT_TRUE(x.took(path::duplicate_suppressed));
}

TEST(EngineIds, AnInFlightIdIsFreeAgainAfterARefusal) {
  EngineFixture x("stored-response");
  x.send(a, replace("gone", "y", 5, 100));
  EXPECT_EQ(x.engine.arrive(a, replace("gone", "y", 5, 100), x.now_ns).next, Arrival::Next::execute);
}

TEST(EngineIds, TwoCopiesAtWorkAtOnceMakeOneOrderWhereIdsAreRecalled) {
  for (std::string_view name : {"reject-for-ever", "reject-while-open", "return-original"}) {
    EngineFixture x(name);
    NewOrder order = buy("x", 5, 100);
    ASSERT_EQ(x.engine.arrive(a, order, x.now_ns).next, Arrival::Next::execute) << name;
    ASSERT_EQ(x.engine.arrive(a, order, x.now_ns).next, Arrival::Next::execute) << name;
    x.effect(a, order);
    x.effect(a, order);
    EXPECT_TRUE(x.took(path::duplicate_suppressed) || name == "none") << name;
    EXPECT_EQ(x.engine.open_orders(a).size(), 1U) << name;
  }
}

TEST(EngineIds, TheSameIdInTwoAccountsIsTwoOrdersUnlessTheVenueIsTheScope) {
  EngineFixture x("reject-for-ever");
  x.send(a, buy("x", 5, 100));
  EXPECT_EQ(accepted(x.send(b, buy("x", 5, 100))).order_id, 2U);
  Profile profile = built_in_profile("reject-for-ever");
  profile.id.per_account = false;
  EngineFixture y(profile);
  y.send(a, buy("x", 5, 100));
  EXPECT_EQ(reason_of(y.send(b, buy("x", 5, 100))), Reason::duplicate_id);
}

TEST(EngineIds, ADeadlineIsCheckedAtTheEffect) {
  EngineFixture x("reject-while-open");
  NewOrder order = buy("x", 5, 100);
  order.valid_until_ns = x.now_ns + x.profile.processing_ns - 1;
  EXPECT_EQ(reason_of(x.send(a, order)), Reason::deadline_passed);
  EXPECT_TRUE(x.took(path::deadline_refused));
  EXPECT_EQ(x.engine.last_number(), 0U);
  order.valid_until_ns = x.now_ns + x.profile.processing_ns;
  EXPECT_EQ(reason_of(x.send(a, order)), Reason::none);
  ReplaceOrder change = replace("x", "y", 6, 100);
  change.valid_until_ns = x.now_ns;
  EXPECT_EQ(reason_of(x.send(a, change)), Reason::deadline_passed);
}

TEST(EngineIds, ALateCopyOfAnOrderThatIsOpenIsADuplicateAndNotTooLate) {
  EngineFixture x("reject-while-open");
  NewOrder order = buy("x", 5, 100);
  order.valid_until_ns = x.now_ns + x.profile.processing_ns;
  x.send(a, order);
  EXPECT_EQ(reason_of(x.send(a, order)), Reason::duplicate_id);
  x.send(b, sell("s", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, order)), Reason::deadline_passed) << "the id is free, but the time is over";
}

TEST(EngineIds, AVenueThatChecksNoDeadlineIgnoresIt) {
  EngineFixture x("reject-for-ever");
  NewOrder order = buy("x", 5, 100);
  order.valid_until_ns = 1;
  EXPECT_EQ(reason_of(x.send(a, order)), Reason::none);
}

TEST(EngineIds, ARefusedOrderDoesNotClaimItsIdUnlessAnswersAreStored) {
  EngineFixture x("reject-while-open");
  NewOrder late = buy("x", 5, 100);
  late.valid_until_ns = 1;
  x.send(a, late);
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, 100))), Reason::none);
  Profile profile = built_in_profile("stored-response");
  profile.late_bound.kind = LateBound::Kind::absolute;
  EngineFixture y(profile);
  y.send(a, late);
  EXPECT_EQ(reason_of(y.send(a, buy("x", 5, 100))), Reason::deadline_passed);
}

TEST(EngineIds, TheCrowdIsFreeOfIdRules) {
  EngineFixture x("reject-for-ever");
  AccountId crowd = x.engine.crowd_account();
  EXPECT_EQ(reason_of(x.effect(crowd, buy("c", 5, 100))), Reason::none);
  EXPECT_EQ(reason_of(x.effect(crowd, buy("c", 5, 100))), Reason::none);
  EXPECT_EQ(x.engine.account_name(crowd), "crowd");
}

}  // namespace
}  // namespace onefold::venue

// The families of id rules that the generic profiles do not show, end to end in the engine, and that a
// journal brings each of them back exactly.
#include <gtest/gtest.h>

#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

constexpr AccountId a = 0;
constexpr AccountId b = 1;

Profile family(Retention retention, DuplicateAnswer duplicate) {
  Profile profile;
  profile.retention = retention;
  profile.duplicate = duplicate;
  profile.late_bound.at_gateway = false;
  return profile;
}

NewOrder until(NewOrder order, TimeNs expires_ns) {
  order.expires_ns = expires_ns;
  return order;
}

const Replaced& replaced(const Reply& reply) {
  return std::get<Replaced>(reply);
}

// Whether a second engine that reads the journal is in the same state.
void expect_recovered(const EngineFixture& x) {
  EngineFixture restarted(x.profile);
  for (const std::string& record : x.journal) ASSERT_EQ(restarted.engine.recover(record), "");
  EXPECT_EQ(restarted.engine.state_digest(), x.engine.state_digest());
}

TEST(EngineFamilies, ModifyByIdLetsAPlaceChangeTheOpenOrder) {
  EngineFixture x(family(Retention::for_ever, DuplicateAnswer::amend));
  x.send(a, buy("x", 5, 100));
  const OrderState changed = replaced(x.send(a, buy("x", 9, 90))).order;
  EXPECT_EQ(changed.order_id, 1U);
  EXPECT_EQ(changed.client_order_id, "x");
  EXPECT_EQ(changed.quantity, 9);
  EXPECT_EQ(changed.limit, 90);
  EXPECT_TRUE(x.took(path::amended_by_id));
  EXPECT_EQ(x.engine.open_orders(a).size(), 1U);
  EXPECT_EQ(x.engine.report(2).kind, ExecutionKind::replaced);
  expect_recovered(x);
}

TEST(EngineFamilies, ModifyByIdMakesNothingOfACopyAndRefusesOneOfAClosedOrder) {
  EngineFixture x(family(Retention::for_ever, DuplicateAnswer::amend));
  x.send(a, buy("x", 5, 100));
  EXPECT_EQ(replaced(x.send(a, buy("x", 5, 100))).order.quantity, 5);
  EXPECT_EQ(x.engine.last_number(), 1U);
  EXPECT_EQ(reason_of(x.send(a, sell("x", 5, 100))), Reason::payload_mismatch);
  x.send(b, sell("s", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, 100))), Reason::duplicate_id);
  EXPECT_EQ(x.engine.position(a, "BTC-USD"), 5);
  expect_recovered(x);
}

TEST(EngineFamilies, AnUpsertKeepsItsOrderIdAndItsFills) {
  EngineFixture x(family(Retention::until_expiry, DuplicateAnswer::upsert));
  const TimeNs end_ns = x.now_ns + 100 * ms;
  x.send(a, until(buy("x", 5, 100), end_ns));
  x.send(b, until(sell("s", 2, 100), end_ns));
  EXPECT_EQ(reason_of(x.send(a, until(buy("x", 8, 100), end_ns))), Reason::expired_before);
  EXPECT_TRUE(x.took(path::expired_before));
  const OrderState changed = replaced(x.send(a, until(buy("x", 8, 99), end_ns + 1))).order;
  EXPECT_EQ(changed.order_id, 1U);
  EXPECT_EQ(changed.filled, 2);
  EXPECT_EQ(changed.quantity, 8);
  EXPECT_EQ(changed.expires_ns, end_ns + 1);
  EXPECT_EQ(reason_of(x.send(a, until(buy("x", 2, 99), end_ns + 2))), Reason::duplicate_id)
      << "so much is executed already";
  expect_recovered(x);
}

TEST(EngineFamilies, AnUpsertBringsACancelledOrderBackUnderAnotherOrderId) {
  EngineFixture x(family(Retention::until_expiry, DuplicateAnswer::upsert));
  const TimeNs end_ns = x.now_ns + 100 * ms;
  x.send(a, until(buy("x", 5, 100), end_ns));
  x.send(a, cancel("x"));
  EXPECT_EQ(reason_of(x.send(a, until(buy("x", 5, 100), end_ns))), Reason::expired_before);
  EXPECT_EQ(accepted(x.send(a, until(buy("x", 5, 100), end_ns + 1))).order_id, 2U);
  expect_recovered(x);
}

TEST(EngineFamilies, EveryOrderMayCarryTheExpiryThatItsIdIsRecalledBy) {
  EngineFixture x(family(Retention::until_expiry, DuplicateAnswer::reject));
  const TimeNs end_ns = x.now_ns + 100 * ms;
  EXPECT_EQ(accepted(x.send(a, until(buy("x", 5, 100), end_ns))).order_id, 1U);
  EXPECT_EQ(reason_of(x.send(a, until(buy("x", 5, 100), end_ns))), Reason::duplicate_id);
  EngineFixture timeless(family(Retention::for_ever, DuplicateAnswer::reject));
  EXPECT_EQ(reason_of(timeless.send(a, until(buy("x", 5, 100), end_ns))), Reason::unsupported);
}

TEST(EngineFamilies, AnIgnoredCopyGetsNoAnswerAndHasNoEffect) {
  EngineFixture x(family(Retention::day, DuplicateAnswer::ignore));
  x.send(a, buy("1", 5, 100));
  EXPECT_FALSE(x.execution.silent);
  x.send(a, buy("1", 5, 100));
  EXPECT_TRUE(x.execution.silent);
  EXPECT_TRUE(x.execution.record.empty());
  EXPECT_TRUE(x.took(path::duplicate_suppressed));
  x.send(a, buy("2", 5, 100));
  EXPECT_FALSE(x.execution.silent);
  EXPECT_EQ(x.engine.open_orders(a).size(), 2U);
}

TEST(EngineFamilies, TheSameSignedBytesAreRefusedAndTheSameOrderSignedAnewIsAnother) {
  Profile profile = family(Retention::none, DuplicateAnswer::accept_new);
  profile.nonce.recalled = 4;
  EngineFixture x(profile);
  NewOrder order = buy("x", 5, 100);
  order.nonce = 11;
  EXPECT_EQ(accepted(x.send(a, order)).order_id, 1U);
  EXPECT_EQ(reason_of(x.send(a, order)), Reason::nonce_used);
  EXPECT_TRUE(x.took(path::nonce_refused));
  order.nonce = 12;
  EXPECT_EQ(accepted(x.send(a, order)).order_id, 2U);
  expect_recovered(x);
}

TEST(EngineFamilies, ANonceIsUsedUpByARefusedOrderToo) {
  Profile profile = family(Retention::none, DuplicateAnswer::accept_new);
  profile.nonce.recalled = 4;
  profile.orders.post_only = true;
  EngineFixture x(profile);
  NewOrder resting = sell("s", 5, 100);
  resting.nonce = 1;
  x.send(b, resting);
  NewOrder taking = buy("x", 5, 100);
  taking.post_only = true;
  taking.nonce = 7;
  EXPECT_EQ(reason_of(x.send(a, taking)), Reason::would_take);
  EXPECT_FALSE(x.execution.record.empty()) << "a restart must not let it pass";
  EXPECT_EQ(reason_of(x.send(a, taking)), Reason::nonce_used);
  expect_recovered(x);
}

TEST(EngineFamilies, ARefusalUsesUpItsIdWhereDocumented) {
  Profile profile = family(Retention::for_ever, DuplicateAnswer::reject);
  profile.refused_claims_id = true;
  profile.orders.post_only = true;
  EngineFixture x(profile);
  x.send(b, sell("s", 5, 100));
  NewOrder taking = buy("x", 5, 100);
  taking.post_only = true;
  EXPECT_EQ(reason_of(x.send(a, taking)), Reason::would_take);
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, 90))), Reason::duplicate_id);
  expect_recovered(x);
}

TEST(EngineFamilies, AnOrderWithoutAnIdGetsOneThatNoOtherHas) {
  Profile profile = family(Retention::for_ever, DuplicateAnswer::reject);
  EngineFixture strict(profile);
  EXPECT_EQ(reason_of(strict.send(a, buy("", 5, 100))), Reason::invalid_id);
  profile.id.required = false;
  profile.id.length_min = 3;
  profile.id.alphabet = "ab";
  EngineFixture x(profile);
  const ClientOrderId made = accepted(x.send(a, buy("", 5, 100))).client_order_id;
  EXPECT_EQ(check_id(profile.id, made), "");
  const ClientOrderId other = accepted(x.send(a, buy("", 5, 100))).client_order_id;
  EXPECT_NE(other, made) << "a copy without an id is another order";
  EXPECT_EQ(reason_of(x.send(a, buy(made, 5, 100))), Reason::duplicate_id);
  expect_recovered(x);
}

TEST(EngineFamilies, IdsThatDifferInCaseAreOneWhereTheVenueDoesNotLookAtIt) {
  Profile profile = family(Retention::for_ever, DuplicateAnswer::reject);
  profile.id.case_sensitive = false;
  EngineFixture x(profile);
  x.send(a, buy("Abc", 5, 100));
  EXPECT_EQ(reason_of(x.send(a, buy("aBC", 5, 100))), Reason::duplicate_id);
  const Reply found = x.send(a, QueryOrder{9, "ABC", 0});
  ASSERT_EQ(std::get<OrderReport>(found).orders.size(), 1U);
  EXPECT_EQ(std::get<OrderReport>(found).orders[0].client_order_id, "Abc") << "it is told as it was given";
  EXPECT_TRUE(std::holds_alternative<Cancelled>(x.send(a, cancel("abc"))));
  expect_recovered(x);
}

TEST(EngineFamilies, EveryRefusalCarriesTheVenuesCode) {
  Profile profile = family(Retention::while_open, DuplicateAnswer::reject);
  profile.codes.push_back(
      {400, "-2010", "", {Reason::duplicate_id}, Effect::maybe, RetryAdvice::no, false, ""});
  profile.codes.push_back(
      {400, "-1121", "", {Reason::unknown_symbol}, Effect::never, RetryAdvice::no, false, ""});
  EngineFixture x(profile);
  x.send(a, buy("x", 5, 100));
  EXPECT_EQ(std::get<Rejected>(x.send(a, buy("x", 5, 100))).code, "-2010");
  NewOrder elsewhere = buy("y", 5, 100);
  elsewhere.symbol = "DOGE";
  EXPECT_EQ(std::get<Rejected>(x.send(a, elsewhere)).code, "-1121");
  EXPECT_EQ(std::get<Rejected>(x.send(a, cancel("z"))).code, "") << "it has none for that";
}

TEST(EngineFamilies, AGatewayRefusesALateCopyOfAnOrderThatTookEffect) {
  Profile profile = family(Retention::for_ever, DuplicateAnswer::reject);
  profile.late_bound.kind = LateBound::Kind::absolute;
  profile.late_bound.at_gateway = true;
  EngineFixture x(profile);
  NewOrder order = buy("x", 5, 100);
  order.valid_until_ns = x.now_ns;
  EXPECT_EQ(accepted(x.send(a, order)).order_id, 1U);
  x.now_ns += 1;
  EXPECT_EQ(reason_of(x.send(a, order)), Reason::deadline_passed) << "the gateway knows of no ids";
  x.profile.late_bound.at_gateway = false;
  EXPECT_EQ(reason_of(x.send(a, order)), Reason::duplicate_id);
}

TEST(EngineFamilies, AnAcknowledgementComesBeforeTheEffectAndHasNoOrderId) {
  Profile profile = family(Retention::for_ever, DuplicateAnswer::reject);
  profile.acknowledgement = Acknowledgement::accepted;
  EngineFixture x(profile);
  const Arrival arrival = x.engine.arrive(a, buy("x", 5, 100), x.now_ns);
  EXPECT_EQ(arrival.next, Arrival::Next::execute);
  ASSERT_TRUE(arrival.acknowledged);
  EXPECT_EQ(accepted(arrival.reply).order_id, 0U);
  EXPECT_EQ(accepted(arrival.reply).client_order_id, "x");
  EXPECT_EQ(x.engine.last_number(), 0U);
  EXPECT_FALSE(x.engine.arrive(a, QueryOpenOrders{4}, x.now_ns).acknowledged);
}

}  // namespace
}  // namespace onefold::venue

// What the client's requests carry on venues that guard themselves by more than an id, and what it makes of
// their answers.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "client/paths.hpp"
#include "client/reply_reader.hpp"
#include "client/venue_promises.hpp"
#include "tests/client/scripted_host.hpp"

namespace onefold::client {
namespace {

using namespace venue;

class Families : public testing::Test, public ScriptedHost {
 protected:
  void start_numbered() {
    options.profile.sequence.numbered = true;
    options.profile.retention = Retention::none;
    start_online();
  }
  // Another connection, whose login tells the last number taken.
  void resume(std::uint64_t last_received) {
    ASSERT_TRUE(wanted[0]) << "no new login was asked for";
    wanted[0] = false;
    connected[0] = true;
    core->on_connected(LinkKind::orders);
    LoggedIn answer{take_one<Login>().request, 0};
    answer.last_received = last_received;
    reply(answer);
  }
};

TEST_F(Families, ACountedIdIsNeverUsedTwiceAndNeverGoesBack) {
  options.ids = IdScheme::counter;
  start_online();
  submit(place_intent("I1"));
  EXPECT_EQ(take_one<NewOrder>().client_order_id, "1");
  submit(place_intent("I2"));
  EXPECT_EQ(take_one<NewOrder>().client_order_id, "2");
  start_online();
  sent.clear();
  submit(place_intent("I3"));
  EXPECT_EQ(take_one<NewOrder>().client_order_id, "3") << "the counter went back with a restart";
}

TEST_F(Families, SignedBytesAreSentAgainUnchangedAndANonceIsNeverUsedForOthers) {
  options.profile.retention = Retention::none;
  options.profile.nonce.recalled = 100;
  start_online();
  submit(place_intent("I1"));
  const auto first = take_one<NewOrder>();
  EXPECT_NE(first.nonce, 0u);
  submit(place_intent("I2"));
  EXPECT_GT(take_one<NewOrder>().nonce, first.nonce) << "in one millisecond two orders had one nonce";
  pass(250 * ms);
  auto again = take_one<NewOrder>();
  EXPECT_EQ(std::tie(again.nonce, again.client_order_id, again.sent_ns, again.valid_until_ns),
            std::tie(first.nonce, first.client_order_id, first.sent_ns, first.valid_until_ns));
}

TEST_F(Families, AUsedNonceIsAQuestionAndSigningAnewWaitsForTheAnswer) {
  options.profile.retention = Retention::none;
  options.profile.nonce.recalled = 100;
  start_online();
  submit(place_intent("I1"));
  const auto first = take_one<NewOrder>();
  reply(Rejected{first.request, Reason::nonce_used, first.client_order_id, 0, ""});
  reply(OrderReport{take_one<QueryOrder>().request, {}});
  pass(1'900 * ms);
  EXPECT_TRUE(sent.empty()) << "nothing is known before D has passed";
  pass(400 * ms);
  reply(OrderReport{take_one<QueryOrder>().request, {}});
  pass(500 * ms);
  EXPECT_GT(take_one<NewOrder>().nonce, first.nonce);
}

TEST_F(Families, ARetryOfAnUpsertKeepsItsExpiry) {
  options.profile.retention = Retention::until_expiry;
  options.profile.duplicate = DuplicateAnswer::upsert;
  options.profile.late_bound.max_ns = 20'000 * ms;
  start_online();
  const TimeNs now_wall_ns = wall_ns();
  submit(place_intent("I1"));
  const auto first = take_one<NewOrder>();
  EXPECT_GT(first.expires_ns, now_wall_ns);
  EXPECT_LT(first.expires_ns, now_wall_ns + 20'000 * ms);
  pass(250 * ms);
  EXPECT_EQ(take_one<NewOrder>().expires_ns, first.expires_ns);
}

TEST_F(Families, ACancelOfAnUpsertOutlivesEveryCopyOfItsPlace) {
  options.profile.retention = Retention::until_expiry;
  options.profile.duplicate = DuplicateAnswer::upsert;
  options.profile.cancel.cancelled = DeadTarget::tombstone;
  start_online();
  submit(place_intent("I1"));
  const auto request = take_one<NewOrder>();
  OrderState order = order_of(request, 1);
  order.expires_ns = request.expires_ns;
  reply(Accepted{request.request, order, false});
  submit(cancel_intent("C1", "I1"));
  EXPECT_GE(take_one<CancelOrder>().valid_until_ns, request.expires_ns);
}

TEST_F(Families, AStoredErrorIsLeftBehindUnderAnotherKeyOnlyOnceNothingTookEffect) {
  options.profile.retention = Retention::window;
  options.profile.window_ns = 86'400'000 * ms;
  options.profile.duplicate = DuplicateAnswer::stored_response;
  start_online();
  submit(place_intent("I1"));
  const auto first = take_one<NewOrder>();
  reply(Rejected{first.request, Reason::internal_error, first.client_order_id, 0, ""});
  reply(OrderReport{take_one<QueryOrder>().request, {}});
  pass(2'300 * ms);
  reply(OrderReport{take_one<QueryOrder>().request, {}});
  pass(500 * ms);
  const auto second = take_one<NewOrder>();
  EXPECT_NE(second.client_order_id, first.client_order_id) << "the stored error comes for ever";
}

TEST_F(Families, AReceiptIsNotTheEffect) {
  options.profile.acknowledgement = Acknowledgement::accepted;
  start_online();
  submit(place_intent("I1"));
  const auto request = take_one<NewOrder>();
  OrderState receipt = order_of(request, 0);
  reply(Accepted{request.request, receipt, false});
  EXPECT_EQ(seen("I1").outcome, Outcome::pending);
  reply(Rejected{request.request, Reason::insufficient_funds, request.client_order_id, 0, ""});
  pass(2'500 * ms);
  reply(OrderReport{take_one<QueryOrder>().request, {}});
  EXPECT_EQ(seen("I1").outcome, Outcome::refused);
}

TEST_F(Families, NumbersOfASessionAreDurableAndGoOnAfterARestart) {
  start_numbered();
  submit(place_intent("I1"));
  EXPECT_EQ(take_one<NewOrder>().seq, 1u);
  submit(place_intent("I2"));
  EXPECT_EQ(take_one<NewOrder>().seq, 2u);
  ASSERT_FALSE(start());
  resume(2);
  submit(place_intent("I3"));
  std::uint64_t highest = 0;
  for (const SentMessage& message : sent) {
    if (const auto* order = std::get_if<NewOrder>(&message.request)) highest = std::max(highest, order->seq);
  }
  EXPECT_EQ(highest, 3u);
}

TEST_F(Families, ALoginFreesAtOnceWhatTheVenueNeverTook) {
  start_numbered();
  submit(place_intent("I1"));
  const auto lost = take_one<NewOrder>();
  pass(200 * ms);  // no answer: another login
  pass(100 * ms);
  resume(0);
  pass(400 * ms);
  const auto again = take_one<NewOrder>();
  EXPECT_EQ(again.seq, lost.seq) << "the venue still waits for that number";
  EXPECT_EQ(again.client_order_id, lost.client_order_id);
}

TEST_F(Families, WhatALoginSaysWasTakenIsAskedForAndNotSentAgain) {
  start_numbered();
  submit(place_intent("I1"));
  const auto taken = take_one<NewOrder>();
  pass(300 * ms);
  resume(1);
  pass(400 * ms);
  const auto query = take_one<QueryOrder>();
  reply(OrderReport{query.request, {order_of(taken, 5)}});
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
}

TEST_F(Families, ACopyThatWasNotTakenSaysNothingOfTheCopyBeforeIt) {
  start_numbered();
  submit(place_intent("I1"));
  take_one<NewOrder>();
  pass(300 * ms);
  resume(0);
  pass(400 * ms);
  const auto second = take_one<NewOrder>();
  EXPECT_EQ(second.seq, 1u);
  pass(300 * ms);
  resume(0);
  pass(400 * ms);
  EXPECT_TRUE(std::none_of(sent.begin(), sent.end(), [](const SentMessage& one) {
    return std::holds_alternative<NewOrder>(one.request);
  })) << "only the number of the last copy is known";
  const auto query = take_one<QueryOrder>();
  reply(OrderReport{query.request, {order_of(second, 5)}});
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
}

TEST_F(Families, WhereALoginTellsNoNumberItBeginsAnewAndSettlesWhatWasSent) {
  options.profile.sequence.tells_last_received = false;
  options.profile.sequence.reset_permitted = true;
  start_numbered();
  submit(place_intent("I1"));
  EXPECT_EQ(take_one<NewOrder>().seq, 1u);
  submit(place_intent("I2"));
  EXPECT_EQ(take_one<NewOrder>().seq, 2u);
  close(LinkKind::orders);
  pass(100 * ms);
  ASSERT_TRUE(wanted[0]);
  wanted[0] = false;
  connected[0] = true;
  core->on_connected(LinkKind::orders);
  const auto login = take_one<Login>();
  EXPECT_TRUE(login.reset_seq);
  reply(LoggedIn{login.request, 0});
  const std::vector<SentMessage> asked = std::exchange(sent, {});
  EXPECT_TRUE(std::none_of(asked.begin(), asked.end(), [](const SentMessage& one) {
    return std::holds_alternative<NewOrder>(one.request);
  })) << "what was sent before may have been taken";
  submit(place_intent("I3"));
  EXPECT_EQ(take_one<NewOrder>().seq, 1u);
}

TEST_F(Families, AnOrderThatAFillNamedIsAskedForByItsNumber) {
  options.profile.query.by_client_id = QueryRules::Shape::unsupported;
  options.profile.stream.on_connect = StreamStart::snapshot;
  options.profile.retention = Retention::none;
  start_online();
  sent.clear();
  submit(place_intent("I1"));
  const auto order = take_one<NewOrder>();
  OrderState filled = order_of(order, 5);
  Fill fill;
  fill.trade_id = 1;
  fill.order_id = 5;
  fill.client_order_id = order.client_order_id;
  fill.symbol = order.symbol;
  fill.side = order.side;
  fill.quantity = 1;
  fill.price = order.limit;
  pass(300 * ms);
  const auto probe = take_one<QueryOpenOrders>();
  reply(Trades{take_one<QueryTrades>().request, {fill}, false});
  reply(OpenOrders{probe.request, {}});
  pass(400 * ms);
  const auto asked = std::find_if(sent.begin(), sent.end(), [](const SentMessage& one) {
    return std::holds_alternative<QueryOrder>(one.request);
  });
  ASSERT_NE(asked, sent.end());
  const auto query = std::get<QueryOrder>(asked->request);
  EXPECT_EQ(query.order_id, 5u);
  filled.status = OrderStatus::cancelled;
  filled.filled = 1;
  reply(OrderReport{query.request, {filled}});
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
  EXPECT_EQ(seen("I1").status, OrderStatus::cancelled);
}

TEST_F(Families, AnOrderThatNoQueryWouldShowIsRuledOutByTheStream) {
  options.profile.retention = Retention::none;
  options.profile.query.purge_unfilled = true;
  start_online();
  submit(place_intent("I1"));
  take_one<NewOrder>();
  pass(300 * ms);
  reply(LoggedIn{take_one<Login>().request, 0});
  pass(1'600 * ms);
  EXPECT_TRUE(sent.empty()) << "before D the stream proves nothing";
  pass(200 * ms);
  reply(LoggedIn{take_one<Login>().request, 0});
  pass(500 * ms);
  take_one<NewOrder>();
}

TEST_F(Families, AStreamWithoutItsPastIsBackFilledAfterALogin) {
  options.profile.stream.on_connect = StreamStart::nothing;
  start_online(7);
  EXPECT_FALSE(wanted[1]) << "it tries to close a gap that stays";
  pass(300 * ms);
  int asked = 0;
  for (const SentMessage& message : sent) asked += std::holds_alternative<QueryTrades>(message.request);
  EXPECT_GE(asked, 1);
}

TEST_F(Families, AStreamThatBeginsWhileTheLoginsQuestionsAreOpenIsBackFilledToo) {
  options.profile.stream.on_connect = StreamStart::nothing;
  ASSERT_FALSE(start());
  open(LinkKind::orders, 3);
  const auto orders = take_one<QueryOpenOrders>();
  const auto trades = take_one<QueryTrades>();
  open(LinkKind::events, 7);
  reply(OpenOrders{orders.request, {}});
  reply(Trades{trades.request, {}, false});
  pass(300 * ms);
  const auto again = std::find_if(sent.begin(), sent.end(), [](const SentMessage& one) {
    return std::holds_alternative<QueryTrades>(one.request);
  });
  EXPECT_NE(again, sent.end()) << "the answers may be older than the stream";
}

TEST(Replies, FollowTheTableOfCodesBeforeTheReason) {
  Profile profile;
  profile.codes = {
      {0, "A", "", {Reason::duplicate_id, Reason::invalid_price}, Effect::never, RetryAdvice::no, false, ""},
      {0, "B", "", {Reason::internal_error}, Effect::maybe, RetryAdvice::after_query, true, ""},
      {0, "C", "", {}, Effect::always, RetryAdvice::no, false, ""},
      {0, "D", "", {}, Effect::never, RetryAdvice::later, false, ""}};
  const ReplyReader reader;
  const auto read = [&](Reason reason, const char* code) {
    return read_refusal(profile, reader, IntentKind::place, Rejected{1, reason, "id", 0, code});
  };
  EXPECT_EQ(read(Reason::duplicate_id, "A"), Reading::exists);
  EXPECT_EQ(read(Reason::invalid_price, "A"), Reading::refused);
  EXPECT_EQ(read(Reason::throttled, "A"), Reading::refused_copy) << "the row does not have this reason";
  EXPECT_EQ(read(Reason::invalid_price, "B"), Reading::unclear);
  EXPECT_EQ(read(Reason::invalid_price, "C"), Reading::exists);
  EXPECT_EQ(read(Reason::internal_error, "D"), Reading::slow_down);
  EXPECT_EQ(read(Reason::invalid_price, "E"), Reading::unclear) << "a code that the table lacks says nothing";
  EXPECT_EQ(read(Reason::invalid_price, ""), Reading::refused);
  profile.refused_claims_id = true;
  EXPECT_EQ(read(Reason::duplicate_id, "A"), Reading::used_up) << "a refused order may have the id";
}

TEST(Promises, KnowTheNextRollover) {
  Profile profile;
  EXPECT_EQ(next_rollover_ns(profile, 5), far_future_ns);
  profile.rollover.daily = true;
  profile.rollover.at_ns = 1'000;
  constexpr TimeNs day_ns = 86'400'000'000'000;
  EXPECT_EQ(next_rollover_ns(profile, 3 * day_ns), 3 * day_ns + 1'000);
  EXPECT_EQ(next_rollover_ns(profile, 3 * day_ns + 1'000), 4 * day_ns + 1'000);
}

}  // namespace
}  // namespace onefold::client

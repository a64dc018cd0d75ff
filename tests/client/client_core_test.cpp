// The client against a venue whose every word the test speaks.
#include "client/client_core.hpp"

#include <gtest/gtest.h>

#include "client/paths.hpp"
#include "tests/client/scripted_host.hpp"

namespace onefold::client {
namespace {

using namespace venue;

class Core : public testing::Test, public ScriptedHost {
 protected:
  // An intent that is placed, sent and accepted as order 1.
  OrderState place_accepted(const std::string& id = "I1") {
    submit(place_intent(id));
    const auto request = take_one<NewOrder>();
    OrderState order = order_of(request, 1);
    reply(Accepted{request.request, order, false});
    EXPECT_EQ(seen(id).outcome, Outcome::done);
    return order;
  }
};

TEST_F(Core, PlacesAnIntentOnceAndTellsOnce) {
  start_online();
  EXPECT_TRUE(core->view().ready);
  place_accepted();
  ASSERT_EQ(heard.callbacks.size(), 2u);
  EXPECT_EQ(heard.callbacks[0].kind, ClientCallback::Kind::accepted);
  EXPECT_EQ(heard.callbacks[0].number, 1u);
  EXPECT_EQ(heard.callbacks[1].outcome, Outcome::done);
  pass(60'000 * ms);
  EXPECT_TRUE(sent.empty());
}

TEST_F(Core, WritesIntentAndAttemptDownWithOneSyncBeforeAnythingLeaves) {
  start_online();
  durable_at_send.clear();
  submit(place_intent("I1"));
  ASSERT_EQ(durable_at_send.size(), 1u);
  EXPECT_EQ(durable_at_send[0], 2u);
  EXPECT_EQ(disk.syncs, 1);
  ASSERT_EQ(heard.callbacks.size(), 1u);
}

TEST_F(Core, SubmitsOfOneTurnShareASync) {
  start_online();
  for (const char* id : {"I1", "I2", "I3"}) core->submit(place_intent(id));
  EXPECT_TRUE(heard.callbacks.empty());
  turn();
  EXPECT_EQ(heard.callbacks.size(), 3u);
  EXPECT_EQ(sent.size(), 3u);
  EXPECT_EQ(disk.syncs, 1);
}

TEST_F(Core, ARepeatedIntentChangesNothing) {
  start_online();
  place_accepted();
  submit(place_intent("I1"));
  submit(place_intent("I1", 99));
  EXPECT_TRUE(sent.empty());
  EXPECT_EQ(heard.callbacks.size(), 2u);
  EXPECT_TRUE(heard.took(path::intent_repeated));
  EXPECT_TRUE(heard.took(path::intent_conflict));
}

TEST_F(Core, ALostAnswerIsRetriedUnderTheSameIdAndADuplicateRejectIsAQuestion) {
  start_online();
  submit(place_intent("I1"));
  const auto first = take_one<NewOrder>();
  pass(300 * ms);
  const auto second = take_one<NewOrder>();
  EXPECT_EQ(first.client_order_id, second.client_order_id);
  EXPECT_NE(first.request, second.request);
  reply(Rejected{second.request, Reason::duplicate_id, second.client_order_id, 0});
  EXPECT_EQ(seen("I1").outcome, Outcome::pending);
  const auto query = take_one<QueryOrder>();
  EXPECT_EQ(query.client_order_id, first.client_order_id);
  reply(OrderReport{query.request, {order_of(first, 7)}});
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
  EXPECT_EQ(seen("I1").order_id, 7u);
  EXPECT_TRUE(heard.took(path::retry));
  EXPECT_TRUE(heard.took(path::duplicate_reject_resolved));
}

TEST_F(Core, ALateAnswerOfAnEarlierAttemptCounts) {
  start_online();
  submit(place_intent("I1"));
  const auto first = take_one<NewOrder>();
  pass(210 * ms);
  reply(Accepted{first.request, order_of(first, 1), false});
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
  EXPECT_TRUE(heard.took(path::late_reply));
  pass(60'000 * ms);
  EXPECT_TRUE(sent.empty()) << "the retry outlived the answer";
}

TEST_F(Core, AnEventResolvesBeforeTheAnswerAndStopsTheRetry) {
  start_online();
  submit(place_intent("I1"));
  const auto request = take_one<NewOrder>();
  OrderState order = order_of(request, 1);
  event(event_of(1, ExecutionKind::accepted, order));
  event(fill_of(2, order, 5, 15));
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
  EXPECT_EQ(seen("I1").status, OrderStatus::filled);
  EXPECT_TRUE(heard.took(path::stream_resolved));
  EXPECT_TRUE(heard.took(path::fill_before_ack));
  reply(Accepted{request.request, order_of(request, 1), false});
  EXPECT_EQ(seen("I1").status, OrderStatus::filled) << "a late answer resurrected the order";
  EXPECT_TRUE(core->view().open_orders.empty());
  pass(60'000 * ms);
  EXPECT_TRUE(sent.empty());
}

TEST_F(Core, WithoutMemoryOfIdsItWaitsAndAsksBeforeItSendsAgain) {
  options.profile.retention = Retention::while_open;
  options.profile.query_lag_ns = 20 * ms;
  start_online();
  submit(place_intent("I1"));
  const auto first = take_one<NewOrder>();
  const SteadyNs sent_ns = time_ns;
  pass(300 * ms);
  const auto early = take_one<QueryOrder>();
  reply(OrderReport{early.request, {}});
  pass(1'700 * ms);
  EXPECT_TRUE(sent.empty()) << "asked or sent before D + L";
  pass(60 * ms);
  const auto late = take_one<QueryOrder>();
  EXPECT_GE(time_ns, sent_ns + options.bounds.late_delivery_ns + options.profile.query_lag_ns);
  reply(OrderReport{late.request, {}});
  pass(1'000 * ms);
  const auto second = take_one<NewOrder>();
  EXPECT_EQ(second.client_order_id, first.client_order_id);
  EXPECT_TRUE(heard.took(path::proven_absent));
}

TEST_F(Core, ARefusalOfTheSecondAttemptSaysNothingOfTheFirst) {
  start_online();
  submit(place_intent("I1"));
  const auto first = take_one<NewOrder>();
  pass(300 * ms);
  const auto second = take_one<NewOrder>();
  reply(Rejected{second.request, Reason::invalid_price, second.client_order_id, 0});
  EXPECT_EQ(seen("I1").outcome, Outcome::pending);
  pass(2'200 * ms);
  const auto query = take_one<QueryOrder>();
  reply(OrderReport{query.request, {order_of(first, 3)}});
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
}

TEST_F(Core, ADefiniteRefusalOfTheOnlyAttemptIsFinal) {
  start_online();
  submit(place_intent("I1"));
  const auto request = take_one<NewOrder>();
  reply(Rejected{request.request, Reason::unknown_symbol, request.client_order_id, 0});
  EXPECT_EQ(seen("I1").outcome, Outcome::refused);
  EXPECT_EQ(seen("I1").reason, Reason::unknown_symbol);
}

TEST_F(Core, ThrottlingDelaysAndNeverRefuses) {
  options.bounds.attempts_max = 2;
  start_online();
  submit(place_intent("I1"));
  for (int i = 0; i < 6; ++i) {
    const auto request = take_one<NewOrder>();
    reply(Rejected{request.request, Reason::throttled, request.client_order_id, 700 * ms});
    pass(699 * ms);
    EXPECT_TRUE(sent.empty());
    pass(1 * ms);
  }
  EXPECT_EQ(seen("I1").outcome, Outcome::pending);
  EXPECT_EQ(sent.size(), 1u);
}

TEST_F(Core, ASpentBudgetEndsInProofAndNotInAGuess) {
  options.bounds.attempts_max = 2;
  start_online();
  submit(place_intent("I1"));
  take_one<NewOrder>();
  pass(300 * ms);
  take_one<NewOrder>();
  pass(4'000 * ms);
  EXPECT_TRUE(heard.took(path::budget_exhausted));
  for (const SentMessage& message : sent) EXPECT_EQ(kind_of(message.request), "query-order");
  const auto last = std::get<QueryOrder>(sent.back().request);
  reply(OrderReport{last.request, {}});
  EXPECT_EQ(seen("I1").outcome, Outcome::refused);
}

TEST_F(Core, AcceptsOfflineAndSendsOnceItIsOnline) {
  ASSERT_FALSE(start());
  submit(place_intent("I1"));
  EXPECT_EQ(heard.callbacks.size(), 1u);
  EXPECT_TRUE(heard.took(path::offline_accepted));
  EXPECT_TRUE(sent.empty());
  go_online();
  EXPECT_EQ(take_one<NewOrder>().quantity, 15);
}

TEST_F(Core, AfterACrashTheSameIdIsKeptAndTheAnswerStillFound) {
  start_online();
  submit(place_intent("I1"));
  const auto first = take_one<NewOrder>();
  start_online(1);
  const auto open = take_one<QueryOpenOrders>();
  const auto trades = take_one<QueryTrades>();
  EXPECT_TRUE(sent.empty()) << "sent before it was reconciled";
  reply(OpenOrders{open.request, {order_of(first, 4)}});
  reply(Trades{trades.request, {}, false});
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
  EXPECT_TRUE(heard.took(path::orphan_adopted));
  EXPECT_TRUE(sent.empty());
}

TEST_F(Core, CallbacksThatWereNotNotedAsGivenComeAgainWithTheSameNumbers) {
  start_online();
  place_accepted();
  const auto before = heard.callbacks;
  ASSERT_FALSE(start());
  turn();
  ASSERT_FALSE(heard.callbacks.empty());
  for (const auto& callback : heard.callbacks) EXPECT_EQ(callback, before.at(callback.number - 1));
}

TEST_F(Core, FillsCountOnceThoughStreamQueryAndRestartBringThemAll) {
  start_online();
  OrderState order = place_accepted();
  event(event_of(1, ExecutionKind::accepted, order));
  const ExecutionReport fill = fill_of(2, order, 9, 5);
  event(fill);
  event(fill);
  EXPECT_EQ(core->view().positions.at(0).quantity, 5);
  start_online(2);
  const auto open = take_one<QueryOpenOrders>();
  const auto trades = take_one<QueryTrades>();
  EXPECT_EQ(subscribed_from, 3u);
  reply(OpenOrders{open.request, {order}});
  reply(Trades{trades.request, {{9, 1, order.client_order_id, "BTC-USD", Side::buy, 5, 10110, 0}}, false});
  EXPECT_EQ(core->view().positions.at(0).quantity, 5);
  EXPECT_EQ(seen("I1").filled, 5);
}

TEST_F(Core, ATradeThatTheVenueBustsIsUndoneAndStaysUndone) {
  start_online();
  OrderState order = place_accepted();
  event(event_of(1, ExecutionKind::accepted, order));
  const ExecutionReport fill = fill_of(2, order, 9, 15);
  event(fill);
  ASSERT_EQ(seen("I1").status, OrderStatus::filled);
  ExecutionReport bust = fill;
  bust.seq = 3;
  bust.kind = ExecutionKind::busted;
  bust.order.filled = 0;
  bust.order.status = OrderStatus::cancelled;
  event(bust);
  const auto undone = [&] {
    EXPECT_EQ(core->view().positions.at(0).quantity, 0);
    EXPECT_EQ(seen("I1").filled, 0);
    EXPECT_EQ(seen("I1").status, OrderStatus::cancelled);
  };
  undone();
  EXPECT_EQ(heard.callbacks.back().kind, ClientCallback::Kind::busted);
  EXPECT_EQ(heard.callbacks.back().fill.trade_id, 9u);
  EXPECT_EQ(heard.callbacks.back().intent, "I1");
  start_online(3);
  const auto open = take_one<QueryOpenOrders>();
  const auto trades = take_one<QueryTrades>();
  reply(OpenOrders{open.request, {}});
  reply(Trades{trades.request, {{9, 1, order.client_order_id, "BTC-USD", Side::buy, 15, 10110, 0}}, false});
  undone();
}

TEST_F(Core, AnOrderThatLostAFillCountsWhatIsFilledAfterwards) {
  start_online();
  OrderState order = place_accepted();
  event(event_of(1, ExecutionKind::accepted, order));
  const ExecutionReport fill = fill_of(2, order, 9, 5);
  event(fill);
  ExecutionReport bust = fill;
  bust.seq = 3;
  bust.kind = ExecutionKind::busted;
  bust.order.filled = order.filled = 0;
  bust.order.status = order.status = OrderStatus::open;
  event(bust);
  EXPECT_EQ(seen("I1").status, OrderStatus::open);
  event(fill_of(4, order, 10, 15));
  EXPECT_EQ(seen("I1").filled, 15);
  EXPECT_EQ(seen("I1").status, OrderStatus::filled);
  EXPECT_EQ(core->view().positions.at(0).quantity, 15);
}

TEST_F(Core, AFillThatIsKnownBeforeItsOrderCountsForTheIntent) {
  start_online();
  submit(place_intent("I1"));
  const NewOrder first = take_one<NewOrder>();
  start_online(2);
  const auto open = take_one<QueryOpenOrders>();
  const auto trades = take_one<QueryTrades>();
  reply(OpenOrders{open.request, {}});
  reply(Trades{trades.request, {{9, 7, first.client_order_id, "BTC-USD", Side::buy, 15, 10110, 0}}, false});
  EXPECT_EQ(seen("I1").order_id, 7u);
  EXPECT_EQ(seen("I1").filled, 15);
}

TEST_F(Core, AGapIsFilledBySubscribingAgain) {
  start_online();
  OrderState order = place_accepted();
  const ExecutionReport accepted = event_of(1, ExecutionKind::accepted, order);
  const ExecutionReport first = fill_of(2, order, 1, 5);
  const ExecutionReport second = fill_of(3, order, 2, 5);
  event(accepted);
  event(second);
  EXPECT_TRUE(core->view().positions.empty());
  pass(150 * ms);
  EXPECT_TRUE(heard.took(path::gap_seen));
  const auto trades = take_one<QueryTrades>();
  reply(Trades{trades.request, {}, false});
  open(LinkKind::events, 3);
  EXPECT_EQ(subscribed_from, 2u);
  event(first);
  event(second);
  EXPECT_EQ(core->view().positions.at(0).quantity, 10);
  EXPECT_TRUE(heard.took(path::gap_filled));
}

TEST_F(Core, ALostTailOfTheStreamIsSeenByAPing) {
  options.bounds.ping_interval_ns = 500 * ms;
  start_online();
  pass(500 * ms);
  const auto ping = take_one<Login>();
  reply(LoggedIn{ping.request, 1});
  pass(100 * ms);
  EXPECT_TRUE(heard.took(path::gap_seen));
  EXPECT_TRUE(wanted[1]);
}

TEST_F(Core, ASilentConnectionIsGivenUp) {
  options.bounds.ping_interval_ns = 500 * ms;
  start_online();
  pass(500 * ms);
  pass(500 * ms);
  EXPECT_TRUE(heard.took(path::connection_silent));
  EXPECT_FALSE(core->view().ready);
}

TEST_F(Core, ACancelEndsWhenTheOrderIsClosedAndKeepsTheTrueState) {
  start_online();
  OrderState order = place_accepted();
  submit(cancel_intent("I2", "I1"));
  const auto cancel = take_one<CancelOrder>();
  EXPECT_EQ(cancel.order_id, 1u);
  reply(Rejected{cancel.request, Reason::already_closed, order.client_order_id, 0});
  EXPECT_EQ(seen("I2").outcome, Outcome::pending);
  EXPECT_EQ(seen("I1").status, OrderStatus::open) << "a reject was read as cancelled";
  const auto query = take_one<QueryOrder>();
  order.status = OrderStatus::filled;
  order.filled = 15;
  reply(OrderReport{query.request, {order}});
  EXPECT_EQ(seen("I2").outcome, Outcome::done);
  EXPECT_EQ(seen("I1").status, OrderStatus::filled);
  EXPECT_TRUE(heard.took(path::cancel_crossed_fill));
}

TEST_F(Core, ACancelOfWhatNeverLeftKeepsItFromLeaving) {
  ASSERT_FALSE(start());
  submit(place_intent("I1"));
  submit(cancel_intent("I2", "I1"));
  EXPECT_EQ(seen("I1").outcome, Outcome::refused);
  EXPECT_EQ(seen("I2").outcome, Outcome::done);
  go_online();
  EXPECT_TRUE(sent.empty());
}

TEST_F(Core, ACancelThatComesBeforeItsPlaceWins) {
  start_online();
  submit(cancel_intent("I2", "I1"));
  submit(place_intent("I1"));
  EXPECT_EQ(seen("I2").outcome, Outcome::done);
  EXPECT_EQ(seen("I1").outcome, Outcome::refused);
  EXPECT_TRUE(sent.empty());
}

TEST_F(Core, ACancelWaitsUntilThePlaceIsResolved) {
  start_online();
  submit(place_intent("I1"));
  const auto request = take_one<NewOrder>();
  submit(cancel_intent("I2", "I1"));
  EXPECT_TRUE(sent.empty());
  reply(Accepted{request.request, order_of(request, 1), false});
  EXPECT_EQ(take_one<CancelOrder>().order_id, 1u);
}

TEST_F(Core, AReplaceKeepsItsIdAndTargetAndIsFoundByItsLineage) {
  start_online();
  OrderState order = place_accepted();
  submit(replace_intent("I2", "I1", 20, 10200));
  const auto first = take_one<ReplaceOrder>();
  EXPECT_EQ(first.target, order.client_order_id);
  EXPECT_EQ(first.quantity, 20);
  pass(300 * ms);
  const auto second = take_one<ReplaceOrder>();
  EXPECT_EQ(second.client_order_id, first.client_order_id);
  EXPECT_EQ(second.target, first.target);
  reply(Rejected{second.request, Reason::stale_target, second.client_order_id, 0});
  EXPECT_EQ(seen("I2").outcome, Outcome::pending);
  pass(10 * ms);
  const auto query = take_one<QueryOrder>();
  EXPECT_EQ(query.client_order_id, first.client_order_id);
  order.client_order_id = first.client_order_id;
  order.quantity = 20;
  order.limit = 10200;
  reply(OrderReport{query.request, {order}});
  EXPECT_EQ(seen("I2").outcome, Outcome::done);
  EXPECT_EQ(core->view().open_orders.at(0).quantity, 20);
}

TEST_F(Core, CancelsAndReplacesOfOneOrderGoInTheOrderOfSubmission) {
  start_online();
  OrderState order = place_accepted();
  submit(replace_intent("I2", "I1", 20, 10200));
  submit(cancel_intent("I3", "I1"));
  const auto replace = take_one<ReplaceOrder>();
  EXPECT_TRUE(sent.empty());
  order.client_order_id = replace.client_order_id;
  order.quantity = 20;
  reply(Replaced{replace.request, order, false});
  take_one<CancelOrder>();
}

TEST_F(Core, AnOrderOfNobodyIsReportedAndLeftAlone) {
  start_online(1);
  const auto open = take_one<QueryOpenOrders>();
  const auto trades = take_one<QueryTrades>();
  OrderState foreign = order_of(NewOrder{}, 12);
  foreign.client_order_id = foreign.first_client_order_id = "somebody";
  reply(OpenOrders{open.request, {foreign}});
  reply(Trades{trades.request, {}, false});
  EXPECT_EQ(core->view().orphans, std::vector<OrderId>{12});
  EXPECT_TRUE(heard.took(path::orphan_reported));
  EXPECT_TRUE(sent.empty());
  foreign.status = OrderStatus::cancelled;
  event(event_of(1, ExecutionKind::cancelled, foreign));
  EXPECT_TRUE(core->view().orphans.empty());
}

TEST_F(Core, AnOrderThatTheVenueLostIsAGhost) {
  start_online();
  place_accepted();
  close(LinkKind::orders);
  pass(1'000 * ms);
  open(LinkKind::orders, 1);
  const auto open_orders = take_one<QueryOpenOrders>();
  const auto trades = take_one<QueryTrades>();
  reply(OpenOrders{open_orders.request, {}});
  reply(Trades{trades.request, {}, false});
  const auto query = take_one<QueryOrder>();
  EXPECT_EQ(query.order_id, 1u);
  EXPECT_EQ(seen("I1").status, OrderStatus::open) << "missing from a list is no proof";
  reply(OrderReport{query.request, {}});
  EXPECT_EQ(core->view().ghosts, std::vector<std::string>{"I1"});
}

}  // namespace
}  // namespace onefold::client

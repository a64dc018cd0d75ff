// Transfers and batches of the client, against a venue whose every word the test speaks.
#include <gtest/gtest.h>

#include "client/client_core.hpp"
#include "client/paths.hpp"
#include "tests/client/scripted_host.hpp"

namespace onefold::client {
namespace {

using namespace venue;

class ClientTransfers : public testing::Test, public ScriptedHost {
 protected:
  ClientTransfers() { options.profile.transfers = {true, Retention::for_ever, 0, DuplicateAnswer::reject}; }

  Intent transfer_intent(const std::string& id = "T1") {
    Intent intent;
    intent.id = id;
    intent.kind = IntentKind::transfer;
    intent.symbol = "USD";
    intent.quantity = 500;
    intent.target = "B";
    return intent;
  }

  static TransferState made_of(const Transfer& request) {
    return {1, request.client_transfer_id, "A", request.asset, request.amount, request.to, 0};
  }
};

TEST_F(ClientTransfers, AreDoneOnceTheVenueSaysSo) {
  start_online();
  submit(transfer_intent());
  const auto request = take_one<Transfer>();
  EXPECT_EQ(request.asset, "USD");
  EXPECT_EQ(request.amount, 500);
  EXPECT_EQ(request.to, "B");
  reply(Transferred{request.request, made_of(request), false});
  EXPECT_EQ(seen("T1").outcome, Outcome::done);
  pass(60'000 * ms);
  EXPECT_TRUE(sent.empty());
}

TEST_F(ClientTransfers, AreSentAgainUnderTheSameIdWhenNoAnswerComes) {
  start_online();
  submit(transfer_intent());
  const auto first = take_one<Transfer>();
  pass(400 * ms);
  const auto second = take_one<Transfer>();
  EXPECT_EQ(second.client_transfer_id, first.client_transfer_id);
  EXPECT_NE(second.request, first.request);
  reply(Rejected{second.request, Reason::duplicate_id, second.client_transfer_id, 0, {}});
  const auto query = take_one<QueryTransfer>();
  EXPECT_EQ(query.client_transfer_id, first.client_transfer_id);
  reply(TransferReport{query.request, {made_of(first)}});
  EXPECT_EQ(seen("T1").outcome, Outcome::done);
  EXPECT_TRUE(heard.took(path::query_resolved));
}

TEST_F(ClientTransfers, WaitForProofWhereTheVenueRecallsNothing) {
  options.profile.transfers = {true, Retention::none, 0, DuplicateAnswer::accept_new};
  start_online();
  submit(transfer_intent());
  take_one<Transfer>();
  pass(400 * ms);
  const auto early = take_one<QueryTransfer>();
  reply(TransferReport{early.request, {}});
  pass(1000 * ms);
  for (const SentMessage& message : sent) EXPECT_FALSE(std::holds_alternative<Transfer>(message.request));
}

TEST_F(ClientTransfers, KeepTheirIdOverARestart) {
  start_online();
  submit(transfer_intent());
  const auto first = take_one<Transfer>();
  start_online();
  pass(1'000 * ms);
  const auto again = take_one<Transfer>();
  EXPECT_EQ(again.client_transfer_id, first.client_transfer_id);
}

// Another copy of the request may find the funds there.
TEST_F(ClientTransfers, AreRefusedForWantOfFundsOnceNoCopyCanComeAnyMore) {
  start_online();
  submit(transfer_intent());
  const auto request = take_one<Transfer>();
  reply(Rejected{request.request, Reason::insufficient_funds, request.client_transfer_id, 0, {}});
  EXPECT_EQ(seen("T1").outcome, Outcome::pending);
  pass(2'500 * ms);
  reply(TransferReport{take_one<QueryTransfer>().request, {}});
  EXPECT_EQ(seen("T1").outcome, Outcome::refused);
  EXPECT_EQ(seen("T1").reason, Reason::insufficient_funds);
}

TEST_F(ClientTransfers, AreRefusedAtOnceWhereTheVenueHasNone) {
  options.profile.transfers = {};
  start_online();
  submit(transfer_intent());
  EXPECT_EQ(seen("T1").outcome, Outcome::refused);
  EXPECT_EQ(seen("T1").reason, Reason::unsupported);
  EXPECT_TRUE(sent.empty());
}

TEST_F(ClientTransfers, SomebodyElsesUnderOurIdIsNotOurs) {
  start_online();
  submit(transfer_intent());
  const auto request = take_one<Transfer>();
  TransferState other = made_of(request);
  other.amount = 900;
  reply(Transferred{request.request, other, true});
  EXPECT_NE(seen("T1").outcome, Outcome::done);
  EXPECT_TRUE(heard.took(path::id_taken_by_other));
}

class ClientBatches : public testing::Test, public ScriptedHost {
 protected:
  ClientBatches() {
    options.batch_orders = true;
    options.profile.orders.batch_max = 2;
  }
};

TEST_F(ClientBatches, OrdersOfOneTurnLeaveTogether) {
  start_online();
  for (const char* id : {"I1", "I2", "I3"}) core->submit(place_intent(id));
  turn();
  ASSERT_EQ(sent.size(), 2u);
  const auto batch = std::get<NewOrders>(sent[0].request);
  const auto alone = std::get<NewOrder>(sent[1].request);
  sent.clear();
  EXPECT_TRUE(heard.took(path::batch_sent));
  ASSERT_EQ(batch.legs.size(), 2u);
  EXPECT_NE(batch.legs[0].request, batch.legs[1].request);
  LegAnswer good;
  good.request = batch.legs[0].request;
  good.client_order_id = batch.legs[0].client_order_id;
  good.order = order_of(batch.legs[0], 1);
  LegAnswer bad;
  bad.request = batch.legs[1].request;
  bad.client_order_id = batch.legs[1].client_order_id;
  bad.reason = Reason::invalid_price;
  reply(BatchAnswer{batch.request, {good, bad}});
  EXPECT_EQ(seen("I1").outcome, Outcome::done);
  EXPECT_EQ(seen("I2").outcome, Outcome::refused);
  EXPECT_EQ(seen("I3").outcome, Outcome::pending);
  reply(Accepted{alone.request, order_of(alone, 2), false});
  EXPECT_EQ(seen("I3").outcome, Outcome::done);
}

TEST_F(ClientBatches, ALegWithoutAnAnswerIsRetriedAlone) {
  start_online();
  for (const char* id : {"I1", "I2"}) core->submit(place_intent(id));
  turn();
  const auto batch = take_one<NewOrders>();
  LegAnswer good;
  good.request = batch.legs[0].request;
  good.client_order_id = batch.legs[0].client_order_id;
  good.order = order_of(batch.legs[0], 1);
  reply(BatchAnswer{batch.request, {good}});
  pass(400 * ms);
  EXPECT_EQ(take_one<NewOrder>().client_order_id, batch.legs[1].client_order_id);
}

}  // namespace
}  // namespace onefold::client

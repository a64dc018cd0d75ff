// The exchange process on loopback: requests and answers, the event stream, and clients that misbehave.
#include "venue/server/server.hpp"

#include <gtest/gtest.h>

#include "tests/venue/server/venue_house.hpp"

namespace onefold::venue {
namespace {

class Server : public testing::Test {
 protected:
  void SetUp() override { house.start(); }
  void TearDown() override { house.server.reset(); }

  // Both accounts hold an open order, and one trade was made.
  void trade_once() {
    OrderClient a(house, "A");
    OrderClient b(house, "B");
    a.ask<Accepted>(limit_order("a-1", Side::buy, 15, 10110));
    b.ask<Accepted>(limit_order("b-1", Side::sell, 5, 10100));
    b.ask<Accepted>(limit_order("b-2", Side::sell, 3, 10500));
  }

  VenueHouse house;
};

TEST_F(Server, ListensOnTwoPorts) {
  EXPECT_TRUE(house.server->serving());
  EXPECT_NE(house.server->orders_port(), 0);
  EXPECT_NE(house.server->events_port(), 0);
  EXPECT_NE(house.server->orders_port(), house.server->events_port());
}

TEST_F(Server, RefusesRequestsBeforeLogin) {
  RawClient client(house, house.server->orders_port());
  EXPECT_EQ(client.ask<Rejected>(limit_order("a-1", Side::buy, 1, 1)).reason, Reason::not_logged_in);
  EXPECT_EQ(client.ask<Rejected>(Login{2, "nobody"}).reason, Reason::unknown_account);
  EXPECT_EQ(client.ask<Rejected>(Login{3, "crowd"}).reason, Reason::unknown_account);
  EXPECT_EQ(client.ask<LoggedIn>(Login{4, "A"}).request, 4u);
  EXPECT_EQ(client.ask<Accepted>(limit_order("a-1", Side::buy, 1, 1)).order.client_order_id, "a-1");
}

TEST_F(Server, AcceptsAnOrderAndKnowsItAfterwards) {
  OrderClient client(house, "A");
  EXPECT_EQ(client.logged_in.last_seq, 0u);
  const OrderState order = client.ask<Accepted>(limit_order("a-1", Side::buy, 15, 10110)).order;
  EXPECT_EQ(order.status, OrderStatus::open);
  EXPECT_EQ(order.quantity, 15);
  EXPECT_EQ(client.ask<OrderReport>(QueryOrder{2, "a-1", 0}).orders, std::vector<OrderState>{order});
  EXPECT_EQ(client.ask<OpenOrders>(QueryOpenOrders{3}).orders, std::vector<OrderState>{order});
  EXPECT_TRUE(client.ask<Trades>(QueryTrades{4, 0}).fills.empty());
  EXPECT_EQ(client.ask<Rejected>(limit_order("a-1", Side::buy, 15, 10110)).reason, Reason::duplicate_id);
  EXPECT_TRUE(house.told.took(path::duplicate_suppressed));
}

TEST_F(Server, FillsOrdersOfTwoAccounts) {
  trade_once();
  OrderClient a(house, "A");
  const Trades trades = a.ask<Trades>(QueryTrades{2, 0});
  ASSERT_EQ(trades.fills.size(), 1u);
  EXPECT_EQ(trades.fills[0].quantity, 5);
  EXPECT_EQ(trades.fills[0].price, 10110);
  EXPECT_EQ(a.ask<OrderReport>(QueryOrder{3, "a-1", 0}).orders.at(0).filled, 5);
}

TEST_F(Server, CancelsAndReplacesOrders) {
  OrderClient client(house, "A");
  client.ask<Accepted>(limit_order("a-1", Side::buy, 15, 10110));
  ReplaceOrder replace;
  replace.request = 2;
  replace.client_order_id = "a-2";
  replace.target = "a-1";
  replace.quantity = 20;
  replace.limit = 10120;
  EXPECT_EQ(client.ask<Replaced>(replace).order.quantity, 20);
  CancelOrder cancel;
  cancel.request = 3;
  cancel.target = "a-2";
  EXPECT_EQ(client.ask<Cancelled>(cancel).order.status, OrderStatus::cancelled);
  EXPECT_EQ(client.ask<OpenOrders>(QueryOpenOrders{4}).orders.size(), 0u);
}

TEST_F(Server, AnswersPipelinedRequestsInOrder) {
  OrderClient client(house, "A");
  place_many(client, 300);
}

TEST_F(Server, ReadsFramesThatComeByteByByte) {
  OrderClient client(house, "A");
  for (const char byte : framed(limit_order("a-1", Side::buy, 1, 10))) {
    ASSERT_TRUE(client.send_bytes({&byte, 1}));
    house.run_ready();
  }
  EXPECT_EQ(client.receive_one<Accepted>().order.client_order_id, "a-1");
}

TEST_F(Server, StreamsWhatWasAndThenWhatComes) {
  trade_once();
  RawClient events(house, house.server->events_port());
  EXPECT_EQ(events.ask<LoggedIn>(subscription("A", 1)).last_seq, 2u);
  const auto accepted = events.receive_one<ExecutionReport>();
  EXPECT_EQ(accepted.seq, 1u);
  EXPECT_EQ(accepted.kind, ExecutionKind::accepted);
  EXPECT_EQ(accepted.account, "A");
  const auto filled = events.receive_one<ExecutionReport>();
  EXPECT_EQ(filled.seq, 2u);
  EXPECT_EQ(filled.kind, ExecutionKind::filled);
  EXPECT_EQ(filled.last_quantity, 5);
  EXPECT_TRUE(house.told.took(path::stream_replayed));

  OrderClient b(house, "B");
  b.ask<Accepted>(limit_order("b-3", Side::sell, 10, 10110));
  EXPECT_EQ(events.receive_one<ExecutionReport>().seq, 3u);
}

TEST_F(Server, StreamsFromTheNumberAskedFor) {
  trade_once();
  RawClient events(house, house.server->events_port());
  events.ask<LoggedIn>(subscription("A", 2));
  EXPECT_EQ(events.receive_one<ExecutionReport>().seq, 2u);

  RawClient future(house, house.server->events_port());
  EXPECT_EQ(future.ask<LoggedIn>(subscription("A", 4)).last_seq, 2u);
  OrderClient a(house, "A");
  a.ask<Accepted>(limit_order("a-2", Side::buy, 1, 10));
  a.ask<Accepted>(limit_order("a-3", Side::buy, 1, 10));
  EXPECT_EQ(future.receive_one<ExecutionReport>().seq, 4u);
}

TEST_F(Server, StreamsALongHistoryWithoutGapsToASlowReader) {
  constexpr std::uint64_t count = 4000;
  OrderClient a(house, "A");
  place_many(a, count);
  RawClient events(house, house.server->events_port());
  EXPECT_EQ(events.ask<LoggedIn>(subscription("A", 1)).last_seq, count);
  a.ask<Accepted>(limit_order("a-last", Side::buy, 1, 10));
  for (std::uint64_t seq = 1; seq <= count + 1; ++seq) {
    ASSERT_EQ(events.receive_one<ExecutionReport>().seq, seq);
  }
}

TEST_F(Server, TellsTheObserverEachExecutionOnce) {
  trade_once();
  ASSERT_GT(house.told.executions.size(), 3u);
  for (std::size_t i = 0; i < house.told.executions.size(); ++i) {
    EXPECT_EQ(house.told.executions[i].number, i + 1);
  }
}

// ---- misbehaving clients -----------------------------------------------------------------------

TEST_F(Server, AnswersWholeFramesBeforeGarbageAndThenHangsUp) {
  OrderClient client(house, "A");
  ASSERT_TRUE(client.send_bytes(framed(limit_order("a-1", Side::buy, 1, 10)) + "GET / HTTP/1.1\r\n\r\n"));
  EXPECT_EQ(client.receive_one<Accepted>().order.client_order_id, "a-1");
  EXPECT_EQ(client.receive_one<Rejected>().reason, Reason::malformed);
  EXPECT_TRUE(client.ended());
}

TEST_F(Server, HangsUpOnEachKindOfMalformedFrame) {
  const std::string unknown_kind("\x02\x00\x00\x00\x01\x42", 6);
  const std::string other_version("\x02\x00\x00\x00\x09\x7f", 6);
  const std::string empty("\x00\x00\x00\x00", 4);
  const std::string oversized("\x00\x10\x00\x00", 4);
  std::string long_id = framed(limit_order("a-1", Side::buy, 1, 10));
  long_id[14] = 65;
  std::string negative = framed(limit_order("a-1", Side::buy, 1, 10));
  negative[36] = '\x80';
  for (const std::string& bytes : {unknown_kind, other_version, empty, oversized, long_id, negative}) {
    OrderClient client(house, "A");
    ASSERT_TRUE(client.send_bytes(bytes));
    EXPECT_EQ(client.receive_one<Rejected>().reason, Reason::malformed);
    EXPECT_TRUE(client.ended());
  }
}

TEST_F(Server, HangsUpOnRequestsOfTheOtherPort) {
  OrderClient orders(house, "A");
  EXPECT_EQ(orders.ask<Rejected>(subscription("A", 1)).reason, Reason::malformed);
  EXPECT_TRUE(orders.ended());

  RawClient events(house, house.server->events_port());
  EXPECT_EQ(events.ask<Rejected>(QueryOpenOrders{1}).reason, Reason::malformed);
  EXPECT_TRUE(events.ended());

  RawClient twice(house, house.server->events_port());
  twice.ask<LoggedIn>(subscription("A", 1));
  EXPECT_EQ(twice.ask<Rejected>(subscription("A", 1)).reason, Reason::malformed);
  EXPECT_TRUE(twice.ended());
}

TEST_F(Server, RefusesASubscriptionOfAnUnknownAccount) {
  RawClient events(house, house.server->events_port());
  EXPECT_EQ(events.ask<Rejected>(subscription("nobody", 1)).reason, Reason::unknown_account);
  EXPECT_EQ(events.ask<LoggedIn>(subscription("A", 1)).last_seq, 0u);
}

TEST_F(Server, TakesHeartbeatsOnBothPortsWithoutAnswering) {
  OrderClient orders(house, "A");
  ASSERT_TRUE(orders.send(Heartbeat{}));
  EXPECT_EQ(orders.ask<OpenOrders>(QueryOpenOrders{9}).request, 9u);
  RawClient events(house, house.server->events_port());
  ASSERT_TRUE(events.send(Heartbeat{}));
  EXPECT_EQ(events.ask<LoggedIn>(subscription("A", 1)).request, 1u);
}

TEST_F(Server, DisconnectsAClientThatDoesNotRead) {
  OrderClient client(house, "A");
  place_many(client, 200);
  bool connected = true;
  int queries = 0;
  for (; connected && queries < 10'000; ++queries) {
    connected = client.send(QueryOpenOrders{1});
    house.run_ready();
  }
  EXPECT_FALSE(connected) << queries;
  OrderClient other(house, "A");
  EXPECT_EQ(other.ask<OpenOrders>(QueryOpenOrders{1}).orders.size(), 200u);
}

TEST_F(Server, OutlivesClientsThatVanish) {
  for (int i = 0; i < 50; ++i) {
    OrderClient client(house, "A");
    ASSERT_TRUE(client.send(limit_order("a-" + std::to_string(i), Side::buy, 1, 10)));
    client.close();
  }
  ASSERT_TRUE(house.run_until([this] { return house.told.executions.size() == 50; }));
}

}  // namespace
}  // namespace onefold::venue

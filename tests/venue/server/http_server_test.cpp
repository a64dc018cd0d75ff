// The exchange in the HTTP dialect over real TCP: what works, as clients see it.
#include <gtest/gtest.h>

#include "tests/venue/server/http_house.hpp"

namespace onefold::venue {
namespace {

const std::string order_query =
    "symbol=BTC-USD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1.5&price=101.10&newClientOrderId=";

class HttpServer : public testing::Test {
 protected:
  void SetUp() override {
    house.start();
    a.emplace(house, "A");
    b.emplace(house, "B");
  }
  void TearDown() override { house.server.reset(); }

  HttpHouse house;
  std::optional<HttpClient> a;
  std::optional<HttpClient> b;
};

TEST_F(HttpServer, PlacesQueriesAndCancelsAnOrder) {
  const HttpAnswer placed = a->ask("POST", "order", order_query + "a-1");
  ASSERT_EQ(placed.status, 200) << placed.body;
  EXPECT_EQ(placed.json()["status"], "NEW");
  EXPECT_EQ(placed.json()["clientOrderId"], "a-1");
  EXPECT_EQ(placed.json()["price"], "101.10");
  EXPECT_EQ(placed.json()["origQty"], "1.5");
  EXPECT_EQ(placed.json()["fills"].size(), 0U);
  EXPECT_EQ(placed.field("X-MBX-ORDER-COUNT-10S"), "1");

  const HttpAnswer found = a->ask("GET", "order", "symbol=BTC-USD&origClientOrderId=a-1");
  EXPECT_EQ(found.json()["orderId"], placed.json()["orderId"]);
  EXPECT_EQ(found.json()["isWorking"], true);
  EXPECT_EQ(a->ask("GET", "openOrders", "").json().size(), 1U);
  EXPECT_EQ(a->ask("GET", "openOrders", "symbol=ETH-USD").json().size(), 0U);

  const HttpAnswer cancelled = a->ask("DELETE", "order", "symbol=BTC-USD&origClientOrderId=a-1");
  ASSERT_EQ(cancelled.status, 200) << cancelled.body;
  EXPECT_EQ(cancelled.json()["status"], "CANCELED");
  EXPECT_EQ(a->ask("GET", "openOrders", "").json().size(), 0U);
  EXPECT_EQ(a->ask("GET", "allOrders", "symbol=BTC-USD").json().size(), 1U);
  EXPECT_GE(std::stoi(a->ask("GET", "account", "").field("X-MBX-USED-WEIGHT-1M")), 1);
}

TEST_F(HttpServer, TakesParametersFromAnUrlencodedBody) {
  std::string body = order_query + "a-1&timestamp=" + std::to_string(wall_ns() / 1'000'000);
  body += "&signature=" + http::sign(a->credentials_.secret, body);
  const std::string more =
      "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n";
  const HttpAnswer placed = a->exchange(a->request("POST", "order", "", more) + body);
  EXPECT_EQ(placed.status, 200) << placed.body;
}

TEST_F(HttpServer, TellsBothSidesOfATradeAndItsPosition) {
  ASSERT_EQ(a->ask("POST", "order", order_query + "a-1").status, 200);
  const HttpAnswer sold =
      b->ask("POST", "order", "symbol=BTC-USD&side=SELL&type=MARKET&quantity=0.5&newClientOrderId=b-1");
  ASSERT_EQ(sold.json()["fills"].size(), 1U) << sold.body;
  EXPECT_EQ(sold.json()["fills"][0]["price"], "101.10");
  EXPECT_EQ(sold.json()["cummulativeQuoteQty"], "50.550");
  EXPECT_EQ(sold.json()["status"], "FILLED");
  const HttpAnswer trades = a->ask("GET", "myTrades", "symbol=BTC-USD");
  ASSERT_EQ(trades.json().size(), 1U);
  EXPECT_EQ(trades.json()[0]["qty"], "0.5");
  EXPECT_EQ(trades.json()[0]["isBuyer"], true);
  EXPECT_EQ(a->ask("GET", "myTrades", "symbol=ETH-USD").json().size(), 0U);
  EXPECT_EQ(b->ask("GET", "account", "").json()["positions"][0]["quantity"], "-0.5");
  const HttpAnswer depth = a->exchange(a->request("GET", "depth", "symbol=BTC-USD"));
  EXPECT_EQ(depth.json()["bids"], nlohmann::json::parse(R"([["101.10","1.0"]])"));
}

TEST_F(HttpServer, FollowsTheUserDataStreamLiveAndFromANumber) {
  HttpClient live(house, "A");
  ASSERT_TRUE(live.follow(0));
  ASSERT_EQ(a->ask("POST", "order", order_query + "a-1").status, 200);
  const auto first = live.event();
  ASSERT_TRUE(first && std::holds_alternative<ExecutionReport>(*first));
  EXPECT_EQ(std::get<ExecutionReport>(*first).kind, ExecutionKind::accepted);
  EXPECT_EQ(std::get<ExecutionReport>(*first).seq, 1U);

  ASSERT_EQ(b->ask("POST", "order", "symbol=BTC-USD&side=SELL&type=MARKET&quantity=0.5").status, 200);
  HttpClient late(house, "A");
  ASSERT_TRUE(late.follow(1));
  const auto start = late.event();
  ASSERT_TRUE(start && std::holds_alternative<LoggedIn>(*start));
  EXPECT_EQ(std::get<LoggedIn>(*start).last_seq, 2U);
  for (const ExecutionReport& told : house.told.executions) {
    if (told.account != "A") continue;
    const auto event = late.event();
    ASSERT_TRUE(event && std::holds_alternative<ExecutionReport>(*event));
    ExecutionReport expected = told;
    expected.number = 0;
    EXPECT_EQ(std::get<ExecutionReport>(*event), expected);
  }
  EXPECT_TRUE(house.told.took(path::stream_replayed));
}

TEST_F(HttpServer, SpeaksToTheReferenceClientWithoutLoss) {
  EXPECT_EQ(a->ask<LoggedIn>(Login{4, "A"}).last_seq, 0U);
  NewOrder order = limit_order("a\"\\&=1", Side::buy, 15, 10110);
  order.request = 7;
  const Accepted accepted = a->ask<Accepted>(order);
  EXPECT_EQ(accepted.request, 7U);
  EXPECT_EQ(accepted.order, house.told.executions.front().order);
  EXPECT_EQ(a->ask<Rejected>(order).reason, Reason::duplicate_id);

  ReplaceOrder change;
  change.client_order_id = "a-2";
  change.target = order.client_order_id;
  change.symbol = "BTC-USD";
  change.quantity = 20;
  change.limit = 10120;
  const Replaced replaced = a->ask<Replaced>(change);
  EXPECT_EQ(replaced.order.quantity, 20);
  EXPECT_EQ(replaced.order.order_id, accepted.order.order_id);
  EXPECT_EQ(replaced.order.first_client_order_id, order.client_order_id);
  EXPECT_EQ(a->ask<Rejected>(CancelOrder{1, order.client_order_id, 0}).reason, Reason::stale_target);

  const auto report = a->ask<OrderReport>(QueryOrder{1, "a-2", 0});
  ASSERT_EQ(report.orders.size(), 1U);
  EXPECT_EQ(report.orders[0], replaced.order);
  EXPECT_TRUE(a->ask<OrderReport>(QueryOrder{1, "nobody", 0}).orders.empty());
  b->ask<Accepted>(limit_order("b-1", Side::sell, 5, 10120));
  const Trades trades = a->ask<Trades>(QueryTrades{1, 0});
  ASSERT_EQ(trades.fills.size(), 1U);
  EXPECT_EQ(trades.fills[0].client_order_id, "a-2");
  EXPECT_EQ(a->ask<OpenOrders>(QueryOpenOrders{1}).orders.size(), 1U);
  EXPECT_EQ(a->ask<Cancelled>(CancelOrder{1, "a-2", 0}).order.filled, 5);
  EXPECT_EQ(a->ask<Rejected>(CancelOrder{1, "a-2", 0}).reason, Reason::already_closed);
  EXPECT_TRUE(std::holds_alternative<Heartbeat>(a->ask(Heartbeat{})));
}

TEST_F(HttpServer, PagesThroughMoreTradesThanOnePageHolds) {
  for (int i = 0; i < 300; ++i) {
    a->ask<Accepted>(limit_order("m-" + std::to_string(i), Side::buy, 1, 10));
  }
  b->ask<Accepted>(limit_order("all", Side::sell, 300, 10));
  const Trades first = a->ask<Trades>(QueryTrades{1, 0});
  ASSERT_EQ(first.fills.size(), trades_page_max);
  EXPECT_TRUE(first.more);
  const Trades rest = a->ask<Trades>(QueryTrades{1, first.fills.back().trade_id});
  EXPECT_EQ(rest.fills.size(), 300 - trades_page_max);
  EXPECT_FALSE(rest.more);
  EXPECT_EQ(a->ask("GET", "myTrades", "symbol=BTC-USD&fromId=1&limit=1000").json().size(), 300U);
  const auto newest = a->ask("GET", "myTrades", "symbol=BTC-USD&limit=10").json();
  ASSERT_EQ(newest.size(), 10U);
  EXPECT_EQ(newest[9]["id"].get<TradeId>(), rest.fills.back().trade_id);
}

TEST_F(HttpServer, CancelsAllOpenOrdersOfASymbol) {
  for (const char* id : {"a-1", "a-2", "a-3"}) a->ask<Accepted>(limit_order(id, Side::buy, 1, 10));
  ASSERT_EQ(
      a->ask("POST", "order", "symbol=ETH-USD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=5").status,
      200);
  const HttpAnswer cancelled = a->ask("DELETE", "openOrders", "symbol=BTC-USD");
  ASSERT_EQ(cancelled.status, 200) << cancelled.body;
  EXPECT_EQ(cancelled.json().size(), 3U);
  EXPECT_EQ(a->ask("GET", "openOrders", "").json().size(), 1U);
  EXPECT_EQ(a->ask("DELETE", "openOrders", "symbol=BTC-USD").code(), -2011);
}

TEST_F(HttpServer, ReplacesOnlyTheOrderThatWasMeant) {
  const auto id = a->ask("POST", "order", order_query + "a-1").json()["orderId"].dump();
  const std::string terms =
      "symbol=BTC-USD&cancelReplaceMode=STOP_ON_FAILURE&quantity=2&price=102&cancelOrderId=" + id;
  const HttpAnswer other_side = a->ask("POST", "order/cancelReplace", terms + "&side=SELL");
  EXPECT_EQ(other_side.code(), -2022) << other_side.body;
  EXPECT_EQ(other_side.json()["data"]["cancelResponse"]["code"], -2011);
  const HttpAnswer done = a->ask("POST", "order/cancelReplace", terms + "&side=BUY&type=LIMIT");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.json()["cancelResponse"]["clientOrderId"], "a-1");
  EXPECT_EQ(done.json()["newOrderResponse"]["origQty"], "2.0");
}

TEST_F(HttpServer, AnswersPipelinedRequestsInOrder) {
  std::string text;
  for (int i = 0; i < 20; ++i)
    text += a->signed_request("POST", "order", order_query + "p-" + std::to_string(i));
  ASSERT_TRUE(a->send_bytes(text));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(a->receive().json()["clientOrderId"], "p-" + std::to_string(i));
}

TEST_F(HttpServer, AnswersAClientThatHasShutDownItsSide) {
  a->send_bytes(a->signed_request("POST", "order", order_query + "a-1"));
  a->end_output();
  EXPECT_EQ(a->receive().status, 200);
  EXPECT_TRUE(a->ended());
}

TEST_F(HttpServer, ClosesWhenAskedTo) {
  EXPECT_EQ(a->exchange(a->request("GET", "ping", "", "Connection: close\r\n")).status, 200);
  EXPECT_TRUE(a->ended());
  EXPECT_EQ(b->exchange("GET /api/v3/time HTTP/1.0\r\n\r\n").field("Connection"), "close");
  EXPECT_TRUE(b->ended());
}

TEST_F(HttpServer, ToldAnswersAreKnownToTheNextLife) {
  ASSERT_EQ(a->ask("POST", "order", order_query + "a-1").status, 200);
  house.start();
  a->connect();
  EXPECT_EQ(a->ask("GET", "order", "origClientOrderId=a-1").json()["status"], "NEW");
}

TEST_F(HttpServer, ShowsItsInstrumentsAndTime) {
  const auto info = a->exchange(a->request("GET", "exchangeInfo", "")).json();
  ASSERT_EQ(info["symbols"].size(), 2U);
  EXPECT_EQ(info["symbols"][0]["baseAsset"], "BTC");
  EXPECT_EQ(info["symbols"][0]["quoteAsset"], "USD");
  EXPECT_EQ(info["symbols"][0]["filters"][0]["tickSize"], "0.01");
  EXPECT_EQ(info["symbols"][0]["filters"][1]["stepSize"], "0.1");
  const auto time = http::read_server_time(a->exchange(a->request("GET", "time", "")).body);
  ASSERT_TRUE(time);
  EXPECT_LE(*time, wall_ns());
  EXPECT_EQ(a->ask("POST", "order/test", order_query + "t").body, "{}");
  EXPECT_EQ(a->ask("GET", "order", "origClientOrderId=t").code(), -2013);
}

TEST_F(HttpServer, KeepsAndEndsListenKeys) {
  const std::string key = a->listen_key();
  EXPECT_EQ(key.size(), 64U);
  EXPECT_EQ(a->listen_key(), key);
  EXPECT_NE(b->listen_key(), key);
  EXPECT_EQ(a->exchange(a->request("PUT", "userDataStream", "listenKey=" + key)).body, "{}");
  EXPECT_EQ(b->exchange(b->request("PUT", "userDataStream", "listenKey=" + key)).code(), -1125);
  HttpClient stream(house, "A");
  ASSERT_TRUE(stream.follow(0));
  EXPECT_EQ(a->exchange(a->request("DELETE", "userDataStream", "listenKey=" + key)).body, "{}");
  EXPECT_NE(stream.message().value_or("").find("listenKeyExpired"), std::string::npos);
  EXPECT_EQ(stream.message(http::Opcode::close), std::string("\x03\xe8"));
  EXPECT_TRUE(stream.ended());
}

TEST_F(HttpServer, AnswersPingsAndCloses) {
  ASSERT_TRUE(a->follow(0));
  std::string frame;
  http::append_masked_frame(http::Opcode::ping, "are you there", 0x01020304, frame);
  http::append_masked_frame(http::Opcode::text, std::string(40'000, 'x'), 7, frame);
  http::append_masked_frame(http::Opcode::ping, "still", 9, frame);
  ASSERT_TRUE(a->send_bytes(frame));
  EXPECT_EQ(a->message(http::Opcode::pong), "are you there");
  EXPECT_EQ(a->message(http::Opcode::pong), "still");
  frame.clear();
  http::append_masked_frame(http::Opcode::close, "\x03\xe8", 5, frame);
  ASSERT_TRUE(a->send_bytes(frame));
  EXPECT_EQ(a->message(http::Opcode::close), "\x03\xe8");
  EXPECT_TRUE(a->ended());
}

}  // namespace
}  // namespace onefold::venue

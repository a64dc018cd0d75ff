// The exchange in the HTTP dialect over real TCP: requests that are refused, each with its documented code,
// and connections that misbehave.
#include <gtest/gtest.h>

#include "tests/venue/server/http_house.hpp"

namespace onefold::venue {
namespace {

const std::string order_query =
    "symbol=BTC-USD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1.5&price=101.10&newClientOrderId=";

class HttpRefusals : public testing::Test {
 protected:
  void TearDown() override { house.server.reset(); }

  void start() {
    house.start();
    a.emplace(house, "A");
  }

  void expect_refusal(const HttpAnswer& answer, int status, int code, std::string_view reason) {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_EQ(answer.code(), code) << answer.body;
    EXPECT_EQ(answer.reason(), reason) << answer.body;
  }

  HttpHouse house;
  std::optional<HttpClient> a;
};

TEST_F(HttpRefusals, TellWhoMayAskAndWhen) {
  start();
  const std::string now = "timestamp=" + std::to_string(wall_ns() / 1'000'000);
  expect_refusal(a->exchange("GET /api/v3/account HTTP/1.1\r\n\r\n"), 401, -2014, "not-logged-in");
  expect_refusal(a->exchange("GET /api/v3/account HTTP/1.1\r\nX-MBX-APIKEY: nobody\r\n\r\n"), 401, -2015,
                 "unknown-account");
  expect_refusal(a->exchange(a->request("GET", "account", now)), 400, -1102, "malformed");
  expect_refusal(a->exchange(a->request("GET", "account", now + "&signature=" + std::string(64, '0'))), 400,
                 -1022, "not-logged-in");
  expect_refusal(a->ask("GET", "account", "timestamp=1"), 400, -1021, "deadline-passed");
  const std::string ahead = std::to_string(wall_ns() / 1'000'000 + 60'000);
  expect_refusal(a->ask("GET", "account", "timestamp=" + ahead), 400, -1021, "deadline-passed");
  expect_refusal(a->ask("GET", "account", "recvWindow=60001"), 400, -1131, "malformed");
  expect_refusal(a->ask("GET", "account", "timestamp=now"), 400, -1100, "malformed");
}

TEST_F(HttpRefusals, TellWhatIsWrongWithAnOrder) {
  start();
  const auto place = [&](const std::string& query) { return a->ask("POST", "order", query); };
  const std::string start = "symbol=BTC-USD&side=BUY&type=LIMIT&timeInForce=GTC";
  expect_refusal(place(start + "&quantity=0&price=1"), 400, -1013, "invalid-quantity");
  expect_refusal(place(start + "&quantity=1&price=0"), 400, -1013, "invalid-price");
  expect_refusal(place(start + "&quantity=0.05&price=1"), 400, -1111, "invalid-quantity");
  expect_refusal(place(start + "&quantity=1&price=0.001"), 400, -1111, "invalid-price");
  expect_refusal(place(start + "&quantity=ten&price=1"), 400, -1100, "malformed");
  expect_refusal(place(start + "&price=1"), 400, -1102, "malformed");
  expect_refusal(place("symbol=DOGE&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=1"), 400, -1121,
                 "unknown-symbol");
  expect_refusal(place("symbol=BTC-USD&side=UP&type=MARKET&quantity=1"), 400, -1117, "malformed");
  expect_refusal(place("symbol=BTC-USD&side=BUY&type=ICEBERG&quantity=1"), 400, -1116, "malformed");
  expect_refusal(place(start + "&quantity=1&price=1&newClientOrderId=" + std::string(40, 'x')), 400, -1100,
                 "invalid-id");
  expect_refusal(place(start + "&quantity=1&price=1&newClientOrderId=a%0d%0ab"), 400, -1100, "invalid-id");
  EXPECT_EQ(a->ask("GET", "openOrders", "").json().size(), 0U) << "nothing of it took effect";
}

TEST_F(HttpRefusals, TellOfOrdersThatAreNotThere) {
  start();
  ASSERT_EQ(a->ask("POST", "order", order_query + "a-1").status, 200);
  expect_refusal(a->ask("POST", "order", order_query + "a-1"), 400, -2010, "duplicate-id");
  expect_refusal(a->ask("DELETE", "order", "symbol=BTC-USD&origClientOrderId=no"), 400, -2011,
                 "unknown-order");
  expect_refusal(a->ask("DELETE", "order", "symbol=ETH-USD&origClientOrderId=a-1"), 400, -2011,
                 "unknown-order");
  expect_refusal(a->ask("GET", "order", "symbol=ETH-USD&origClientOrderId=a-1"), 400, -2013, "unknown-order");
  expect_refusal(a->ask("GET", "order", "symbol=BTC-USD&orderId=77"), 400, -2013, "unknown-order");
  const std::string terms = "symbol=BTC-USD&quantity=1&price=1&newClientOrderId=n&cancelOrigClientOrderId=";
  expect_refusal(a->ask("POST", "order/cancelReplace", terms + "no"), 400, -2022, "unknown-order");
  ASSERT_EQ(a->ask("DELETE", "order", "origClientOrderId=a-1").status, 200);
  expect_refusal(a->ask("DELETE", "order", "origClientOrderId=a-1"), 400, -2011, "already-closed");
  HttpClient b(house, "B");
  expect_refusal(b.ask("GET", "order", "symbol=BTC-USD&orderId=1"), 400, -2013, "unknown-order");
}

TEST_F(HttpRefusals, TellOfTheRateLimit) {
  house.options.profile.rate_limit = {2, 3'600'000'000'000};
  start();
  EXPECT_EQ(a->ask("GET", "openOrders", "").status, 200);
  EXPECT_EQ(a->ask("GET", "openOrders", "").status, 200);
  const HttpAnswer refused = a->ask("GET", "openOrders", "");
  expect_refusal(refused, 429, -1003, "throttled");
  EXPECT_GT(std::stoi(refused.field("Retry-After")), 1000);
  EXPECT_GT(refused.json()["retryAfterNs"].get<std::int64_t>(), 1'000'000'000'000);
  const auto limits = a->exchange(a->request("GET", "exchangeInfo", "")).json()["rateLimits"];
  EXPECT_EQ(limits[0]["limit"], 2);
}

TEST_F(HttpRefusals, HonourIdempotencyKeys) {
  house.options.profile = built_in_profile("stored-response");
  house.options.profile.processing_ns = 20'000'000;
  start();
  const std::string query = "symbol=BTC-USD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1.5&price=101.10";
  const std::string key = "Idempotency-Key: \"k-1\"\r\n";
  expect_refusal(a->ask("POST", "order", query), 400, -1102, "malformed");
  HttpClient copy(house, "A");
  ASSERT_TRUE(a->send_bytes(a->signed_request("POST", "order", query, key)));
  ASSERT_TRUE(copy.send_bytes(copy.signed_request("POST", "order", query, key)));
  HttpAnswer answers[] = {a->receive(), copy.receive()};
  if (answers[0].status != 200) std::swap(answers[0], answers[1]);
  const HttpAnswer& first = answers[0];
  ASSERT_EQ(first.status, 200) << first.body;
  expect_refusal(answers[1], 409, -2010, "in-flight");
  HttpClient b(house, "B");
  ASSERT_EQ(b.ask("POST", "order", "symbol=BTC-USD&side=SELL&type=MARKET&quantity=0.5",
                  "Idempotency-Key: \"k-1\"\r\n")
                .status,
            200)
      << "another account's key is another key";
  const HttpAnswer stored = a->ask("POST", "order", query, key);
  EXPECT_EQ(stored.status, first.status);
  EXPECT_EQ(stored.body, first.body) << "though the order was filled in part since";
  std::string other = query;
  other.replace(other.find("1.5"), 3, "2.5");
  expect_refusal(a->ask("POST", "order", other, key), 422, -2010, "payload-mismatch");
  expect_refusal(a->ask("POST", "order", query + "&newClientOrderId=k-2", key), 400, -1130, "malformed");
}

TEST_F(HttpRefusals, CloseConnectionsThatAreNotHttp) {
  start();
  for (const std::string& bytes :
       {std::string("\x16\x03\x01\x02\x00\x01\x00", 7), std::string("hello\r\n\r\n"),
        std::string("GET nothing\r\n\r\n"), std::string("GET / HTTP/9.9\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nbad header\x01: x\r\n\r\n")}) {
    a->connect();
    expect_refusal(a->exchange(bytes), 400, -1000, "malformed");
    EXPECT_TRUE(a->ended());
  }
}

TEST_F(HttpRefusals, CloseConnectionsThatSendTooMuch) {
  start();
  const std::string huge = "Content-Length: " + std::to_string(http::request_body_size_max + 1) + "\r\n\r\n";
  expect_refusal(a->exchange("POST /api/v3/order HTTP/1.1\r\n" + huge), 413, -1101, "malformed");
  EXPECT_TRUE(a->ended());
  a->connect();
  const std::string header =
      "GET /api/v3/ping HTTP/1.1\r\nX: " + std::string(http::head_size_max, 'x') + "\r\n\r\n";
  expect_refusal(a->exchange(header), 431, -1101, "malformed");
  EXPECT_TRUE(a->ended());
  a->connect();
  const std::string whole(http::request_body_size_max, 'a');
  const std::string more = "Content-Length: " + std::to_string(whole.size()) + "\r\n";
  EXPECT_EQ(a->exchange(a->request("POST", "order", "", more) + whole).code(), -1102)
      << "as large as permitted";
}

TEST_F(HttpRefusals, CloseConnectionsThatTakeTooLong) {
  house.options.request_timeout_ns = 30'000'000;
  start();
  for (const std::string_view begun : {"G", "GET /api/v3/ping HTTP/1.1\r\n",
                                       "POST /api/v3/order HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc"}) {
    a->connect();
    ASSERT_TRUE(a->send_bytes(begun));
    EXPECT_TRUE(a->ended()) << begun;
  }
  a->connect();
  EXPECT_EQ(a->exchange(a->request("GET", "ping", "")).status, 200)
      << "a connection may be idle between requests";
}

TEST_F(HttpRefusals, TellOfEndpointsThatThereAreNot) {
  start();
  expect_refusal(a->exchange("GET / HTTP/1.1\r\n\r\n"), 404, -1020, "malformed");
  expect_refusal(a->exchange("PUT /api/v3/order HTTP/1.1\r\nContent-Length: 0\r\n\r\n"), 405, -1020,
                 "malformed");
  expect_refusal(a->exchange("GET /ws/abc HTTP/1.1\r\n\r\n"), 400, -1102, "malformed");
  expect_refusal(a->exchange("POST /api/v3/order HTTP/1.1\r\nContent-Type: application/json\r\n"
                             "Content-Length: 2\r\n\r\n{}"),
                 415, -1020, "malformed");
}

TEST_F(HttpRefusals, RefuseListenKeysThatThereAreNot) {
  start();
  std::string text;
  http::write_upgrade(std::string(64, '0'), 1, "dGhlIHNhbXBsZSBub25jZQ==", {&a->credentials_, {}, "h"}, text);
  expect_refusal(a->exchange(text), 400, -1125, "unknown-account");
  EXPECT_EQ(a->exchange(a->request("GET", "ping", "")).status, 200) << "the connection lives on";
}

TEST_F(HttpRefusals, EndWebSocketsThatBreakTheRules) {
  start();
  const std::string unmasked("\x81\x02hi", 4);
  const std::string reserved("\xf1\x80\x00\x00\x00\x00", 6);
  std::string orphan;
  http::append_masked_frame(http::Opcode::continuation, "x", 1, orphan);
  std::string huge;
  http::append_masked_frame(http::Opcode::text, std::string(http::websocket_message_size_max + 1, 'x'), 1,
                            huge);
  const std::pair<std::string, std::string> cases[] = {{unmasked, "\x03\xea"},
                                                       {reserved, "\x03\xea"},
                                                       {orphan, "\x03\xea"},
                                                       {huge.substr(0, 100), "\x03\xf1"}};
  for (const auto& [bytes, code] : cases) {
    a->connect();
    ASSERT_TRUE(a->follow(0));
    ASSERT_TRUE(a->send_bytes(bytes));
    EXPECT_EQ(a->message(http::Opcode::close), code);
    EXPECT_TRUE(a->ended());
  }
}

TEST_F(HttpRefusals, SurviveConnectionsThatSendGarbage) {
  start();
  std::uint64_t state = 1;
  for (int i = 0; i < 200; ++i) {
    std::string bytes;
    for (int at = 0; at < 300; ++at) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      bytes += static_cast<char>(state >> 56);
    }
    HttpClient garbage(house, "A");
    garbage.send_bytes(i % 2 == 0 ? bytes : "GET /api/v3/ping HTTP/1.1\r\n" + bytes + "\r\n\r\n");
  }
  EXPECT_EQ(a->ask("POST", "order", order_query + "a-1").status, 200);
}

TEST_F(HttpRefusals, RefuseAVenueWhoseCredentialsFitNoAccount) {
  house.options.credentials.push_back(simulated_credentials("stranger"));
  EXPECT_EQ(house.try_start(), std::errc::invalid_argument);
  EXPECT_NE(house.server->failure().find("stranger"), std::string_view::npos);
}

}  // namespace
}  // namespace onefold::venue

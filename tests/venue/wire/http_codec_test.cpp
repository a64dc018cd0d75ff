// The codec of the HTTP dialect: what is written is read again, and what is malformed gets its documented
// error.
#include <gtest/gtest.h>

#include "venue/wire/http_answer.hpp"
#include "venue/wire/http_call.hpp"
#include "venue/wire/http_signature.hpp"

namespace onefold::venue::http {
namespace {

constexpr TimeNs now_ns = 1'700'000'000'123'456'789;
const std::vector<Instrument> instruments = {{"BTC-USD", 2, 1}, {"ETH-USD", 4, 0}};
const std::vector<Credentials> credentials = {simulated_credentials("A")};
const Rules rules{instruments, credentials, false};
const Rules key_rules{instruments, credentials, true};
const Caller caller{&credentials[0], instruments, "venue:1"};

// Takes a written request apart as a server does, and reads it.
std::optional<Error> read(std::string_view text, const Rules& by, Call& call, TimeNs venue_ns = now_ns) {
  const MessageScan scan = scan_message(text);
  EXPECT_EQ(scan.size, text.size());
  const Head head = parse_head(text).value();
  RestRequest from;
  from.method = head.method;
  from.target = head.target;
  from.body = text.substr(scan.head_size);
  from.api_key = find_field(head.fields, "x-mbx-apikey").value_or("");
  from.idempotency_key = find_field(head.fields, "Idempotency-Key").value_or("");
  return parse_call(from, by, venue_ns, call);
}

Call round_trip(const Request& request) {
  std::string text;
  EXPECT_TRUE(write_request(request, caller, now_ns, text));
  Call call;
  const auto error = read(text, rules, call);
  EXPECT_FALSE(error) << error->msg;
  EXPECT_EQ(call.account, "A");
  EXPECT_EQ(kind_of(call.topic), kind_of(request));
  return call;
}

NewOrder order_of(std::string id) {
  NewOrder order;
  order.client_order_id = std::move(id);
  order.symbol = "BTC-USD";
  order.side = Side::sell;
  order.quantity = 15;
  order.limit = 10110;
  return order;
}

// The answer to a signed request made of this query.
std::optional<Error> ask(std::string_view method, std::string_view path, std::string query,
                         const Rules& by = rules, std::string_view key = {}) {
  query += "&timestamp=1700000000123";
  query += "&signature=" + sign(credentials[0].secret, query);
  const std::string target = "/api/v3/" + std::string(path) + "?" + query;
  RestRequest from;
  from.method = method;
  from.target = target;
  from.api_key = credentials[0].api_key;
  from.idempotency_key = key;
  Call call;
  return parse_call(from, by, now_ns, call);
}

void expect_code(const std::optional<Error>& error, int status, int code) {
  ASSERT_TRUE(error);
  EXPECT_EQ(error->status, status) << error->msg;
  EXPECT_EQ(error->code, code) << error->msg;
}

const std::string order_query =
    "symbol=BTC-USD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1.5&price=101.10";

std::string with(std::string_view name, std::string_view value) {
  std::string query = order_query;
  const std::size_t at = query.find(std::string(name) + "=");
  const std::size_t end = std::min(query.find('&', at), query.size());
  return query.replace(at, end - at, std::string(name) + "=" + std::string(value));
}

TEST(HttpCodec, NewOrdersComeThroughWhole) {
  for (const OrderType type : {OrderType::limit, OrderType::market}) {
    for (const TimeInForce tif : {TimeInForce::good_till_cancel, TimeInForce::immediate_or_cancel}) {
      NewOrder order = order_of("a&b=c%+\"\\");
      order.type = type;
      order.tif = tif;
      if (type == OrderType::market) order.limit = 0;
      const auto read_order = std::get<NewOrder>(round_trip(order).request);
      EXPECT_EQ(read_order.client_order_id, order.client_order_id);
      EXPECT_EQ(read_order.symbol, order.symbol);
      EXPECT_EQ(read_order.side, order.side);
      EXPECT_EQ(read_order.type, type);
      EXPECT_EQ(read_order.tif, tif);
      EXPECT_EQ(read_order.quantity, 15);
      EXPECT_EQ(read_order.limit, order.limit);
    }
  }
}

TEST(HttpCodec, ADeadlineIsNeverLaterThanTheClientSaid) {
  NewOrder order = order_of("a");
  order.valid_until_ns = now_ns + 123'456'789;
  const TimeNs read_ns = std::get<NewOrder>(round_trip(order).request).valid_until_ns;
  EXPECT_LE(read_ns, order.valid_until_ns);
  EXPECT_GT(read_ns, order.valid_until_ns - 1000);
  order.valid_until_ns = 0;
  const TimeNs longest_ns = std::get<NewOrder>(round_trip(order).request).valid_until_ns;
  EXPECT_EQ(longest_ns, now_ns / 1000 * 1000 + 60'000'000'000);
}

TEST(HttpCodec, OtherRequestsComeThroughWhole) {
  ReplaceOrder change;
  change.client_order_id = "new";
  change.target = "old";
  change.symbol = "ETH-USD";
  change.quantity = 7;
  change.limit = 12345;
  const auto read_change = std::get<ReplaceOrder>(round_trip(change).request);
  EXPECT_EQ(read_change.client_order_id, "new");
  EXPECT_EQ(read_change.target, "old");
  EXPECT_EQ(read_change.quantity, 7);
  EXPECT_EQ(read_change.limit, 12345);
  const auto cancel = std::get<CancelOrder>(round_trip(CancelOrder{3, "t", 9}).request);
  EXPECT_EQ(cancel.target, "t");
  EXPECT_EQ(cancel.order_id, 9U);
  EXPECT_EQ(std::get<QueryOrder>(round_trip(QueryOrder{3, "q", 0}).request).client_order_id, "q");
  EXPECT_EQ(std::get<QueryTrades>(round_trip(QueryTrades{3, 41}).request).after, 41U);
  EXPECT_EQ(std::get<Login>(round_trip(Login{3, "A"}).request).account, "A");
  round_trip(QueryOpenOrders{3});
}

TEST(HttpCodec, ARequestOfNoInstrumentIsNotWritten) {
  std::string text;
  NewOrder order = order_of("a");
  order.symbol = "DOGE";
  EXPECT_FALSE(write_request(order, caller, now_ns, text));
  EXPECT_FALSE(write_request(ReplaceOrder{}, caller, now_ns, text));
  EXPECT_TRUE(text.empty());
}

TEST(HttpCodec, SignaturesAreThoseOfTheDocumentedExample) {
  // The example of the sources' section on signed requests.
  const std::string query =
      "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp="
      "1499827319559";
  const std::string secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
  EXPECT_EQ(sign(secret, query), "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71");
  // RFC 4231, test case 6: a key longer than a block.
  EXPECT_EQ(sign(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HttpCodec, OrderTypesAndModesComeThroughWhole) {
  NewOrder stop = order_of("a");
  stop.type = OrderType::stop;
  stop.stop = 10'200;
  NewOrder stop_market = stop;
  stop_market.limit = 0;
  NewOrder maker = order_of("a");
  maker.post_only = true;
  NewOrder whole = order_of("a");
  whole.tif = TimeInForce::fill_or_kill;
  NewOrder free_of_charge = order_of("a");  // the engine's to refuse
  free_of_charge.limit = 0;
  NewOrder stop_at_nothing = stop;
  stop_at_nothing.stop = 0;
  for (NewOrder order : {stop, stop_market, maker, whole, free_of_charge, stop_at_nothing}) {
    for (SelfTrade mode : {SelfTrade::venue_default, SelfTrade::allow, SelfTrade::cancel_taker,
                           SelfTrade::cancel_maker, SelfTrade::cancel_both, SelfTrade::decrement}) {
      order.self_trade = mode;
      const auto read_order = std::get<NewOrder>(round_trip(order).request);
      EXPECT_EQ(read_order.type, order.type);
      EXPECT_EQ(read_order.tif, order.tif);
      EXPECT_EQ(read_order.limit, order.limit);
      EXPECT_EQ(read_order.stop, order.stop);
      EXPECT_EQ(read_order.post_only, order.post_only);
      EXPECT_EQ(read_order.self_trade, mode);
    }
  }
}

TEST(HttpCodec, WhatTheDialectHasNoWordsForIsNotSent) {
  NewOrder order = order_of("a");
  order.tif = TimeInForce::day;
  std::string text;
  EXPECT_FALSE(write_request(order, caller, now_ns, text));
}

TEST(HttpCodec, TheSignatureItselfIsNotSigned) {
  EXPECT_EQ(signed_text("a=1&signature=x", "b=2"), "a=1b=2");
  EXPECT_EQ(signed_text("a=1", "b=2&signature=x"), "a=1b=2");
  EXPECT_EQ(signed_text("signature=x&a=1", ""), "a=1");
  EXPECT_EQ(signed_text("a=1&signature=x&b=2", ""), "a=1&b=2");
  EXPECT_TRUE(same_signature("ab01", "AB01"));
  EXPECT_FALSE(same_signature("ab01", "ab02"));
  EXPECT_FALSE(same_signature("ab01", "ab0"));
}

TEST(HttpCodec, KeysAndSignaturesAreChecked) {
  std::string text;
  ASSERT_TRUE(write_request(order_of("a"), caller, now_ns, text));
  Call call;
  std::string forged = text;
  forged.replace(forged.find("quantity=1.5"), 12, "quantity=9.5");
  expect_code(read(forged, rules, call), 400, -1022);
  std::string stranger = text;
  stranger.replace(stranger.find("key-A"), 5, "key-Z");
  expect_code(read(stranger, rules, call), 401, -2015);
  std::string keyless = text;
  keyless.replace(keyless.find("X-MBX-APIKEY"), 12, "X-MBX-NOTHING");
  expect_code(read(keyless, rules, call), 401, -2014);
  std::string unsigned_text = text;
  unsigned_text.replace(unsigned_text.find("signature="), 10, "sugnature=");
  expect_code(read(unsigned_text, rules, call), 400, -1102);
}

TEST(HttpCodec, ClocksAreChecked) {
  std::string text;
  ASSERT_TRUE(write_request(order_of("a"), caller, now_ns, text));
  Call call;
  constexpr TimeNs window_ns = 60'000'000'000;
  EXPECT_FALSE(read(text, rules, call, now_ns + window_ns - 1000));
  expect_code(read(text, rules, call, now_ns + window_ns + 1000), 400, -1021);
  EXPECT_FALSE(read(text, rules, call, now_ns - 999'999'000));
  expect_code(read(text, rules, call, now_ns - 1'001'000'000), 400, -1021);
  expect_code(ask("GET", "openOrders", "recvWindow=60001"), 400, -1131);
  expect_code(ask("GET", "openOrders", "recvWindow=x"), 400, -1100);
  EXPECT_FALSE(ask("GET", "openOrders", "recvWindow=5000.123"));
}

TEST(HttpCodec, EachMalformedParameterGetsItsCode) {
  EXPECT_FALSE(ask("POST", "order", order_query));
  expect_code(ask("POST", "order", with("quantity", "1.55")), 400, -1111);
  expect_code(ask("POST", "order", with("price", "101.100")), 400, -1111);
  expect_code(ask("POST", "order", with("quantity", "1e3")), 400, -1100);
  expect_code(ask("POST", "order", with("quantity", "-1")), 400, -1100);
  expect_code(ask("POST", "order", with("quantity", "1.")), 400, -1100);
  expect_code(ask("POST", "order", with("quantity", "99999999999999999999")), 400, -1013);
  expect_code(ask("POST", "order", with("quantity", "")), 400, -1102);
  expect_code(ask("POST", "order", with("price", "%zz")), 400, -1100);
  expect_code(ask("POST", "order", with("symbol", "DOGE")), 400, -1121);
  expect_code(ask("POST", "order", with("side", "HOLD")), 400, -1117);
  expect_code(ask("POST", "order", with("type", "TAKE_PROFIT")), 400, -1116);
  expect_code(ask("POST", "order", with("timeInForce", "GTX")), 400, -1115);
  expect_code(ask("POST", "order", with("type", "MARKET")), 400, -1106);
  expect_code(ask("POST", "order", order_query + "&stopPrice=1"), 400, -1106);
  std::string stop_query = with("type", "STOP_LOSS_LIMIT") + "&stopPrice=102.00";
  EXPECT_FALSE(ask("POST", "order", stop_query));
  stop_query.replace(stop_query.find("101.10"), 6, "0");
  expect_code(ask("POST", "order", stop_query), 400, -1013);
  expect_code(ask("POST", "order", order_query + "&newClientOrderId=a%20b"), 400, -1100);
  expect_code(ask("POST", "order", order_query + "&newClientOrderId=" + std::string(65, 'x')), 400, -1100);
  expect_code(ask("POST", "order", order_query + "&newOrderRespType=ALL"), 400, -1130);
  expect_code(ask("DELETE", "order", "symbol=BTC-USD"), 400, -1102);
  expect_code(ask("GET", "order", "orderId=18446744073709551616"), 400, -1100);
  expect_code(ask("GET", "myTrades", "limit=0"), 400, -1100);
  expect_code(ask("GET", "allOrders", "symbol=BTC-USD&startTime=9999999999999999"), 400, -1100);
  expect_code(ask("GET", "nothing", ""), 404, -1020);
  expect_code(ask("PATCH", "order", ""), 405, -1020);
  std::string many;
  for (int i = 0; i < 70; ++i) many += "&p" + std::to_string(i) + "=1";
  expect_code(ask("GET", "openOrders", many), 400, -1101);
}

TEST(HttpCodec, AnIdempotencyKeyIsTheClientOrderId) {
  expect_code(ask("POST", "order", order_query, key_rules), 400, -1102);
  expect_code(ask("POST", "order", order_query + "&newClientOrderId=b", key_rules, "\"a\""), 400, -1130);
  EXPECT_FALSE(ask("POST", "order", order_query + "&newClientOrderId=a", key_rules, "a"));
  std::string text;
  ASSERT_TRUE(write_request(order_of("q\"\\"), caller, now_ns, text));
  Call call;
  EXPECT_FALSE(read(text, key_rules, call));
  EXPECT_EQ(std::get<NewOrder>(call.request).client_order_id, "q\"\\");
}

TEST(HttpCodec, EveryReasonSurvivesTheWayThere) {
  for (const Request& asked : {Request(order_of("a")), Request(CancelOrder{5, "a", 0})}) {
    const Topic topic = std::holds_alternative<NewOrder>(asked) ? Topic::place : Topic::cancel;
    for (int value = 1; value <= static_cast<int>(Reason::malformed); ++value) {
      const auto reason = static_cast<Reason>(value);
      const Error error = error_of(topic, reason, 12'345, true);
      std::string body;
      write_error(error, topic, body);
      const Reply reply = read_answer(asked, error.status, "", body, instruments);
      ASSERT_TRUE(std::holds_alternative<Rejected>(reply));
      EXPECT_EQ(std::get<Rejected>(reply).reason, reason) << body;
      EXPECT_EQ(std::get<Rejected>(reply).retry_after_ns, 12'345);
      EXPECT_EQ(std::get<Rejected>(reply).client_order_id, "a");
    }
  }
}

TEST(HttpCodec, AnswersOfAVenueWithoutReasonsAreUnderstood) {
  const Request asked = order_of("a");
  const auto reason = [&](int status, std::string_view body) {
    return std::get<Rejected>(read_answer(asked, status, "2", body, instruments)).reason;
  };
  EXPECT_EQ(reason(400, R"({"code":-2010,"msg":"Duplicate order sent."})"), Reason::duplicate_id);
  EXPECT_EQ(reason(429, "<html>"), Reason::throttled);
  EXPECT_EQ(reason(502, "<html>bad gateway"), Reason::internal_error);
  EXPECT_EQ(reason(200, "{"), Reason::internal_error);
  EXPECT_EQ(reason(200, R"({"orderId":"x"})"), Reason::internal_error);
  EXPECT_EQ(reason(400, R"({"code":-1102})"), Reason::malformed);
  EXPECT_EQ(std::get<Rejected>(read_answer(asked, 429, "2", "", instruments)).retry_after_ns, 2'000'000'000);
}

struct NoHistories final : Histories {
  OrderHistory history(const OrderState&) const override { return {now_ns, now_ns + 5'000'000, {}}; }
};

TEST(HttpCodec, EventsComeThroughWhole) {
  ExecutionReport report;
  report.seq = 3;
  report.time_ns = now_ns;
  report.account = "A";
  report.order = {9,
                  "a-1",
                  "a-0",
                  "ETH-USD",
                  Side::sell,
                  OrderType::limit,
                  TimeInForce::good_till_cancel,
                  15,
                  10110,
                  5,
                  OrderStatus::partially_filled};
  for (const ExecutionKind kind :
       {ExecutionKind::accepted, ExecutionKind::filled, ExecutionKind::cancelled, ExecutionKind::replaced}) {
    report.kind = kind;
    const bool filled = kind == ExecutionKind::filled;
    report.trade_id = filled ? 4 : 0;
    report.last_quantity = filled ? 5 : 0;
    report.last_price = filled ? 10100 : 0;
    report.replaced_client_order_id = kind == ExecutionKind::replaced ? "a-0" : "";
    std::string text;
    write_event(report, {now_ns, now_ns, {}}, instruments[1], text);
    const auto read_again = read_stream_message(text, instruments);
    ASSERT_TRUE(read_again) << text;
    EXPECT_EQ(std::get<ExecutionReport>(*read_again), report);
    EXPECT_EQ(peek_stream_message(text).kind, kind_of(*read_again));
    EXPECT_EQ(peek_stream_message(text).seq, 3U);
  }
  EXPECT_FALSE(read_stream_message(R"({"e":"executionReport"})", instruments));
  EXPECT_FALSE(read_stream_message("[[[", instruments));
}

TEST(HttpCodec, ListsOfOrdersComeThroughWhole) {
  const OrderState order = {
      9,  "a-1", "a-0", "BTC-USD",          Side::buy, OrderType::market, TimeInForce::immediate_or_cancel,
      15, 0,     15,    OrderStatus::filled};
  const OrderState other = {10,
                            "a-1",
                            "a-1",
                            "ETH-USD",
                            Side::sell,
                            OrderType::limit,
                            TimeInForce::good_till_cancel,
                            1,
                            lots_max,
                            0,
                            OrderStatus::cancelled};
  Call call;
  std::string body;
  write_reply(OrderReport{0, {order, other}}, call, instruments, NoHistories(), body);
  const Reply reply = read_answer(QueryOrder{6, "a-1", 0}, 200, "", body, instruments);
  EXPECT_EQ(std::get<OrderReport>(reply).orders, (std::vector<OrderState>{order, other}));
  EXPECT_EQ(std::get<OrderReport>(reply).request, 6U);
  body.clear();
  write_orders(std::vector<OrderState>{order, other}, instruments, NoHistories(), body);
  const Reply open = read_answer(QueryOpenOrders{6}, 200, "", body, instruments);
  EXPECT_EQ(std::get<OpenOrders>(open).orders.size(), 2U);
}

TEST(HttpCodec, RequestsArePeekedAtWithoutKeys) {
  std::string text;
  ReplaceOrder change;
  change.client_order_id = "n&w";
  change.target = "old";
  change.symbol = "BTC-USD";
  ASSERT_TRUE(write_request(change, caller, now_ns, text));
  CallPeek peek;
  ASSERT_TRUE(peek_request(text, peek));
  EXPECT_EQ(peek.topic, Topic::replace);
  EXPECT_EQ(peek.client_order_id, "n&w");
  EXPECT_EQ(peek.other_id, "old");
  EXPECT_FALSE(peek_request("garbage", peek));
}

}  // namespace
}  // namespace onefold::venue::http

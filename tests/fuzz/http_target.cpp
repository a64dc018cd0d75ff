// Fuzz target: bytes of a connection in the HTTP dialect, either direction.
// First byte: 0 a request, 1 an answer, 2 WebSocket frames, 3 a query that is signed first, so that it gets
// past the signature.
#include <algorithm>
#include <string>

#include "tests/fuzz/fuzz_input.hpp"
#include "venue/wire/http_answer.hpp"
#include "venue/wire/http_call.hpp"
#include "venue/wire/http_signature.hpp"
#include "venue/wire/http_websocket.hpp"

namespace {

using namespace onefold;
using namespace onefold::venue;
using fuzz::expect;

constexpr TimeNs now_ns = 1'700'000'000'000'000'000;

const std::vector<Instrument>& instruments() {
  static const std::vector<Instrument> all = {{"BTC-USD", 2, 1}, {"ETH-USD", 9, 0}};
  return all;
}

const std::vector<Credentials>& credentials() {
  static const std::vector<Credentials> all = {simulated_credentials("A")};
  return all;
}

// What was read respects the limits that the engine relies on, and can be written and read again.
void check_call(const http::Call& call) {
  const auto* order = std::get_if<NewOrder>(&call.request);
  if (order == nullptr || call.topic != http::Topic::place) return;
  expect(order->client_order_id.size() <= client_order_id_size_max, "ids are bounded");
  expect(order->quantity >= 0 && order->limit >= 0, "amounts are not negative");
  const http::Caller caller{&credentials()[0], instruments(), "venue"};
  std::string text;
  expect(http::write_request(*order, caller, now_ns, text), "an order that was read can be written");
  const http::Head head = http::parse_head(text).value();
  http::RestRequest from;
  from.method = head.method;
  from.target = head.target;
  from.api_key = credentials()[0].api_key;
  from.idempotency_key = http::find_field(head.fields, "Idempotency-Key").value_or("");
  http::Call again;
  const http::Rules rules{instruments(), credentials(), false};
  expect(!http::parse_call(from, rules, now_ns, again), "and read again");
  const auto& copy = std::get<NewOrder>(again.request);
  expect(copy.client_order_id == order->client_order_id, "with the same id");
  expect(copy.quantity == order->quantity, "and quantity");
  expect(copy.type == order->type && copy.limit == order->limit && copy.stop == order->stop, "and prices");
}

void check_request(std::string_view method, std::string_view target, std::string_view fields,
                   std::string_view body) {
  http::RestRequest from;
  from.method = method;
  from.target = target;
  from.body = body;
  from.api_key = http::find_field(fields, "X-MBX-APIKEY").value_or("");
  from.idempotency_key = http::find_field(fields, "Idempotency-Key").value_or("");
  for (const bool keys : {false, true}) {
    http::Call call;
    const auto error = http::parse_call(from, {instruments(), credentials(), keys}, now_ns, call);
    if (!error) check_call(call);
    if (error) expect(error->status >= 400 && error->code < 0, "an error has its status and code");
  }
}

void check_signed(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> routes[] = {
      {"POST", "order"},   {"DELETE", "order"},      {"GET", "order"},     {"POST", "order/cancelReplace"},
      {"GET", "myTrades"}, {"DELETE", "openOrders"}, {"GET", "allOrders"}, {"POST", "webhook"}};
  const auto route = text.empty() ? routes[0] : routes[static_cast<unsigned char>(text[0]) % 8];
  if (!text.empty()) text.remove_prefix(1);
  std::string query(text);
  query += "&timestamp=1700000000000";
  query += "&signature=" + http::sign(credentials()[0].secret, http::signed_text(query, {}));
  const std::string target = "/api/v3/" + std::string(route.second) + "?" + query;
  check_request(route.first, target, "X-MBX-APIKEY: key-A", {});
}

void check_messages(std::string_view stream) {
  while (!stream.empty()) {
    const http::MessageScan scan = http::scan_message(stream);
    expect(scan.size <= stream.size() && scan.head_size <= http::head_size_max,
           "a message lies in its bytes");
    if (scan.size == 0) return;
    const std::string_view message = stream.substr(0, scan.size);
    const http::Head head = http::parse_head(message).value();
    const std::string_view body = message.substr(scan.head_size);
    http::CallPeek peek;
    http::peek_request(message, peek);
    if (head.status == 0) check_request(head.method, head.target, head.fields, body);
    for (const Request& asked : {Request(NewOrder()), Request(QueryOrder()), Request(QueryTrades()),
                                 Request(ReplaceOrder()), Request(Login())}) {
      http::read_answer(asked, head.status, "1", body, instruments());
    }
    http::peek_answer(http::Topic::replace, head.status, body);
    http::read_stream_message(body, instruments());
    http::peek_stream_message(body);
    stream.remove_prefix(scan.size);
  }
}

void check_frames(std::string_view stream) {
  while (!stream.empty()) {
    const std::size_t size = http::websocket_message_size(stream);
    expect(size <= stream.size(), "a frame lies in its bytes");
    if (size == 0) return;
    http::Opcode opcode{};
    std::string payload;
    if (http::read_websocket_message(stream.substr(0, size), opcode, payload)) {
      std::string frame;
      http::append_masked_frame(opcode, payload, 0x12345678, frame);
      expect(http::websocket_message_size(frame) == frame.size(), "what was read can be written");
      http::read_stream_message(payload, instruments());
    }
    stream.remove_prefix(size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const int mode = input.byte() % 4;
  if (mode == 3) {
    check_signed(input.rest());
  } else if (mode == 2) {
    check_frames(input.rest());
  } else {
    check_messages(input.rest());
  }
  return 0;
}

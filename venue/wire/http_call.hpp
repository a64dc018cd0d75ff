// REST requests of the HTTP dialect: text to meaning for the venue, meaning to text for clients.
//
// Reading checks everything that needs no state but keys, instruments and the clock: syntax, key, signature,
// time, decimals. A request comes through with all fields in the ranges of venue/api, or with the documented
// error. Pure; hostile input is expected.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "venue/api/credentials.hpp"
#include "venue/api/messages.hpp"
#include "venue/wire/http_errors.hpp"
#include "venue/wire/http_message.hpp"

namespace onefold::venue::http {

inline constexpr std::int64_t recv_window_default_us = 5'000'000;
inline constexpr std::int64_t recv_window_max_us = 60'000'000;
inline constexpr std::int64_t ahead_max_us = 1'000'000;
inline constexpr std::size_t answer_limit_max = 1000;  // of /allOrders and /myTrades
inline constexpr std::size_t answer_limit_default = 500;
inline constexpr std::size_t url_size_max = 512;

// A request as it came. Texts are not owned.
struct RestRequest {
  std::string_view method;
  std::string_view target;
  std::string_view body;
  std::string_view api_key;          // X-MBX-APIKEY; empty: none
  std::string_view idempotency_key;  // the field's value; empty: none
  std::string_view content_type;     // empty: none
};

// What the venue knows when it reads a request. Spans are not owned.
struct Rules {
  std::span<const Instrument> instruments;
  std::span<const Credentials> credentials;
  bool idempotency_keys = false;  // they are required: the profile's duplicates get the stored response
};

enum class AnswerDetail : std::uint8_t { ack, result, full };

// A request that was understood. Which fields have a meaning depends on the topic.
struct Call {
  Topic topic = Topic::unknown;
  std::string account;  // whose key it has; empty: no key is needed
  Request request;      // place (and its test) to query_trades: `request` number 0. account: Login

  // What else was asked.
  AnswerDetail detail = AnswerDetail::full;
  std::string symbol;        // empty: none given. Else that of an instrument
  std::optional<Side> side;  // replace: as the order must be
  std::optional<OrderType> type;
  OrderId target_id = 0;         // replace: cancelOrderId, when no id was given
  OrderId order_id = 0;          // all_orders: from; query_trades: of
  TradeId from_trade = 0;        // query_trades; 0: none given
  std::uint64_t from_event = 0;  // webhook_set; stream: 0: live events only
  TimeNs start_ns = 0;           // all_orders, query_trades; 0: none given
  TimeNs end_ns = 0;
  std::size_t limit = answer_limit_default;
  std::string listen_key;  // stream...
  std::string url;         // webhook_set
};

// Which topic a method and path have; unknown with a path that there is not, or not with this method.
Topic topic_of(std::string_view method, std::string_view path);

// The word of kind_of() for labels: "new-order", "query-open"...; topics without a venue::Request have their
// own: "account" is "login", "stream" is "subscribe", the rest "question".
std::string_view kind_of(Topic topic);

// `now_ns` is the venue's clock. An error of parsing, or nothing and all of `call`.
std::optional<Error> parse_call(const RestRequest& from, const Rules& rules, TimeNs now_ns, Call& call);

// ---- the client's side

// Whom requests are from, and to. Not owned.
struct Caller {
  const Credentials* credentials = nullptr;
  std::span<const Instrument> instruments;  // of exchangeInfo, or configured
  std::string_view host;                    // the Host field: "127.0.0.1:8080"
};

// Appends a whole REST request. Login asks GET /account (whose lastEventId becomes LoggedIn::last_seq),
// Heartbeat GET /ping. `now_ns` is the client's best idea of the venue's clock, the `timestamp`. An order's
// valid_until_ns becomes timestamp + recvWindow, rounded down to microseconds and at most 60 s from now; an
// order without one, and anything else, gets the longest window. NewOrder and ReplaceOrder carry
// Idempotency-Key. Subscribe needs a listen key first: see below. False, and nothing appended, if a symbol
// (also a ReplaceOrder's) is of no instrument.
bool write_request(const Request& request, const Caller& caller, TimeNs now_ns, std::string& out);

// POST, PUT and DELETE /userDataStream; `listen_key` not with POST.
void write_stream_request(Topic topic, std::string_view listen_key, const Caller& caller, std::string& out);
// The upgrade to /ws/<listen_key>?from=<from_seq>, 0: without. `websocket_key` is base64 of 16 bytes.
void write_upgrade(std::string_view listen_key, std::uint64_t from_seq, std::string_view websocket_key,
                   const Caller& caller, std::string& out);
// POST or DELETE /webhook; signed. from_seq 0: the next event.
void write_webhook_request(Topic topic, std::string_view url, std::uint64_t from_seq, const Caller& caller,
                           TimeNs now_ns, std::string& out);

// What labels of a message need, without keys or clock: of a whole request, of a whole answer to `topic`.
// Ids are decoded; at most the first one of a list. False if the head is malformed.
struct CallPeek {
  Topic topic = Topic::unknown;
  ClientOrderId client_order_id;  // a cancel's or query's target; a replace's new id
  ClientOrderId other_id;         // a replace's target
};
bool peek_request(std::string_view message, CallPeek& out);

}  // namespace onefold::venue::http

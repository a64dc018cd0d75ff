// Answers and stream messages of the HTTP dialect: JSON from the venue's types, and back.
//
// Writing is exact: what a Reply says, a client reads again (but `request`, which is not on the wire, and
// which the reader fills in). Reading checks every field; unknown ones are ignored, as they are extensible.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "venue/api/messages.hpp"
#include "venue/wire/http_call.hpp"
#include "venue/wire/http_errors.hpp"

namespace onefold::venue::http {

// What Binance tells of an order beyond its state.
struct OrderHistory {
  TimeNs created_ns = 0;
  TimeNs updated_ns = 0;    // of the change that led to the state
  std::vector<Fill> fills;  // that made up its executed quantity, by trade id
};

class Histories {
 public:
  virtual ~Histories() = default;
  // Of the order as it was in this state.
  virtual OrderHistory history(const OrderState& state) const = 0;
};

// Extra lines of an answer's head.
struct AnswerHead {
  int status = 200;
  std::int64_t used_weight = -1;  // X-MBX-USED-WEIGHT-1M; below 0: without
  std::int64_t order_count = -1;  // X-MBX-ORDER-COUNT-10S
  std::int64_t retry_after_ns = 0;
  bool closes = false;
};

// Appends a whole answer.
void write_answer(const AnswerHead& head, std::string_view body, std::string& out);
// Appends 101 Switching Protocols.
void write_switching(std::string_view websocket_accept, std::string& out);

// ---- bodies; each appends JSON
void write_error(const Error& error, Topic topic, std::string& out);
// Of any reply but Rejected and ExecutionReport. `instruments` has each symbol.
void write_reply(const Reply& reply, const Call& call, std::span<const Instrument> instruments,
                 const Histories& histories, std::string& out);
void write_orders(std::span<const OrderState> orders, std::span<const Instrument> instruments,
                  const Histories& histories, std::string& out);
void write_cancelled_orders(std::span<const OrderState> orders, std::span<const Instrument> instruments,
                            const Histories& histories, std::string& out);
void write_trades(std::span<const Fill> fills, std::span<const Instrument> instruments, std::string& out);

// ---- stream messages
void write_event(const ExecutionReport& report, const OrderHistory& history, const Instrument& instrument,
                 std::string& out);
void write_stream_start(std::uint64_t last_seq, std::string& out);
void write_listen_key_expired(std::string_view listen_key, TimeNs now_ns, std::string& out);

// ---- the client's side

// The answer to `asked`, as the reply that the native dialect would have given, request number included. An
// error becomes Rejected; a body that cannot be read, with a status of 2xx or 5xx, Rejected with
// internal_error: unknown. `retry_after` is the field's value or empty.
Reply read_answer(const Request& asked, int status, std::string_view retry_after, std::string_view body,
                  std::span<const Instrument> instruments);

// The listenKey of an answer to POST /userDataStream; nothing if there is none.
std::optional<std::string> read_listen_key(std::string_view body);
// The serverTime of GET /time in nanoseconds.
std::optional<TimeNs> read_server_time(std::string_view body);

// What a stream message is: executionReport, streamStart (as LoggedIn), or something else (nothing).
// number is 0: it is not on the wire.
std::optional<Reply> read_stream_message(std::string_view text, std::span<const Instrument> instruments);

// For labels of answers and events: the word of kind_of() and the client order ids that it tells of.
struct AnswerPeek {
  std::string_view kind;          // "accepted", "rejected", "event-filled"...; "answer" for the rest
  ClientOrderId client_order_id;  // of the order, or of the first of a list
  ClientOrderId other_id;         // before a replace
  bool several = false;           // a list with orders of different ids
  std::uint64_t seq = 0;          // of an event
};
AnswerPeek peek_answer(Topic asked, int status, std::string_view body);
AnswerPeek peek_stream_message(std::string_view text);

}  // namespace onefold::venue::http

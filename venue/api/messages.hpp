// Requests that a client sends and replies and stream events that the venue sends, independent of any wire
// format.
//
// Two kinds of connection reach the venue: *orders* (requests, each answered on the same connection) and
// *events* (a Subscribe, then execution reports in sequence). A reply repeats the request's `request`, a
// number that the client chooses per connection for correlation only: it carries no meaning for
// de-duplication.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "venue/api/types.hpp"

namespace onefold::venue {

// ---- requests
// -------------------------------------------------------------------------------------------------

// First message on an orders connection. Requests before it are refused with not_logged_in.
struct Login {
  std::uint64_t request = 0;
  std::string account;
};

struct NewOrder {
  std::uint64_t request = 0;
  ClientOrderId client_order_id;
  std::string symbol;
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce tif = TimeInForce::good_till_cancel;
  Lots quantity = 0;
  Ticks limit = 0;            // 0 on market orders
  TimeNs valid_until_ns = 0;  // venue clock; 0 for none. Later arrivals are refused with deadline_passed, if
                              // the profile checks deadlines.
};

// Cancels the order whose current client order id is `target`. No id of its own: repeating it is harmless.
struct CancelOrder {
  std::uint64_t request = 0;
  ClientOrderId target;
  OrderId order_id = 0;  // when not 0 the order is found by this instead
};

// Sets total quantity and limit of an open order, atomically, keeping its order id and its fills. The chain
// rule: `target` must be the order's *current* client order id, which becomes `client_order_id`; so a late
// copy of an earlier replace finds a stale target and changes nothing. quantity is the total, executed part
// included; one that is not above the executed part cancels the rest.
struct ReplaceOrder {
  std::uint64_t request = 0;
  ClientOrderId client_order_id;
  ClientOrderId target;
  Lots quantity = 0;
  Ticks limit = 0;
  TimeNs valid_until_ns = 0;
  std::string symbol = {};  // of the order: what its decimals need in the HTTP dialect; the venue finds the
                            // order by its target alone, and the native dialect does not send it
};

// Every order of the account that ever had this client order id (chains included), oldest first.
struct QueryOrder {
  std::uint64_t request = 0;
  ClientOrderId client_order_id;
  OrderId order_id = 0;  // when not 0, asked by venue id instead
};

struct QueryOpenOrders {
  std::uint64_t request = 0;
};

// Fills of the account with trade id greater than `after`, ascending, at most trades_page_max; ask again from
// the last.
struct QueryTrades {
  std::uint64_t request = 0;
  TradeId after = 0;
};
inline constexpr std::size_t trades_page_max = 256;

// First message on an events connection: all execution reports of the account from `from_seq` (from 1), then
// live ones.
struct Subscribe {
  std::uint64_t request = 0;
  std::string account;
  std::uint64_t from_seq = 1;
};

// Either side; no answer. Keeps a connection from looking dead.
struct Heartbeat {};

using Request = std::variant<Login, NewOrder, CancelOrder, ReplaceOrder, QueryOrder, QueryOpenOrders,
                             QueryTrades, Subscribe, Heartbeat>;

// ---- replies
// --------------------------------------------------------------------------------------------------

enum class Reason : std::uint8_t {
  none,
  duplicate_id,  // the id is taken: an order with it exists, in any state; not necessarily with these terms
  payload_mismatch,  // the id was used before with other terms
  in_flight,  // the first request with this id is still being worked on: ask again later; no effect by this
              // copy
  unknown_order,   // no order with this id, ever or any more
  already_closed,  // the order is filled or cancelled
  stale_target,    // the target was replaced: it is not the order's current id
  invalid_id,      // length or alphabet
  invalid_quantity,
  invalid_price,
  unknown_symbol,
  unknown_account,
  not_logged_in,
  deadline_passed,
  throttled,       // over the rate limit; no effect
  internal_error,  // the effect is unknown
  malformed,       // not a message; the connection is closed after it
};

// "duplicate-id" and so on.
std::string_view to_string(Reason reason);

// What a Reason says of the request it answers: done before (by an earlier copy), refused for certain, or
// unknown.
enum class Certainty : std::uint8_t { refused, exists, unknown };
Certainty certainty(Reason reason);

// One order as the venue sees it.
struct OrderState {
  OrderId order_id = 0;
  ClientOrderId client_order_id;        // current
  ClientOrderId first_client_order_id;  // of the NewOrder
  std::string symbol;
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce tif = TimeInForce::good_till_cancel;
  Lots quantity = 0;  // total, executed part included
  Ticks limit = 0;
  Lots filled = 0;
  OrderStatus status = OrderStatus::open;

  Lots leaves() const { return is_terminal(status) ? 0 : quantity - filled; }
  friend bool operator==(const OrderState&, const OrderState&) = default;
};

struct Fill {
  TradeId trade_id = 0;  // unique in the venue per account and side of a trade
  OrderId order_id = 0;
  ClientOrderId client_order_id;  // of the order, at the time of the trade
  std::string symbol;
  Side side = Side::buy;
  Lots quantity = 0;
  Ticks price = 0;
  TimeNs time_ns = 0;

  friend bool operator==(const Fill&, const Fill&) = default;
};

struct LoggedIn {
  std::uint64_t request = 0;
  std::uint64_t last_seq = 0;  // of the account's event stream
};
// NewOrder took effect, now or (original) by an earlier copy whose order is returned in its present state.
struct Accepted {
  std::uint64_t request = 0;
  OrderState order;
  bool original = false;
};
struct Cancelled {
  std::uint64_t request = 0;
  OrderState order;
};
struct Replaced {
  std::uint64_t request = 0;
  OrderState order;
  bool original = false;
};
// Answers any request that did not succeed: the one with this number on this connection. Of what kind that
// was, only its sender knows.
struct Rejected {
  std::uint64_t request = 0;
  Reason reason = Reason::none;
  ClientOrderId client_order_id;    // the id (or target, for a cancel) of the request; empty if it had none
  std::int64_t retry_after_ns = 0;  // with throttled and in_flight; else 0
};
struct OrderReport {  // answers QueryOrder; empty: none found
  std::uint64_t request = 0;
  std::vector<OrderState> orders;
};
struct OpenOrders {
  std::uint64_t request = 0;
  std::vector<OrderState> orders;
};
struct Trades {
  std::uint64_t request = 0;
  std::vector<Fill> fills;
  bool more = false;
};

// ---- stream
// ---------------------------------------------------------------------------------------------------

enum class ExecutionKind : std::uint8_t { accepted, filled, cancelled, replaced };
std::string_view to_string(ExecutionKind kind);

// One change of one order, in the order in which the venue made it. Survives a restart of the venue.
struct ExecutionReport {
  std::uint64_t seq = 0;     // per account, from 1, without gaps
  std::uint64_t number = 0;  // per venue, from 1, without gaps; not sent on the wire
  ExecutionKind kind = ExecutionKind::accepted;
  TimeNs time_ns = 0;  // venue clock
  std::string account;
  OrderState order;                        // after the change
  ClientOrderId replaced_client_order_id;  // kind replaced: the id before
  TradeId trade_id = 0;                    // kind filled; else 0
  Lots last_quantity = 0;
  Ticks last_price = 0;

  friend bool operator==(const ExecutionReport&, const ExecutionReport&) = default;
};

using Reply = std::variant<LoggedIn, Accepted, Cancelled, Replaced, Rejected, OrderReport, OpenOrders, Trades,
                           ExecutionReport, Heartbeat>;

// The word for a message in keys, scenarios and reports: "new-order", "cancel", "replace", "query-order",
// "query-open", "query-trades", "login", "subscribe", "heartbeat"; "accepted", "cancelled", "replaced",
// "rejected", "order-report", "open-orders", "trades", "logged-in"; stream events as "event-accepted",
// "event-filled", "event-cancelled", "event-replaced".
std::string_view kind_of(const Request& request);
std::string_view kind_of(const Reply& reply);

}  // namespace onefold::venue

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
  bool reset_seq = false;  // sequenced sessions: number anew from 1; what the venue had received is forgotten
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
  Ticks stop = 0;             // type stop only, else 0
  TimeNs expires_ns = 0;      // venue clock; tif good_till_time, and upserts by expiry: when the order ends
  bool post_only = false;     // refused with would_take instead of trading at once
  SelfTrade self_trade = SelfTrade::venue_default;
  TimeNs sent_ns = 0;       // client's clock when it was signed; 0: not said
  std::uint64_t nonce = 0;  // signed-nonce venues: of the signed bytes; a copy of the bytes has the same
  std::uint64_t seq = 0;    // sequenced sessions: its number in the session, from 1; 0: not numbered
};

// Cancels the order whose current client order id is `target`. No id of its own: repeating it is harmless.
struct CancelOrder {
  std::uint64_t request = 0;
  ClientOrderId target;
  OrderId order_id = 0;       // when not 0 the order is found by this instead
  TimeNs valid_until_ns = 0;  // as in NewOrder; upserts by expiry: until when a place that comes later is
                              // refused
  std::uint64_t seq = 0;      // as in NewOrder
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
  std::uint64_t seq = 0;    // as in NewOrder
};

// Cancels all open orders of the account, of one symbol or of all (empty). Repeating it is harmless.
struct MassCancel {
  std::uint64_t request = 0;
  std::string symbol;
  std::uint64_t seq = 0;  // as in NewOrder
};

// Dead man's switch: unless asked again, all open orders are cancelled after `after_ns`; 0: switched off. Its
// bounds are the profile's.
struct CancelAfter {
  std::uint64_t request = 0;
  std::int64_t after_ns = 0;
};

// Several new orders in one message. Each leg has its own id, its own request number and its own outcome, as
// if it had come alone; they take effect one after the other, and are answered together.
struct NewOrders {
  std::uint64_t request = 0;
  std::vector<NewOrder> legs;  // 1 to batch_legs_max
};
inline constexpr std::size_t batch_legs_max = 20;

// Moves money out of the account, exactly once per client transfer id, for as long as the profile recalls it.
struct Transfer {
  std::uint64_t request = 0;
  ClientOrderId client_transfer_id;
  std::string asset;
  std::int64_t amount = 0;  // minor units, positive
  std::string to;           // an account of the venue (transfer), or an address outside (withdrawal)
};

// All transfers that this account made under the id, oldest first.
struct QueryTransfer {
  std::uint64_t request = 0;
  ClientOrderId client_transfer_id;
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

using Request =
    std::variant<Login, NewOrder, CancelOrder, ReplaceOrder, QueryOrder, QueryOpenOrders, QueryTrades,
                 Subscribe, Heartbeat, MassCancel, CancelAfter, NewOrders, Transfer, QueryTransfer>;

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
  banned,          // too many refusals as throttled; no effect
  nonce_used,      // the signed bytes came before
  nonce_too_old,   // below every nonce that the venue recalls
  sequence_gap,    // sequenced sessions: an earlier message is missing; no effect
  sequence_low,    // sequenced sessions: this number was received before; no effect by this copy
  would_take,      // post-only
  would_not_fill,  // fill-or-kill
  unsupported,     // the venue has no such request, order type, time in force or mode
  insufficient_funds,
  expired_before,     // upsert: the order's expiry is not later than what it has to exceed
  several_orders,     // a cancel or replace by a label that more than one open order has
  replace_half_done,  // cancel-then-new: the old order is cancelled, the new one refused
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
  Ticks stop = 0;         // type stop; it sleeps until triggered
  TimeNs expires_ns = 0;  // 0: does not
  bool post_only = false;
  bool triggered = false;  // type stop

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
  std::uint64_t last_seq = 0;       // of the account's event stream
  std::uint64_t last_received = 0;  // sequenced sessions: the highest `seq` whose message was taken; all up
                                    // to it have had their effect, none above it ever will unless sent again
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
  std::int64_t retry_after_ns = 0;  // with throttled, banned and in_flight; else 0
  std::string code = {};  // the venue's own, e.g. "-2010": what a client finds in the profile's table
                          // of codes, and then goes by instead of `reason`; empty: it has none
};
inline constexpr std::size_t code_size_max = 48;
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
struct MassCancelled {
  std::uint64_t request = 0;
  std::uint64_t orders = 0;  // cancelled by this copy
};
struct CancelAfterSet {
  std::uint64_t request = 0;
  TimeNs at_ns = 0;  // venue clock; 0: switched off
};
// Of one leg, in the order of the request's legs: `reason` none, and the order; or the reason of its refusal.
struct LegAnswer {
  std::uint64_t request = 0;  // of the leg
  ClientOrderId client_order_id;
  Reason reason = Reason::none;
  std::string code;
  OrderState order;  // with reason none
  bool original = false;
};
struct BatchAnswer {
  std::uint64_t request = 0;
  std::vector<LegAnswer> legs;
};

// One transfer as the venue sees it: made, whole, and never undone.
struct TransferState {
  std::uint64_t transfer_id = 0;  // given by the venue, from 1
  ClientOrderId client_transfer_id;
  std::string account;
  std::string asset;
  std::int64_t amount = 0;
  std::string to;
  TimeNs time_ns = 0;

  friend bool operator==(const TransferState&, const TransferState&) = default;
};
struct Transferred {
  std::uint64_t request = 0;
  TransferState transfer;
  bool original = false;
};
struct TransferReport {  // answers QueryTransfer; empty: none found
  std::uint64_t request = 0;
  std::vector<TransferState> transfers;
};

// ---- stream
// ---------------------------------------------------------------------------------------------------

// triggered: a stop order woke. expired: ended by its time in force; its status is cancelled. busted: the
// trade trade_id never was; filled and status are as without it.
enum class ExecutionKind : std::uint8_t {
  accepted,
  filled,
  cancelled,
  replaced,
  triggered,
  expired,
  busted,
};
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
  TradeId trade_id = 0;                    // kinds filled and busted; else 0
  Lots last_quantity = 0;
  Ticks last_price = 0;

  friend bool operator==(const ExecutionReport&, const ExecutionReport&) = default;
};

using Reply = std::variant<LoggedIn, Accepted, Cancelled, Replaced, Rejected, OrderReport, OpenOrders, Trades,
                           ExecutionReport, Heartbeat, MassCancelled, CancelAfterSet, BatchAnswer,
                           Transferred, TransferReport>;

// The word for a message in keys, scenarios and reports: "new-order", "cancel", "replace", "query-order",
// "query-open", "query-trades", "login", "subscribe", "heartbeat", "mass-cancel", "cancel-after",
// "new-orders", "transfer", "query-transfer"; "accepted", "cancelled", "replaced", "rejected",
// "order-report", "open-orders", "trades", "logged-in", "mass-cancelled", "cancel-after-set", "batch-answer",
// "transferred", "transfer-report"; stream events as "event-" and the word of their kind.
std::string_view kind_of(const Request& request);
std::string_view kind_of(const Reply& reply);

}  // namespace onefold::venue

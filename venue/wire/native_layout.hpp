// The order of fields of every message of the native dialect, stated once for writing, reading and skimming.
//
// `io` has number(x), text(x, size_max), choice(x, last), amount(x, max) and list(x, count_max); each writer
// and reader of the dialect supplies them. Messages that concern one order begin with a number and its client
// order id, so that a frame can be labelled from its first bytes. Internal to venue/wire.
#pragma once

#include <cstdint>
#include <limits>

#include "venue/api/messages.hpp"
#include "venue/wire/native.hpp"

namespace onefold::venue::native {

inline constexpr std::int64_t any_amount = std::numeric_limits<std::int64_t>::max();

// T matches a message type, const or not.
template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

template <class Io>
void fields(Io& io, Is<OrderState> auto& order) {
  io.text(order.client_order_id, client_order_id_size_max);
  io.text(order.first_client_order_id, client_order_id_size_max);
  io.number(order.order_id);
  io.text(order.symbol, symbol_size_max);
  io.choice(order.side, Side::sell);
  io.choice(order.type, OrderType::market);
  io.choice(order.tif, TimeInForce::immediate_or_cancel);
  io.choice(order.status, OrderStatus::cancelled);
  io.amount(order.quantity, lots_max);
  io.amount(order.limit, ticks_max);
  io.amount(order.filled, lots_max);
}

template <class Io>
void fields(Io& io, Is<Fill> auto& fill) {
  io.text(fill.client_order_id, client_order_id_size_max);
  io.number(fill.order_id);
  io.number(fill.trade_id);
  io.text(fill.symbol, symbol_size_max);
  io.choice(fill.side, Side::sell);
  io.amount(fill.quantity, lots_max);
  io.amount(fill.price, ticks_max);
  io.amount(fill.time_ns, any_amount);
}

// Quantities and prices of requests may be as large as the field: the venue refuses them with its own
// reasons.

template <class Io>
void fields(Io& io, Is<Login> auto& login) {
  io.number(login.request);
  io.text(login.account, account_size_max);
}

template <class Io>
void fields(Io& io, Is<NewOrder> auto& order) {
  io.number(order.request);
  io.text(order.client_order_id, client_order_id_size_max);
  io.text(order.symbol, symbol_size_max);
  io.choice(order.side, Side::sell);
  io.choice(order.type, OrderType::market);
  io.choice(order.tif, TimeInForce::immediate_or_cancel);
  io.amount(order.quantity, any_amount);
  io.amount(order.limit, any_amount);
  io.amount(order.valid_until_ns, any_amount);
}

template <class Io>
void fields(Io& io, Is<CancelOrder> auto& cancel) {
  io.number(cancel.request);
  io.text(cancel.target, client_order_id_size_max);
  io.number(cancel.order_id);
}

template <class Io>
void fields(Io& io, Is<ReplaceOrder> auto& replace) {
  io.number(replace.request);
  io.text(replace.client_order_id, client_order_id_size_max);
  io.text(replace.target, client_order_id_size_max);
  io.amount(replace.quantity, any_amount);
  io.amount(replace.limit, any_amount);
  io.amount(replace.valid_until_ns, any_amount);
}

template <class Io>
void fields(Io& io, Is<QueryOrder> auto& query) {
  io.number(query.request);
  io.text(query.client_order_id, client_order_id_size_max);
  io.number(query.order_id);
}

template <class Io>
void fields(Io& io, Is<QueryOpenOrders> auto& query) {
  io.number(query.request);
}

template <class Io>
void fields(Io& io, Is<QueryTrades> auto& query) {
  io.number(query.request);
  io.number(query.after);
}

template <class Io>
void fields(Io& io, Is<Subscribe> auto& subscribe) {
  io.number(subscribe.request);
  io.text(subscribe.account, account_size_max);
  io.number(subscribe.from_seq);
}

template <class Io>
void fields(Io&, Is<Heartbeat> auto&) {}

template <class Io>
void fields(Io& io, Is<LoggedIn> auto& logged_in) {
  io.number(logged_in.request);
  io.number(logged_in.last_seq);
}

template <class Io>
void fields(Io& io, Is<Accepted> auto& accepted) {
  io.number(accepted.request);
  fields(io, accepted.order);
  io.choice(accepted.original, true);
}

template <class Io>
void fields(Io& io, Is<Cancelled> auto& cancelled) {
  io.number(cancelled.request);
  fields(io, cancelled.order);
}

template <class Io>
void fields(Io& io, Is<Replaced> auto& replaced) {
  io.number(replaced.request);
  fields(io, replaced.order);
  io.choice(replaced.original, true);
}

template <class Io>
void fields(Io& io, Is<Rejected> auto& rejected) {
  io.number(rejected.request);
  io.text(rejected.client_order_id, client_order_id_size_max);
  io.choice(rejected.reason, Reason::malformed);
  io.amount(rejected.retry_after_ns, any_amount);
}

template <class Io>
void fields(Io& io, Is<OrderReport> auto& report) {
  io.number(report.request);
  io.list(report.orders, orders_max);
}

template <class Io>
void fields(Io& io, Is<OpenOrders> auto& open) {
  io.number(open.request);
  io.list(open.orders, orders_max);
}

template <class Io>
void fields(Io& io, Is<Trades> auto& trades) {
  io.number(trades.request);
  io.list(trades.fills, trades_page_max);
  io.choice(trades.more, true);
}

// The execution's kind stands in the kind byte of the frame.
template <class Io>
void fields(Io& io, Is<ExecutionReport> auto& report) {
  io.number(report.seq);
  fields(io, report.order);
  io.text(report.replaced_client_order_id, client_order_id_size_max);
  io.text(report.account, account_size_max);
  io.amount(report.time_ns, any_amount);
  io.number(report.trade_id);
  io.amount(report.last_quantity, lots_max);
  io.amount(report.last_price, ticks_max);
}

}  // namespace onefold::venue::native

// The order of fields of every message of the native dialect, stated once for writing, reading and skimming.
//
// `io` has number(x), text(x, size_max), choice(x, last), amount(x, max) and list(x, count_max); each writer
// and reader of the dialect supplies them. What few messages carry costs the others nothing: flagged(x, last,
// more) is a choice whose highest bit says that more fields follow where the message puts them, and
// tail(more, f) puts fields at the end of a message. Messages that concern one order begin with a number and
// its client order id, so that a frame can be labelled from its first bytes. Internal to venue/wire.
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

inline bool has_more(const OrderState& order) {
  return order.stop != 0 || order.expires_ns != 0 || order.post_only || order.triggered;
}

template <class Io>
void fields(Io& io, Is<OrderState> auto& order) {
  io.text(order.client_order_id, client_order_id_size_max);
  io.text(order.first_client_order_id, client_order_id_size_max);
  io.number(order.order_id);
  io.text(order.symbol, symbol_size_max);
  io.choice(order.side, Side::sell);
  io.choice(order.type, OrderType::stop);
  io.choice(order.tif, TimeInForce::good_till_time);
  const bool more = io.flagged(order.status, OrderStatus::cancelled, has_more(order));
  io.amount(order.quantity, lots_max);
  io.amount(order.limit, ticks_max);
  io.amount(order.filled, lots_max);
  if (!more) return;
  io.amount(order.stop, ticks_max);
  io.amount(order.expires_ns, any_amount);
  io.choice(order.post_only, true);
  io.choice(order.triggered, true);
  io.must(has_more(order));
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
  io.tail(login.reset_seq, [&] {
    io.choice(login.reset_seq, true);
    io.must(login.reset_seq);
  });
}

inline bool has_more(const NewOrder& order) {
  return order.stop != 0 || order.expires_ns != 0 || order.post_only ||
         order.self_trade != SelfTrade::venue_default || order.sent_ns != 0 || order.nonce != 0 ||
         order.seq != 0;
}

template <class Io>
void fields(Io& io, Is<NewOrder> auto& order) {
  io.number(order.request);
  io.text(order.client_order_id, client_order_id_size_max);
  io.text(order.symbol, symbol_size_max);
  io.choice(order.side, Side::sell);
  io.choice(order.type, OrderType::stop);
  const bool more = io.flagged(order.tif, TimeInForce::good_till_time, has_more(order));
  io.amount(order.quantity, any_amount);
  io.amount(order.limit, any_amount);
  io.amount(order.valid_until_ns, any_amount);
  if (!more) return;
  io.amount(order.stop, any_amount);
  io.amount(order.expires_ns, any_amount);
  io.choice(order.post_only, true);
  io.choice(order.self_trade, SelfTrade::decrement);
  io.amount(order.sent_ns, any_amount);
  io.number(order.nonce);
  io.number(order.seq);
  io.must(has_more(order));
}

template <class Io>
void fields(Io& io, Is<CancelOrder> auto& cancel) {
  io.number(cancel.request);
  io.text(cancel.target, client_order_id_size_max);
  io.number(cancel.order_id);
  io.tail(cancel.valid_until_ns != 0 || cancel.seq != 0, [&] {
    io.amount(cancel.valid_until_ns, any_amount);
    io.number(cancel.seq);
    io.must(cancel.valid_until_ns != 0 || cancel.seq != 0);
  });
}

template <class Io>
void fields(Io& io, Is<ReplaceOrder> auto& replace) {
  io.number(replace.request);
  io.text(replace.client_order_id, client_order_id_size_max);
  io.text(replace.target, client_order_id_size_max);
  io.amount(replace.quantity, any_amount);
  io.amount(replace.limit, any_amount);
  io.amount(replace.valid_until_ns, any_amount);
  io.tail(replace.seq != 0, [&] {
    io.number(replace.seq);
    io.must(replace.seq != 0);
  });
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
void fields(Io& io, Is<MassCancel> auto& cancel) {
  io.number(cancel.request);
  io.text(cancel.symbol, symbol_size_max);
  io.tail(cancel.seq != 0, [&] {
    io.number(cancel.seq);
    io.must(cancel.seq != 0);
  });
}

template <class Io>
void fields(Io& io, Is<CancelAfter> auto& cancel) {
  io.number(cancel.request);
  io.amount(cancel.after_ns, any_amount);
}

template <class Io>
void fields(Io& io, Is<NewOrders> auto& orders) {
  io.number(orders.request);
  io.list(orders.legs, batch_legs_max);
}

template <class Io>
void fields(Io& io, Is<Transfer> auto& transfer) {
  io.number(transfer.request);
  io.text(transfer.client_transfer_id, client_order_id_size_max);
  io.text(transfer.asset, symbol_size_max);
  io.amount(transfer.amount, any_amount);
  io.text(transfer.to, account_size_max);
}

template <class Io>
void fields(Io& io, Is<QueryTransfer> auto& query) {
  io.number(query.request);
  io.text(query.client_transfer_id, client_order_id_size_max);
}

template <class Io>
void fields(Io& io, Is<LoggedIn> auto& logged_in) {
  io.number(logged_in.request);
  io.number(logged_in.last_seq);
  io.tail(logged_in.last_received != 0, [&] {
    io.number(logged_in.last_received);
    io.must(logged_in.last_received != 0);
  });
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
  io.choice(rejected.reason, Reason::replace_half_done);
  io.amount(rejected.retry_after_ns, any_amount);
  io.tail(!rejected.code.empty(), [&] {
    io.text(rejected.code, code_size_max);
    io.must(!rejected.code.empty());
  });
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

template <class Io>
void fields(Io& io, Is<MassCancelled> auto& cancelled) {
  io.number(cancelled.request);
  io.number(cancelled.orders);
}

template <class Io>
void fields(Io& io, Is<CancelAfterSet> auto& set) {
  io.number(set.request);
  io.amount(set.at_ns, any_amount);
}

template <class Io>
void fields(Io& io, Is<LegAnswer> auto& leg) {
  io.text(leg.client_order_id, client_order_id_size_max);
  io.number(leg.request);
  io.choice(leg.reason, Reason::replace_half_done);
  io.text(leg.code, code_size_max);
  fields(io, leg.order);
  io.choice(leg.original, true);
}

template <class Io>
void fields(Io& io, Is<BatchAnswer> auto& answer) {
  io.number(answer.request);
  io.list(answer.legs, batch_legs_max);
}

template <class Io>
void fields(Io& io, Is<TransferState> auto& transfer) {
  io.text(transfer.client_transfer_id, client_order_id_size_max);
  io.number(transfer.transfer_id);
  io.text(transfer.account, account_size_max);
  io.text(transfer.asset, symbol_size_max);
  io.amount(transfer.amount, any_amount);
  io.text(transfer.to, account_size_max);
  io.amount(transfer.time_ns, any_amount);
}

template <class Io>
void fields(Io& io, Is<Transferred> auto& transferred) {
  io.number(transferred.request);
  fields(io, transferred.transfer);
  io.choice(transferred.original, true);
}

template <class Io>
void fields(Io& io, Is<TransferReport> auto& report) {
  io.number(report.request);
  io.list(report.transfers, transfers_max);
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

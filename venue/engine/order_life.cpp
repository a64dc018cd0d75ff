#include "venue/engine/order_life.hpp"

#include <algorithm>
#include <cassert>

#include "venue/engine/order_rules.hpp"

namespace onefold::venue {
namespace {

using State = Engine::State;

// The prices of the trades of one matching.
struct Traded {
  Ticks lowest = 0;  // 0: there was none
  Ticks highest = 0;

  void add(Ticks price) {
    lowest = lowest == 0 ? price : std::min(lowest, price);
    highest = std::max(highest, price);
  }
};

bool sleeps(const Order& order) {
  return order.type == OrderType::stop && !order.triggered;
}

// The order left the book for good.
void leave(Step& step, OrderId id) {
  Order& order = step.state.log.order(id);
  order.handle = no_handle;
  if (order.expires_ns != 0) step.state.expiries.erase({order.expires_ns, id});
  close_ids(step, id);
}

void fill(Step& step, OrderId id, const Trade& trade) {
  State& state = step.state;
  Order& order = state.log.order(id);
  order.filled += trade.quantity;
  order.status = order.filled == order.quantity ? OrderStatus::filled : OrderStatus::partially_filled;
  Lots& position = state.holding(order.account, order.symbol).position;
  std::optional<Lots> sum = checked_add(position, order.side == Side::buy ? trade.quantity : -trade.quantity);
  assert(sum);  // |position| <= ordered <= ordered_max
  position = *sum;
  state.log.add_row(id, ExecutionKind::filled, step.now_ns, trade);
  if (order.status == OrderStatus::filled) leave(step, id);
}

// Self-trade prevention took lots away. An order with none left is cancelled, and keeps its quantity.
void decrement(Step& step, OrderId id, Lots lots) {
  Order& order = step.state.log.order(id);
  if (order.leaves() == lots) {
    end_order(step, id);
    return;
  }
  order.quantity -= lots;
  step.state.log.add_row(id, ExecutionKind::replaced, step.now_ns, {}, order.current_use);
}

void meet(Step& step, OrderId id, const BookFill& met, Traded& traded) {
  State& state = step.state;
  if (met.complete) state.log.order(met.order).handle = no_handle;
  switch (met.effect) {
    case BookFill::Effect::trade: {
      Trade trade{++state.last_trade, met.quantity, met.price};
      fill(step, id, trade);
      fill(step, met.order, trade);
      traded.add(met.price);
      return;
    }
    case BookFill::Effect::own_cancelled:
      end_order(step, met.order);
      break;
    case BookFill::Effect::own_decremented:
      decrement(step, met.order, met.quantity);
      decrement(step, id, met.quantity);
      break;
  }
  if (!step.execution.paths.has(path::self_trade_prevented))
    step.execution.paths.add(path::self_trade_prevented);
}

// Trades the order against the book; then its rest rests, or is cancelled.
void match(Step& step, OrderId id, Traded& traded) {
  State& state = step.state;
  Order& order = state.log.order(id);
  Book& book = state.books[order.symbol];
  state.fills.clear();
  bool stopped = false;
  Lots left = book.match(order.side, order.limit, order.leaves(), order.account, order.self_trade,
                         state.fills, stopped);
  for (const BookFill& met : state.fills) meet(step, id, met, traded);
  if (left == 0) return;
  if (stopped && !step.execution.paths.has(path::self_trade_prevented))
    step.execution.paths.add(path::self_trade_prevented);
  if (may_rest(order.type, order.tif, order.limit) && !stopped) {
    order.handle = book.rest(order.side, order.limit, left, static_cast<std::uint32_t>(id), order.account);
  } else {
    end_order(step, id);
  }
}

// What the trades of a symbol wake is matched in turn, and may wake more: each stop order once.
void wake(Step& step, std::uint32_t symbol, const Traded& traded) {
  State& state = step.state;
  if (traded.lowest == 0 || state.stops[symbol].empty()) return;
  std::vector<OrderId> woken;
  state.stops[symbol].wake(traded.lowest, traded.highest, woken);
  for (std::size_t i = 0; i < woken.size(); ++i) {
    const OrderId id = woken[i];
    Order& order = state.log.order(id);
    order.triggered = true;
    state.log.add_row(id, ExecutionKind::triggered, step.now_ns);
    if (i == 0) step.execution.paths.add(path::stop_triggered);
    if (order.tif == TimeInForce::fill_or_kill && !would_fill(step, order)) {
      end_order(step, id);
      continue;
    }
    Traded more;
    match(step, id, more);
    if (more.lowest != 0) state.stops[symbol].wake(more.lowest, more.highest, woken);
  }
}

}  // namespace

void close_ids(Step& step, OrderId id) {
  const OrderLog& log = step.state.log;
  const Order& order = log.order(id);
  if (step.state.is_crowd(order.account)) return;
  const bool filled = order.status == OrderStatus::filled;
  for (IdUse use = order.current_use; use != no_use; use = log.previous_id(use)) {
    step.state.ids.close(order.account, log.use_id(use), id, filled);
  }
}

void enter(Step& step, OrderId id) {
  State& state = step.state;
  const Order& order = state.log.order(id);
  if (order.expires_ns != 0) state.expiries.emplace(order.expires_ns, id);
  if (sleeps(order)) {
    state.stops[order.symbol].add(order.side, order.stop, id);
    return;
  }
  enter_again(step, id);
}

void enter_again(Step& step, OrderId id) {
  const std::uint32_t symbol = step.state.log.order(id).symbol;
  Traded traded;
  match(step, id, traded);
  wake(step, symbol, traded);
}

bool would_take(const Step& step, const Order& order) {
  return step.state.books[order.symbol].available(order.side, order.limit, 1, order.account,
                                                  SelfTrade::allow) != 0;
}

bool would_fill(const Step& step, const Order& order) {
  return step.state.books[order.symbol].available(order.side, order.limit, order.leaves(), order.account,
                                                  order.self_trade) == order.leaves();
}

void take_out(Step& step, OrderId id) {
  Order& order = step.state.log.order(id);
  if (order.handle != no_handle) step.state.books[order.symbol].remove(order.handle);
  if (sleeps(order)) step.state.stops[order.symbol].remove(order.side, order.stop, id);
  order.handle = no_handle;
}

void end_order(Step& step, OrderId id, ExecutionKind kind) {
  take_out(step, id);
  Order& order = step.state.log.order(id);
  order.status = OrderStatus::cancelled;
  step.state.log.add_row(id, kind, step.now_ns);
  leave(step, id);
}

}  // namespace onefold::venue

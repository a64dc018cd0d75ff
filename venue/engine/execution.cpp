// The effect of an order request: id rules, deadline, matching, and the answer. One call is one atomic step.
#include <algorithm>
#include <cassert>

#include "venue/engine/journal_record.hpp"
#include "venue/engine/order_life.hpp"
#include "venue/engine/order_rules.hpp"

namespace onefold::venue {
namespace {

using State = Engine::State;

void refuse(Step& step, std::uint64_t request, Reason reason, const ClientOrderId& id) {
  step.execution.reply = Rejected{request, reason, id, 0};
}

template <class R>
Reply success(const R& request, const OrderState& order, bool original) {
  if constexpr (std::is_same_v<R, NewOrder>) {
    return Accepted{request.request, order, original};
  } else {
    return Replaced{request.request, order, original};
  }
}

// True when the id rules let the request through; else it is answered.
template <class R>
bool admit_id(Step& step, const R& request, const Terms& terms) {
  State& state = step.state;
  path::Names& paths = step.execution.paths;
  if (state.is_crowd(step.account)) return true;
  IdVerdict verdict = state.ids.judge(step.account, request.client_order_id, terms, step.now_ns);
  switch (verdict.kind) {
    case IdVerdict::Kind::fresh:
      if (state.log.last_use(step.account, request.client_order_id) != no_use) {
        bool window = state.options.profile->retention == Retention::window;
        paths.add(window ? path::window_expired : path::duplicate_accepted);
      }
      return true;
    case IdVerdict::Kind::duplicate:
      refuse(step, request.request, Reason::duplicate_id, request.client_order_id);
      break;
    case IdVerdict::Kind::mismatch:
      paths.add(path::payload_mismatch);
      refuse(step, request.request, Reason::payload_mismatch, request.client_order_id);
      return false;
    case IdVerdict::Kind::return_original:
      step.execution.reply = success(request, state.log.state(verdict.first.order), true);
      break;
    case IdVerdict::Kind::stored_response:
      if (verdict.first.reason == Reason::none) {
        step.execution.reply = success(request, state.log.state_after(verdict.first.number), false);
      } else {
        refuse(step, request.request, verdict.first.reason, request.client_order_id);
      }
      break;
  }
  paths.add(path::duplicate_suppressed);
  return false;
}

// Refuses with an answer that a venue which stores answers gives again.
template <class R>
void refuse_for_good(Step& step, const R& request, const Terms& terms, Reason reason) {
  refuse(step, request.request, reason, request.client_order_id);
  if (step.state.is_crowd(step.account)) return;
  step.remembered =
      step.state.ids.remember(step.account, request.client_order_id, terms, {reason, 0, 0}, step.now_ns);
}

// Answers a request that took effect, and claims its id.
template <class R>
void succeed(Step& step, const R& request, const Terms& terms, OrderId id) {
  State& state = step.state;
  const Order& order = state.log.order(id);
  step.execution.reply = success(request, state.log.state(id), false);
  if (state.is_crowd(step.account)) return;
  state.ids.remember(step.account, request.client_order_id, terms, {Reason::none, id, order.last_row},
                     step.now_ns);
  if (is_terminal(order.status)) free_ids(step, id);
}

template <class R>
bool too_late(Step& step, const R& request) {
  bool late = step.state.options.profile->deadline_checked && request.valid_until_ns != 0 &&
              step.now_ns > request.valid_until_ns;
  if (late) step.execution.paths.add(path::deadline_refused);
  return late;
}

// The order that a cancel or replace means, or why there is none. A label that several orders have means the
// newest open one.
Reason find_target(const Step& step, const ClientOrderId& target, OrderId& found) {
  const OrderLog& log = step.state.log;
  IdUse newest = log.last_use(step.account, target);
  if (newest == no_use) return Reason::unknown_order;
  for (IdUse use = newest; use != no_use; use = log.older_use(use)) {
    const Order& order = log.order(log.use_order(use));
    if (is_terminal(order.status) || log.use_id(order.current_use) != target) continue;
    found = log.use_order(use);
    return Reason::none;
  }
  found = log.use_order(newest);
  return is_terminal(log.order(found).status) ? Reason::already_closed : Reason::stale_target;
}

void note_target(Step& step, Reason reason, OrderId id) {
  path::Names& paths = step.execution.paths;
  if (reason == Reason::stale_target) paths.add(path::stale_target);
  if (reason != Reason::already_closed) return;
  bool filled = step.state.log.order(id).status == OrderStatus::filled;
  paths.add(filled ? path::filled_target : path::cancel_repeated);
}

Order order_of(const Step& step, const NewOrder& request, std::uint32_t symbol) {
  Order order;
  order.account = step.account;
  order.symbol = symbol;
  order.side = request.side;
  order.type = request.type;
  order.tif = request.tif;
  order.quantity = request.quantity;
  order.limit = request.limit;
  order.stop = request.stop;
  order.expires_ns = request.expires_ns;
  order.self_trade = self_trade_of(step.state.options.profile->orders, request.self_trade);
  order.post_only = request.post_only;
  return order;
}

// Why an order that is right in form cannot be taken as the market and the clock stand.
Reason refusal_of(Step& step, const Order& order) {
  path::Names& paths = step.execution.paths;
  if (order.expires_ns != 0 && order.expires_ns <= step.now_ns) {
    paths.add(path::deadline_refused);
    return Reason::deadline_passed;
  }
  if (order.post_only && would_take(step, order)) {
    paths.add(path::post_only_refused);
    return Reason::would_take;
  }
  const bool now_or_never = order.tif == TimeInForce::fill_or_kill && order.type != OrderType::stop;
  if (now_or_never && !would_fill(step, order)) {
    paths.add(path::fill_or_kill_refused);
    return Reason::would_not_fill;
  }
  return Reason::none;
}

void place(Step& step, const NewOrder& request) {
  State& state = step.state;
  Terms terms = terms_of(request);
  if (!admit_id(step, request, terms)) return;
  if (state.log.rows() >= reports_max || state.log.account_open(step.account).size() >= open_orders_max) {
    step.execution.paths.add(path::rate_limited);
    refuse(step, request.request, Reason::throttled, request.client_order_id);
    return;
  }
  if (too_late(step, request)) {
    refuse_for_good(step, request, terms, Reason::deadline_passed);
    return;
  }
  std::optional<std::uint32_t> symbol = state.find_symbol(request.symbol);
  assert(symbol);
  Lots& ordered = state.holding(step.account, *symbol).ordered;
  std::optional<Lots> sum = checked_add(ordered, request.quantity);
  if (!sum || *sum > ordered_max) {
    refuse_for_good(step, request, terms, Reason::invalid_quantity);
    return;
  }
  Order order = order_of(step, request, *symbol);
  if (Reason reason = refusal_of(step, order); reason != Reason::none) {
    refuse_for_good(step, request, terms, reason);
    return;
  }
  ordered = *sum;
  OrderId id = state.log.add_order(order, request.client_order_id);
  state.log.add_row(id, ExecutionKind::accepted, step.now_ns);
  enter(step, id);
  succeed(step, request, terms, id);
}

void cancel(Step& step, const CancelOrder& request) {
  OrderLog& log = step.state.log;
  OrderId id = request.order_id;
  Reason reason = Reason::none;
  if (id == 0) {
    reason = find_target(step, request.target, id);
  } else if (id > log.orders() || log.order(id).account != step.account) {
    reason = Reason::unknown_order;
  } else if (is_terminal(log.order(id).status)) {
    reason = Reason::already_closed;
  }
  if (reason != Reason::none) {
    note_target(step, reason, id);
    refuse(step, request.request, reason, request.target);
    return;
  }
  end_order(step, id);
  step.execution.reply = Cancelled{request.request, log.state(id)};
}

// The new terms of an open order. An order that only gets smaller keeps its place in the queue.
void change_terms(Step& step, OrderId id, const ReplaceOrder& request) {
  State& state = step.state;
  Order& order = state.log.order(id);
  Book& book = state.books[order.symbol];
  IdUse replaced = order.current_use;
  state.log.change_id(id, request.client_order_id);
  if (request.quantity <= order.filled) {
    // Two reports: the chain goes on under the new id, and then the rest is cancelled.
    step.execution.paths.add(path::replace_below_filled);
    state.log.add_row(id, ExecutionKind::replaced, step.now_ns, {}, replaced);
    end_order(step, id);
    return;
  }
  bool keeps_place = request.limit == order.limit && request.quantity <= order.quantity;
  bool smaller = request.quantity < order.quantity;
  order.quantity = request.quantity;
  order.limit = request.limit;
  state.log.add_row(id, ExecutionKind::replaced, step.now_ns, {}, replaced);
  if (order.handle == no_handle) return;  // it sleeps
  if (keeps_place) {
    if (smaller) book.reduce(order.handle, order.leaves());
    return;
  }
  take_out(step, id);
  enter_again(step, id);
}

void replace(Step& step, const ReplaceOrder& request) {
  State& state = step.state;
  Terms terms = terms_of(request);
  if (!admit_id(step, request, terms)) return;
  if (too_late(step, request)) {
    refuse_for_good(step, request, terms, Reason::deadline_passed);
    return;
  }
  OrderId id = 0;
  if (Reason reason = find_target(step, request.target, id); reason != Reason::none) {
    note_target(step, reason, id);
    refuse_for_good(step, request, terms, reason);
    return;
  }
  const Order& order = state.log.order(id);
  const Instrument& instrument = state.options.instruments[order.symbol];
  if (Reason reason = check_steps(instrument, request.quantity, request.limit, 0); reason != Reason::none) {
    refuse_for_good(step, request, terms, reason);
    return;
  }
  Lots& ordered = state.holding(step.account, order.symbol).ordered;
  std::optional<Lots> sum = checked_add(ordered, std::max<Lots>(request.quantity - order.quantity, 0));
  if (!sum || *sum > ordered_max) {
    refuse_for_good(step, request, terms, Reason::invalid_quantity);
    return;
  }
  ordered = *sum;
  change_terms(step, id, request);
  succeed(step, request, terms, id);
}

}  // namespace

void Engine::execute(AccountId account, const Request& request, TimeNs now_ns, Execution& execution) {
  State& state = *state_;
  assert(account < state.account_names.size() && now_ns >= 0);
  execution.record.clear();
  execution.paths.clear();
  execution.first_number = state.log.rows() + 1;
  Step step{state, account, now_ns, execution};
  if (const auto* order = std::get_if<NewOrder>(&request)) {
    state.in_flight.leave(account, order->client_order_id);
    place(step, *order);
  } else if (const auto* change = std::get_if<ReplaceOrder>(&request)) {
    state.in_flight.leave(account, change->client_order_id);
    replace(step, *change);
  } else if (const auto* all = std::get_if<MassCancel>(&request)) {
    mass_cancel(step, *all);
  } else if (const auto* timer = std::get_if<CancelAfter>(&request)) {
    set_cancel_timer(step, *timer);
  } else {
    cancel(step, std::get<CancelOrder>(request));
  }
  execution.last_number = state.log.rows();
  if (!step.changed()) return;
  note_day(state, now_ns);
  encode_record(++state.records, execution.last_number, now_ns, account_name(account), request,
                execution.record);
}

}  // namespace onefold::venue

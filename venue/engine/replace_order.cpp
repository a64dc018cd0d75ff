// The effect of a ReplaceOrder, and of any change of an open order's terms.
#include <algorithm>

#include "venue/engine/order_request.hpp"
#include "venue/engine/order_rules.hpp"
#include "venue/semantics/late_bound.hpp"

namespace onefold::venue {

void change_terms(Step& step, OrderId id, const Change& change) {
  Engine::State& state = step.state;
  Order& order = state.log.order(id);
  Book& book = state.books[order.symbol];
  const IdUse replaced = order.current_use;
  if (change.id != nullptr) state.log.change_id(id, *change.id);
  if (change.quantity <= order.filled) {
    // Two reports: the chain goes on under the new id, and then the rest is cancelled.
    step.execution.paths.add(path::replace_below_filled);
    state.log.add_row(id, ExecutionKind::replaced, step.now_ns, {}, replaced);
    end_order(step, id);
    return;
  }
  const bool keeps_place = change.limit == order.limit && change.quantity <= order.quantity;
  const bool smaller = change.quantity < order.quantity;
  order.quantity = change.quantity;
  order.limit = change.limit;
  state.log.add_row(id, ExecutionKind::replaced, step.now_ns, {}, replaced);
  if (order.handle == no_handle) return;  // it sleeps
  if (keeps_place) {
    if (smaller) book.reduce(order.handle, order.leaves());
    return;
  }
  take_out(step, id);
  enter_again(step, id);
}

namespace {

// A replace that keeps the order's id has none of its own that could be used up.
void refuse_change(Step& step, const Claim& claim, Reason reason) {
  if (step.state.options.profile->replace.chained_id) return refuse_for_good(step, claim, reason);
  refuse(step, claim.request, reason, claim.id);
}

void succeed_change(Step& step, const Claim& claim, OrderId id) {
  if (step.state.options.profile->replace.chained_id) return succeed(step, claim, id);
  step.execution.reply = Replaced{claim.request, step.state.log.state(id), false};
}

// Two changes: the old order ends, open or not, and a new one is made of its terms, which may be refused.
void replace_by_new(Step& step, const Claim& claim, OrderId id, Lots left, Ticks limit) {
  Engine::State& state = step.state;
  const Order old = state.log.order(id);
  const bool was_open = !is_terminal(old.status);
  if (was_open) end_order(step, id);
  if (left < 1) {
    step.execution.paths.add(path::replace_below_filled);
    return succeed_change(step, claim, id);
  }
  Order order;
  order.account = old.account;
  order.symbol = old.symbol;
  order.side = old.side;
  order.type = old.triggered ? OrderType::limit : old.type;
  order.tif = old.tif;
  order.quantity = left;
  order.limit = limit;
  order.stop = old.triggered ? 0 : old.stop;
  order.expires_ns = old.expires_ns;
  order.self_trade = old.self_trade;
  order.post_only = old.post_only;
  if (const Reason reason = refusal_of(step, order); reason != Reason::none) {
    step.execution.paths.add(path::replace_half_done);
    return refuse_change(step, claim, was_open ? Reason::replace_half_done : reason);
  }
  step.execution.paths.add(path::replaced_by_new);
  const OrderId made = state.log.add_order(order, claim.id);
  state.log.add_row(made, ExecutionKind::accepted, step.now_ns, {}, old.current_use);
  enter(step, made);
  succeed_change(step, claim, made);
}

}  // namespace

void replace(Step& step, const ReplaceOrder& request) {
  Engine::State& state = step.state;
  const ReplaceRules& rules = state.options.profile->replace;
  const Claim claim = claim_of(request);
  if (rules.chained_id && !admit_id(step, claim, judge_id(step, claim))) return;
  const LateBound& bound = state.options.profile->late_bound;
  if (bound.at_engine && too_late(bound, request, step.now_ns)) {
    step.execution.paths.add(path::deadline_refused);
    refuse_change(step, claim, Reason::deadline_passed);
    return;
  }
  OrderId id = 0;
  if (const Reason reason = find_target(step, request.target, id); reason != Reason::none) {
    const bool goes_on = rules.way == ReplaceWay::cancel_then_new && !rules.cancel_failure_stops;
    if (reason != Reason::already_closed || !goes_on) {
      note_target(step, reason, id);
      refuse_change(step, claim, reason);
      return;
    }
  }
  const Order& order = state.log.order(id);
  const Instrument& instrument = state.options.instruments[order.symbol];
  if (Reason reason = check_steps(instrument, request.quantity, request.limit, 0); reason != Reason::none) {
    refuse_change(step, claim, reason);
    return;
  }
  const bool by_new = rules.way == ReplaceWay::cancel_then_new;
  Order changed = order;
  changed.limit = request.limit;
  const Reason refusal = by_new ? Reason::none : refusal_of(step, changed);
  if (refusal != Reason::none) {
    refuse_change(step, claim, refusal);
    return;
  }
  const Lots total = rules.total_quantity ? request.quantity : order.filled + request.quantity;
  const Lots more = by_new ? total - order.filled : total - order.quantity;
  if (!count_ordered(step, order.symbol, std::max<Lots>(more, 0))) {
    refuse_change(step, claim, Reason::invalid_quantity);
    return;
  }
  if (by_new) return replace_by_new(step, claim, id, total - order.filled, request.limit);
  const bool same = !rules.chained_id && total == order.quantity && request.limit == order.limit;
  if (!same)
    change_terms(step, id, {rules.chained_id ? &request.client_order_id : nullptr, total, request.limit});
  succeed_change(step, claim, id);
}

}  // namespace onefold::venue

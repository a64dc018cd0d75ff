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

void replace(Step& step, const ReplaceOrder& request) {
  Engine::State& state = step.state;
  const Claim claim = claim_of(request);
  if (!admit_id(step, claim, judge_id(step, claim))) return;
  const LateBound& bound = state.options.profile->late_bound;
  if (bound.at_engine && too_late(bound, request, step.now_ns)) {
    step.execution.paths.add(path::deadline_refused);
    refuse_for_good(step, claim, Reason::deadline_passed);
    return;
  }
  OrderId id = 0;
  if (const Reason reason = find_target(step, request.target, id); reason != Reason::none) {
    note_target(step, reason, id);
    refuse_for_good(step, claim, reason);
    return;
  }
  const Order& order = state.log.order(id);
  const Instrument& instrument = state.options.instruments[order.symbol];
  if (Reason reason = check_steps(instrument, request.quantity, request.limit, 0); reason != Reason::none) {
    refuse_for_good(step, claim, reason);
    return;
  }
  if (!count_ordered(step, order.symbol, std::max<Lots>(request.quantity - order.quantity, 0))) {
    refuse_for_good(step, claim, Reason::invalid_quantity);
    return;
  }
  change_terms(step, id, {&request.client_order_id, request.quantity, request.limit});
  succeed(step, claim, id);
}

}  // namespace onefold::venue

// The effect of a CancelOrder, and what a dead target gets.
#include "venue/engine/order_request.hpp"
#include "venue/semantics/late_bound.hpp"

namespace onefold::venue {
namespace {

Reason find_by_order_id(const Step& step, OrderId id) {
  const OrderLog& log = step.state.log;
  if (id > log.orders() || log.order(id).account != step.account) return Reason::unknown_order;
  return is_terminal(log.order(id).status) ? Reason::already_closed : Reason::none;
}

}  // namespace

void cancel(Step& step, const CancelOrder& request) {
  const OrderLog& log = step.state.log;
  const LateBound& bound = step.state.options.profile->late_bound;
  if (bound.at_engine && too_late(bound, request, step.now_ns)) {
    step.execution.paths.add(path::deadline_refused);
    refuse(step, request.request, Reason::deadline_passed, request.target);
    return;
  }
  OrderId id = request.order_id;
  const Reason reason = id == 0 ? find_target(step, request.target, id) : find_by_order_id(step, id);
  if (reason != Reason::none) {
    note_target(step, reason, id);
    refuse(step, request.request, reason, request.target);
    return;
  }
  end_order(step, id);
  step.execution.reply = Cancelled{request.request, log.state(id)};
}

}  // namespace onefold::venue

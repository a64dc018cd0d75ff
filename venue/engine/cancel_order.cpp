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

DeadTarget rule_for(const Step& step, Reason reason, OrderId id) {
  const CancelRules& rules = step.state.options.profile->cancel;
  switch (reason) {
    case Reason::unknown_order:
      return rules.never_seen;
    case Reason::already_closed:
      return step.state.log.order(id).status == OrderStatus::filled ? rules.filled : rules.cancelled;
    case Reason::stale_target:
      return rules.cancelled == DeadTarget::ignore ? DeadTarget::ignore : DeadTarget::reject;
    default:
      return DeadTarget::reject;
  }
}

// Where cancels stand beyond their orders: a place of the id that comes later is measured by it.
void bury(Step& step, std::string_view id, TimeNs until_ns) {
  const CancelRules& rules = step.state.options.profile->cancel;
  const bool stands = rules.never_seen == DeadTarget::tombstone || rules.cancelled == DeadTarget::tombstone;
  if (!stands || id.empty() || step.state.is_crowd(step.account)) return;
  if (step.state.ids.bury(step.account, id, until_ns, step.now_ns)) step.remembered = true;
}

void answer_dead(Step& step, const CancelOrder& request, Reason reason, OrderId id) {
  const OrderLog& log = step.state.log;
  note_target(step, reason, id);
  const bool known = reason != Reason::unknown_order;
  switch (rule_for(step, reason, id)) {
    case DeadTarget::ignore:
      return keep_silent(step);
    case DeadTarget::success:
      if (!known) break;
      step.execution.reply = Cancelled{request.request, log.state(id)};
      return;
    case DeadTarget::tombstone: {
      OrderState order;
      order.client_order_id = request.target;
      order.status = OrderStatus::cancelled;
      if (known) order = log.state(id);
      bury(step, order.client_order_id, request.valid_until_ns);
      step.execution.reply = Cancelled{request.request, std::move(order)};
      return;
    }
    case DeadTarget::reject:
      break;
  }
  refuse(step, request.request, reason, request.target);
}

void end_by_request(Step& step, OrderId id, TimeNs valid_until_ns) {
  OrderLog& log = step.state.log;
  if (step.state.options.profile->cancel.renames) log.order(id).renamed = true;
  end_order(step, id);
  bury(step, log.use_id(log.order(id).current_use), valid_until_ns);
}

// All open orders that have the label; the answer tells of the newest of them.
void cancel_label(Step& step, const CancelOrder& request, OrderId newest) {
  const OrderLog& log = step.state.log;
  for (IdUse use = log.last_use(step.account, request.target); use != no_use; use = log.older_use(use)) {
    const OrderId id = log.use_order(use);
    if (is_terminal(log.order(id).status) || log.order(id).current_use != use) continue;
    end_by_request(step, id, request.valid_until_ns);
  }
  step.execution.reply = Cancelled{request.request, log.state(newest)};
}

}  // namespace

void cancel(Step& step, const CancelOrder& request) {
  const Profile& profile = *step.state.options.profile;
  if (profile.late_bound.at_engine && too_late(profile.late_bound, request, step.now_ns)) {
    step.execution.paths.add(path::deadline_refused);
    refuse(step, request.request, Reason::deadline_passed, request.target);
    return;
  }
  OrderId id = request.order_id;
  const bool by_label = id == 0;
  const Reason reason = by_label ? find_target(step, request.target, id) : find_by_order_id(step, id);
  if (reason != Reason::none) return answer_dead(step, request, reason, id);
  if (by_label && profile.cancel.label == LabelTarget::all) return cancel_label(step, request, id);
  end_by_request(step, id, request.valid_until_ns);
  step.execution.reply = Cancelled{request.request, step.state.log.state(id)};
}

}  // namespace onefold::venue

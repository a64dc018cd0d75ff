#include "venue/engine/order_request.hpp"

#include <algorithm>
#include <cassert>

#include "venue/semantics/refusal.hpp"

namespace onefold::venue {
namespace {

using State = Engine::State;

Reply success(const Claim& claim, const OrderState& order, bool original) {
  if (claim.terms.kind == Terms::Kind::place) return Accepted{claim.request, order, original};
  return Replaced{claim.request, order, original};
}

}  // namespace

Claim claim_of(const NewOrder& request) {
  return {request.request, request.client_order_id, terms_of(request)};
}

Claim claim_of(const ReplaceOrder& request) {
  return {request.request, request.client_order_id, terms_of(request)};
}

void refuse(Step& step, std::uint64_t request, Reason reason, std::string_view id) {
  step.execution.reply = refusal(*step.state.options.profile, request, reason, id);
}

void keep_silent(Step& step) {
  step.execution.silent = true;
  step.execution.reply = Heartbeat{};
}

void refuse_for_good(Step& step, const Claim& claim, Reason reason) {
  refuse(step, claim.request, reason, claim.id);
  if (step.state.is_crowd(step.account)) return;
  if (step.state.ids.remember(step.account, claim.id, claim.terms, {reason, 0, 0}, step.now_ns))
    step.remembered = true;
}

IdVerdict judge_id(Step& step, const Claim& claim) {
  State& state = step.state;
  path::Names& paths = step.execution.paths;
  if (state.is_crowd(step.account)) return {};
  IdVerdict verdict = state.ids.judge(step.account, claim.id, claim.terms, step.now_ns);
  switch (verdict.kind) {
    case IdVerdict::Kind::fresh:
      if (state.log.last_use(step.account, claim.id) != no_use) {
        const bool window = state.options.profile->retention == Retention::window;
        paths.add(window ? path::window_expired : path::duplicate_accepted);
      }
      break;
    case IdVerdict::Kind::mismatch:
      paths.add(path::payload_mismatch);
      break;
    case IdVerdict::Kind::amend:
      paths.add(path::amended_by_id);
      break;
    case IdVerdict::Kind::expired_before:
      paths.add(path::expired_before);
      break;
    default:
      paths.add(path::duplicate_suppressed);
      break;
  }
  return verdict;
}

bool admit_id(Step& step, const Claim& claim, const IdVerdict& verdict) {
  const OrderLog& log = step.state.log;
  switch (verdict.kind) {
    case IdVerdict::Kind::fresh:
      return true;
    case IdVerdict::Kind::duplicate:
      refuse(step, claim.request, Reason::duplicate_id, claim.id);
      break;
    case IdVerdict::Kind::amend:  // by a replace: only a place changes the order that has its id
      refuse(step, claim.request, Reason::duplicate_id, claim.id);
      break;
    case IdVerdict::Kind::mismatch:
      refuse(step, claim.request, Reason::payload_mismatch, claim.id);
      break;
    case IdVerdict::Kind::expired_before:
      refuse(step, claim.request, Reason::expired_before, claim.id);
      break;
    case IdVerdict::Kind::ignore:
      keep_silent(step);
      break;
    case IdVerdict::Kind::return_original:
      step.execution.reply = success(claim, log.state(verdict.first.order), true);
      break;
    case IdVerdict::Kind::stored_response:
      if (verdict.first.reason == Reason::none) {
        step.execution.reply = success(claim, log.state_after(verdict.first.number), false);
      } else {
        refuse(step, claim.request, verdict.first.reason, claim.id);
      }
      break;
  }
  return false;
}

void succeed(Step& step, const Claim& claim, OrderId id, bool amended) {
  State& state = step.state;
  const Order& order = state.log.order(id);
  if (amended) {
    step.execution.reply = Replaced{claim.request, state.log.state(id), false};
  } else {
    step.execution.reply = success(claim, state.log.state(id), false);
  }
  if (state.is_crowd(step.account)) return;
  state.ids.remember(step.account, claim.id, claim.terms, {Reason::none, id, order.last_row}, step.now_ns);
  if (is_terminal(order.status)) close_ids(step, id);
}

Reason find_target(const Step& step, std::string_view target, OrderId& found) {
  const OrderLog& log = step.state.log;
  const bool only_one = step.state.options.profile->cancel.label == LabelTarget::only_one;
  IdUse newest = log.last_use(step.account, target);
  while (newest != no_use && log.order(log.use_order(newest)).renamed) newest = log.older_use(newest);
  if (newest == no_use) return Reason::unknown_order;
  OrderId open = 0;
  for (IdUse use = newest; use != no_use; use = log.older_use(use)) {
    const Order& order = log.order(log.use_order(use));
    if (is_terminal(order.status) || order.current_use != use) continue;
    if (open != 0) {
      found = open;
      return Reason::several_orders;
    }
    open = log.use_order(use);
    if (!only_one) break;
  }
  found = open != 0 ? open : log.use_order(newest);
  if (open != 0) return Reason::none;
  return is_terminal(log.order(found).status) ? Reason::already_closed : Reason::stale_target;
}

void note_target(Step& step, Reason reason, OrderId id) {
  path::Names& paths = step.execution.paths;
  if (reason == Reason::stale_target) paths.add(path::stale_target);
  if (reason != Reason::already_closed) return;
  const bool filled = step.state.log.order(id).status == OrderStatus::filled;
  paths.add(filled ? path::filled_target : path::cancel_repeated);
}

bool count_ordered(Step& step, std::uint32_t symbol, Lots more) {
  Lots& ordered = step.state.holding(step.account, symbol).ordered;
  const std::optional<Lots> sum = checked_add(ordered, more);
  if (!sum || *sum > ordered_max) return false;
  ordered = *sum;
  return true;
}

}  // namespace onefold::venue

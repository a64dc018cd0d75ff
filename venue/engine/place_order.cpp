// The effect of a NewOrder: guards, id rules, deadline, and the order that it makes or changes.
#include <algorithm>
#include <array>
#include <cassert>
#include <string>

#include "venue/engine/order_request.hpp"
#include "venue/engine/order_rules.hpp"
#include "venue/semantics/late_bound.hpp"

namespace onefold::venue {
namespace {

using State = Engine::State;

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

// An id of the permitted bytes that no order of the account has had: the number of the order that it is for,
// or a higher one.
ClientOrderId make_up_id(const Step& step) {
  const IdFormat& format = step.state.options.profile->id;
  const std::string_view digits = format.alphabet.empty() ? "0123456789" : std::string_view(format.alphabet);
  std::array<char, client_order_id_size_max> text;
  for (std::uint64_t number = step.state.log.orders() + 1;; ++number) {
    std::size_t at = text.size();
    for (std::uint64_t rest = number; rest != 0 && at != 0; rest /= digits.size())
      text[--at] = digits[rest % digits.size()];
    while (at != 0 && text.size() - at < format.length_min) text[--at] = digits[0];
    ClientOrderId id(text.data() + at, text.size() - at);
    if (step.state.log.last_use(step.account, id) == no_use) return id;
  }
}

// The terms of a place change the open order that has its id.
void amend(Step& step, const NewOrder& request, const Claim& claim, OrderId id) {
  State& state = step.state;
  Order& order = state.log.order(id);
  const bool upsert = state.options.profile->duplicate == DuplicateAnswer::upsert;
  if (upsert && request.quantity <= order.filled) {
    refuse(step, request.request, Reason::duplicate_id, request.client_order_id);
    return;
  }
  const bool same = request.quantity == order.quantity && request.limit == order.limit && !upsert;
  if (same) {
    step.execution.reply = Replaced{request.request, state.log.state(id), false};
    return;
  }
  if (!count_ordered(step, order.symbol, std::max<Lots>(request.quantity - order.quantity, 0))) {
    refuse(step, request.request, Reason::invalid_quantity, request.client_order_id);
    return;
  }
  if (upsert) {
    if (order.expires_ns != 0) state.expiries.erase({order.expires_ns, id});
    order.expires_ns = request.expires_ns;
    if (order.expires_ns != 0) state.expiries.emplace(order.expires_ns, id);
  }
  change_terms(step, id, {nullptr, request.quantity, request.limit});
  succeed(step, claim, id, true);
}

// Why the account can have no further order now.
Reason lack_of_room(const Step& step) {
  const OrderLog& log = step.state.log;
  const bool full = log.rows() >= reports_max || log.account_open(step.account).size() >= open_orders_max;
  return full ? Reason::throttled : Reason::none;
}

void make_order(Step& step, const NewOrder& request, const Claim& claim) {
  State& state = step.state;
  const std::optional<std::uint32_t> symbol = state.find_symbol(request.symbol);
  assert(symbol);
  if (state.holding(step.account, *symbol).ordered > ordered_max - request.quantity) {
    refuse_for_good(step, claim, Reason::invalid_quantity);
    return;
  }
  const Order order = order_of(step, request, *symbol);
  if (Reason reason = refusal_of(step, order); reason != Reason::none) {
    refuse_for_good(step, claim, reason);
    return;
  }
  state.holding(step.account, *symbol).ordered += request.quantity;
  const OrderId id = state.log.add_order(order, request.client_order_id);
  state.log.add_row(id, ExecutionKind::accepted, step.now_ns);
  enter(step, id);
  succeed(step, claim, id);
}

void place_under_id(Step& step, const NewOrder& request) {
  const Claim claim = claim_of(request);
  const IdVerdict verdict = judge_id(step, claim);
  if (verdict.kind != IdVerdict::Kind::amend && !admit_id(step, claim, verdict)) return;
  if (const Reason reason = lack_of_room(step); reason != Reason::none) {
    step.execution.paths.add(path::rate_limited);
    refuse(step, request.request, reason, request.client_order_id);
    return;
  }
  const LateBound& bound = step.state.options.profile->late_bound;
  if (bound.at_engine && too_late(bound, request, step.now_ns)) {
    step.execution.paths.add(path::deadline_refused);
    refuse_for_good(step, claim, Reason::deadline_passed);
    return;
  }
  if (verdict.kind == IdVerdict::Kind::amend) return amend(step, request, claim, verdict.first.order);
  make_order(step, request, claim);
}

}  // namespace

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
  NonceGuard& nonces = step.state.nonces;
  if (nonces.on() && !step.state.is_crowd(step.account)) {
    if (const Reason reason = nonces.take(step.account, request.nonce, step.now_ns); reason != Reason::none) {
      step.execution.paths.add(path::nonce_refused);
      refuse(step, request.request, reason, request.client_order_id);
      return;
    }
    step.remembered = true;
  }
  if (!request.client_order_id.empty()) return place_under_id(step, request);
  NewOrder named = request;
  named.client_order_id = make_up_id(step);
  place_under_id(step, named);
}

}  // namespace onefold::venue

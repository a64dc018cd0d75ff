// What happens when a request arrives: the checks that need no effect, and the queries.
#include <algorithm>
#include <cassert>

#include "venue/engine/engine_state.hpp"
#include "venue/engine/order_rules.hpp"
#include "venue/engine/request_parts.hpp"
#include "venue/semantics/late_bound.hpp"
#include "venue/semantics/refusal.hpp"

namespace onefold::venue {
namespace {

void refuse(const Profile& profile, const Request& request, Reason reason, std::int64_t retry_after_ns,
            Arrival& arrival) {
  arrival.next = Arrival::Next::answer;
  arrival.reply = refusal(profile, request_number(request), reason, id_of(request), retry_after_ns);
}

// The receipt of a request whose effect is still to come.
void acknowledge(const Request& request, Arrival& arrival) {
  OrderState order;
  if (const auto* place = std::get_if<NewOrder>(&request)) {
    order.client_order_id = order.first_client_order_id = place->client_order_id;
    order.symbol = place->symbol;
    order.side = place->side;
    order.type = place->type;
    order.tif = place->tif;
    order.quantity = place->quantity;
    order.limit = place->limit;
    order.stop = place->stop;
    order.expires_ns = place->expires_ns;
    order.post_only = place->post_only;
    arrival.reply = Accepted{place->request, order, false};
  } else if (const auto* change = std::get_if<ReplaceOrder>(&request)) {
    order.client_order_id = change->client_order_id;
    order.quantity = change->quantity;
    order.limit = change->limit;
    arrival.reply = Replaced{change->request, order, false};
  } else if (const auto* cancel = std::get_if<CancelOrder>(&request)) {
    order.client_order_id = cancel->target;
    arrival.reply = Cancelled{cancel->request, order};
  } else {
    return;
  }
  arrival.acknowledged = true;
}

bool is_query(const Request& request) {
  return std::holds_alternative<QueryOrder>(request) || std::holds_alternative<QueryOpenOrders>(request) ||
         std::holds_alternative<QueryTrades>(request) || std::holds_alternative<QueryTransfer>(request);
}

// A question by client order id, where there are only answers by order id.
bool is_unanswerable(const Profile& profile, const Request& request) {
  const auto* query = std::get_if<QueryOrder>(&request);
  return query != nullptr && query->order_id == 0 &&
         profile.query.by_client_id == QueryRules::Shape::unsupported;
}

bool is_cancel(const Request& request) {
  return std::holds_alternative<CancelOrder>(request) || std::holds_alternative<MassCancel>(request) ||
         std::holds_alternative<CancelAfter>(request);
}

bool is_taken(const Request& request) {
  return is_query(request) || is_cancel(request) || std::holds_alternative<NewOrder>(request) ||
         std::holds_alternative<ReplaceOrder>(request) || std::holds_alternative<Transfer>(request);
}

// Login and Subscribe.
void answer_login(const Engine& engine, const Request& request, const std::string& name, Arrival& arrival) {
  std::optional<AccountId> account = engine.find_account(name);
  if (!account) {
    refuse(engine.profile(), request, Reason::unknown_account, 0, arrival);
    return;
  }
  arrival.next = Arrival::Next::answer;
  LoggedIn reply{request_number(request), engine.last_seq(*account)};
  const SequenceRules& rules = engine.profile().sequence;
  if (rules.numbered && rules.tells_last_received) reply.last_received = engine.last_received(*account);
  arrival.reply = reply;
}

}  // namespace

Arrival Engine::arrive(AccountId account, const Request& request, TimeNs now_ns) {
  State& state = *state_;
  Arrival arrival;
  if (std::holds_alternative<Heartbeat>(request)) return arrival;
  if (const auto* login = std::get_if<Login>(&request)) {
    const SequenceRules& rules = state.options.profile->sequence;
    if (login->reset_seq && !(rules.numbered && rules.reset_permitted)) {
      refuse(*state.options.profile, request, Reason::unsupported, 0, arrival);
      return arrival;
    }
    answer_login(*this, request, login->account, arrival);
    return arrival;
  }
  if (const auto* subscribe = std::get_if<Subscribe>(&request)) {
    answer_login(*this, request, subscribe->account, arrival);
    return arrival;
  }
  const Profile& profile = *state.options.profile;
  if (account == no_account) {
    refuse(profile, request, Reason::not_logged_in, 0, arrival);
    return arrival;
  }
  assert(account < state.options.accounts.size());
  if (!state.within_rate(account, request, now_ns, arrival)) return arrival;
  if (!is_taken(request) || is_unanswerable(profile, request)) {
    refuse(profile, request, Reason::unsupported, 0, arrival);
    return arrival;
  }
  if (is_query(request)) {
    state.answer_query(account, request, now_ns, arrival);
    return arrival;
  }
  if (state.counts(account, request)) {
    arrival.next = Arrival::Next::execute;
    return arrival;
  }
  if (const Reason reason = state.refusal_at_arrival(account, request, now_ns); reason != Reason::none) {
    if (reason == Reason::deadline_passed) arrival.paths.add(path::deadline_refused);
    refuse(profile, request, reason, 0, arrival);
    return arrival;
  }
  InFlight& in_flight =
      std::holds_alternative<Transfer>(request) ? state.transfers_in_flight : state.in_flight;
  if (!is_cancel(request) && !in_flight.enter(account, id_of(request))) {
    arrival.paths.add(path::in_flight_conflict);
    refuse(profile, request, Reason::in_flight, profile.processing_ns, arrival);
    return arrival;
  }
  arrival.next = Arrival::Next::execute;
  if (profile.acknowledgement == Acknowledgement::accepted) acknowledge(request, arrival);
  return arrival;
}

// False: it is refused as too much.
bool Engine::State::within_rate(AccountId account, const Request& request, TimeNs now_ns, Arrival& arrival) {
  const RateLimit& limit = options.profile->rate_limit;
  RateLimiter& limiter = rate_limiters[account];
  const bool exempt = limit.cancels_exempt && is_cancel(request);
  const std::int64_t wait_ns = exempt ? limiter.banned(now_ns) : limiter.take(limit, now_ns);
  if (wait_ns == 0) return true;
  const bool banned = limiter.banned(now_ns) != 0;
  arrival.paths.add(banned ? path::banned : path::rate_limited);
  refuse(*options.profile, request, banned ? Reason::banned : Reason::throttled, wait_ns, arrival);
  return false;
}

Reason Engine::State::refusal_at_arrival(AccountId account, const Request& request, TimeNs now_ns) const {
  const Reason reason = check(account, request);
  const LateBound& bound = options.profile->late_bound;
  if (reason != Reason::none || !bound.at_gateway) return reason;
  return too_late(bound, request, now_ns) ? Reason::deadline_passed : Reason::none;
}

// Form only: nothing here depends on orders, so it holds at the effect too.
Reason Engine::State::check(AccountId account, const Request& request) const {
  auto fits = [&](const ClientOrderId& id) {
    return is_crowd(account) ? id.size() <= client_order_id_size_max : id_rules.fits(id);
  };
  const bool id_required = options.profile->id.required;
  if (const auto* order = std::get_if<NewOrder>(&request)) {
    const bool made_up = order->client_order_id.empty() && !id_required;
    if (!made_up && !fits(order->client_order_id)) return Reason::invalid_id;
    const std::optional<std::uint32_t> symbol = find_symbol(order->symbol);
    if (!symbol) return Reason::unknown_symbol;
    return check_order(*options.profile, options.instruments[*symbol], *order);
  }
  if (const auto* change = std::get_if<ReplaceOrder>(&request)) {
    // A replace that keeps the id may be applied by each copy; the chain rule needs a new one.
    const ReplaceRules& rules = options.profile->replace;
    if (rules.way == ReplaceWay::unsupported) return Reason::unsupported;
    const bool keeps = change->client_order_id == change->target;
    if (!fits(change->client_order_id) || keeps == rules.chained_id) return Reason::invalid_id;
    if (change->target.size() > client_order_id_size_max) return Reason::unknown_order;
    if (change->quantity < 1 || change->quantity > lots_max) return Reason::invalid_quantity;
    return change->limit < 1 || change->limit > ticks_max ? Reason::invalid_price : Reason::none;
  }
  if (const auto* cancelled = std::get_if<CancelOrder>(&request)) {
    if (cancelled->order_id == 0 && !options.profile->cancel.by_client_id) return Reason::unsupported;
    return cancelled->target.size() > client_order_id_size_max ? Reason::unknown_order : Reason::none;
  }
  if (const auto* all = std::get_if<MassCancel>(&request)) {
    if (!options.profile->orders.mass_cancel) return Reason::unsupported;
    return all->symbol.empty() || find_symbol(all->symbol) ? Reason::none : Reason::unknown_symbol;
  }
  if (const auto* timer = std::get_if<CancelAfter>(&request)) {
    const CancelOnDisconnect& rule = options.profile->cancel_on_disconnect;
    const bool within = timer->after_ns == 0 ||
                        (timer->after_ns >= rule.timer_min_ns && timer->after_ns <= rule.timer_max_ns);
    const bool there = rule.kind == CancelOnDisconnect::Kind::timer && !is_crowd(account);
    return there && within && timer->after_ns >= 0 ? Reason::none : Reason::unsupported;
  }
  const auto* transfer = std::get_if<Transfer>(&request);
  return transfer == nullptr ? Reason::unsupported : transfers.check(account, *transfer);
}

void Engine::abandon(AccountId account, const Request& request) {
  if (const auto* transfer = std::get_if<Transfer>(&request))
    return state_->transfers_in_flight.leave(account, transfer->client_transfer_id);
  // Cancels are never in flight; their target may be.
  if (!std::holds_alternative<CancelOrder>(request)) state_->in_flight.leave(account, id_of(request));
}

}  // namespace onefold::venue

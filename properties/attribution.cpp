#include "properties/attribution.hpp"

#include <algorithm>

namespace onefold::properties {

namespace {

// Of an intent, an order or a request.
template <class T>
LineageTerms terms_from(Index account, const T& from) {
  const bool expires = from.tif == venue::TimeInForce::good_till_time;
  return {account,       from.symbol, from.side, from.type,      from.tif,
          from.quantity, from.limit,  from.stop, from.post_only, expires ? from.expires_ns : 0};
}

}  // namespace

LineageTerms lineage_terms(Index account, const venue::Intent& place) {
  return terms_from(account, place);
}

LineageTerms lineage_terms(Index account, const venue::OrderState& at_acceptance) {
  return terms_from(account, at_acceptance);
}

LineageTerms lineage_terms(Index account, const venue::NewOrder& request) {
  return terms_from(account, request);
}

bool closes_by_replace(const Evidence& evidence, const OrderFacts& order, std::size_t place) {
  const auto& executions = evidence.history().executions();
  if (place == 0 || place + 1 >= order.reports.size()) return false;
  const venue::ExecutionReport& before = executions[order.reports[place - 1]].report;
  const venue::ExecutionReport& report = executions[order.reports[place]].report;
  const venue::ExecutionReport& after = executions[order.reports[place + 1]].report;
  return report.kind == venue::ExecutionKind::replaced && after.kind == venue::ExecutionKind::cancelled &&
         report.order.quantity == before.order.quantity && report.order.limit == before.order.limit &&
         closed_by_replace(evidence, order.group, after.order);
}

ReplaceCount count_replaces(const Evidence& evidence, Index group, venue::Lots quantity, venue::Ticks limit) {
  ReplaceCount count;
  for (const IntentFacts& facts : evidence.intents()) {
    const venue::Intent& intent = facts.issued->intent;
    if (intent.kind != venue::IntentKind::replace || facts.group != group) continue;
    if (intent.quantity != quantity || intent.limit != limit) continue;
    ++count.meant;
    if (facts.outcome == venue::Outcome::done) ++count.done;
    if (facts.outcome == venue::Outcome::pending || facts.outcome == venue::Outcome::unknown) ++count.open;
  }
  const auto& executions = evidence.history().executions();
  for (Index index : evidence.groups()[group].orders) {
    const OrderFacts& order = evidence.orders()[index];
    for (std::size_t place = 0; place < order.reports.size(); ++place) {
      const venue::ExecutionReport& report = executions[order.reports[place]].report;
      bool replaced = report.kind == venue::ExecutionKind::replaced && report.order.quantity == quantity &&
                      report.order.limit == limit;
      const bool own =
          replaced && (closes_by_replace(evidence, order, place) || is_decrement(evidence, index, report));
      if (replaced && !own) ++count.happened;
      if (report.kind == venue::ExecutionKind::cancelled && report.order.filled >= quantity) ++count.closed;
    }
  }
  return count;
}

bool closed_by_replace(const Evidence& evidence, Index group, const venue::OrderState& last) {
  if (last.status != venue::OrderStatus::cancelled) return false;
  return std::any_of(evidence.intents().begin(), evidence.intents().end(), [&](const IntentFacts& facts) {
    const venue::Intent& intent = facts.issued->intent;
    return facts.group == group && intent.kind == venue::IntentKind::replace &&
           intent.quantity <= last.filled;
  });
}

const venue::OrderState* state_before(const Evidence& evidence, Index order, Index index) {
  const venue::OrderState* state = nullptr;
  for (Index at : evidence.orders()[order].reports) {
    if (at >= index) break;
    state = &evidence.history().executions()[at].report.order;
  }
  return state;
}

namespace {

// Whichever came first.
bool would_trade(const venue::OrderState& one, const venue::OrderState& other) {
  if (is_terminal(other.status) || one.symbol != other.symbol || one.side == other.side) return false;
  if (one.limit == 0 || other.limit == 0) return true;
  return one.side == venue::Side::buy ? one.limit >= other.limit : one.limit <= other.limit;
}

// The first execution of the instant of the one at `index`: what one request brought about has one time.
Index instant_of(const Evidence& evidence, Index index) {
  const auto& executions = evidence.history().executions();
  const TimeNs now_ns = executions[index].report.time_ns;
  while (index > 0 && executions[index - 1].report.time_ns == now_ns) --index;
  return index;
}

// With an order of its account as it stood before the execution at `index` of the record, or at any point of
// that instant: both may have been cancelled in it.
bool would_trade_with_own(const Evidence& evidence, Index order, const venue::OrderState& state,
                          Index index) {
  const Index instant = instant_of(evidence, index);
  for (Index other = 0; other < evidence.orders().size(); ++other) {
    if (other == order || evidence.orders()[other].account != evidence.orders()[order].account) continue;
    const venue::OrderState* before = state_before(evidence, other, instant);
    if (before != nullptr && would_trade(state, *before)) return true;
    for (Index at : evidence.orders()[other].reports) {
      const bool then = at >= instant && at < index;
      if (then && would_trade(state, evidence.history().executions()[at].report.order)) return true;
    }
  }
  return false;
}

// By a rule, or a request, that is about all open orders of the account.
bool all_may_be_cancelled(const Evidence& evidence, const OrderFacts& order) {
  using Kind = venue::CancelOnDisconnect::Kind;
  const Kind kind = evidence.terms().profile.cancel_on_disconnect.kind;
  if (kind == Kind::on_disconnect) return true;
  const auto& requests = evidence.history().requests();
  return std::any_of(requests.begin(), requests.end(), [&](const SentRequest& sent) {
    if (evidence.account_of(sent.client) != order.account) return false;
    if (kind == Kind::timer && std::holds_alternative<venue::CancelAfter>(sent.request)) return true;
    const auto* all = std::get_if<venue::MassCancel>(&sent.request);
    return all != nullptr && (all->symbol.empty() || all->symbol == order.first->symbol);
  });
}

}  // namespace

bool cancelled_by_venue(const Evidence& evidence, Index index) {
  const OrderFacts& order = evidence.orders()[index];
  if (order.last->status != venue::OrderStatus::cancelled) return false;
  if (order.replaced) return true;
  const bool sleeps = order.last->type == venue::OrderType::stop && !order.last->triggered;
  if (!sleeps && order.last->tif == venue::TimeInForce::immediate_or_cancel) return true;
  if (!sleeps && order.last->tif == venue::TimeInForce::fill_or_kill) return true;
  if (!sleeps && order.last->limit == 0) return true;
  const venue::ExecutionKind kind = evidence.history().executions()[order.reports.back()].report.kind;
  if (kind == venue::ExecutionKind::expired || kind == venue::ExecutionKind::busted) return true;
  if (all_may_be_cancelled(evidence, order)) return true;
  return would_trade_with_own(evidence, index, *order.last, order.reports.back());
}

bool is_decrement(const Evidence& evidence, Index order, const venue::ExecutionReport& report) {
  if (report.kind != venue::ExecutionKind::replaced ||
      report.replaced_client_order_id != report.order.client_order_id)
    return false;
  const auto& executions = evidence.history().executions();
  for (std::size_t place = 1; place < evidence.orders()[order].reports.size(); ++place) {
    const Index at = evidence.orders()[order].reports[place];
    if (&executions[at].report != &report) continue;
    const venue::OrderState& before = executions[evidence.orders()[order].reports[place - 1]].report.order;
    return before.quantity > report.order.quantity && before.limit == report.order.limit &&
           would_trade_with_own(evidence, order, before, at);
  }
  return false;
}

PlaceCount count_places(const Evidence& evidence, Index group) {
  PlaceCount count;
  for (Index place : evidence.groups()[group].places) {
    switch (evidence.intents()[place].outcome) {
      case venue::Outcome::done:
        ++count.done;
        break;
      case venue::Outcome::refused:
        ++count.refused;
        break;
      case venue::Outcome::pending:
      case venue::Outcome::unknown:
        ++count.open;
        break;
    }
  }
  return count;
}

}  // namespace onefold::properties

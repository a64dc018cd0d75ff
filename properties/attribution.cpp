#include "properties/attribution.hpp"

#include <algorithm>

namespace onefold::properties {

LineageTerms lineage_terms(Index account, const venue::Intent& place) {
  return {account, place.symbol, place.side, place.type, place.tif, place.quantity, place.limit};
}

LineageTerms lineage_terms(Index account, const venue::OrderState& at_acceptance) {
  return {account,           at_acceptance.symbol,   at_acceptance.side, at_acceptance.type,
          at_acceptance.tif, at_acceptance.quantity, at_acceptance.limit};
}

LineageTerms lineage_terms(Index account, const venue::NewOrder& request) {
  return {account, request.symbol, request.side, request.type, request.tif, request.quantity, request.limit};
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
      if (replaced && !closes_by_replace(evidence, order, place)) ++count.happened;
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

bool would_trade(const venue::OrderState& taker, const venue::OrderState& resting) {
  if (is_terminal(resting.status) || taker.symbol != resting.symbol || taker.side == resting.side)
    return false;
  if (taker.type == venue::OrderType::market) return true;
  return taker.side == venue::Side::buy ? taker.limit >= resting.limit : taker.limit <= resting.limit;
}

}  // namespace

bool cancelled_by_venue(const Evidence& evidence, Index index) {
  const OrderFacts& order = evidence.orders()[index];
  if (order.last->status != venue::OrderStatus::cancelled) return false;
  if (order.last->tif == venue::TimeInForce::immediate_or_cancel) return true;
  if (order.last->type == venue::OrderType::market) return true;
  for (Index other = 0; other < evidence.orders().size(); ++other) {
    if (other == index || evidence.orders()[other].account != order.account) continue;
    const venue::OrderState* resting = state_before(evidence, other, order.reports.back());
    if (resting != nullptr && would_trade(*order.last, *resting)) return true;
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

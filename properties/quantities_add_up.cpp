// quantities-add-up: what is filled is the sum of the fills, in the venue's orders and in every view of a
// client.
//
// Checked: always, that no view claims more than the venue had filled by then or less than its client had
// reported; at quiescence, that it is exact. The venue's own sums are its doing. Assumes trades as the venue
// made them.
#include <algorithm>
#include <vector>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/told_trades.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::quantities_add_up;

void check_order(const Evidence& evidence, Index index, Findings& findings) {
  const OrderFacts& order = evidence.orders()[index];
  venue::Lots sum = 0;
  for (Index at : order.reports) {
    const RecordedExecution& execution = evidence.history().executions()[at];
    const venue::ExecutionReport& report = execution.report;
    if (report.kind == venue::ExecutionKind::filled) sum += report.last_quantity;
    if (report.kind == venue::ExecutionKind::busted) sum -= report.last_quantity;
    bool complete = (report.order.status == venue::OrderStatus::filled) == (sum >= report.order.quantity);
    if (report.order.status == venue::OrderStatus::cancelled) complete = true;
    if (report.order.filled == sum && complete) continue;
    Finding finding = about_order(evidence, self, index);
    finding.by_venue = true;
    finding.at_ns = execution.at_ns;
    finding.explanation =
        join({"The venue reported an order (", order_text(evidence.terms(), report.order), ") as ",
              to_string(report.order.status), " with ",
              lots_text(evidence.terms(), report.order.symbol, report.order.filled),
              " filled; its fills add up to ", lots_text(evidence.terms(), report.order.symbol, sum), "."});
    finding.cause = "an order's fills do not add up at the venue";
    finding.money_at_risk = money_of_order(evidence, index);
    findings.add(std::move(finding));
    return;
  }
}

// Reported to the user for an intent before `step`, each trade once: a client that lost its ledger numbers
// callbacks anew.
venue::Lots reported(const Evidence& evidence, Index intent, Step step) {
  const IssuedIntent& issued = *evidence.intents()[intent].issued;
  ToldTrades told;
  venue::Lots sum = 0;
  for (const RecordedCallback& call : evidence.history().callbacks()) {
    if (call.client != issued.client || call.step > step) continue;
    bool counts =
        call.callback.kind == venue::ClientCallback::Kind::fill && call.callback.intent == issued.intent.id;
    const venue::Fill& fill = call.callback.fill;
    counts = counts && !evidence.busted(fill.trade_id, evidence.account_of(call.client), fill.order_id);
    if (counts && told.first(fill)) sum += call.callback.fill.quantity;
  }
  return sum;
}

// With the trades that were busted, or without.
venue::Lots traded_by(const Evidence& evidence, Index order, Step step, bool with_busted) {
  venue::Lots sum = 0;
  for (const TradeFacts& trade : evidence.trades()) {
    if (trade.busted && !with_busted) continue;
    if (trade.order == order && trade.step <= step) sum += trade.report->last_quantity;
  }
  return sum;
}

// The order that a claim is about: the one it names, or the only one there can be. none: cannot be told.
Index order_of(const Evidence& evidence, const Claim& claim) {
  Index group = evidence.intents()[claim.intent].group;
  if (group == none) return none;
  if (claim.view->order_id != 0) {
    Index order = evidence.find_order(claim.view->order_id);
    return order != none && evidence.orders()[order].group == group ? order : none;
  }
  const Group& facts = evidence.groups()[group];
  return facts.places.size() == 1 && facts.orders.size() == 1 ? facts.orders.front() : none;
}

void check_claim(const Evidence& evidence, const Claim& claim, Findings& findings) {
  if (evidence.intents()[claim.intent].issued->intent.kind != venue::IntentKind::place) return;
  Index order = order_of(evidence, claim);
  if (order == none) return;
  const IntentFacts& facts = evidence.intents()[claim.intent];
  bool rest = facts.at_rest == claim.view;
  venue::Lots most = traded_by(evidence, order, evidence.trades_until(claim.step), !rest);
  venue::Lots least = rest ? most : std::min(most, reported(evidence, claim.intent, claim.step));
  if (claim.view->filled >= least && claim.view->filled <= most) return;
  const Terms& terms = evidence.terms();
  const std::string& symbol = evidence.orders()[order].first->symbol;
  Finding finding = about_intent(evidence, self, claim.intent);
  finding.order = evidence.orders()[order].id;
  finding.at_ns = claim.at_ns;
  finding.explanation = join({intent_label(evidence, claim.intent), " is believed to be filled with ",
                              lots_text(terms, symbol, claim.view->filled), "; the venue's fills add up to ",
                              lots_text(terms, symbol, most), "."});
  finding.cause = claim.view->filled > most ? "a client counts more than was filled"
                                            : "a client counts less than was filled";
  venue::Lots off = std::max(claim.view->filled, most) - std::min(claim.view->filled, most);
  finding.money_at_risk = money_text(terms, symbol, off, evidence.orders()[order].last->limit);
  findings.add(std::move(finding));
}

}  // namespace

void check_quantities_add_up(const Evidence& evidence, Findings& findings) {
  for (Index i = 0; i < evidence.orders().size(); ++i) check_order(evidence, i, findings);
  for (const Claim& claim : evidence.claims()) {
    if (claim.view != nullptr) check_claim(evidence, claim, findings);
  }
}

}  // namespace onefold::properties

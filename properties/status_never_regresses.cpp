// status-never-regresses: what was final stays final. A done or refused intent keeps that outcome, an unknown
// one does not become pending again, no filled quantity shrinks, and no closed order opens again or closes in
// another way; but a trade that the venue busts takes its lots back.
//
// Checked: always, over everything a client says in callbacks and views, and over each order's lineage at the
// venue, which is the venue's doing. Assumes that a view of a client that is not ready says nothing.
#include <algorithm>
#include <vector>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::status_never_regresses;

bool final(venue::Outcome outcome) {
  return outcome == venue::Outcome::done || outcome == venue::Outcome::refused;
}

bool outcome_regresses(venue::Outcome from, venue::Outcome to) {
  if (final(from)) return to != from;
  return from == venue::Outcome::unknown && to == venue::Outcome::pending;
}

bool status_regresses(venue::OrderStatus from, venue::OrderStatus to) {
  if (is_terminal(from)) return to != from;
  return from == venue::OrderStatus::partially_filled && to == venue::OrderStatus::open;
}

void regress(const Evidence& evidence, const Claim& claim, std::string_view what, std::string_view from,
             std::string_view to, std::string_view cause, Findings& findings) {
  Finding finding = about_intent(evidence, self, claim.intent);
  finding.at_ns = claim.at_ns;
  finding.explanation =
      join({intent_label(evidence, claim.intent), ": ", what, " went from ", from, " back to ", to, "."});
  finding.cause = cause;
  findings.add(std::move(finding));
}

// What was last said of one intent.
struct Last {
  bool heard = false;
  venue::Outcome outcome = venue::Outcome::pending;
  const venue::IntentView* view = nullptr;
};

bool lost_a_trade(const Evidence& evidence, venue::OrderId id) {
  const Index order = evidence.find_order(id);
  return order != none &&
         std::any_of(evidence.trades().begin(), evidence.trades().end(),
                     [&](const TradeFacts& trade) { return trade.order == order && trade.busted; });
}

void compare_views(const Evidence& evidence, const Claim& claim, const venue::IntentView& before,
                   Findings& findings) {
  const venue::IntentView& now = *claim.view;
  if (before.order_id == 0) return;
  if (now.order_id != before.order_id) {
    regress(evidence, claim, "its order", std::to_string(before.order_id), std::to_string(now.order_id),
            "an intent's order changed", findings);
    return;
  }
  if (evidence.any_busted() && lost_a_trade(evidence, now.order_id)) return;
  if (status_regresses(before.status, now.status)) {
    regress(evidence, claim, "the status of its order", to_string(before.status), to_string(now.status),
            "an order's status went back", findings);
  }
  if (now.filled < before.filled) {
    regress(evidence, claim, "its filled quantity", std::to_string(before.filled), std::to_string(now.filled),
            "a filled quantity shrank", findings);
  }
}

void check_client(const Evidence& evidence, Findings& findings) {
  std::vector<Last> last(evidence.intents().size());
  for (const Claim& claim : evidence.claims()) {
    Last& before = last[claim.intent];
    if (before.heard && outcome_regresses(before.outcome, claim.outcome)) {
      regress(evidence, claim, "its outcome", to_string(before.outcome), to_string(claim.outcome),
              "a final outcome changed", findings);
    }
    before.heard = true;
    before.outcome = claim.outcome;
    if (claim.view == nullptr) continue;
    if (before.view != nullptr) compare_views(evidence, claim, *before.view, findings);
    before.view = claim.view;
  }
}

void check_lineage(const Evidence& evidence, Index index, Findings& findings) {
  const OrderFacts& order = evidence.orders()[index];
  const venue::OrderState* before = nullptr;
  for (Index at : order.reports) {
    const RecordedExecution& execution = evidence.history().executions()[at];
    const venue::OrderState& now = execution.report.order;
    const bool busted = execution.report.kind == venue::ExecutionKind::busted;
    if (before != nullptr && !busted && (is_terminal(before->status) || now.filled < before->filled)) {
      Finding finding = about_order(evidence, self, index);
      finding.by_venue = true;
      finding.at_ns = execution.at_ns;
      finding.explanation = join({"The venue changed an order (", order_text(evidence.terms(), now),
                                  ") from ", to_string(before->status), " to ", to_string(now.status),
                                  " after it was closed, or took a fill back."});
      finding.cause = "the venue changed a closed order";
      finding.money_at_risk = money_of_order(evidence, index);
      findings.add(std::move(finding));
    }
    before = &now;
  }
}

}  // namespace

void check_status_never_regresses(const Evidence& evidence, Findings& findings) {
  check_client(evidence, findings);
  for (Index i = 0; i < evidence.orders().size(); ++i) check_lineage(evidence, i, findings);
}

}  // namespace onefold::properties

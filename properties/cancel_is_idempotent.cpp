// cancel-is-idempotent: a cancel that is done leaves nothing open; one of a closed order changes nothing and
// is done; none touches an order that no cancel was meant for.
//
// Checked: always at the venue; what clients believe of cancelled orders at quiescence. Assumes nothing about
// the number of requests: repeating a cancel is harmless.
#include <algorithm>
#include <vector>

#include "properties/attribution.hpp"
#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::cancel_is_idempotent;

struct Meant {
  std::size_t places = 0;       // of the group, with a cancel intent
  std::size_t places_done = 0;  // of them, with one said to be done
  Index cancel = none;          // one of the cancel intents, a done one if there is one
};

bool is_done(const Evidence& evidence, Index cancel) {
  return evidence.intents()[cancel].outcome == venue::Outcome::done;
}

std::vector<Meant> count_cancels(const Evidence& evidence) {
  std::vector<Meant> meant(evidence.groups().size());
  std::vector<std::uint8_t> seen(evidence.intents().size());  // of each place: 1 a cancel, 2 a done one
  for (Index i = 0; i < evidence.intents().size(); ++i) {
    const IntentFacts& facts = evidence.intents()[i];
    if (facts.issued->intent.kind != venue::IntentKind::cancel || facts.target == none || facts.group == none)
      continue;
    Meant& group = meant[facts.group];
    std::uint8_t now = is_done(evidence, i) ? 2 : 1;
    std::uint8_t& before = seen[facts.target];
    if (before == 0) ++group.places;
    if (now == 2 && before != 2) ++group.places_done;
    if (group.cancel == none || (now == 2 && !is_done(evidence, group.cancel))) group.cancel = i;
    before = std::max(before, now);
  }
  return meant;
}

void report(const Evidence& evidence, Index cancel, Index order, std::string_view what,
            std::string_view cause, TimeNs at_ns, Findings& findings) {
  Finding finding = about_intent(evidence, self, cancel);
  finding.order = evidence.orders()[order].id;
  finding.at_ns = at_ns;
  finding.explanation = join({intent_label(evidence, cancel), what, " (",
                              order_text(evidence.terms(), *evidence.orders()[order].last), ")."});
  finding.cause = cause;
  finding.money_at_risk = money_of_order(evidence, order);
  findings.add(std::move(finding));
}

// More orders open than there are intents whose cancel is not done.
void check_left_open(const Evidence& evidence, Index group, const Meant& meant, Findings& findings) {
  if (meant.places_done == 0) return;
  const Group& facts = evidence.groups()[group];
  std::size_t may_be_open = facts.places.size() - meant.places_done;
  std::size_t open = 0;
  for (Index order : facts.orders) {
    if (is_terminal(evidence.orders()[order].last->status) || ++open <= may_be_open) continue;
    TimeNs at_ns =
        std::max(evidence.intents()[meant.cancel].outcome_since_ns, evidence.orders()[order].accepted_ns);
    report(evidence, meant.cancel, order, " was reported as done, yet its order is open",
           "a cancel reported as done left its order open", at_ns, findings);
  }
}

void check_unmeant(const Evidence& evidence, Index group, const Meant& meant, Findings& findings) {
  std::size_t cancelled = 0;
  for (Index index : evidence.groups()[group].orders) {
    const OrderFacts& order = evidence.orders()[index];
    if (order.last->status != venue::OrderStatus::cancelled || cancelled_by_venue(evidence, index)) continue;
    if (++cancelled <= meant.places || closed_by_replace(evidence, group, *order.last)) continue;
    Finding finding = about_order(evidence, self, index);
    finding.at_ns = evidence.history().executions()[order.reports.back()].at_ns;
    finding.explanation =
        join({"The order of ", group_label(evidence, group), " was cancelled, which no intent asked for."});
    finding.cause = "an order was cancelled without an intent";
    finding.money_at_risk = money_of_order(evidence, index);
    findings.add(std::move(finding));
  }
}

// All orders of its group were closed when the client said so.
bool was_dead(const Evidence& evidence, const IntentFacts& cancel) {
  const auto& orders = evidence.groups()[cancel.group].orders;
  if (orders.empty()) return false;
  return std::all_of(orders.begin(), orders.end(), [&](Index index) {
    const OrderFacts& order = evidence.orders()[index];
    TimeNs closed_ns = evidence.history().executions()[order.reports.back()].at_ns;
    return is_terminal(order.last->status) && closed_ns < cancel.outcome_since_ns;
  });
}

void check_outcome(const Evidence& evidence, Index intent, Findings& findings) {
  const IntentFacts& facts = evidence.intents()[intent];
  if (facts.outcome == venue::Outcome::refused && was_dead(evidence, facts)) {
    report(evidence, intent, evidence.groups()[facts.group].orders.front(),
           " was reported as refused, though its order was closed", "a cancel of a closed order was refused",
           facts.outcome_since_ns, findings);
  }
  const venue::IntentView* target = evidence.intents()[facts.target].at_rest;
  if (target == nullptr) return;
  Index order = evidence.find_order(target->order_id);
  if (order == none || evidence.orders()[order].group != facts.group) return;
  const venue::OrderState& truth = *evidence.orders()[order].last;
  if (!is_terminal(truth.status) || target->status == truth.status) return;
  report(evidence, intent, order, " changed what its client believes of a closed order",
         "a cancel changed what is believed of a closed order", evidence.history().ended_ns(), findings);
}

}  // namespace

void check_cancel_is_idempotent(const Evidence& evidence, Findings& findings) {
  std::vector<Meant> meant = count_cancels(evidence);
  for (Index group = 0; group < evidence.groups().size(); ++group) {
    check_left_open(evidence, group, meant[group], findings);
    check_unmeant(evidence, group, meant[group], findings);
  }
  for (Index i = 0; i < evidence.intents().size(); ++i) {
    const IntentFacts& facts = evidence.intents()[i];
    bool cancel = facts.issued->intent.kind == venue::IntentKind::cancel;
    if (cancel && facts.target != none && facts.group != none) check_outcome(evidence, i, findings);
  }
}

}  // namespace onefold::properties

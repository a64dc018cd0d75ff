// one-order-per-intent: an intent said to be done became exactly one order, a refused one none, and each
// replace took effect at most once; and an intent to transfer money became exactly one transfer.
//
// Checked: always, over the whole record with what clients last said. Assumes: attribution by terms at
// acceptance; identical intents are compared as a group, both ways: not more orders than intents that may
// have one, not fewer than were said to be done.
#include <algorithm>

#include "properties/attribution.hpp"
#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/transfers_once.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::one_order_per_intent;

// "3 was filled" is said of the group's symbol.
std::string filled_text(const Evidence& evidence, Index group) {
  venue::Lots traded = 0;
  for (Index order : evidence.groups()[group].orders) traded += evidence.orders()[order].traded;
  const std::string& symbol = evidence.first_place(group).issued->intent.symbol;
  return lots_text(evidence.terms(), symbol, traded);
}

bool ids_differ(const Evidence& evidence, const Group& group) {
  const auto& first = evidence.orders()[group.orders.front()].first->client_order_id;
  return std::any_of(group.orders.begin(), group.orders.end(),
                     [&](Index order) { return evidence.orders()[order].first->client_order_id != first; });
}

void too_many(const Evidence& evidence, Index index, Findings& findings) {
  const Group& group = evidence.groups()[index];
  Index excess = group.orders[group.places.size()];
  Finding finding = about_group(evidence, self, index);
  finding.order = evidence.orders()[excess].id;
  finding.at_ns = evidence.orders()[excess].accepted_ns;
  finding.explanation =
      join({group_label(evidence, index), " became ", counted(std::int64_t(group.orders.size()), "order"),
            "; ", filled_text(evidence, index), " was filled."});
  finding.cause = ids_differ(evidence, group)
                      ? "an intent became several orders, under different client order ids"
                      : "an intent became several orders, under one client order id";
  finding.money_at_risk = money_of_order(evidence, excess);
  findings.add(std::move(finding));
}

Index first_with(const Evidence& evidence, const Group& group, venue::Outcome outcome) {
  for (Index place : group.places) {
    if (evidence.intents()[place].outcome == outcome) return place;
  }
  return group.places.front();
}

void refused_yet_placed(const Evidence& evidence, Index index, Findings& findings) {
  const Group& group = evidence.groups()[index];
  Index intent = first_with(evidence, group, venue::Outcome::refused);
  Index order = group.orders.back();
  Finding finding = about_intent(evidence, self, intent);
  finding.order = evidence.orders()[order].id;
  finding.at_ns = std::max(evidence.intents()[intent].outcome_ns, evidence.orders()[order].accepted_ns);
  finding.explanation =
      join({intent_label(evidence, intent), " was reported as refused, yet the venue has an order of it; ",
            filled_text(evidence, index), " was filled."});
  finding.cause = "a refused intent has an order";
  finding.money_at_risk = money_of_order(evidence, order);
  findings.add(std::move(finding));
}

void done_without_order(const Evidence& evidence, Index index, std::size_t done, Findings& findings) {
  const Group& group = evidence.groups()[index];
  Index intent = first_with(evidence, group, venue::Outcome::done);
  const venue::Intent& meant = evidence.intents()[intent].issued->intent;
  Finding finding = about_intent(evidence, self, intent);
  finding.at_ns = evidence.intents()[intent].outcome_ns;
  finding.explanation =
      join({group_label(evidence, index), ": ", std::to_string(done), " reported as done, but the venue has ",
            counted(std::int64_t(group.orders.size()), "order"), " of it."});
  finding.cause = "an intent reported as done has no order";
  finding.money_at_risk = money_text(evidence.terms(), meant.symbol, meant.quantity, meant.limit);
  findings.add(std::move(finding));
}

void check_places(const Evidence& evidence, Index index, Findings& findings) {
  const Group& group = evidence.groups()[index];
  std::size_t orders = group.orders.size();
  if (orders > group.places.size()) return too_many(evidence, index, findings);
  PlaceCount count = count_places(evidence, index);
  auto done = static_cast<std::size_t>(count.done);
  if (orders > done + static_cast<std::size_t>(count.open))
    return refused_yet_placed(evidence, index, findings);
  if (orders < done) done_without_order(evidence, index, done, findings);
}

// Money: what the replace set the order to.
void replace_finding(const Evidence& evidence, Index intent, std::string_view told, std::string_view cause,
                     Findings& findings) {
  const IntentFacts& facts = evidence.intents()[intent];
  const venue::Intent& meant = facts.issued->intent;
  const std::string& symbol = evidence.first_place(facts.group).issued->intent.symbol;
  Finding finding = about_intent(evidence, self, intent);
  finding.at_ns = facts.outcome_ns;
  finding.explanation =
      join({intent_label(evidence, intent), " to ", lots_text(evidence.terms(), symbol, meant.quantity),
            " at ", price_text(evidence.terms(), symbol, meant.limit), told});
  finding.cause = cause;
  finding.money_at_risk = money_text(evidence.terms(), symbol, meant.quantity, meant.limit);
  findings.add(std::move(finding));
}

void check_replace_intent(const Evidence& evidence, Index intent, Findings& findings) {
  const IntentFacts& facts = evidence.intents()[intent];
  const venue::Intent& meant = facts.issued->intent;
  ReplaceCount count = count_replaces(evidence, facts.group, meant.quantity, meant.limit);
  if (count.happened > count.meant) {
    replace_finding(evidence, intent, " took effect more than once.", "a replace took effect more than once",
                    findings);
  } else if (count.happened > count.done + count.open && facts.outcome == venue::Outcome::refused) {
    replace_finding(evidence, intent, " was reported as refused, yet it took effect.",
                    "a refused replace took effect", findings);
  } else if (count.happened + count.closed < count.done && facts.outcome == venue::Outcome::done) {
    replace_finding(evidence, intent, " was reported as done, yet it never took effect.",
                    "a replace reported as done took no effect", findings);
  }
}

// Of an order that belongs to a group: a change of terms that nobody meant.
void check_unmeant_replaces(const Evidence& evidence, const OrderFacts& order, Index index,
                            Findings& findings) {
  for (std::size_t place = 0; place < order.reports.size(); ++place) {
    const RecordedExecution& execution = evidence.history().executions()[order.reports[place]];
    const venue::OrderState& state = execution.report.order;
    if (execution.report.kind != venue::ExecutionKind::replaced) continue;
    if (count_replaces(evidence, order.group, state.quantity, state.limit).meant != 0) continue;
    if (closes_by_replace(evidence, order, place)) continue;
    if (is_decrement(evidence, index, execution.report)) continue;
    Finding finding = about_order(evidence, self, index);
    finding.at_ns = execution.at_ns;
    finding.explanation = join({"The order of ", group_label(evidence, order.group), " was changed to ",
                                order_text(evidence.terms(), state), ", which no intent asked for."});
    finding.cause = "an order was replaced without an intent";
    finding.money_at_risk = money_text(evidence.terms(), state.symbol, state.quantity, state.limit);
    findings.add(std::move(finding));
    return;
  }
}

}  // namespace

void check_one_order_per_intent(const Evidence& evidence, Findings& findings) {
  for (Index group = 0; group < evidence.groups().size(); ++group) check_places(evidence, group, findings);
  for (Index i = 0; i < evidence.intents().size(); ++i) {
    const IntentFacts& facts = evidence.intents()[i];
    if (facts.issued->intent.kind != venue::IntentKind::replace || facts.group == none) continue;
    check_replace_intent(evidence, i, findings);
  }
  for (Index i = 0; i < evidence.orders().size(); ++i) {
    const OrderFacts& order = evidence.orders()[i];
    if (order.group != none) check_unmeant_replaces(evidence, order, i, findings);
  }
  check_transfers(evidence, findings);
}

}  // namespace onefold::properties

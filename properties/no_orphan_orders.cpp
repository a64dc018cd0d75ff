// no-orphan-orders: every order was intended by somebody, and an order that is open is in the care of a
// client that holds its intent.
//
// Checked: always that an order's terms match an intent issued before; at quiescence that an open order
// belongs to an intent that is not refused. Assumes attribution by terms at acceptance.
#include <algorithm>

#include "properties/attribution.hpp"
#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::no_orphan_orders;

// The client whose request made the order: by the id on the wire, else the first of the account.
ClientIndex sender_of(const Evidence& evidence, const OrderFacts& order) {
  auto uses = evidence.uses_of(order.account, order.first->client_order_id);
  if (uses.empty()) return evidence.first_client_on(order.account);
  return evidence.history().requests()[uses.front().request].client;
}

void orphan(const Evidence& evidence, Index index, std::string_view what, std::string_view cause,
            TimeNs at_ns, Findings& findings) {
  const OrderFacts& order = evidence.orders()[index];
  Finding finding = about_order(evidence, self, index);
  finding.client = sender_of(evidence, order);
  finding.at_ns = at_ns;
  finding.explanation = join({"The venue has an order (", order_text(evidence.terms(), *order.first),
                              ") on account ", evidence.accounts()[order.account], " ", what});
  finding.cause = cause;
  finding.money_at_risk = money_of_order(evidence, index);
  findings.add(std::move(finding));
}

bool intended_before(const Evidence& evidence, const OrderFacts& order) {
  const auto& places = evidence.groups()[order.group].places;
  return std::any_of(places.begin(), places.end(), [&](Index place) {
    return evidence.intents()[place].issued->step < order.accepted_step;
  });
}

// Open orders of a group beyond those that its clients hold.
void check_care(const Evidence& evidence, Index group, Findings& findings) {
  const Group& facts = evidence.groups()[group];
  if (evidence.at_rest(evidence.first_place(group).issued->client) == nullptr) return;
  PlaceCount count = count_places(evidence, group);
  auto held = static_cast<std::size_t>(count.done + count.open);
  std::size_t open = 0;
  for (Index order : facts.orders) {
    if (is_terminal(evidence.orders()[order].last->status) || ++open <= held) continue;
    orphan(evidence, order, "that is open, and no client holds an intent for it.",
           "an open order is in nobody's care", evidence.history().ended_ns(), findings);
  }
}

}  // namespace

void check_no_orphan_orders(const Evidence& evidence, Findings& findings) {
  for (Index i = 0; i < evidence.orders().size(); ++i) {
    const OrderFacts& order = evidence.orders()[i];
    if (order.group == none) {
      orphan(evidence, i, "that no intent asked for.", "an order matches no intent", order.accepted_ns,
             findings);
    } else if (!intended_before(evidence, order)) {
      orphan(evidence, i, "from before anybody asked for it.", "an order came before its intent",
             order.accepted_ns, findings);
    }
  }
  for (Index group = 0; group < evidence.groups().size(); ++group) check_care(evidence, group, findings);
}

}  // namespace onefold::properties

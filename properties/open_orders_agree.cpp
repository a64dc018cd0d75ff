// open-orders-agree: a client and the venue list the same open orders, in the same state, and no ghosts.
//
// Checked: at quiescence in full; after each restart only that a client lists no order that the venue never
// had. Assumes, after a restart, that changes may still be on their way. Orders that belong to other clients
// of a shared account, and orders of nobody, may be listed as orphans or left out (no-orphan-orders sees to
// them).
#include <algorithm>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::open_orders_agree;

const venue::OrderState* find_listed(const venue::ClientView& view, venue::OrderId id) {
  for (const venue::OrderState& order : view.open_orders) {
    if (order.order_id == id) return &order;
  }
  return nullptr;
}

bool lists_orphan(const venue::ClientView& view, venue::OrderId id) {
  return std::find(view.orphans.begin(), view.orphans.end(), id) != view.orphans.end();
}

bool is_open(const Evidence& evidence, Index order) {
  return order != none && !is_terminal(evidence.orders()[order].last->status);
}

// The client alone can answer for it: nobody else has an intent with its terms.
bool only_of(const Evidence& evidence, Index order, ClientIndex client) {
  Index group = evidence.orders()[order].group;
  if (group == none) return false;
  const auto& places = evidence.groups()[group].places;
  return std::all_of(places.begin(), places.end(),
                     [&](Index place) { return evidence.intents()[place].issued->client == client; });
}

// Another client of the account answers for it; what this one says of it may be older.
bool of_neighbour(const Evidence& evidence, Index order, ClientIndex client) {
  Index group = evidence.orders()[order].group;
  return group != none && !evidence.group_of_client(group, client);
}

void differ(const Evidence& evidence, const RecordedView& view, Index order, std::string_view what,
            std::string_view cause, Findings& findings) {
  Finding finding = about_order(evidence, self, order);
  finding.client = view.client;
  finding.at_ns = view.at_ns;
  finding.explanation = join({"Client ", evidence.terms().clients[view.client].name, what, " (",
                              order_text(evidence.terms(), *evidence.orders()[order].last), ")."});
  finding.cause = cause;
  finding.money_at_risk = money_of_order(evidence, order);
  findings.add(std::move(finding));
}

void invented(const Evidence& evidence, const RecordedView& view, Findings& findings) {
  Finding finding = about_client(evidence, self, view.client);
  finding.at_ns = view.at_ns;
  finding.explanation = join({"Client ", evidence.terms().clients[view.client].name,
                              " lists an open order that the venue does not know."});
  finding.cause = "a client lists an order unknown to the venue";
  findings.add(std::move(finding));
}

// What the client lists, against the venue.
void check_listed(const Evidence& evidence, const RecordedView& view, Findings& findings) {
  bool rest = evidence.at_rest(view.client) == &view;
  Index account = evidence.account_of(view.client);
  for (const venue::OrderState& listed : view.view.open_orders) {
    Index order = evidence.find_order(listed.order_id);
    if (order == none || evidence.orders()[order].account != account) {
      invented(evidence, view, findings);
      continue;
    }
    if (!rest) continue;
    const venue::OrderState& truth = *evidence.orders()[order].last;
    if (is_terminal(truth.status)) {
      differ(evidence, view, order, " lists an order as open that is closed",
             "a closed order is listed as open", findings);
    } else if (listed != truth) {
      differ(evidence, view, order, " lists an order in another state than the venue",
             "an open order differs", findings);
    }
  }
}

// What the venue has, against the client; and what the client calls orphans and ghosts.
void check_complete(const Evidence& evidence, const RecordedView& view, Findings& findings) {
  for (Index i = 0; i < evidence.orders().size(); ++i) {
    if (!is_open(evidence, i) || !only_of(evidence, i, view.client)) continue;
    venue::OrderId id = evidence.orders()[i].id;
    if (find_listed(view.view, id) == nullptr) {
      bool orphan = lists_orphan(view.view, id);
      differ(evidence, view, i,
             orphan ? " calls an order of its own an orphan" : " does not list an order that is open",
             orphan ? "an order of the client is called an orphan" : "an open order is not listed", findings);
    }
  }
  for (venue::OrderId id : view.view.orphans) {
    Index order = evidence.find_order(id);
    if (order == none) invented(evidence, view, findings);
    if (order == none || is_open(evidence, order) || of_neighbour(evidence, order, view.client)) continue;
    differ(evidence, view, order, " calls an order an orphan that is closed",
           "a closed order is called an orphan", findings);
  }
  for (const std::string& id : view.view.ghosts) {
    Index intent = evidence.find_intent(view.client, id);
    if (intent == none || evidence.intents()[intent].group == none) continue;
    const Group& group = evidence.groups()[evidence.intents()[intent].group];
    if (group.orders.size() < group.places.size()) continue;
    differ(evidence, view, group.orders.back(), " calls an order a ghost that the venue knows",
           "an order that the venue knows is called a ghost", findings);
  }
}

// What it says of each intent's order.
void check_status(const Evidence& evidence, Index intent, Findings& findings) {
  const IntentFacts& facts = evidence.intents()[intent];
  if (facts.at_rest == nullptr || facts.issued->intent.kind != venue::IntentKind::place) return;
  Index order = evidence.find_order(facts.at_rest->order_id);
  if (order == none || evidence.orders()[order].group != facts.group) return;
  if (facts.at_rest->status == evidence.orders()[order].last->status) return;
  const RecordedView& view = *evidence.at_rest(facts.issued->client);
  differ(evidence, view, order, " believes in another status of an order", "the status of an order differs",
         findings);
}

}  // namespace

void check_open_orders_agree(const Evidence& evidence, Findings& findings) {
  for (const RecordedView& view : evidence.history().views()) {
    if (!view.view.ready) continue;
    check_listed(evidence, view, findings);
    if (evidence.at_rest(view.client) == &view) check_complete(evidence, view, findings);
  }
  for (Index i = 0; i < evidence.intents().size(); ++i) check_status(evidence, i, findings);
}

}  // namespace onefold::properties

// Finds orphans, adoptions and orders to ask about.
#include "client/reconciler.hpp"

#include <set>

namespace onefold::client {

bool has_terms_of(const venue::Intent& intent, const venue::OrderState& order) {
  if (intent.symbol != order.symbol || intent.side != order.side) return false;
  if (intent.type != order.type || intent.tif != order.tif) return false;
  if (order.client_order_id != order.first_client_order_id) return true;
  return intent.quantity == order.quantity && intent.limit == order.limit;
}

IntentIndex owner_of(const ClientState& state, const venue::OrderState& order) {
  const IntentIndex index =
      state.find_order(order.order_id, order.first_client_order_id, order.client_order_id);
  if (index == no_intent) return no_intent;
  const Tracked& tracked = state.at(index);
  if (tracked.order.order_id != 0) return tracked.order.order_id == order.order_id ? index : no_intent;
  if (tracked.outcome == venue::Outcome::refused) return no_intent;
  return has_terms_of(tracked.intent, order) ? index : no_intent;
}

Findings Reconciler::compare(const ClientState& state, const std::vector<venue::OrderState>& open) const {
  Findings findings;
  std::set<IntentIndex> named;
  for (const venue::OrderState& order : open) {
    const IntentIndex owner = owner_of(state, order);
    if (owner == no_intent) {
      findings.orphans.push_back(order.order_id);
      continue;
    }
    named.insert(owner);
    if (!state.at(owner).resolved()) findings.adopted.push_back(owner);
  }
  for (IntentIndex i = 0; i < state.size(); ++i) {
    const venue::OrderState& order = state.at(i).order;
    if (order.order_id != 0 && !is_terminal(order.status) && !named.contains(i))
      findings.missing.push_back(i);
  }
  return findings;
}

}  // namespace onefold::client

#include "properties/property.hpp"

#include "properties/checks.hpp"

namespace onefold::properties {

using venue::AdapterLevel;

std::string_view to_string(Property property) {
  static constexpr std::string_view names[] = {
      "one-order-per-intent",    "never-overfilled",        "exposure",
      "fills-applied-once",      "positions-agree",         "open-orders-agree",
      "quantities-add-up",       "status-never-regresses",  "ids-map-one-to-one",
      "no-orphan-orders",        "every-intent-resolves",   "accepted-intents-survive",
      "cancel-is-idempotent",    "callbacks-once-in-order", "retries-within-budget",
      "venue-keeps-its-contract"};
  static_assert(std::size(names) == property_count);
  return names[static_cast<int>(property)];
}

bool parse_property(std::string_view word, Property& property) {
  for (int i = 0; i < property_count; ++i) {
    if (to_string(static_cast<Property>(i)) != word) continue;
    property = static_cast<Property>(i);
    return true;
  }
  return false;
}

std::span<const PropertyEntry> property_registry() {
  static constexpr PropertyEntry entries[] = {
      {Property::one_order_per_intent, "always",
       "orders belong to intents by their terms at acceptance; identical intents are compared as a group",
       "each intent becomes exactly one order when done, none when refused; each replace takes effect once",
       AdapterLevel::orders_only, check_one_order_per_intent},
      {Property::never_overfilled, "always", "trades as the venue made them",
       "no order, and no group of identical intents, is filled beyond what was intended",
       AdapterLevel::orders_only, check_never_overfilled},
      {Property::exposure, "always", "nothing about ids or attribution",
       "executed plus open never exceeds what was intended, per account, symbol and side",
       AdapterLevel::orders_only, check_exposure},
      {Property::fills_applied_once, "always; completeness at quiescence",
       "callbacks with one number are one callback",
       "each trade reaches its client's user once, with its content, under its intent",
       AdapterLevel::full_view, check_fills_applied_once},
      {Property::positions_agree, "after each restart, at quiescence",
       "after a restart events may still be on their way",
       "a client's position is the sum of the venue's trades on its orders", AdapterLevel::with_positions,
       check_positions_agree},
      {Property::open_orders_agree, "after each restart, at quiescence",
       "after a restart events may still be on their way",
       "a client and the venue list the same open orders, in the same state", AdapterLevel::full_view,
       check_open_orders_agree},
      {Property::quantities_add_up, "always; client against venue at quiescence",
       "trades as the venue made them",
       "filled is the sum of the fills, at the venue and in every view of a client", AdapterLevel::full_view,
       check_quantities_add_up},
      {Property::status_never_regresses, "always", "views of a client that is not ready say nothing",
       "no final outcome changes, no filled quantity shrinks, no closed order opens again",
       AdapterLevel::full_view, check_status_never_regresses},
      {Property::ids_map_one_to_one, "always", "requests as they left their sender",
       "one client order id means one intent, and one intent keeps one id", AdapterLevel::orders_only,
       check_ids_map_one_to_one},
      {Property::no_orphan_orders, "always; unclaimed orders at quiescence",
       "orders belong to intents by their terms at acceptance",
       "every order was intended by somebody, and an open one is in its client's care",
       AdapterLevel::orders_only, check_no_orphan_orders},
      {Property::every_intent_resolves, "at quiescence", "the network has healed and all nodes run",
       "every intent is accepted and ends as done or refused, or as unknown where the contract permits it",
       AdapterLevel::full_view, check_every_intent_resolves},
      {Property::accepted_intents_survive, "after each restart, at quiescence",
       "an intent is accepted once its client said so",
       "an accepted intent is in every later view of its client", AdapterLevel::full_view,
       check_accepted_intents_survive},
      {Property::cancel_is_idempotent, "always; outcomes at quiescence",
       "nothing about the number of requests",
       "a cancel closes its order or leaves a closed one as it is, and touches no other order",
       AdapterLevel::orders_only, check_cancel_is_idempotent},
      {Property::callbacks_once_in_order, "always",
       "a restarted client may repeat callbacks with equal content",
       "callbacks are numbered without gaps, and a number means one thing for ever", AdapterLevel::full_view,
       check_callbacks_once_in_order},
      {Property::retries_within_budget, "always", "requests as they left their sender",
       "no intent costs more requests than the retry budget allows", AdapterLevel::orders_only,
       check_retries_within_budget},
      {Property::venue_keeps_its_contract, "always", "the profile is what the venue documents",
       "the venue answers, matches, reports and remembers as its profile says", AdapterLevel::orders_only,
       check_venue_keeps_its_contract},
  };
  static_assert(std::size(entries) == property_count);
  return entries;
}

}  // namespace onefold::properties

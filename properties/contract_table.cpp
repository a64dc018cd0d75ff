// The table of the contract: for each property, what is left of it in each situation, and why.
#include "properties/contract.hpp"

namespace onefold::properties {

namespace {

constexpr Cell kept(std::string_view reason) {
  return {Promise::kept, reason};
}
constexpr Cell weakened(std::string_view reason) {
  return {Promise::weakened, reason};
}
constexpr Cell impossible(std::string_view reason) {
  return {Promise::impossible, reason};
}

constexpr std::string_view by_waiting =
    "a client that does not know gives up as unknown, and does nothing twice";
constexpr std::string_view untouched = "it rests on nothing that this fault takes away";

// The venue makes another order of one request: request_repeated, later_than_bound, clock_beyond_bound.
Cell of_second_order(Property property) {
  switch (property) {
    case Property::one_order_per_intent:
      return impossible("one intent has two orders, and the client did not send twice");
    case Property::never_overfilled:
      return impossible("both orders of the intent may fill");
    case Property::exposure:
      return impossible("both orders of the intent may be open");
    case Property::fills_applied_once:
      return weakened("fills of the second order may be told as nobody's");
    case Property::open_orders_agree:
      return weakened("the second order may be listed as an orphan");
    case Property::quantities_add_up:
      return weakened("a view of the intent shows one of its two orders");
    case Property::status_never_regresses:
      return weakened("a view of the intent may show the one order, then the other");
    case Property::ids_map_one_to_one:
      return weakened("the client sends one id for one intent; the venue has two orders of it");
    case Property::no_orphan_orders:
      return weakened("the second order belongs to the intent, but its client may not hold it");
    case Property::cancel_is_idempotent:
      return weakened("a cancel by client order id reaches one of the two orders");
    case Property::positions_agree:
      return kept("trades of both orders are the account's, and can be asked for");
    case Property::every_intent_resolves:
      return kept("the intent is done, if more than once");
    case Property::accepted_intents_survive:
    case Property::callbacks_once_in_order:
    case Property::retries_within_budget:
    case Property::venue_keeps_its_contract:
      return kept(untouched);
  }
  return {};
}

Cell of_answer_out_of_reach(Property property) {
  if (property == Property::every_intent_resolves) {
    return weakened(
        "an intent may end as unknown: in one run its request is lost, in another it arrives later");
  }
  return kept(by_waiting);
}

// What the ledger held is gone; with `ids_kept` the client makes the same ids again on a venue that knows
// them.
Cell of_ledger_lost(Property property, bool ids_kept) {
  constexpr std::string_view same_ids =
      "the intent's id comes out the same, and the venue refuses it or returns the order";
  switch (property) {
    case Property::one_order_per_intent:
      return ids_kept ? kept(same_ids)
                      : impossible("whether the order was sent is known to nobody who could say");
    case Property::never_overfilled:
      return ids_kept ? kept(same_ids) : impossible("an order sent again fills again");
    case Property::exposure:
      return ids_kept ? kept(same_ids) : impossible("an order sent again is open again");
    case Property::ids_map_one_to_one:
      return ids_kept ? kept(same_ids) : impossible("the id that was used is lost, and another is made");
    case Property::fills_applied_once:
      return impossible("whether a fill was told is lost with the ledger");
    case Property::status_never_regresses:
      return impossible("what was told of an intent is lost with the ledger");
    case Property::accepted_intents_survive:
      return impossible("the ledger was the only copy of an accepted intent");
    case Property::every_intent_resolves:
      return impossible("an accepted intent that is lost can come to no end");
    case Property::callbacks_once_in_order:
      return impossible("the numbers that were used are lost with the ledger");
    case Property::open_orders_agree:
      return weakened("orders of lost intents are listed as orphans");
    case Property::quantities_add_up:
      return weakened("lost intents have no quantities; orders and trades still add up");
    case Property::no_orphan_orders:
      return weakened("orders of lost intents are orphans, and are reported");
    case Property::cancel_is_idempotent:
      return weakened("a cancel of a lost intent finds nothing to cancel");
    case Property::retries_within_budget:
      return weakened("attempts before the loss are not counted");
    case Property::positions_agree:
      return kept("positions can be rebuilt from the venue's trades");
    case Property::venue_keeps_its_contract:
      return kept(untouched);
  }
  return {};
}

Cell of_venue_forgets(Property property) {
  switch (property) {
    case Property::one_order_per_intent:
      return impossible("an order that was acknowledged and reported as done is gone");
    case Property::fills_applied_once:
      return impossible("a fill that was told of is no trade any more");
    case Property::positions_agree:
      return impossible("a position holds trades that are no trades any more");
    case Property::status_never_regresses:
      return impossible("an order that was reported as filled is open or unknown again");
    case Property::venue_keeps_its_contract:
      return impossible("forgetting what it told of breaks it");
    case Property::never_overfilled:
      return weakened("trades that were forgotten are not counted");
    case Property::exposure:
      return weakened("orders that were forgotten are not counted");
    case Property::open_orders_agree:
      return weakened("orders that were forgotten are reported as ghosts");
    case Property::quantities_add_up:
      return weakened("forgotten fills may still be counted by the client");
    case Property::ids_map_one_to_one:
      return weakened("an order may be gone, and its venue id given to another");
    case Property::no_orphan_orders:
      return weakened("an order may come back under an intent that was given up");
    case Property::cancel_is_idempotent:
      return weakened("a cancelled order may be open again");
    case Property::every_intent_resolves:
    case Property::accepted_intents_survive:
    case Property::callbacks_once_in_order:
    case Property::retries_within_budget:
      return kept(untouched);
  }
  return {};
}

}  // namespace

std::string_view to_string(Promise promise) {
  switch (promise) {
    case Promise::kept:
      return "kept";
    case Promise::weakened:
      return "weakened";
    case Promise::impossible:
      return "impossible";
    case Promise::absent:
      return "absent";
  }
  return "?";
}

std::string_view to_string(Situation situation) {
  switch (situation) {
    case Situation::absent:
      return "absent";
    case Situation::survivable:
      return "survivable";
    case Situation::answer_out_of_reach:
      return "answer-out-of-reach";
    case Situation::request_repeated:
      return "request-repeated";
    case Situation::later_than_bound:
      return "later-than-bound";
    case Situation::clock_beyond_bound:
      return "clock-beyond-bound";
    case Situation::ledger_lost:
      return "ledger-lost";
    case Situation::ledger_lost_ids_kept:
      return "ledger-lost-ids-kept";
    case Situation::venue_forgets:
      return "venue-forgets";
  }
  return "?";
}

Cell cell(Property property, Situation situation) {
  switch (situation) {
    case Situation::absent:
      return {Promise::absent, "the fault does not exist in this delivery model"};
    case Situation::survivable:
      return kept("a client can keep it, and has to");
    case Situation::answer_out_of_reach:
      return of_answer_out_of_reach(property);
    case Situation::request_repeated:
    case Situation::later_than_bound:
    case Situation::clock_beyond_bound:
      return of_second_order(property);
    case Situation::ledger_lost:
      return of_ledger_lost(property, false);
    case Situation::ledger_lost_ids_kept:
      return of_ledger_lost(property, true);
    case Situation::venue_forgets:
      return of_venue_forgets(property);
  }
  return {};
}

}  // namespace onefold::properties

#include "properties/witness.hpp"

#include <algorithm>

namespace onefold::properties {

namespace {

using enum Act;

constexpr Property placing[] = {Property::one_order_per_intent, Property::never_overfilled,
                                Property::exposure};
constexpr Property resolving[] = {Property::every_intent_resolves};
constexpr Property remembering[] = {Property::accepted_intents_survive, Property::every_intent_resolves};
constexpr Property telling[] = {Property::callbacks_once_in_order, Property::fills_applied_once};
constexpr Property showing[] = {Property::status_never_regresses};
constexpr Property naming[] = {Property::ids_map_one_to_one};
constexpr Property trusting[] = {Property::one_order_per_intent, Property::fills_applied_once,
                                 Property::positions_agree, Property::status_never_regresses,
                                 Property::venue_keeps_its_contract};

// A copy of what is about to be sent: in one run it is the only one, in the other the network makes a second.
constexpr Act given[] = {intent_given};
constexpr Act sent_once[] = {sent, copy_arrives, order_closed};
constexpr Act sent_and_repeated[] = {sent, copy_arrives, order_closed, copy_arrives};
constexpr Act sent_and_repeated_late[] = {sent, copy_arrives, order_closed, window_over, copy_arrives};
constexpr Act nothing[] = {no_answer};

// A request whose answer is missing: lost, or still under way when the client believes that it cannot be.
constexpr Act sent_and_lost[] = {intent_given, sent, copy_lost, no_answer, query_found_none};
constexpr Act sent_and_held[] = {intent_given, sent, no_answer, query_found_none};
constexpr Act sent_again[] = {sent, copy_arrives};
constexpr Act sent_again_after_the_first[] = {copy_arrives, order_closed, window_over, sent, copy_arrives};
constexpr Act only_the_first[] = {copy_arrives};

// The venue has the order, and a query or a window that the clock misled says that it has none.
constexpr Act sent_and_unseen[] = {intent_given, sent,      copy_arrives,    order_closed,
                                   window_over,  no_answer, query_found_none};

// The order was closed before a query that does not show closed ones.
constexpr Act sent_and_closed[] = {intent_given, sent,      copy_arrives,
                                   order_closed, no_answer, query_found_none};

// An order that is to be changed, while a copy of it may be under way.
constexpr Act standing[] = {intent_given, sent, copy_arrives, acknowledged};
constexpr Act change[] = {changed};
constexpr Act change_and_copy[] = {changed, copy_arrives};

// An empty ledger.
constexpr Act ledger_without_order[] = {intent_given, sent, copy_lost, ledger_gone, intent_given_again};
constexpr Act ledger_with_order[] = {intent_given, sent, copy_arrives, ledger_gone, intent_given_again};
constexpr Act resent_under_another_id[] = {sent_other_id, copy_arrives};
constexpr Act ledger_with_first_id[] = {intent_given, sent, copy_lost, ledger_gone, intent_given_again};
constexpr Act ledger_with_other_id[] = {intent_given, sent_other_id, copy_lost, ledger_gone,
                                        intent_given_again};
constexpr Act resent[] = {sent};
constexpr Act resent_otherwise[] = {sent_other_id};
constexpr Act ledger_with_intent[] = {intent_given, ledger_gone};
constexpr Act ledger_of_nobody[] = {ledger_gone};
constexpr Act ledger_untold[] = {intent_given, sent, copy_arrives, ledger_gone, intent_given_again};
constexpr Act ledger_told[] = {intent_given, sent,        copy_arrives,      acknowledged,
                               told_user,    ledger_gone, intent_given_again};
constexpr Act tells[] = {told_user};

// An acknowledgement that the venue does not stand by.
constexpr Act confirmed[] = {intent_given, sent, copy_arrives, acknowledged};
constexpr Act stays[] = {no_answer};
constexpr Act forgets[] = {orders_forgotten};

constexpr Witness all[] = {
    {Situation::request_repeated,
     Family::none,
     placing,
     Decision::send,
     {given, sent_once, nothing},
     {given, sent_and_repeated, nothing},
     "Before the first sending both runs are one; in the second the network makes two of what is sent."},
    {Situation::request_repeated,
     Family::while_open,
     placing,
     Decision::send,
     {given, sent_once, nothing},
     {given, sent_and_repeated, nothing},
     "As without de-duplication, the copy coming after the order was filled."},
    {Situation::request_repeated,
     Family::window,
     placing,
     Decision::send,
     {given, sent_once, nothing},
     {given, sent_and_repeated_late, nothing},
     "As without de-duplication, the copy coming after the window."},
    {Situation::later_than_bound,
     Family::none,
     placing,
     Decision::send,
     {sent_and_lost, sent_again, nothing},
     {sent_and_held, sent_again_after_the_first, only_the_first},
     "A query after the longest delay finds nothing: one request was lost, the other is later than that."},
    {Situation::later_than_bound,
     Family::while_open,
     placing,
     Decision::send,
     {sent_and_lost, sent_again, nothing},
     {sent_and_held, sent_again_after_the_first, only_the_first},
     "As without de-duplication, the first copy being filled before the second comes."},
    {Situation::later_than_bound,
     Family::window,
     placing,
     Decision::send,
     {sent_and_lost, sent_again, nothing},
     {sent_and_held, sent_again_after_the_first, only_the_first},
     "As without de-duplication, the second copy coming after the window of the first."},
    {Situation::answer_out_of_reach,
     Family::none,
     resolving,
     Decision::send,
     {sent_and_lost, sent_again, nothing},
     {sent_and_held, sent_again_after_the_first, only_the_first},
     "With no bound on delay no query is late enough: one request was lost, the other is still under way."},
    {Situation::answer_out_of_reach,
     Family::while_open,
     resolving,
     Decision::send,
     {sent_and_lost, sent_again, nothing},
     {sent_and_held, sent_again_after_the_first, only_the_first},
     "With no bound on delay no query is late enough, and the id is free again once the order is filled."},
    {Situation::answer_out_of_reach,
     Family::window,
     resolving,
     Decision::send,
     {sent_and_lost, sent_again, nothing},
     {sent_and_held, sent_again_after_the_first, only_the_first},
     "With no bound on delay no query is late enough, and no window long enough."},
    {Situation::answer_out_of_reach,
     Family::amended,
     resolving,
     Decision::send_change,
     {standing, change, nothing},
     {standing, change_and_copy, only_the_first},
     "With no bound on delay a copy of the order may still be under way, and takes back the change."},
    {Situation::answer_out_of_reach,
     Family::for_ever_reject,
     resolving,
     Decision::say_done,
     {sent_and_closed, nothing, nothing},
     {sent_and_lost, nothing, nothing},
     "No query shows closed orders and no stream has the past: the order was closed, or never was."},
    {Situation::later_than_bound,
     Family::amended,
     placing,
     Decision::send_change,
     {standing, change, nothing},
     {standing, change_and_copy, only_the_first},
     "The longest delay is over, and in one run a copy of the order comes still, after the change."},
    {Situation::clock_beyond_bound,
     Family::none,
     placing,
     Decision::send,
     {sent_and_lost, sent_again, nothing},
     {sent_and_unseen, sent_again, nothing},
     "The clock makes the wait too short or the answer too old: nothing is found though the order exists."},
    {Situation::clock_beyond_bound,
     Family::while_open,
     placing,
     Decision::send,
     {sent_and_lost, sent_again, nothing},
     {sent_and_unseen, sent_again, nothing},
     "As without de-duplication, the order being filled meanwhile."},
    {Situation::clock_beyond_bound,
     Family::window,
     placing,
     Decision::send,
     {sent_and_lost, sent_again, nothing},
     {sent_and_unseen, sent_again, nothing},
     "By the venue's clock the window is over, and the id is free again."},
    {Situation::ledger_lost,
     Family::for_ever_reject,
     placing,
     Decision::send,
     {ledger_without_order, resent_under_another_id, nothing},
     {ledger_with_order, resent_under_another_id, nothing},
     "The ledger that knew whether, and under which id, the intent was sent is gone."},
    {Situation::ledger_lost,
     Family::for_ever_reject,
     naming,
     Decision::send_same_id,
     {ledger_with_first_id, resent, resent_otherwise},
     {ledger_with_other_id, resent, resent_otherwise},
     "Which of two ids was used is not known any more."},
    {Situation::ledger_lost,
     Family::for_ever_reject,
     remembering,
     Decision::send,
     {ledger_with_intent, sent_again, nothing},
     {ledger_of_nobody, sent_again, nothing},
     "In one run an intent had been accepted, in the other none was ever given."},
    {Situation::ledger_lost,
     Family::for_ever_reject,
     telling,
     Decision::tell_user,
     {ledger_untold, tells, nothing},
     {ledger_told, tells, nothing},
     "Whether the user was told is not known any more."},
    {Situation::ledger_lost,
     Family::for_ever_reject,
     showing,
     Decision::say_pending,
     {ledger_without_order, nothing, nothing},
     {ledger_told, nothing, nothing},
     "In one run the intent is new, in the other its outcome was told."},
    {Situation::ledger_lost_ids_kept,
     Family::for_ever_reject,
     remembering,
     Decision::send,
     {ledger_with_intent, sent_again, nothing},
     {ledger_of_nobody, sent_again, nothing},
     "In one run an intent had been accepted, in the other none was ever given."},
    {Situation::ledger_lost_ids_kept,
     Family::for_ever_reject,
     telling,
     Decision::tell_user,
     {ledger_untold, tells, nothing},
     {ledger_told, tells, nothing},
     "Whether the user was told is not known any more."},
    {Situation::ledger_lost_ids_kept,
     Family::for_ever_reject,
     showing,
     Decision::say_pending,
     {ledger_without_order, nothing, nothing},
     {ledger_told, nothing, nothing},
     "In one run the intent is new, in the other its outcome was told."},
    {Situation::venue_forgets,
     Family::for_ever_reject,
     trusting,
     Decision::say_done,
     {confirmed, stays, stays},
     {confirmed, forgets, forgets},
     "The venue acknowledges, and in one run loses what it acknowledged."},
};

// Whether what is lost is lost whatever ids are worth.
bool concerns_all(Situation situation) {
  return situation == Situation::ledger_lost || situation == Situation::ledger_lost_ids_kept ||
         situation == Situation::venue_forgets;
}

// The family whose witnesses hold for another one too, where that has none of its own: ids that are forgotten
// are so however long they were kept, and ids that several gateways keep apart are not compared.
Family stand_in(Family family) {
  switch (family) {
    case Family::session:
    case Family::stored_response:
    case Family::upsert:
    case Family::amended:
    case Family::ignored:
      return Family::window;
    default:
      return Family::none;
  }
}

const Witness* find_told(Property property, Situation situation, Family family) {
  for (const Witness& witness : all) {
    if (witness.situation != situation) continue;
    if (witness.family != family && !concerns_all(situation)) continue;
    const auto& broken = witness.properties;
    if (std::find(broken.begin(), broken.end(), property) != broken.end()) return &witness;
  }
  return nullptr;
}

}  // namespace

bool seen_by_client(Act act) {
  return act < copy_lost;
}

std::span<const Witness> witnesses() {
  return all;
}

const Witness* find_witness(Property property, Situation situation, Family family) {
  const bool hidden = situation == Situation::answer_out_of_reach;
  if (const Witness* own = find_told(property, situation, family)) return own;
  return find_told(property, situation, hidden ? Family::for_ever_reject : stand_in(family));
}

}  // namespace onefold::properties

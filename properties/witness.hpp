// Why "impossible" in the contract is true: pairs of runs that look the same to the client up to a decision,
// in one of which it must act and in the other must not. No client, however clever, is right in both.
//
// Runs are told in steps of an abstract venue and client; tests walk them and count.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "properties/contract.hpp"
#include "properties/property.hpp"

namespace onefold::properties {

enum class Act : std::uint8_t {
  // seen by the client
  intent_given,      // accepted from its source, which may forget it now
  sent,              // a new-order under the id that the ledger says
  sent_other_id,     // the same under another id
  no_answer,         // the time for an answer is over
  acknowledged,      // the venue says that it has the order
  query_found_none,  // asked more than the longest delay and the lag after sending, the venue knows no order
  told_user,         // a callback about the intent
  changed,           // a change of the order was sent and confirmed
  ledger_gone,       // a restart finds nothing: whatever was seen before is not known any more
  intent_given_again,  // the source repeats an intent
  // not seen by the client
  copy_lost,
  copy_arrives,      // at the venue: becomes an order, unless the id is recalled; where the id amends, the
                     // order has its first terms again
  order_closed,      // filled: ids that are recalled while open are free again
  window_over,       // ids that are recalled for a time, or until a rollover, are free again
  orders_forgotten,  // the venue loses its orders
};
bool seen_by_client(Act act);

// What the client has to decide when it has seen all that.
enum class Decision : std::uint8_t {
  send,          // send the new-order (again). Right: as many orders as intents given
  send_change,   // send a change of the order. Right: the order has the changed terms in the end
  send_same_id,  // send under the first id. Right: one id was used in all
  tell_user,     // give the callback (again). Right: it is given once
  say_done,      // report the intent as done. Right: if and only if the order exists in the end
  say_pending,   // show the intent as pending. Right: unless it was told to be final; not showing it is right
                 // only then
};

struct WitnessRun {
  std::span<const Act> before;   // up to the decision
  std::span<const Act> acting;   // what follows if the client acts, its own act included
  std::span<const Act> waiting;  // what follows if it does not
};

struct Witness {
  Situation situation;
  Family family;                         // of the abstract venue that the runs are told for
  std::span<const Property> properties;  // that the wrong decision breaks
  Decision decision;
  WitnessRun must;
  WitnessRun must_not;
  std::string_view text;  // one sentence
};

std::span<const Witness> witnesses();

// For a cell that says impossible, or weakens every-intent-resolves; null if there is none.
const Witness* find_witness(Property property, Situation situation, Family family);

}  // namespace onefold::properties

// What a venue's rules for ids promise, and what of a request's fate can be learned: the facts on which the
// contract rests, read off the profile and the terms of a run.
//
// Ignores what a particular client makes of them: a promise counts if some client can rely on it.
#pragma once

#include <cstdint>
#include <string_view>

#include "properties/terms.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::properties {

// How a venue treats client order ids, as far as promises depend on it.
enum class Family : std::uint8_t {
  for_ever_original,  // remembered for ever, the original is returned
  for_ever_reject,    // remembered for ever, a duplicate is rejected
  window,             // remembered for a time
  while_open,         // free again once the order is closed
  none,               // not de-duplicated: a label
  session,            // remembered until the session or the day ends
  stored_response,    // a key under which the first answer is stored, errors included
  signed_nonce,       // the signed bytes are remembered, whatever id they carry
  upsert,             // remembered until the order's expiry, which a later one replaces
  amended,            // the id again changes the open order
  ignored,            // a duplicate gets no answer
};
inline constexpr int family_count = static_cast<int>(Family::ignored) + 1;
std::string_view to_string(Family family);
Family family_of(const venue::Profile& profile);

// Whether messages are numbered, a login makes what is under way on older connections void, and tells the
// last number taken: then nothing that was sent before is uncertain after it, whatever ids are worth.
bool is_sequenced(const venue::Profile& profile);

// Whether ids are compared at one place that every request passes. Several gateways, each with a store of its
// own, recall nothing of each other.
bool compared_once(const venue::Profile& profile);

// How long a copy of a request, byte for byte, does nothing again. `short_time`: for a window, or until a
// rollover, which the run may see the end of.
enum class Recall : std::uint8_t { not_at_all, short_time, for_ever };
Recall recall_of(const venue::Profile& profile);

// Whether nothing is forgotten while the run lasts.
bool recalls_throughout(const Terms& terms);

// Whether copies and retries of a request are over before the venue forgets it.
bool outlives_retries(const Terms& terms);

// Whether a venue refuses what comes after a time that the request carries.
bool has_deadline(const venue::Profile& profile);

// Whether somebody who waits long enough can tell an order that exists from one that does not: a query by
// its id that finds it in every state, or an event stream that can be had from its beginning.
bool absence_shows(const Terms& terms);

// Whether what became of a request whose answer is lost can be found out in the end.
bool fate_shows(const Terms& terms);

// Whether one intent may be sent under several ids, one after the other: where an id that led to nothing is
// used up.
bool ids_are_used_up(const venue::Profile& profile);

}  // namespace onefold::properties

// What a venue's profile promises, in the terms in which a client decides.
//
// Pure facts about a profile; what to do with them is resolution_policy.hpp.
#pragma once

#include <cstdint>
#include <string>

#include "client/id_scheme.hpp"
#include "client/standing.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::client {

// Until when the same request, byte for byte, may be sent again without another effect.
enum class SafeResend : std::uint8_t {
  never,
  in_window,        // while every copy surely arrives within the profile's window_ns of the first
  before_rollover,  // while every copy surely arrives before the ids are forgotten
  before_expiry,  // until the expiry that it carries: afterwards the venue refuses it, which decides nothing
  always,
};
SafeResend safe_resend(const venue::Profile& profile);

// Whether a query by client order id that finds nothing means that there is no such order. It does not where
// closed orders may be missing, or where there is no such query. Closed orders that are kept for a time are
// a matter of when one asks: the policy's.
bool miss_is_absence(const venue::Profile& profile);

// Whether the event stream can be had from the beginning, so that what it does not tell did not happen.
bool stream_has_past(const venue::Profile& profile);

// Whether `duplicate_id` may be said of an id that no order has: one that a refused order, or a higher id,
// has used up. Another id is needed then, once it is certain that there is no order.
bool ids_are_used_up(const venue::Profile& profile);

// Whether a login settles what was sent on older connections: see SequenceRules.
bool login_settles(const venue::Profile& profile);

// Whether each login should number the messages anew: nothing else tells which number the venue waits for.
bool numbers_anew(const venue::Profile& profile);

// Whether replaces keep the chain rule, on which every copy of a replace but the first is harmless.
bool replaces_are_chained(const venue::Profile& profile);

// Why two instances cannot take over from each other on this venue; empty if they can. They need ids that
// both derive alike and that stay in use when a request leads to nothing, and no numbers or signed bytes that
// go on from the ledger of one of them.
std::string check_lead(IdScheme scheme, const venue::Profile& profile);

// When the ids of the day, or the session, of `wall_ns` are forgotten; far_future_ns if they never are.
inline constexpr venue::TimeNs far_future_ns = INT64_MAX;
venue::TimeNs next_rollover_ns(const venue::Profile& profile, venue::TimeNs wall_ns);

}  // namespace onefold::client

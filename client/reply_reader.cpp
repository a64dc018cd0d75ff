// Reads refusals.
#include "client/reply_reader.hpp"

#include <algorithm>

#include "client/venue_promises.hpp"

namespace onefold::client {

using venue::Reason;

Reading ReplyReader::read(venue::IntentKind kind, Reason reason) const {
  switch (reason) {
    case Reason::duplicate_id:
      // Of a replace the id may be that of any other request; the lineage must be asked.
      return kind == venue::IntentKind::replace ? Reading::refused_copy : Reading::exists;
    case Reason::throttled:
    case Reason::banned:
    case Reason::not_logged_in:
      return Reading::slow_down;
    case Reason::in_flight:
    case Reason::internal_error:
    case Reason::none:
      return Reading::unclear;
    case Reason::deadline_passed:
    case Reason::unknown_order:
    case Reason::already_closed:
    case Reason::stale_target:
    case Reason::would_take:
    case Reason::would_not_fill:
    case Reason::insufficient_funds:
    case Reason::several_orders:
    case Reason::replace_half_done:
      return Reading::refused_copy;
    case Reason::nonce_used:
    case Reason::nonce_too_old:
    case Reason::expired_before:
      return Reading::used_up;
    case Reason::sequence_gap:
    case Reason::sequence_low:
      return Reading::resume;
    default:
      return Reading::refused;
  }
}

namespace {

// What the venue says with the code: the reason that came, if the row has it; the row's, if it has but one.
Reason reason_of(const venue::ErrorCode& row, Reason told) {
  const bool has = std::find(row.reasons.begin(), row.reasons.end(), told) != row.reasons.end();
  if (has) return told;
  return row.reasons.size() == 1 ? row.reasons.front() : Reason::none;
}

Reading read_code(const venue::ErrorCode* row, const ReplyReader& reader, venue::IntentKind kind,
                  Reason told) {
  if (row == nullptr || row->ambiguous) return Reading::unclear;
  if (row->effect == venue::Effect::maybe) {
    const bool used_up = reader.read(kind, reason_of(*row, told)) == Reading::used_up;
    return used_up ? Reading::used_up : Reading::unclear;
  }
  const Reason reason = reason_of(*row, told);
  if (row->effect == venue::Effect::always && reason != Reason::duplicate_id) return Reading::exists;
  if (reason != Reason::none) return reader.read(kind, reason);
  return row->retry == venue::RetryAdvice::later ? Reading::slow_down : Reading::refused_copy;
}

}  // namespace

Reading read_refusal(const venue::Profile& profile, const ReplyReader& reader, venue::IntentKind kind,
                     const venue::Rejected& reply) {
  const Reading reading = reply.code.empty()
                              ? reader.read(kind, reply.reason)
                              : read_code(find_code(profile, reply.code), reader, kind, reply.reason);
  if (kind != venue::IntentKind::place || !ids_are_used_up(profile)) return reading;
  // The id may be taken by a request that was refused, and an error that is stored comes for ever.
  if (reading == Reading::exists) return Reading::used_up;
  const bool stored = profile.duplicate == venue::DuplicateAnswer::stored_response;
  return stored && reading == Reading::unclear && reply.reason != Reason::in_flight ? Reading::used_up
                                                                                    : reading;
}

}  // namespace onefold::client

#include "client/venue_promises.hpp"

namespace onefold::client {

using venue::DuplicateAnswer;
using venue::Retention;

SafeResend safe_resend(const venue::Profile& profile) {
  if (profile.nonce.recalled > 0) return SafeResend::always;
  // What gets no answer again teaches nothing.
  if (profile.duplicate == DuplicateAnswer::ignore) return SafeResend::never;
  if (!profile.place.at_engine && profile.place.gateways > 1) return SafeResend::never;
  switch (profile.retention) {
    case Retention::for_ever:
      return SafeResend::always;
    case Retention::window:
      return SafeResend::in_window;
    case Retention::session:
    case Retention::day:
      return SafeResend::before_rollover;
    case Retention::until_expiry:
      return SafeResend::before_expiry;
    case Retention::none:
    case Retention::while_open:
      break;
  }
  return SafeResend::never;
}

bool miss_is_absence(const venue::Profile& profile) {
  const venue::QueryRules& query = profile.query;
  return query.by_client_id != venue::QueryRules::Shape::unsupported && query.closed_max == 0 &&
         !query.purge_unfilled && !profile.cancel.renames;
}

bool stream_has_past(const venue::Profile& profile) {
  return profile.stream.on_connect == venue::StreamStart::replay;
}

bool ids_are_used_up(const venue::Profile& profile) {
  return profile.refused_claims_id || profile.duplicate == DuplicateAnswer::stored_response ||
         profile.id.order == venue::IdOrder::increasing;
}

bool login_settles(const venue::Profile& profile) {
  return profile.sequence.numbered && profile.sequence.fences && profile.sequence.tells_last_received;
}

bool numbers_anew(const venue::Profile& profile) {
  const venue::SequenceRules& rules = profile.sequence;
  return rules.numbered && !rules.tells_last_received && rules.reset_permitted;
}

bool replaces_are_chained(const venue::Profile& profile) {
  const venue::ReplaceRules& rules = profile.replace;
  return rules.way == venue::ReplaceWay::atomic && rules.chained_id && rules.total_quantity;
}

venue::TimeNs next_rollover_ns(const venue::Profile& profile, venue::TimeNs wall_ns) {
  constexpr venue::TimeNs day_ns = 86'400'000'000'000;
  if (!profile.rollover.daily) return far_future_ns;
  const venue::TimeNs today_ns = wall_ns - wall_ns % day_ns + profile.rollover.at_ns;
  return today_ns > wall_ns ? today_ns : today_ns + day_ns;
}

std::string check_lead(IdScheme scheme, const venue::Profile& profile) {
  if (scheme != IdScheme::derived) return "ids: two instances on one account need the scheme \"derived\"";
  if (ids_are_used_up(profile)) return "ids: the venue takes none again that led to nothing";
  if (profile.sequence.numbered) return "sequence: a session has one sender";
  if (profile.nonce.recalled > 0) return "nonce: signed bytes have one signer";
  const bool moves = profile.duplicate == venue::DuplicateAnswer::amend ||
                     profile.duplicate == venue::DuplicateAnswer::upsert;
  return moves ? "duplicate: a copy of an order changes it" : "";
}

}  // namespace onefold::client

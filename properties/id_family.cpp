#include "properties/id_family.hpp"

#include <algorithm>

namespace onefold::properties {

using venue::DuplicateAnswer;
using venue::Retention;

std::string_view to_string(Family family) {
  switch (family) {
    case Family::for_ever_original:
      return "remembered for ever, returns the original";
    case Family::for_ever_reject:
      return "remembered for ever, rejected";
    case Family::window:
      return "remembered for a time";
    case Family::while_open:
      return "remembered while open";
    case Family::none:
      return "not de-duplicated";
    case Family::session:
      return "remembered until the session or day ends";
    case Family::stored_response:
      return "first answer stored";
    case Family::signed_nonce:
      return "signed nonce";
    case Family::upsert:
      return "upsert by expiry";
    case Family::amended:
      return "amended by id";
    case Family::ignored:
      return "silently ignored";
  }
  return "?";
}

Family family_of(const venue::Profile& profile) {
  if (profile.nonce.recalled > 0) return Family::signed_nonce;
  switch (profile.duplicate) {
    case DuplicateAnswer::stored_response:
      return Family::stored_response;
    case DuplicateAnswer::ignore:
      return Family::ignored;
    case DuplicateAnswer::amend:
      return Family::amended;
    case DuplicateAnswer::upsert:
      return Family::upsert;
    default:
      break;
  }
  switch (profile.retention) {
    case Retention::none:
      return Family::none;
    case Retention::while_open:
      return Family::while_open;
    case Retention::window:
      return Family::window;
    case Retention::session:
    case Retention::day:
      return Family::session;
    case Retention::until_expiry:
      return Family::upsert;
    case Retention::for_ever:
      break;
  }
  return profile.duplicate == DuplicateAnswer::reject ? Family::for_ever_reject : Family::for_ever_original;
}

bool is_sequenced(const venue::Profile& profile) {
  const venue::SequenceRules& rules = profile.sequence;
  return rules.numbered && rules.fences && rules.tells_last_received;
}

bool compared_once(const venue::Profile& profile) {
  return profile.place.at_engine || profile.place.gateways <= 1;
}

Recall recall_of(const venue::Profile& profile) {
  if (profile.nonce.recalled > 0 || is_sequenced(profile)) return Recall::for_ever;
  if (!compared_once(profile)) return Recall::not_at_all;
  switch (profile.retention) {
    case Retention::for_ever:
    case Retention::until_expiry:  // what comes after the expiry that it carries is refused
      return Recall::for_ever;
    case Retention::window:
    case Retention::session:
    case Retention::day:
      return Recall::short_time;
    case Retention::none:
    case Retention::while_open:
      break;
  }
  return Recall::not_at_all;
}

bool recalls_throughout(const Terms& terms) {
  const Recall recall = recall_of(terms.profile);
  if (recall != Recall::short_time) return recall == Recall::for_ever;
  return terms.profile.retention != Retention::window && !terms.rolls_over;
}

bool outlives_retries(const Terms& terms) {
  if (recall_of(terms.profile) == Recall::not_at_all) return false;
  if (terms.profile.retention != Retention::window || recalls_throughout(terms))
    return recalls_throughout(terms);
  const TimeNs needed_ns = terms.longest_delay_ns + terms.retry_horizon_ns;
  return terms.longest_delay_ns >= 0 && needed_ns < terms.profile.window_ns;
}

bool has_deadline(const venue::Profile& profile) {
  return profile.deadline_checked || profile.retention == Retention::until_expiry;
}

bool absence_shows(const Terms& terms) {
  if (terms.profile.stream.on_connect == venue::StreamStart::replay) return true;
  const venue::QueryRules& query = terms.profile.query;
  if (query.by_client_id == venue::QueryRules::Shape::unsupported) return false;
  if (query.closed_max > 0 || query.purge_unfilled || terms.profile.cancel.renames) return false;
  const TimeNs needed_ns = std::max<TimeNs>(terms.longest_delay_ns, 0) + terms.retry_horizon_ns;
  return query.closed_for_ns == 0 || query.closed_for_ns > needed_ns;
}

// A duplicate's answer alone says whether the first copy took effect. That signed bytes came before says only
// that they were read.
static bool answer_tells(const venue::Profile& profile) {
  if (profile.nonce.recalled > 0) return false;
  switch (profile.duplicate) {
    case DuplicateAnswer::return_original:
    case DuplicateAnswer::stored_response:
    case DuplicateAnswer::amend:
      return true;
    case DuplicateAnswer::reject:
      return !ids_are_used_up(profile);
    case DuplicateAnswer::accept_new:
    case DuplicateAnswer::ignore:
    case DuplicateAnswer::upsert:
      break;
  }
  return false;
}

bool fate_shows(const Terms& terms) {
  const bool for_ever = recalls_throughout(terms);
  if (for_ever && answer_tells(terms.profile)) return true;
  const bool ends = terms.longest_delay_ns >= 0 || for_ever || has_deadline(terms.profile);
  return ends && absence_shows(terms);
}

bool ids_are_used_up(const venue::Profile& profile) {
  return profile.refused_claims_id || profile.duplicate == DuplicateAnswer::stored_response ||
         profile.id.order == venue::IdOrder::increasing;
}

}  // namespace onefold::properties

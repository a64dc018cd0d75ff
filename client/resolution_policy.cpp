// The decision table of resolution_policy.hpp.
#include "client/resolution_policy.hpp"

#include <algorithm>

#include "client/paths.hpp"
#include "client/venue_promises.hpp"

namespace onefold::client {

using venue::Outcome;
using venue::Reason;

namespace {

// So many authoritative queries must contradict a proof of existence before a person is asked.
constexpr int contradictions_max = 8;

// These say that the target is closed or replaced, so no later copy can take effect: a query need not wait
// for D.
bool is_final_for_target(Reason reason) {
  return reason == Reason::already_closed || reason == Reason::stale_target ||
         reason == Reason::unknown_order;
}

}  // namespace

std::int64_t ResolutionPolicy::stretched(std::int64_t span_ns) const {
  return span_ns + span_ns / 1000 * bounds_.clock_drift_per_mille + 1'000'000;
}

SteadyNs ResolutionPolicy::proof_ns(const Standing& standing) const {
  if (standing.open == 0) return never_ns;
  const std::int64_t lag_ns = query_lag_max_ns(profile_);
  if (standing.settled_ns >= standing.last_open_ns) return standing.settled_ns + stretched(lag_ns);
  return standing.last_open_ns + stretched(bounds_.late_delivery_ns + profile_.processing_ns + lag_ns);
}

bool ResolutionPolicy::miss_counts(const Standing& standing) const {
  if (!miss_is_absence(profile_)) return false;
  if (profile_.query.closed_for_ns == 0) return true;
  // Half of it: system clocks of two lives may differ.
  const SteadyNs first_ns = standing.first_open_ns == never_ns ? standing.last_open_ns - standing.earlier_ns
                                                               : standing.first_open_ns;
  return proof_ns(standing) - first_ns < profile_.query.closed_for_ns / 2;
}

bool ResolutionPolicy::proven_absent(const Standing& standing) const {
  if (standing.open == 0) return true;
  const SteadyNs proof = proof_ns(standing);
  return standing.whole_ns >= proof || (standing.found_nothing_ns >= proof && miss_counts(standing));
}

bool ResolutionPolicy::beyond_telling(const Standing& standing) const {
  return standing.open > 0 && !stream_has_past(profile_) && !miss_counts(standing) &&
         standing.found_nothing_ns >= proof_ns(standing);
}

bool ResolutionPolicy::same_id_is_safe(const Standing& standing, SteadyNs now_ns) const {
  if (standing.used_up) return false;
  const std::int64_t needed = stretched(bounds_.late_delivery_ns + profile_.processing_ns);
  switch (safe_resend(profile_)) {
    case SafeResend::never:
      return false;
    case SafeResend::always:
      return standing.taken_until_ns == never_ns || now_ns < standing.taken_until_ns;
    case SafeResend::before_expiry:
      return now_ns < standing.taken_until_ns;
    case SafeResend::before_rollover:
      return standing.recalled_until_ns != never_ns && now_ns < standing.recalled_until_ns - needed;
    case SafeResend::in_window:
      break;
  }
  if (standing.first_open_ns == never_ns) return false;
  const std::int64_t left =
      profile_.window_ns - profile_.window_ns / 1000 * bounds_.clock_drift_per_mille - needed;
  return now_ns < standing.first_open_ns + left;
}

SteadyNs ResolutionPolicy::change_after_ns(const Standing& place) const {
  if (profile_.duplicate != venue::DuplicateAnswer::amend || place.last_open_ns == never_ns) return never_ns;
  return place.last_open_ns + stretched(bounds_.late_delivery_ns + profile_.processing_ns);
}

// The id is taken, and no query finds the order.
Action ResolutionPolicy::place_existing(const Standing& standing) const {
  if (standing.contradictions < contradictions_max || !(proven_absent(standing) || beyond_telling(standing)))
    return Action::query(standing.not_before_ns);
  if (!profile_.id.per_account)
    return Action::finish(Outcome::refused, Reason::duplicate_id, path::id_taken_by_other);
  // Where a closed order may be missing from every answer, the answer that it exists is all there is.
  if (!miss_counts(standing)) return Action::finish(Outcome::done, Reason::none, path::query_resolved);
  return Action::finish(Outcome::unknown, Reason::none, path::unknown_outcome);
}

Action ResolutionPolicy::place(const Standing& standing, SteadyNs now_ns) const {
  if (standing.exists) return place_existing(standing);
  const bool absent = proven_absent(standing);
  if (standing.refusal != Reason::none && absent)
    return Action::finish(Outcome::refused, standing.refusal, {});
  if (absent) {
    if (budget_left(standing)) return Action::send_afresh(standing.not_before_ns);
    return Action::finish(Outcome::refused, Reason::none, path::budget_exhausted);
  }
  const bool may_send = standing.refusal == Reason::none && budget_left(standing);
  if (may_send && same_id_is_safe(standing, now_ns)) return Action::send(standing.not_before_ns);
  if (beyond_telling(standing)) return Action::finish(Outcome::unknown, Reason::none, path::unknown_outcome);
  // One early query finds what took effect; only a late one proves that nothing did.
  if (standing.refusal == Reason::none && standing.found_nothing_ns < standing.last_open_ns)
    return Action::query(standing.not_before_ns);
  return Action::query(std::max(standing.not_before_ns, proof_ns(standing)));
}

Action ResolutionPolicy::replace(const Standing& standing, SteadyNs now_ns) const {
  (void)now_ns;
  // A copy could do something again, or what the venue would be told is out of date when it arrives.
  if (!replaces_are_chained(profile_)) return Action::finish(Outcome::refused, Reason::unsupported, {});
  if (standing.refusal != Reason::none) {
    if (standing.open == 0) return Action::finish(Outcome::refused, standing.refusal, {});
    SteadyNs enough_ns = proof_ns(standing);
    if (is_final_for_target(standing.refusal)) {
      enough_ns = std::min(enough_ns, standing.refusal_ns + stretched(query_lag_max_ns(profile_)));
    }
    if (standing.found_nothing_ns >= enough_ns) return Action::finish(Outcome::refused, standing.refusal, {});
    return Action::query(std::max(standing.not_before_ns, enough_ns));
  }
  if (budget_left(standing)) return Action::send(standing.not_before_ns);
  if (proven_absent(standing)) return Action::finish(Outcome::refused, Reason::none, path::budget_exhausted);
  return Action::query(std::max(standing.not_before_ns, proof_ns(standing)));
}

Action ResolutionPolicy::cancel(const Standing& standing, SteadyNs now_ns) const {
  (void)now_ns;
  if (standing.refusal != Reason::none) return Action::finish(Outcome::refused, standing.refusal, {});
  if (standing.crossed) return Action::query(standing.not_before_ns);
  // No answer may mean that the order is closed.
  const bool may_be_ignored = profile_.cancel.filled == venue::DeadTarget::ignore ||
                              profile_.cancel.cancelled == venue::DeadTarget::ignore;
  if (may_be_ignored && standing.open > 0 && standing.found_open_ns < standing.last_open_ns)
    return Action::query(standing.not_before_ns);
  if (budget_left(standing)) return Action::send(standing.not_before_ns);
  if (standing.open == 0 || standing.found_open_ns >= proof_ns(standing)) {
    return Action::finish(Outcome::refused, Reason::none, path::budget_exhausted);
  }
  return Action::query(std::max(standing.not_before_ns, proof_ns(standing)));
}

}  // namespace onefold::client

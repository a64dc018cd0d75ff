// The decision table of resolution_policy.hpp.
#include "client/resolution_policy.hpp"

#include <algorithm>

#include "client/paths.hpp"

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
  return standing.last_open_ns +
         stretched(bounds_.late_delivery_ns + profile_.processing_ns + profile_.query_lag_ns);
}

bool ResolutionPolicy::proven_absent(const Standing& standing) const {
  return standing.open == 0 || standing.found_nothing_ns >= proof_ns(standing);
}

bool ResolutionPolicy::same_id_is_safe(const Standing& standing, SteadyNs now_ns) const {
  if (profile_.retention == venue::Retention::for_ever) return true;
  if (profile_.retention != venue::Retention::window || standing.first_open_ns == never_ns) return false;
  const std::int64_t needed = stretched(bounds_.late_delivery_ns + profile_.processing_ns);
  const std::int64_t left =
      profile_.window_ns - profile_.window_ns / 1000 * bounds_.clock_drift_per_mille - needed;
  return now_ns < standing.first_open_ns + left;
}

Action ResolutionPolicy::place(const Standing& standing, SteadyNs now_ns) const {
  if (standing.exists) {
    // The id is taken, and no query finds the order: it belongs to another account, or the venue has lost it.
    if (standing.contradictions >= contradictions_max && proven_absent(standing)) {
      return profile_.id.per_account
                 ? Action::finish(Outcome::unknown, Reason::none, path::unknown_outcome)
                 : Action::finish(Outcome::refused, Reason::duplicate_id, path::id_taken_by_other);
    }
    return Action::query(standing.not_before_ns);
  }
  if (standing.refusal != Reason::none) {
    if (proven_absent(standing)) return Action::finish(Outcome::refused, standing.refusal, {});
    return Action::query(std::max(standing.not_before_ns, proof_ns(standing)));
  }
  if (proven_absent(standing)) {
    if (budget_left(standing)) return Action::send_afresh(standing.not_before_ns);
    return Action::finish(Outcome::refused, Reason::none, path::budget_exhausted);
  }
  if (budget_left(standing) && same_id_is_safe(standing, now_ns)) return Action::send(standing.not_before_ns);
  // One early query finds what took effect; only a late one proves that nothing did.
  if (standing.found_nothing_ns < standing.last_open_ns) return Action::query(standing.not_before_ns);
  return Action::query(std::max(standing.not_before_ns, proof_ns(standing)));
}

Action ResolutionPolicy::replace(const Standing& standing, SteadyNs now_ns) const {
  (void)now_ns;
  if (standing.refusal != Reason::none) {
    if (standing.open == 0) return Action::finish(Outcome::refused, standing.refusal, {});
    SteadyNs enough_ns = proof_ns(standing);
    if (is_final_for_target(standing.refusal)) {
      enough_ns = std::min(enough_ns, standing.refusal_ns + stretched(profile_.query_lag_ns));
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
  if (budget_left(standing)) return Action::send(standing.not_before_ns);
  if (standing.open == 0 || standing.found_open_ns >= proof_ns(standing)) {
    return Action::finish(Outcome::refused, Reason::none, path::budget_exhausted);
  }
  return Action::query(std::max(standing.not_before_ns, proof_ns(standing)));
}

}  // namespace onefold::client

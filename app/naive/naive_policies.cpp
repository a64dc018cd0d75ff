#include "app/naive/naive_policies.hpp"

namespace onefold::app {

using client::Action;
using client::SteadyNs;
using venue::Outcome;
using venue::Reason;

bool SendsAgain::undecided(const client::Standing& standing) const {
  return !standing.exists && standing.refusal == Reason::none && budget_left(standing);
}

Action SendsAgain::place(const client::Standing& standing, SteadyNs now_ns) const {
  if (undecided(standing)) return Action::send(standing.not_before_ns);
  return ResolutionPolicy::place(standing, now_ns);
}

Action AsksOnceThenSends::place(const client::Standing& standing, SteadyNs now_ns) const {
  const bool asked = standing.open == 0 || standing.found_nothing_ns >= standing.last_open_ns;
  if (undecided(standing) && !asked) return Action::query(standing.not_before_ns);
  return SendsAgain::place(standing, now_ns);
}

Action NeverRetries::place(const client::Standing& standing, SteadyNs now_ns) const {
  if (standing.attempts > 0 && !standing.exists)
    return Action::finish(Outcome::refused, standing.refusal, {});
  return ResolutionPolicy::place(standing, now_ns);
}

Action TrustsDuplicateReject::place(const client::Standing& standing, SteadyNs now_ns) const {
  if (standing.exists) return Action::finish(Outcome::done, Reason::none, {});
  return SendsAgain::place(standing, now_ns);
}

}  // namespace onefold::app

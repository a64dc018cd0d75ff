// Defects in deciding what to do about an intent whose outcome is not known.
#include "client/paths.hpp"
#include "tests/defects/client_defect.hpp"

namespace onefold::defects {
namespace {

using client::Action;
using client::Standing;
using client::SteadyNs;
using venue::Outcome;
using venue::Reason;

bool unanswered(const Standing& standing, int times) {
  return !standing.exists && standing.open > 0 && standing.failures >= times;
}

class TimeoutAsFailure final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  Action place(const Standing& standing, SteadyNs now_ns) const override {
    if (unanswered(standing, 1)) return Action::finish(Outcome::refused, Reason::none, {});
    return ResolutionPolicy::place(standing, now_ns);
  }
};

class NotFoundAsFailed final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  Action place(const Standing& standing, SteadyNs now_ns) const override {
    bool early_no =
        !standing.exists && standing.open > 0 && standing.found_nothing_ns >= standing.last_open_ns;
    if (early_no) return Action::finish(Outcome::refused, Reason::unknown_order, {});
    if (unanswered(standing, 1)) return Action::query(standing.not_before_ns);
    return ResolutionPolicy::place(standing, now_ns);
  }
};

class RejectsAfterThreeChecks final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  Action place(const Standing& standing, SteadyNs now_ns) const override {
    if (unanswered(standing, 3)) return Action::finish(Outcome::refused, Reason::none, {});
    if (unanswered(standing, 1)) return Action::query(standing.not_before_ns);
    return ResolutionPolicy::place(standing, now_ns);
  }
};

class GivesUpEarly final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  Action place(const Standing& standing, SteadyNs now_ns) const override {
    if (unanswered(standing, 1)) {
      return Action::finish(Outcome::unknown, Reason::none, client::path::unknown_outcome);
    }
    return ResolutionPolicy::place(standing, now_ns);
  }
};

class NeverSubmits final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  Action place(const Standing& standing, SteadyNs now_ns) const override {
    constexpr SteadyNs later_ns = 1'000'000'000;
    if (standing.attempts == 0) return Action::query(now_ns + later_ns);
    return ResolutionPolicy::place(standing, now_ns);
  }
};

// Holds every venue for one that remembers ids for ever.
class AlwaysSameIdAgain final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  Action place(const Standing& standing, SteadyNs now_ns) const override {
    if (!standing.exists && standing.refusal == Reason::none && budget_left(standing)) {
      return Action::send(standing.not_before_ns);
    }
    return ResolutionPolicy::place(standing, now_ns);
  }
};

template <class Policy>
Spoil with_policy() {
  return [](client::ClientParts& parts, const client::ClientOptions& options) {
    parts.resolution = std::make_unique<Policy>(options.profile, options.bounds);
  };
}

}  // namespace

void add_submission_defects(harness::Registry& registry) {
  add_client_defect(registry, "timeout-as-failure", "timeout-as-failure", 2,
                    "an order request without an answer counts as refused", with_policy<TimeoutAsFailure>());
  add_client_defect(registry, "notfound-as-failed", "notfound-as-failed", 3,
                    "an early query that finds nothing counts as never placed",
                    with_policy<NotFoundAsFailed>());
  add_client_defect(registry, "inflight-exhaustion-reject", "inflight-exhaustion-reject", 2,
                    "after three checks without an answer the order counts as rejected",
                    with_policy<RejectsAfterThreeChecks>());
  add_client_defect(registry, "gives-up-early", "stuck-pending", 1,
                    "gives up with an unknown outcome where a query would have told",
                    with_policy<GivesUpEarly>());
  add_client_defect(registry, "never-submits", "stuck-pending", 0, "accepts intents and never sends them",
                    with_policy<NeverSubmits>());
  add_client_defect(registry, "dedup-open-only", "dedup-open-only", 2,
                    "sends the same id again where ids are free once the order is filled",
                    with_policy<AlwaysSameIdAgain>());
  add_client_defect(registry, "dedup-window-expired", "dedup-window-expired", 2,
                    "sends the same id again after the venue has forgotten it",
                    with_policy<AlwaysSameIdAgain>());
  add_client_defect(registry, "transport-silent-repost", "transport-silent-repost", 2,
                    "repeats unanswered requests on a venue that does not de-duplicate",
                    with_policy<AlwaysSameIdAgain>());
}

}  // namespace onefold::defects

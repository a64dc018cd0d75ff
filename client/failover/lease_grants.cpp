#include "client/failover/lease_grants.hpp"

namespace onefold::client {

LeaseGrants::LeaseGrants(std::int64_t lease_ms, std::int64_t clock_drift_per_mille, SteadyNs started_ns)
    : lease_ms_(lease_ms),
      kept_ns_(lease_ms * 1'000 * (1'000 + clock_drift_per_mille)),
      kept_until_ns_(started_ns + kept_ns_) {}

LeaseAnswer LeaseGrants::answer(const LeaseAsked& asked, SteadyNs now_ns) {
  if (asked.name != holder_ && now_ns < kept_until_ns_) return {asked.number, false, 0};
  holder_ = asked.name;
  kept_until_ns_ = now_ns + kept_ns_;
  return {asked.number, true, lease_ms_};
}

}  // namespace onefold::client

// Who has the lease: what the keeper answers, without I/O.
#pragma once

#include <cstdint>
#include <string>

#include "client/failover/lease_line.hpp"
#include "client/standing.hpp"

namespace onefold::client {

class LeaseGrants {
 public:
  // `lease_ms`: 1 to lease_ms_max. Nothing is granted until leases of an earlier life are surely over.
  LeaseGrants(std::int64_t lease_ms, std::int64_t clock_drift_per_mille, SteadyNs started_ns);

  // `now_ns` never goes back.
  LeaseAnswer answer(const LeaseAsked& asked, SteadyNs now_ns);

 private:
  const std::int64_t lease_ms_;
  const std::int64_t kept_ns_;  // as long as a slow clock may take a lease to be
  std::string holder_;          // empty: none in this life
  SteadyNs kept_until_ns_;
};

}  // namespace onefold::client

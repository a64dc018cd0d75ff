// Says which of several instances leads: a small server of its own, on a machine of its own.
//
// Models one lease, kept in memory: after a start it grants nothing until every lease that an earlier life
// granted is over. An instance that asks again in time keeps the lease. Clocks are trusted to run at nearly
// the same speed, not to show the same time (C. G. Gray, D. R. Cheriton, "Leases", SOSP 1989). Ignores that
// the keeper itself may be lost: then nobody leads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <system_error>

namespace boost::asio {
class io_context;
}

namespace onefold::client {

struct LeaseKeeperOptions {
  std::string listen_host = "127.0.0.1";  // numeric
  std::uint16_t port = 0;
  std::int64_t lease_ms = 200;              // 1 to lease_ms_max
  std::int64_t clock_drift_per_mille = 10;  // as Bounds has it
};

class LeaseKeeper {
 public:
  // `context` is not owned and outlives the keeper. Single-threaded.
  LeaseKeeper(boost::asio::io_context& context, LeaseKeeperOptions options);
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  // Begins to listen. Once only; an error is that of the socket. Not more than 16 connections at a time:
  // what comes beyond is closed.
  std::error_code start();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace onefold::client

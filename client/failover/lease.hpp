// An instance's side of the lease: asks the keeper again and again, and knows until when it leads.
#pragma once

#include <boost/asio.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "client/failover/steady_link.hpp"
#include "client/standing.hpp"

namespace onefold::client {

struct LeaseOptions {
  std::string name;  // of this instance: lease_line.hpp says which bytes
  std::string keeper_host;
  std::uint16_t keeper_port = 0;
  std::int64_t ask_interval_ns = 50'000'000;  // a fourth of the lease, so that some answers may be lost
  std::int64_t clock_drift_per_mille = 10;
};

class Lease : public LinkTalk {
 public:
  // The lead lasts until then, by the steady clock: counted from when the keeper was asked, not from when it
  // answered, and shorter by what the clocks may drift apart. Called whenever it is extended.
  using Extended = std::function<void(SteadyNs until_ns)>;

  Lease(boost::asio::io_context& context, LeaseOptions options, Extended extended);
  ~Lease() override;
  void open();

 private:
  std::string speak() override;
  std::size_t hear(std::string_view bytes) override;

  const LeaseOptions options_;
  const Extended extended_;
  std::uint64_t number_ = 0;  // of the last question, the only one whose answer counts
  SteadyNs asked_ns_ = 0;
  std::shared_ptr<SteadyLink> link_;
};

}  // namespace onefold::client

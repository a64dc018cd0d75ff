// One of two instances of the execution client on one account: the one that has the lease sends, the other
// stands by, warm.
//
//   intents -> desk-1 ==copies==> desk-2      both follow the account's event stream, and ask
//                 \                /
//                  lease keeper          only who has the lease sends what changes orders
//
// Each tells the other of the intents that it was given, until they are resolved. Whoever gets the lease
// treats all of them as sent by the other one, at the latest when that one's lease ended, and goes on as
// after a restart (docs/client.md). The lease cannot reach what has already left the machine: that is the
// late delivery bound's business. Models two instances; ignores more.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "client/client.hpp"
#include "client/failover/lease.hpp"

namespace onefold::client {

struct StandbyOptions {
  LeaseOptions lease;
  std::string listen_host = "127.0.0.1";  // numeric: where the other instance brings its copies
  std::uint16_t listen_port = 0;
  std::string peer_host;
  std::uint16_t peer_port = 0;
  std::int64_t copy_interval_ns = 100'000'000;  // between tellings
};

class StandbyClient {
 public:
  // As ExecutionClient; `options` get ClientOptions::led. Callbacks tell of all intents, the other
  // instance's too: whoever wants each once listens to one of the two.
  StandbyClient(boost::asio::io_context& context, ClientOptions options, StandbyOptions standby,
                venue::ClientObserver& observer);
  ~StandbyClient();
  StandbyClient(const StandbyClient&) = delete;
  StandbyClient& operator=(const StandbyClient&) = delete;

  // As ExecutionClient::start(). invalid_argument, too, where the venue does not permit that another
  // instance goes on: complaint() says why. Or the error of the port that it listens on.
  std::error_code start();
  void submit(const venue::Intent& intent);
  venue::ClientView view() const;
  std::string_view complaint() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace onefold::client

// The gate of a venue in real time: clients connect to it, and it connects them to the venue, which listens
// on an inner loopback port. It sees whole messages: it lets faults strike them, counts them, and turns away
// what takes too long.
//
// Models hops: a gateway between client and venue that may lose, hold, repeat and overtake messages, and
// break connections. Ignores TLS. Single-threaded, on the io_context's thread.
#pragma once

#include <boost/asio.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/live/live_faults.hpp"
#include "app/live/metrics.hpp"
#include "venue/api/credentials.hpp"
#include "venue/api/dialect.hpp"

namespace onefold::app {

class Link;

struct GateOptions {
  venue::Dialect dialect = venue::Dialect::native;
  std::vector<venue::Credentials> credentials;  // http: whose an API key is
  std::vector<venue::Instrument> instruments;
  std::string host = "127.0.0.1";
  std::uint16_t orders_port = 0;  // 0: any that is free
  std::uint16_t events_port = 0;
  std::size_t connections_max = 1024;                        // more are closed at once
  std::chrono::nanoseconds message_timeout{10'000'000'000};  // from a message's first byte to its last
  std::chrono::nanoseconds idle_timeout{300'000'000'000};    // without a byte from the client; 0: never
};

class Gate : public std::enable_shared_from_this<Gate> {
 public:
  // Nothing is owned; `faults` may be null. All outlive the context.
  Gate(boost::asio::io_context& context, GateOptions options, LiveFaults* faults, Metrics& metrics);

  // Listens; connections go on to these ports of the venue. After an error nothing is open.
  boost::system::error_code start(std::uint16_t venue_orders_port, std::uint16_t venue_events_port);
  void stop();

  std::uint16_t orders_port() const { return orders_.port; }
  std::uint16_t events_port() const { return events_.port; }

  // ---- for links
  const GateOptions& options() const { return options_; }
  LiveFaults* faults() { return faults_; }
  Metrics& metrics() { return metrics_; }
  boost::asio::io_context& context() { return context_; }
  void forget(Link& link);

 private:
  using tcp = boost::asio::ip::tcp;

  struct Listener {
    tcp::acceptor acceptor;
    boost::asio::steady_timer retry;
    std::string_view channel;
    std::uint16_t port = 0;
    tcp::endpoint venue;
  };

  boost::system::error_code listen(Listener& listener, std::uint16_t port);
  void accept(Listener& listener);
  void admit(Listener& listener, tcp::socket socket);
  void look_at_time();

  boost::asio::io_context& context_;
  GateOptions options_;
  LiveFaults* faults_;
  Metrics& metrics_;
  Listener orders_;
  Listener events_;
  boost::asio::steady_timer time_;
  std::vector<Link*> links_;
  std::vector<tcp::socket> unanswered_;  // connections that a fault leaves without an answer
  bool stopped_ = false;
};

}  // namespace onefold::app

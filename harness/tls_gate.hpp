// Ends TLS in front of the simulated venue: a client's connection comes in through TLS, and goes on to the
// venue without. So faults of messages strike behind it, where there are messages, and those of connections
// before it as well.
//
// Models a terminating proxy that keeps nothing: a connection to the venue for each that comes in, both
// closed when either is. Ignores half-closed connections and session tickets.
#pragma once

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/throwaway_ca.hpp"

namespace onefold::harness {

struct TlsGateOptions {
  TlsMaterial material;
  std::string venue_host;            // numeric address
  std::vector<std::uint16_t> ports;  // of the venue, and of the gate
  std::string listen_address = "0.0.0.0";
};

class TlsGate {
 public:
  // Listens at once; throws boost::system::system_error if it cannot.
  TlsGate(boost::asio::io_context& io, const TlsGateOptions& options);

  bool stopped() const { return false; }

 private:
  using Tcp = boost::asio::ip::tcp;

  void accept(Tcp::acceptor& acceptor);

  boost::asio::io_context& io_;
  boost::asio::ssl::context tls_;
  const boost::asio::ip::address venue_;
  std::vector<std::unique_ptr<Tcp::acceptor>> acceptors_;
};

}  // namespace onefold::harness

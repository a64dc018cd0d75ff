// What both sessions of the HTTP dialect know of the venue.
#pragma once

#include <boost/asio/ssl.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "client/options.hpp"
#include "venue/wire/http_call.hpp"

namespace onefold::client {

// Not owned by the sessions, and outlives them.
struct HttpPeer {
  // An error if `options.tls_ca` holds no certificates.
  HttpPeer(const ClientOptions& options, std::string& complaint);

  venue::http::Caller caller() const { return {&credentials, instruments, host}; }
  boost::asio::ssl::context* tls() const { return tls_.get(); }

  const std::string host;
  const venue::Credentials credentials;
  const std::vector<venue::Instrument> instruments;
  const std::int64_t request_timeout_ns;

 private:
  std::unique_ptr<boost::asio::ssl::context> tls_;  // null: plain
};

}  // namespace onefold::client

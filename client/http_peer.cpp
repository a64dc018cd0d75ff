#include "client/http_peer.hpp"

#include <boost/asio/buffer.hpp>

namespace onefold::client {

namespace ssl = boost::asio::ssl;

HttpPeer::HttpPeer(const ClientOptions& options, std::string& complaint)
    : host(options.venue_host),
      credentials(options.credentials),
      instruments(options.instruments),
      request_timeout_ns(options.bounds.request_timeout_ns) {
  if (options.tls_ca.empty()) return;
  tls_ = std::make_unique<ssl::context>(ssl::context::tls_client);
  boost::system::error_code failed;
  tls_->add_certificate_authority(boost::asio::buffer(options.tls_ca), failed);
  if (failed) complaint = "the certificates to trust cannot be read: " + failed.message();
}

}  // namespace onefold::client

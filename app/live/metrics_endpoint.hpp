// The metrics on HTTP, for Prometheus and for curl: GET /metrics.
//
// Meant for loopback: no authentication, no TLS. One request per connection; a request that takes longer than
// its time-out is cut. Single-threaded, on the io_context's thread.
#pragma once

#include <boost/asio.hpp>
#include <functional>
#include <memory>
#include <string>

#include "app/live/listen_address.hpp"

namespace onefold::app {

class MetricsEndpoint : public std::enable_shared_from_this<MetricsEndpoint> {
 public:
  // `text` is asked for at each request, and outlives the context.
  MetricsEndpoint(boost::asio::io_context& context, std::function<std::string()> text);

  boost::system::error_code start(const ListenAddress& address);
  void stop();
  ListenAddress address() const { return address_; }

 private:
  void accept();
  void serve(boost::asio::ip::tcp::socket socket);

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer retry_;
  std::function<std::string()> text_;
  ListenAddress address_;
  int open_ = 0;
};

}  // namespace onefold::app

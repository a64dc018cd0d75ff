// The exchange process: two ports, a session per connection, and each request made durable before anybody
// hears of what came of it. Stock Boost.Asio; it runs the same on real TCP.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "command_log.hpp"
#include "matching.hpp"

namespace own_engine {

struct GatewayOptions {
  std::vector<std::string> accounts;
  std::vector<std::string> symbols;
  std::uint16_t orders_port = 0;
  std::uint16_t events_port = 0;
  std::string data_dir;
  bool sync = true;  // false: answers before its log is on disk
};

class Gateway {
 public:
  Gateway(boost::asio::io_context& io, const GatewayOptions& options);
  ~Gateway();

  // Its disk has failed: it neither answers nor listens any more.
  bool stopped() const { return stopped_; }

 private:
  class Session;
  friend class Session;
  using Acceptor = boost::asio::ip::tcp::acceptor;

  void accept(Acceptor& acceptor, bool events);
  // What answers an order request or a query; empty when nothing does, because the exchange has stopped.
  std::string work(const std::string& account, const Request& request, std::string_view frame);
  void stop();

  Matching matching_;
  CommandLog log_;
  Acceptor orders_;
  Acceptor events_;
  std::vector<std::weak_ptr<Session>> sessions_;
  bool stopped_ = false;
};

}  // namespace own_engine

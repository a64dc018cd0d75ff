// Requests in the HTTP dialect: a few connections with one request in flight each, and a short line before
// them.
//
// A connection that is lost, or whose answer does not come in time, is closed; what was asked on it has no
// outcome that is known, and the owner is told that (Rejected with internal_error), or has given up by
// itself. A request waits for a connection no longer than queue_patience_ns, then it is dropped: the bound D
// of whoever sends must include that. The session is open as long as it has a connection. Before it says that
// it is, it asks for the venue's time: signed requests carry it.
#pragma once

#include <boost/asio.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "client/http_peer.hpp"
#include "client/session.hpp"

namespace onefold::client {

inline constexpr std::int64_t queue_patience_ns = 100'000'000;

class HttpSession final : public Session, public std::enable_shared_from_this<HttpSession> {
 public:
  static constexpr std::size_t connections_max = 8;
  static constexpr std::size_t line_max = 256;

  // `owner` and `peer` are not owned.
  HttpSession(boost::asio::io_context& context, SessionOwner& owner, LinkKind link, const HttpPeer& peer);
  ~HttpSession() override;

  void connect(const std::string& host, std::uint16_t port) override;
  // False: the line is full, or the request cannot be said in this dialect.
  bool send(const venue::Request& request) override;
  void close() override;

 private:
  class Lane;  // one connection
  struct Waiting {
    venue::Request request;
    std::int64_t since_ns = 0;
  };

  void open_lane();
  void serve_line();
  Lane* idle_lane();
  bool transmit(Lane& lane, venue::Request& request);
  void on_time(std::int64_t server_ns);
  void answered(const venue::Request& asked, int status, std::string_view retry_after, std::string_view body);
  void lost(Lane& lane);

  boost::asio::io_context& context_;
  SessionOwner* owner_;
  const LinkKind link_;
  const HttpPeer& peer_;
  std::string host_;
  std::uint16_t port_ = 0;
  bool announced_ = false;
  std::int64_t ahead_ns_ = 0;  // the venue's clock against ours, or behind that by as long as its answer took
  std::vector<std::shared_ptr<Lane>> lanes_;
  std::deque<Waiting> line_;
  std::string text_;
};

}  // namespace onefold::client

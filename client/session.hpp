// One TCP connection to a venue in the native dialect: bytes to replies, requests to bytes.
//
// A session is for one connection; after a loss a new one is made, and of the old one nothing is heard any
// more. Input is bounded by the largest frame, output by one frame. Single-threaded.
#pragma once

#include <boost/asio.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "client/client_host.hpp"

namespace onefold::client {

class SessionOwner {
 public:
  virtual ~SessionOwner() = default;
  virtual void on_connected(LinkKind link) = 0;
  virtual void on_closed(LinkKind link) = 0;  // by the other side or an error; not after Session::close()
  virtual void on_reply(LinkKind link, venue::Reply&& reply) = 0;
  virtual void on_drained(LinkKind link) = 0;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  // `owner` is not owned; it is not called after close().
  Session(boost::asio::io_context& context, SessionOwner& owner, LinkKind link);

  void connect(const std::string& host, std::uint16_t port);
  // See ClientHost::send().
  bool send(const venue::Request& request);
  void close();

 private:
  using Tcp = boost::asio::ip::tcp;

  void connect_to(const Tcp::endpoint& endpoint);
  void opened();
  void read();
  void on_read(std::size_t size);
  void write_rest();
  void lost();

  Tcp::socket socket_;
  Tcp::resolver resolver_;
  SessionOwner* owner_;
  const LinkKind link_;
  bool open_ = false;
  std::vector<std::byte> input_;
  std::size_t filled_ = 0;
  venue::Reply reply_;
  std::string output_;       // the frame that is being written
  std::size_t written_ = 0;  // of it
};

}  // namespace onefold::client

// One TCP connection to a venue in the native dialect: bytes to replies, requests to bytes.
//
// Input is bounded by the largest frame, output by one frame.
#pragma once

#include <boost/asio.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "client/session.hpp"

namespace onefold::client {

class NativeSession final : public Session, public std::enable_shared_from_this<NativeSession> {
 public:
  // `owner` is not owned; it is not called after close().
  NativeSession(boost::asio::io_context& context, SessionOwner& owner, LinkKind link);

  void connect(const std::string& host, std::uint16_t port) override;
  bool send(const venue::Request& request) override;
  void close() override;

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

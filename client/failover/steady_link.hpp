// A connection that is made again whenever it is lost, with something to say at a steady pace.
//
// Models one peer and one question at a time. Single-threaded.
#pragma once

#include <boost/asio.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "client/byte_stream.hpp"

namespace onefold::client {

class LinkTalk {
 public:
  virtual ~LinkTalk() = default;
  // The connection is open, or an interval has passed since the last time: what to say now, or nothing.
  virtual std::string speak() = 0;
  // As ByteStreamOwner::on_bytes; npos if it is not what is spoken here: the connection is given up.
  virtual std::size_t hear(std::string_view bytes) = 0;
};

struct SteadyLinkOptions {
  std::string host;  // numeric, or a name to resolve
  std::uint16_t port = 0;
  std::int64_t interval_ns = 0;  // between questions, and between attempts to connect
  std::int64_t patience_ns = 0;  // without a word from the other side, the connection is made again
  std::size_t input_size_max = 0;
};

class SteadyLink : public std::enable_shared_from_this<SteadyLink>, public ByteStreamOwner {
 public:
  // `context` and `talk` are not owned; `talk` is not called after close().
  SteadyLink(boost::asio::io_context& context, SteadyLinkOptions options, LinkTalk& talk);
  void open();
  void close();

 private:
  void on_opened() override;
  std::size_t on_bytes(std::string_view bytes) override;
  void on_lost() override;
  void connect();
  void wait();
  void tick();
  void say();

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  const SteadyLinkOptions options_;
  LinkTalk* talk_;
  std::shared_ptr<ByteStream> stream_;  // null: lost, and made again at the next tick
  bool opened_ = false;
  std::int64_t silent_ns_ = 0;
};

}  // namespace onefold::client

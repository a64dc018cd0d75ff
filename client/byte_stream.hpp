// One TCP connection, plain or through TLS: bytes in, bytes out.
//
// Models one connection of a dialect that is text; the native one has its own session. Input is bounded, and
// output by what its owner writes before it is answered. Single-threaded; handlers that are queued keep it
// alive.
#pragma once

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace onefold::client {

class ByteStreamOwner {
 public:
  virtual ~ByteStreamOwner() = default;
  virtual void on_opened() = 0;
  // All bytes that were not taken yet. Returns how many are, 0: more must come. May close the stream.
  virtual std::size_t on_bytes(std::string_view bytes) = 0;
  // Refused, closed by the other side, broken, more input than the bound, or a certificate that is not
  // trusted. Not after close().
  virtual void on_lost() = 0;
};

class ByteStream : public std::enable_shared_from_this<ByteStream> {
 public:
  // `owner` is not owned; it is not called after close(). `tls` outlives the stream; null: plain.
  ByteStream(boost::asio::io_context& context, ByteStreamOwner& owner, boost::asio::ssl::context* tls,
             std::size_t input_size_max);

  void connect(const std::string& host, std::uint16_t port);
  // Goes on with one that was accepted.
  void adopt(boost::asio::ip::tcp::socket socket);
  // Ours, of an open stream.
  boost::asio::ip::address local_address(boost::system::error_code& failed) const;
  // Leaves at once as far as the kernel takes it, and the rest by itself.
  void write(std::string_view bytes);
  void close();

 private:
  using Tcp = boost::asio::ip::tcp;

  void connect_to(const Tcp::endpoint& endpoint);
  void connected();
  void opened();
  void read();
  void on_read(std::size_t size);
  void write_waiting();
  void lost();

  Tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<Tcp::socket&>> tls_;
  Tcp::resolver resolver_;
  ByteStreamOwner* owner_;
  std::string host_;
  const std::size_t input_size_max_;
  std::string input_;
  std::size_t filled_ = 0;
  std::string writing_;  // is being written, and must not move
  std::string waiting_;
};

}  // namespace onefold::client

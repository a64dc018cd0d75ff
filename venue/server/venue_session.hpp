// What the exchange process does on one TCP connection: bytes to requests, replies and events to bytes.
// Internal to venue/server.
//
// Input is bounded by a fixed buffer. Output of an orders connection is bounded by unread_size_max; an events
// connection takes from the stream only what its client is ready to read.
#pragma once

#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <span>
#include <string>

#include "venue/server/server_core.hpp"
#include "venue/wire/native.hpp"

namespace onefold::venue {

class VenueSession : public std::enable_shared_from_this<VenueSession> {
 public:
  VenueSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerCore> core, Channel channel);
  ~VenueSession();

  void start();
  void close();

  // Written by flush() at the end of the turn. Dropped when the connection is closed already.
  void send(const Reply& reply);

  // Sends what is there, and of an event stream what there is. Only when all that the engine did is durable.
  void flush();

  Channel channel() const { return channel_; }

  AccountId account = no_account;  // logged in to, or subscribed to
  std::size_t waiting = 0;         // requests of it that wait for their processing time
  bool heard = true;               // something came since the last look at idle connections

 private:
  void read();
  void on_read(std::size_t size);
  void take_frames();
  bool take(Request& request);
  void hang_up();
  void write_rest(std::size_t written);
  bool fill_from_stream();
  void finish();

  boost::asio::ip::tcp::socket socket_;
  std::shared_ptr<ServerCore> core_;
  Channel channel_;
  bool closed_ = false;
  bool hanging_up_ = false;  // closes once all is written and the client has seen it
  bool writing_ = false;
  bool to_flush_ = false;
  std::uint64_t next_seq_ = 0;  // of the stream; 0: not subscribed
  std::size_t discarded_ = 0;
  std::size_t filled_ = 0;
  std::array<std::byte, 8 * native::request_size_max> input_;
  std::string output_;
  std::string writing_output_;
};

}  // namespace onefold::venue

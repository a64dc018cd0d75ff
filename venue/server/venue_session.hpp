// One TCP or TLS connection of an exchange process, whatever dialect it speaks: reads, writes, and its end.
// Internal to venue/server.
//
// Output is bounded by unread_size_max; a stream of events is taken only as fast as its client is ready to
// read. Input is the dialect's, bounded too. A session lives as long as a handler of it is pending.
#pragma once

#include <boost/asio.hpp>
#include <memory>
#include <string>

#include "venue/server/event_stream.hpp"
#include "venue/server/server_core.hpp"

namespace boost::asio::ssl {
class context;
}

namespace onefold::venue {

class VenueSession : public std::enable_shared_from_this<VenueSession> {
 public:
  VenueSession(boost::asio::ip::tcp::socket socket, std::shared_ptr<ServerCore> core);
  virtual ~VenueSession();

  // `tls` null: plain TCP.
  void start(boost::asio::ssl::context* tls);
  void close();

  // Written by flush() at the end of the turn. Dropped when the connection is closed already.
  virtual void send(const Reply& reply) = 0;

  // Whether the receipt of a request can be told apart from its effect, where the profile does so.
  virtual bool acknowledges() const { return false; }
  // The venue does not answer a request of this connection.
  virtual void keep_silent() {}

  bool ended() const { return closed_; }

  // Sends what is there, and of an event stream what there is. Only when all that the engine did is durable.
  void flush();

  // To be flushed when there are new execution reports.
  virtual bool streams() const = 0;

  // Nothing came for a while: asks for a sign of life, where the dialect has one.
  virtual void ask_alive() {}

  // The key of a stream of events is no longer valid.
  virtual void end_stream(std::string_view listen_key) { (void)listen_key; }

  AccountId account = no_account;  // logged in to, or subscribed to, or that asks
  std::size_t number = 0;          // of this orders connection in this life of the venue: its gateway
  std::size_t waiting = 0;         // requests of it that wait for their processing time
  bool heard = true;               // something came since the last look at idle connections

  // The venue ends the session, once what it has to say is written.
  void log_out() { hang_up(); }

 protected:
  // Where bytes may be put; empty: not now, and resume_reading() follows.
  virtual boost::asio::mutable_buffer input_space() = 0;
  // So many came. Within a turn, which the caller ends.
  virtual void take_input(std::size_t size) = 0;
  // The client sends no more.
  virtual void take_end() { close(); }
  // Appends to `output` what the stream has for now; true if it has more.
  virtual bool fill_from_stream() { return false; }

  // To be called before anything is added to `output`: false if the client lets too much gather, or is gone.
  bool may_send();
  void flush_later();
  // Closes once all is written and the client has seen it. Nothing is taken any more.
  void hang_up();
  // The session lives so long, even if nothing else is pending, and is closed then.
  void close_after(std::int64_t span_ns);
  void do_not_close();
  void resume_reading();

  // If the stream is held back: lets it go on in time.
  void wait_for_stream();

  bool closed() const { return closed_; }
  bool hanging_up() const { return hanging_up_; }
  bool unwritten() const { return writing_ || !output.empty(); }
  ServerCore& core() { return *core_; }
  const ServerCore& core() const { return *core_; }

  std::string output;
  EventStream stream;

 private:
  struct Tls;

  void read();
  void on_read(std::size_t size);
  void write_rest(std::size_t written);
  void finish();

  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<Tls> tls_;
  std::shared_ptr<ServerCore> core_;
  boost::asio::steady_timer closing_;
  std::unique_ptr<boost::asio::steady_timer> held_;  // made when a stream is held back
  bool closing_armed_ = false;
  bool closed_ = false;
  bool hanging_up_ = false;
  bool input_ended_ = false;
  bool reading_ = false;
  bool writing_ = false;
  bool to_flush_ = false;
  std::size_t discarded_ = 0;
  std::string writing_output_;
};

}  // namespace onefold::venue

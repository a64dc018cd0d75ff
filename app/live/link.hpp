// One connection of a client through the gate to the venue: two lanes of whole messages, and the faults that
// strike them. Internal to app/live.
//
// Bounded: a lane that holds lane_bytes_max does not read on. Single-threaded, on the io_context's thread.
#pragma once

#include <array>
#include <boost/asio.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/live/gate.hpp"
#include "app/live/link_reader.hpp"
#include "sim/core/fault.hpp"

namespace onefold::app {

inline constexpr std::size_t lane_bytes_max = 1024 * 1024;

class Link : public std::enable_shared_from_this<Link> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Clock = std::chrono::steady_clock;

  // `channel` is a constant of the program.
  Link(Socket client, std::shared_ptr<Gate> gate, std::string_view channel,
       std::unique_ptr<LinkReader> reader);
  ~Link();

  // Connects to the venue, and begins to pass on.
  void start(const boost::asio::ip::tcp::endpoint& venue);
  void close();

  // Closes itself when the client has been silent, or has owed the rest of a message, for too long.
  void look_at_time(Clock::time_point now);

 private:
  struct Held {
    Clock::time_point due;
    std::string bytes;
    bool in_order = false;           // what comes after it waits
    bool overtaken_by_next = false;  // leaves behind the next message that passes, if that is earlier
    bool then_reset = false;
  };

  // One direction.
  struct Lane {
    Lane(Socket& source, Socket& target, bool client)
        : in(source), out(target), from_client(client), timer(source.get_executor()) {}
    Socket& in;
    Socket& out;
    const bool from_client;
    boost::asio::steady_timer timer;
    std::string input;  // the beginning of a message
    std::string ready;  // leaves as soon as may be
    std::string leaving;
    std::deque<Held> held;  // by due time
    std::size_t held_bytes = 0;
    bool reading = false;
    bool writing = false;
    bool ended = false;           // the end of what comes in was seen
    bool closed = false;          // and passed on
    bool passes_nothing = false;  // what comes in is swallowed
    bool breaks = false;          // once `ready` has left
  };

  void read(Lane& lane);
  void on_readable(Lane& lane);
  void take_messages(Lane& lane);
  void take(Lane& lane, std::string_view message);
  void count(const Sighting& seen);
  void strike(Lane& lane, std::string_view message, const sim::Fault& fault, sim::Passage passage);
  void pass(Lane& lane, std::string_view message);
  void hold(Lane& lane, Held held);
  void arm(Lane& lane);
  void on_due(Lane& lane);
  void leave(Lane& lane, Held& held);
  void write(Lane& lane);
  void end_if_done(Lane& lane);
  void send_copies(std::string_view message, const sim::Fault& fault);
  void reset();

  Socket client_;
  Socket venue_;
  boost::asio::ip::tcp::endpoint venue_end_;
  std::shared_ptr<Gate> gate_;
  std::string_view channel_;
  std::unique_ptr<LinkReader> reader_;
  Lane requests_;
  Lane answers_;
  std::deque<std::pair<std::uint64_t, Clock::time_point>> unanswered_;
  Clock::time_point heard_ = Clock::now();  // of the client, last
  Clock::time_point begun_;                 // a message that is not complete yet
  bool is_closed_ = false;
};

}  // namespace onefold::app

// A world for the tests of faults: two nodes, "a" and "b", on stock Asio. a sends frames of four bytes to b's
// port 7000 at given times; b notes what arrives and when. The first byte of a frame is its kind, the second
// its intent; the third is 'r', 'i' or 'x' if it is repeatable, must keep its place, or is fixed.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/door/door_program.hpp"

namespace onefold::sim::test {

using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
inline constexpr auto as_tuple = asio::as_tuple(use_awaitable);

// The world makes the names, so its list of faults can only be written once it exists.
class LateDecider final : public Decider {
 public:
  void decide(const Point& point, std::vector<Fault>& out) override {
    asked.insert(point.hash);
    ++count;
    if (inner) inner->decide(point, out);
  }
  std::unique_ptr<Decider> inner;
  std::set<std::uint64_t> asked;
  std::uint64_t count = 0;
};

class FourByteFramer final : public Framer {
 public:
  explicit FourByteFramer(World*& world) : world_(world) {}
  std::size_t frame_size(const StreamInfo&, std::span<const std::byte> bytes) override {
    return bytes.size() < 4 ? 0 : 4;
  }
  MessageLabel label(const StreamInfo&, std::span<const std::byte> frame) override {
    const std::string text(reinterpret_cast<const char*>(frame.data()), frame.size());
    const Passage passage = text[2] == 'r'   ? Passage::repeatable
                            : text[2] == 'i' ? Passage::in_order
                            : text[2] == 'x' ? Passage::fixed
                                             : Passage::free;
    return {world_->names().intern(text.substr(0, 1)), world_->names().intern(text.substr(1, 1)), passage};
  }

 private:
  World*& world_;
};

inline WorldOptions frame_options() {
  WorldOptions options;
  options.calm = true;
  options.latency_min_ns = options.latency_max_ns = millisecond_ns;
  options.heal_ns = 10 * second_ns;
  options.horizon_ns = 20 * second_ns;
  return options;
}

struct Arrival {
  std::int64_t time_ms;
  std::string text;  // a frame, part of one, or "eof", "reset", "accepted"
  friend bool operator==(const Arrival&, const Arrival&) = default;
};

inline void PrintTo(const Arrival& arrival, std::ostream* out) {
  *out << arrival.time_ms << " ms " << arrival.text;
}

class FrameWorld {
 public:
  explicit FrameWorld(WorldOptions options = frame_options())
      : framer_(world_pointer_), world(with(options), {{7000, "frames"}}) {
    world_pointer_ = &world;
  }

  Fault fault(const char* key, FaultKind kind) {
    Fault fault;
    const auto parsed = parse_key(world.names(), key);
    EXPECT_TRUE(parsed) << key;
    if (parsed) fault.key = *parsed;
    fault.kind = kind;
    return fault;
  }
  void strike(std::vector<Fault> faults) {
    decider.inner = std::make_unique<ListDecider>(world.names(), std::move(faults));
  }
  std::int64_t now_ms() const { return world.now() / millisecond_ns; }

  // b: accepts for ever, notes all that comes. Reads only what `reads` allows.
  Start receiver() {
    return spawn([this]() -> awaitable<void> {
      const auto executor = co_await asio::this_coro::executor;
      tcp::acceptor acceptor(executor, {tcp::v4(), 7000});
      for (;;) {
        tcp::socket socket = co_await acceptor.async_accept(use_awaitable);
        arrivals.push_back({now_ms(), "accepted"});
        asio::co_spawn(executor, note_all(std::move(socket)), asio::detached);
      }
    });
  }

  awaitable<void> note_all(tcp::socket socket) {
    for (;;) {
      char bytes[4];
      const auto [error, size] = co_await asio::async_read(socket, asio::buffer(bytes), as_tuple);
      if (size > 0) arrivals.push_back({now_ms(), std::string(bytes, size)});
      if (error == asio::error::eof) arrivals.push_back({now_ms(), "eof"});
      if (error && error != asio::error::eof) arrivals.push_back({now_ms(), "reset"});
      if (error) co_return;
    }
  }

  // a: connects, then sends each frame 10 ms after the one before, and notes in `sender_end` what the stream
  // ends with.
  Start sender(std::vector<std::string> frames) {
    return spawn([this, frames]() -> awaitable<void> {
      const auto executor = co_await asio::this_coro::executor;
      tcp::socket socket(executor);
      const auto [failed] =
          co_await socket.async_connect({asio::ip::make_address("10.0.0.2"), 7000}, as_tuple);
      connected_ms = now_ms();
      connect_error = failed;
      if (failed) co_return;
      asio::steady_timer timer(executor);
      for (const std::string& frame : frames) {
        timer.expires_after(std::chrono::milliseconds(10));
        co_await timer.async_wait(use_awaitable);
        const auto [error, size] = co_await asio::async_write(socket, asio::buffer(frame), as_tuple);
        if (error) send_errors.push_back({now_ms(), error.message()});
        if (!error) sent += frame;
      }
      char byte;
      const auto [error, size] = co_await asio::async_read(socket, asio::buffer(&byte, 1), as_tuple);
      sender_end = {now_ms(), error.message()};
    });
  }

  void run(Start a, Start b) {
    a_node = world.add_node(asio_node("a", std::move(a)));
    b_node = world.add_node(asio_node("b", std::move(b)));
    world.start(b_node);
    world.start(a_node);
    end = world.run({});
    EXPECT_EQ(end, RunEnd::horizon) << world.failure();
  }
  void send(std::vector<std::string> frames) { run(sender(std::move(frames)), receiver()); }

  std::vector<std::string> texts() const {
    std::vector<std::string> result;
    for (const Arrival& arrival : arrivals) result.push_back(arrival.text);
    return result;
  }
  std::vector<std::string> struck() {
    std::vector<std::string> result;
    for (const Fault& fault : world.struck()) result.push_back(to_text(world.names(), fault.key));
    return result;
  }

 private:
  WorldOptions with(WorldOptions options) {
    options.decider = &decider;
    options.framer = &framer_;
    return options;
  }
  World* world_pointer_ = nullptr;
  FourByteFramer framer_;

 public:
  LateDecider decider;
  std::vector<Arrival> arrivals;
  std::vector<Arrival> send_errors;
  std::string sent;
  Arrival sender_end{-1, ""};
  std::int64_t connected_ms = -1;
  boost::system::error_code connect_error;
  RunEnd end = RunEnd::condition;
  NodeId a_node = 0;
  NodeId b_node = 0;
  World world;  // last: its programs write to what stands above while they are destroyed
};

}  // namespace onefold::sim::test

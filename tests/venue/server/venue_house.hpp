// A venue on real loopback TCP with its directory, its observer and raw clients that speak the native
// dialect.
//
// Everything runs on the test's thread: a client that waits runs the venue meanwhile, for a bounded number of
// turns.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/venue/server/temporary_directory.hpp"
#include "venue/server/server.hpp"
#include "venue/wire/native.hpp"

namespace onefold::venue {

// What one life of a venue told.
struct Told : VenueObserver {
  std::vector<ExecutionReport> executions;
  std::vector<std::string> paths;
  std::optional<std::uint64_t> recovered_number;

  void on_execution(const ExecutionReport& report) override { executions.push_back(report); }
  void on_recovered(std::uint64_t last_number) override { recovered_number = last_number; }
  void on_path(const PathEvent& event) override { paths.emplace_back(event.name); }

  bool took(std::string_view name) const { return std::count(paths.begin(), paths.end(), name) != 0; }
};

class VenueHouse {
 public:
  static constexpr int turns_max = 20'000;

  VenueHouse() {
    options.instruments = {{"BTC-USD", 2, 1}, {"ETH-USD", 2, 1}};
    options.accounts = {"A", "B"};
    options.data_dir = directory.path();
  }

  // Starts another life; the one before ends as a crash ends it, with nothing said.
  std::error_code try_start() {
    server.reset();
    told = Told();
    server = std::make_unique<VenueServer>(*context, options, told, misbehaviour);
    return server->start();
  }
  void start() {
    const std::error_code error = try_start();
    ASSERT_FALSE(error) << server->failure();
  }

  // Runs the venue until `done`; false if it never was.
  template <class Condition>
  bool run_until(Condition done) {
    for (int turn = 0; turn < turns_max; ++turn) {
      if (done()) return true;
      context->restart();
      if (context->poll() == 0) context->run_one_for(std::chrono::milliseconds(1));
    }
    return done();
  }

  // Runs what is ready, without waiting.
  void run_ready() {
    context->restart();
    context->poll();
  }

  std::filesystem::path journal() const { return options.data_dir / "journal"; }

  TemporaryDirectory directory;
  VenueOptions options;
  Misbehaviour* misbehaviour = nullptr;  // of the lives to come
  Told told;
  std::unique_ptr<boost::asio::io_context> context = std::make_unique<boost::asio::io_context>(1);
  std::unique_ptr<VenueServer> server;
};

inline std::string framed(const Request& request) {
  std::string frame;
  native::encode(request, frame);
  return frame;
}

class RawClient {
 public:
  RawClient(VenueHouse& house, std::uint16_t port) : house_(house), socket_(context_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    socket_.set_option(boost::asio::ip::tcp::no_delay(true));
    socket_.non_blocking(true);
  }

  // False once the venue has closed the connection.
  bool send_bytes(std::string_view bytes) {
    bool broken = false;
    const bool sent = house_.run_until([&] {
      boost::system::error_code error;
      bytes.remove_prefix(socket_.write_some(boost::asio::buffer(bytes.data(), bytes.size()), error));
      broken = error && error != boost::asio::error::would_block;
      return broken || bytes.empty();
    });
    return sent && !broken;
  }
  bool send(const Request& request) { return send_bytes(framed(request)); }

  // The next message; nothing if the connection ends first, or nothing comes.
  std::optional<Reply> receive() {
    std::optional<Reply> reply;
    house_.run_until([&] {
      take_bytes();
      const auto scan = native::scan_frame(std::as_bytes(std::span(input_)));
      if (scan.size == 0) return ended_;
      reply.emplace();
      EXPECT_EQ(native::decode(std::as_bytes(std::span(input_)).first(scan.size), *reply),
                native::WireError::none);
      input_.erase(0, scan.size);
      return true;
    });
    return reply;
  }
  template <class Message>
  Message receive_one() {
    const std::optional<Reply> reply = receive();
    if (reply && std::holds_alternative<Message>(*reply)) return std::get<Message>(*reply);
    ADD_FAILURE() << (reply ? std::string(kind_of(*reply)) : "nothing") << " came instead";
    return {};
  }
  template <class Message>
  Message ask(const Request& request) {
    EXPECT_TRUE(send(request));
    return receive_one<Message>();
  }

  // True once the venue has closed, and everything that it sent has been received.
  bool ended() {
    house_.run_until([this] {
      take_bytes();
      return ended_;
    });
    return ended_ && input_.empty();
  }

  void close() { socket_.close(); }

 private:
  void take_bytes() {
    std::array<char, 65536> bytes;
    boost::system::error_code error;
    const std::size_t size = socket_.read_some(boost::asio::buffer(bytes), error);
    input_.append(bytes.data(), size);
    if (error && error != boost::asio::error::would_block) ended_ = true;
  }

  VenueHouse& house_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  std::string input_;
  bool ended_ = false;
};

inline NewOrder limit_order(std::string id, Side side, Lots quantity, Ticks limit) {
  NewOrder order;
  order.request = 1;
  order.client_order_id = std::move(id);
  order.symbol = "BTC-USD";
  order.side = side;
  order.quantity = quantity;
  order.limit = limit;
  return order;
}

inline Subscribe subscription(std::string account, std::uint64_t from_seq) {
  Subscribe subscribe;
  subscribe.request = 1;
  subscribe.account = std::move(account);
  subscribe.from_seq = from_seq;
  return subscribe;
}

// A client that has logged in.
struct OrderClient : RawClient {
  OrderClient(VenueHouse& house, const std::string& account) : RawClient(house, house.server->orders_port()) {
    logged_in = ask<LoggedIn>(Login{1, account});
  }
  LoggedIn logged_in;
};

// Places orders of one lot, which stay open, as requests 1 to `count`, all sent before an answer is read.
inline void place_many(OrderClient& client, std::uint64_t count) {
  std::string frames;
  for (std::uint64_t i = 1; i <= count; ++i) {
    NewOrder order = limit_order("many-" + std::to_string(i), Side::buy, 1, 10);
    order.request = i;
    frames += framed(order);
  }
  ASSERT_TRUE(client.send_bytes(frames));
  for (std::uint64_t i = 1; i <= count; ++i) ASSERT_EQ(client.receive_one<Accepted>().request, i);
}

}  // namespace onefold::venue

// Workload W over stock Asio TCP connections, a line per message.
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <cassert>
#include <chrono>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "bench/simulated_workload.hpp"
#include "bench/workload_world.hpp"

namespace onefold::bench {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// One line after the other out of a socket, and lines into it.
class LineSocket {
 public:
  explicit LineSocket(tcp::socket socket) : socket_(std::move(socket)) {}

  tcp::socket& socket() { return socket_; }

  // Calls on_line(token) for the next line; not at all when the connection has ended.
  template <class OnLine>
  void read_line(OnLine on_line) {
    socket_.async_read_some(asio::buffer(in_.data() + filled_, in_.size() - filled_),
                            [this, on_line = std::move(on_line)](error_code error, std::size_t size) mutable {
                              if (error) return;
                              filled_ += size;
                              if (std::memchr(in_.data(), '\n', filled_) == nullptr)
                                return read_line(std::move(on_line));
                              filled_ = 0;
                              on_line(read_token(in_.data()));
                            });
  }

  void write_line(std::uint64_t token) {
    write_token(out_.data(), token);
    asio::async_write(socket_, asio::buffer(out_), [](error_code, std::size_t) {});
  }

 private:
  tcp::socket socket_;
  Message in_;  // never more than one line, because nobody sends the next before an answer to the last
  std::size_t filled_ = 0;
  Message out_ = blank_message();
};

class LineServer {
 public:
  explicit LineServer(asio::io_context& io) : acceptor_(io, tcp::endpoint(tcp::v4(), server_port)) {
    accept();
  }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return;
      sessions_.push_back(std::make_unique<LineSocket>(std::move(socket)));
      serve(*sessions_.back());
      accept();
    });
  }

  void serve(LineSocket& session) {
    session.read_line([this, &session](std::uint64_t token) {
      session.write_line(answer_to(token));
      serve(session);
    });
  }

  tcp::acceptor acceptor_;
  std::vector<std::unique_ptr<LineSocket>> sessions_;
};

class LineClient {
 public:
  LineClient(asio::io_context& io, std::uint32_t client, const Workload& workload, const OnAnswer& on_answer)
      : line_(tcp::socket(io)), timer_(io), client_(client), workload_(workload), on_answer_(on_answer) {
    const tcp::endpoint server(asio::ip::make_address_v4(server_address), server_port);
    line_.socket().async_connect(server, [this](error_code error) {
      if (!error) read();
    });
  }

  void begin() {
    timer_.expires_after(std::chrono::nanoseconds(timeout_ns));
    timer_.async_wait([this](error_code error) {
      if (!error) begin();
    });
    line_.write_line(request_token(client_, number_));
  }

 private:
  void read() {
    line_.read_line([this](std::uint64_t answer) {
      timer_.cancel();
      assert(answer == answer_to(request_token(client_, number_)));
      on_answer_(client_, answer);
      if (++number_ < workload_.requests_per_client()) begin();
      read();
    });
  }

  LineSocket line_;
  asio::steady_timer timer_;
  std::uint32_t client_;
  const Workload& workload_;
  const OnAnswer& on_answer_;
  std::uint32_t number_ = 0;
};

}  // namespace

SimulatedRun run_asio_lines(const Workload& workload) {
  assert(!workload.lossy);
  return run_in_world<LineServer, LineClient>(workload);
}

}  // namespace onefold::bench

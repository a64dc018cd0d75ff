// Workload W over stock Asio UDP sockets.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cassert>
#include <chrono>

#include "bench/simulated_workload.hpp"
#include "bench/workload_world.hpp"

namespace onefold::bench {

namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

class UdpServer {
 public:
  explicit UdpServer(asio::io_context& io) : socket_(io, udp::endpoint(udp::v4(), server_port)) { receive(); }

 private:
  void receive() {
    socket_.async_receive_from(asio::buffer(request_), from_, [this](error_code error, std::size_t size) {
      if (error) return;
      assert(size == message_bytes);
      write_token(response_.data(), answer_to(read_token(request_.data())));
      error_code ignored;  // a datagram may always be lost
      socket_.send_to(asio::buffer(response_), from_, 0, ignored);
      receive();
    });
  }

  udp::socket socket_;
  udp::endpoint from_;
  Message request_ = blank_message();
  Message response_ = blank_message();
};

class UdpClient {
 public:
  UdpClient(asio::io_context& io, std::uint32_t client, const Workload& workload, const OnAnswer& on_answer)
      : socket_(io), timer_(io), client_(client), workload_(workload), on_answer_(on_answer) {
    socket_.connect(udp::endpoint(asio::ip::make_address_v4(server_address), server_port));
    receive();
  }

  void begin() {
    write_token(request_.data(), request_token(client_, number_));
    send_request();
  }

 private:
  void send_request() {
    timer_.expires_after(std::chrono::nanoseconds(timeout_ns));
    timer_.async_wait([this](error_code error) {
      if (!error) send_request();
    });
    error_code ignored;  // a datagram may always be lost
    socket_.send(asio::buffer(request_), 0, ignored);
  }

  void receive() {
    socket_.async_receive(asio::buffer(response_), [this](error_code error, std::size_t size) {
      if (error) return;
      assert(size == message_bytes);
      complete();
      receive();
    });
  }

  void complete() {
    timer_.cancel();
    const std::uint64_t answer = read_token(response_.data());
    assert(answer == answer_to(request_token(client_, number_)));
    on_answer_(client_, answer);
    if (++number_ < workload_.requests_per_client()) begin();
  }

  udp::socket socket_;
  asio::steady_timer timer_;
  std::uint32_t client_;
  const Workload& workload_;
  const OnAnswer& on_answer_;
  std::uint32_t number_ = 0;
  Message request_ = blank_message();
  Message response_ = blank_message();
};

}  // namespace

SimulatedRun run_asio_udp(const Workload& workload) {
  return run_in_world<UdpServer, UdpClient>(workload);
}

}  // namespace onefold::bench

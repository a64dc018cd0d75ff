// Workload W over HTTP: Beast on both sides of stock Asio TCP connections, keep-alive, a message as the body.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cassert>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "bench/simulated_workload.hpp"
#include "bench/workload_world.hpp"

namespace onefold::bench {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

std::string body_of(std::uint64_t token) {
  Message message = blank_message();
  write_token(message.data(), token);
  return {message.data(), message.size()};
}

class HttpServer {
 public:
  explicit HttpServer(asio::io_context& io) : acceptor_(io, tcp::endpoint(tcp::v4(), server_port)) {
    accept();
  }

 private:
  struct Connection {
    explicit Connection(tcp::socket connected) : socket(std::move(connected)) {}
    tcp::socket socket;
    beast::flat_buffer buffer;
    Request request;
    Response response;
  };

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return;
      connections_.push_back(std::make_unique<Connection>(std::move(socket)));
      serve(*connections_.back());
      accept();
    });
  }

  void serve(Connection& on) {
    on.request = {};
    http::async_read(on.socket, on.buffer, on.request, [this, &on](error_code error, std::size_t) {
      if (error) return;
      on.response = Response(http::status::ok, on.request.version());
      on.response.set(http::field::content_type, "application/octet-stream");
      on.response.body() = body_of(answer_to(read_token(on.request.body().data())));
      on.response.prepare_payload();
      http::async_write(on.socket, on.response, [this, &on](error_code failed, std::size_t) {
        if (!failed) serve(on);
      });
    });
  }

  tcp::acceptor acceptor_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

class HttpClient {
 public:
  HttpClient(asio::io_context& io, std::uint32_t client, const Workload& workload, const OnAnswer& on_answer)
      : socket_(io), timer_(io), client_(client), workload_(workload), on_answer_(on_answer) {
    const tcp::endpoint server(asio::ip::make_address_v4(server_address), server_port);
    socket_.async_connect(server, [](error_code error) { assert(!error); });
  }

  void begin() {
    timer_.expires_after(std::chrono::nanoseconds(timeout_ns));
    timer_.async_wait(
        [this](error_code error) { assert(error || number_ == workload_.requests_per_client()); });
    request_ = Request(http::verb::post, "/order", 11);
    request_.set(http::field::host, server_address);
    request_.body() = body_of(request_token(client_, number_));
    request_.prepare_payload();
    http::async_write(socket_, request_, [](error_code, std::size_t) {});
    response_ = {};
    http::async_read(socket_, buffer_, response_, [this](error_code error, std::size_t) {
      if (!error) answered();
    });
  }

 private:
  void answered() {
    timer_.cancel();
    const std::uint64_t answer = read_token(response_.body().data());
    assert(answer == answer_to(request_token(client_, number_)));
    on_answer_(client_, answer);
    if (++number_ < workload_.requests_per_client()) begin();
  }

  tcp::socket socket_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_;
  Request request_;
  Response response_;
  std::uint32_t client_;
  const Workload& workload_;
  const OnAnswer& on_answer_;
  std::uint32_t number_ = 0;
};

}  // namespace

SimulatedRun run_beast_http(const Workload& workload) {
  assert(!workload.lossy);
  return run_in_world<HttpServer, HttpClient>(workload);
}

}  // namespace onefold::bench

#include "app/live/metrics_endpoint.hpp"

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <utility>

namespace onefold::app {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::asio::ip::tcp;

constexpr int connections_max = 16;  // more are closed at once
constexpr std::size_t request_size_max = 8 * 1024;
constexpr std::chrono::seconds request_timeout{5};
constexpr std::chrono::milliseconds accept_retry{10};

using Response = http::response<http::string_body>;

Response answer(const http::request<http::empty_body>& request, const std::function<std::string()>& text) {
  const bool known = request.target() == "/metrics" || request.target() == "/";
  const bool get = request.method() == http::verb::get || request.method() == http::verb::head;
  Response response(!get    ? http::status::method_not_allowed
                    : known ? http::status::ok
                            : http::status::not_found,
                    request.version());
  response.keep_alive(false);
  response.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
  response.body() = get && known ? text() : "GET /metrics\n";
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();
  return response;
}

}  // namespace

// One request and its answer.
class MetricsExchange : public std::enable_shared_from_this<MetricsExchange> {
 public:
  MetricsExchange(tcp::socket socket, std::function<std::string()> text, std::function<void()> at_end)
      : stream_(std::move(socket)), text_(std::move(text)), at_end_(std::move(at_end)) {
    parser_.header_limit(request_size_max);
  }
  ~MetricsExchange() { at_end_(); }

  void run() {
    stream_.expires_after(request_timeout);
    http::async_read(stream_, buffer_, parser_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) self->reply();
                     });
  }

 private:
  void reply() {
    response_ = answer(parser_.get(), text_);
    http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code, std::size_t) {
      beast::error_code ignored;
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    });
  }

  beast::tcp_stream stream_;
  std::function<std::string()> text_;
  std::function<void()> at_end_;
  beast::flat_buffer buffer_{request_size_max};
  http::request_parser<http::empty_body> parser_;
  Response response_;
};

MetricsEndpoint::MetricsEndpoint(boost::asio::io_context& context, std::function<std::string()> text)
    : acceptor_(context), retry_(context), text_(std::move(text)) {}

boost::system::error_code MetricsEndpoint::start(const ListenAddress& address) {
  boost::system::error_code error;
  const tcp::endpoint endpoint(boost::asio::ip::make_address(address.host, error), address.port);
  if (!error) acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(connections_max, error);
  if (error) return error;
  address_ = {address.host, acceptor_.local_endpoint(error).port()};
  accept();
  return error;
}

void MetricsEndpoint::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
}

void MetricsEndpoint::accept() {
  acceptor_.async_accept([self = shared_from_this()](boost::system::error_code error, tcp::socket socket) {
    if (!self->acceptor_.is_open()) return;
    if (!error) {
      self->serve(std::move(socket));
      return self->accept();
    }
    self->retry_.expires_after(accept_retry);
    self->retry_.async_wait([self](boost::system::error_code) {
      if (self->acceptor_.is_open()) self->accept();
    });
  });
}

void MetricsEndpoint::serve(tcp::socket socket) {
  if (open_ == connections_max) return;
  ++open_;
  std::make_shared<MetricsExchange>(std::move(socket), text_, [self = shared_from_this()] {
    --self->open_;
  })->run();
}

}  // namespace onefold::app

#include "app/live/gate.hpp"

#include <algorithm>
#include <utility>

#include "app/live/link.hpp"

namespace onefold::app {
namespace {

// When accepting fails (no descriptors left), it is tried again after this.
constexpr std::chrono::milliseconds accept_retry{10};
constexpr std::chrono::milliseconds look_period{250};

}  // namespace

Gate::Gate(boost::asio::io_context& context, GateOptions options, LiveFaults* faults, Metrics& metrics)
    : context_(context),
      options_(std::move(options)),
      faults_(faults),
      metrics_(metrics),
      orders_{tcp::acceptor(context), boost::asio::steady_timer(context), "orders", 0, {}},
      events_{tcp::acceptor(context), boost::asio::steady_timer(context), "events", 0, {}},
      time_(context) {}

boost::system::error_code Gate::start(std::uint16_t venue_orders_port, std::uint16_t venue_events_port) {
  const auto inner = boost::asio::ip::address_v4::loopback();
  orders_.venue = {inner, venue_orders_port};
  events_.venue = {inner, venue_events_port};
  boost::system::error_code error = listen(orders_, options_.orders_port);
  if (!error) error = listen(events_, options_.events_port);
  if (error) return error;
  accept(orders_);
  accept(events_);
  look_at_time();
  return {};
}

boost::system::error_code Gate::listen(Listener& listener, std::uint16_t port) {
  boost::system::error_code error;
  const tcp::endpoint endpoint(boost::asio::ip::make_address(options_.host, error), port);
  tcp::acceptor& acceptor = listener.acceptor;
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
  if (!error) listener.port = acceptor.local_endpoint(error).port();
  return error;
}

void Gate::stop() {
  if (std::exchange(stopped_, true)) return;
  boost::system::error_code ignored;
  for (Listener* listener : {&orders_, &events_}) {
    listener->acceptor.close(ignored);
    listener->retry.cancel();
  }
  time_.cancel();
  unanswered_.clear();
  for (Link* link : links_) link->close();
}

void Gate::accept(Listener& listener) {
  listener.acceptor.async_accept(
      [self = shared_from_this(), &listener](boost::system::error_code error, tcp::socket socket) {
        if (self->stopped_) return;
        if (!error) {
          self->admit(listener, std::move(socket));
          return self->accept(listener);
        }
        listener.retry.expires_after(accept_retry);
        listener.retry.async_wait([self, &listener](boost::system::error_code) {
          if (!self->stopped_) self->accept(listener);
        });
      });
}

void Gate::admit(Listener& listener, tcp::socket socket) {
  if (links_.size() + unanswered_.size() >= options_.connections_max) {
    return metrics_.on_connection_refused();
  }
  const auto fault = faults_ ? faults_->at_connection(listener.channel) : std::nullopt;
  if (fault) {
    if (fault->kind == sim::FaultKind::unanswered) return unanswered_.push_back(std::move(socket));
    boost::system::error_code ignored;
    socket.set_option(boost::asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
    return;
  }
  auto reader = options_.dialect == venue::Dialect::http
                    ? make_http_link_reader(options_.credentials, options_.instruments)
                    : make_native_link_reader();
  const auto link =
      std::make_shared<Link>(std::move(socket), shared_from_this(), listener.channel, std::move(reader));
  links_.push_back(link.get());
  metrics_.on_connection(listener.channel);
  link->start(listener.venue);
}

void Gate::forget(Link& link) {
  std::erase(links_, &link);
  metrics_.on_connection_end();
}

void Gate::look_at_time() {
  time_.expires_after(look_period);
  time_.async_wait([self = shared_from_this()](boost::system::error_code) {
    if (self->stopped_) return;
    const auto now = std::chrono::steady_clock::now();
    for (Link* link : self->links_) link->look_at_time(now);
    // The client of an unanswered connection gives up: then there is something to read, its end.
    std::erase_if(self->unanswered_, [](tcp::socket& socket) {
      boost::system::error_code error;
      socket.non_blocking(true, error);
      std::array<char, 4096> swallowed;
      const std::size_t size = socket.read_some(boost::asio::buffer(swallowed), error);
      return size == 0 && error != boost::asio::error::would_block;
    });
    self->look_at_time();
  });
}

}  // namespace onefold::app

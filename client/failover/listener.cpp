#include "client/failover/listener.hpp"

#include <utility>

namespace onefold::client {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

class Listener::Guest final : public ByteStreamOwner {
 public:
  Guest(Room& room, asio::io_context& context, std::size_t input_size_max)
      : stream(std::make_shared<ByteStream>(context, *this, nullptr, input_size_max)), room_(room) {}
  ~Guest() override { stream->close(); }

  void on_opened() override {}
  std::size_t on_bytes(std::string_view bytes) override;
  void on_lost() override;

  const std::shared_ptr<ByteStream> stream;
  bool lost = false;

 private:
  Room& room_;
};

class Listener::Room : public std::enable_shared_from_this<Room> {
 public:
  Room(asio::io_context& context, std::size_t input_size_max, std::size_t connections_max, Taker take)
      : context_(context),
        acceptor_(context),
        input_size_max_(input_size_max),
        connections_max_(connections_max),
        taker(std::move(take)) {}

  std::error_code listen(const std::string& host, std::uint16_t port) {
    boost::system::error_code failed;
    const Tcp::endpoint endpoint(asio::ip::make_address(host, failed), port);
    if (!failed) acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(Tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (!failed) accept();
    return failed;
  }

  void close() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    guests_.clear();
  }

 private:
  void accept() {
    acceptor_.async_accept(
        [weak = weak_from_this()](const boost::system::error_code& failed, Tcp::socket socket) {
          const auto self = weak.lock();
          if (!self || failed == asio::error::operation_aborted) return;
          if (!failed) self->welcome(std::move(socket));
          self->accept();
        });
  }

  void welcome(Tcp::socket socket) {
    guests_.remove_if([](const Guest& guest) { return guest.lost; });
    if (guests_.size() >= connections_max_) return;  // closes it
    guests_.emplace_back(*this, context_, input_size_max_).stream->adopt(std::move(socket));
  }

  asio::io_context& context_;
  Tcp::acceptor acceptor_;
  const std::size_t input_size_max_;
  const std::size_t connections_max_;
  std::list<Guest> guests_;

 public:
  const Taker taker;
};

std::size_t Listener::Guest::on_bytes(std::string_view bytes) {
  const std::optional<std::size_t> taken = room_.taker(*stream, bytes);
  if (taken) return *taken;
  lost = true;
  stream->close();
  return 0;
}

// Swept when the next one comes: this is called from within it.
void Listener::Guest::on_lost() {
  lost = true;
}

Listener::Listener(asio::io_context& context, std::size_t input_size_max, std::size_t connections_max,
                   Taker taker)
    : room_(std::make_shared<Room>(context, input_size_max, connections_max, std::move(taker))) {}

Listener::~Listener() {
  room_->close();
}

std::error_code Listener::listen(const std::string& host, std::uint16_t port) {
  return room_->listen(host, port);
}

}  // namespace onefold::client

// Connections on stock Boost.Asio.
#include "client/byte_stream.hpp"

#include <algorithm>
#include <cstring>

namespace onefold::client {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t input_size = 4096;

}  // namespace

ByteStream::ByteStream(asio::io_context& context, ByteStreamOwner& owner, asio::ssl::context* tls,
                       std::size_t input_size_max)
    : socket_(context),
      resolver_(context),
      owner_(&owner),
      input_size_max_(input_size_max),
      input_(std::min(input_size, input_size_max), '\0') {
  if (tls != nullptr) tls_.emplace(socket_, *tls);
}

void ByteStream::connect(const std::string& host, std::uint16_t port) {
  host_ = host;
  error_code error;
  const asio::ip::address address = asio::ip::make_address(host, error);
  if (!error) {
    connect_to({address, port});
    return;
  }
  resolver_.async_resolve(host, std::to_string(port),
                          [self = shared_from_this()](const error_code& failed, const auto& results) {
                            if (self->owner_ == nullptr) return;
                            if (failed || results.empty()) {
                              self->lost();
                            } else {
                              self->connect_to(*results.begin());
                            }
                          });
}

void ByteStream::connect_to(const Tcp::endpoint& endpoint) {
  socket_.async_connect(endpoint, [self = shared_from_this()](const error_code& failed) {
    if (self->owner_ == nullptr) return;
    if (failed) {
      self->lost();
    } else {
      self->connected();
    }
  });
}

void ByteStream::adopt(Tcp::socket socket) {
  socket_ = std::move(socket);
  connected();
}

asio::ip::address ByteStream::local_address(error_code& failed) const {
  return socket_.local_endpoint(failed).address();
}

void ByteStream::connected() {
  error_code error;
  socket_.set_option(Tcp::no_delay(true), error);
  if (error) return lost();
  if (!tls_) return opened();
  tls_->set_verify_mode(asio::ssl::verify_peer);
  tls_->set_verify_callback(asio::ssl::host_name_verification(host_));
  tls_->async_handshake(asio::ssl::stream_base::client,
                        [self = shared_from_this()](const error_code& failed) {
                          if (self->owner_ == nullptr) return;
                          if (failed) {
                            self->lost();
                          } else {
                            self->opened();
                          }
                        });
}

void ByteStream::opened() {
  read();
  owner_->on_opened();
}

void ByteStream::read() {
  const auto handler = [self = shared_from_this()](const error_code& failed, std::size_t size) {
    if (self->owner_ == nullptr) return;
    if (failed) {
      self->lost();
    } else {
      self->on_read(size);
    }
  };
  const auto room = asio::buffer(input_.data() + filled_, input_.size() - filled_);
  if (tls_) {
    tls_->async_read_some(room, handler);
  } else {
    socket_.async_read_some(room, handler);
  }
}

void ByteStream::on_read(std::size_t size) {
  filled_ += size;
  std::size_t taken = 0;
  while (taken < filled_) {
    const std::size_t now = owner_->on_bytes(std::string_view(input_).substr(taken, filled_ - taken));
    if (owner_ == nullptr) return;
    if (now == 0) break;
    taken += now;
  }
  std::memmove(input_.data(), input_.data() + taken, filled_ - taken);
  filled_ -= taken;
  if (filled_ == input_.size()) {
    if (filled_ == input_size_max_) return lost();
    input_.resize(std::min(2 * input_.size(), input_size_max_));
  }
  read();
}

void ByteStream::write(std::string_view bytes) {
  waiting_ += bytes;
  if (writing_.empty()) write_waiting();
}

void ByteStream::write_waiting() {
  if (waiting_.empty()) return;
  writing_.swap(waiting_);
  const auto handler = [self = shared_from_this()](const error_code& failed, std::size_t) {
    if (self->owner_ == nullptr) return;
    if (failed) return self->lost();
    self->writing_.clear();
    self->write_waiting();
  };
  if (tls_) {
    asio::async_write(*tls_, asio::buffer(writing_), handler);
  } else {
    asio::async_write(socket_, asio::buffer(writing_), handler);
  }
}

void ByteStream::lost() {
  ByteStreamOwner* owner = owner_;
  close();
  owner->on_lost();
}

void ByteStream::close() {
  owner_ = nullptr;
  error_code ignored;
  resolver_.cancel();
  socket_.close(ignored);
}

}  // namespace onefold::client

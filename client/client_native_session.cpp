// Connections on stock Boost.Asio.
#include "client/client_native_session.hpp"

#include <cstring>
#include <span>
#include <utility>

#include "venue/wire/native.hpp"

namespace onefold::client {

namespace asio = boost::asio;
namespace native = venue::native;
using boost::system::error_code;

namespace {

constexpr std::size_t input_size = 4096;

}  // namespace

NativeSession::NativeSession(asio::io_context& context, SessionOwner& owner, LinkKind link)
    : socket_(context), resolver_(context), owner_(&owner), link_(link), input_(input_size) {}

void NativeSession::connect(const std::string& host, std::uint16_t port) {
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

void NativeSession::connect_to(const Tcp::endpoint& endpoint) {
  socket_.async_connect(endpoint, [self = shared_from_this()](const error_code& failed) {
    if (self->owner_ == nullptr) return;
    if (failed) {
      self->lost();
    } else {
      self->opened();
    }
  });
}

void NativeSession::opened() {
  error_code error;
  socket_.set_option(Tcp::no_delay(true), error);
  socket_.non_blocking(true, error);
  if (error) {
    lost();
    return;
  }
  open_ = true;
  read();
  owner_->on_connected(link_);
}

void NativeSession::read() {
  socket_.async_read_some(asio::buffer(input_.data() + filled_, input_.size() - filled_),
                          [self = shared_from_this()](const error_code& failed, std::size_t size) {
                            if (self->owner_ == nullptr) return;
                            if (failed) {
                              self->lost();
                            } else {
                              self->on_read(size);
                            }
                          });
}

void NativeSession::on_read(std::size_t size) {
  filled_ += size;
  std::size_t taken = 0;
  while (true) {
    const std::span<const std::byte> rest(input_.data() + taken, filled_ - taken);
    const native::FrameScan scan = native::scan_frame(rest);
    if (scan.error != native::WireError::none) return lost();
    if (scan.size == 0) break;
    if (native::decode(rest.first(scan.size), reply_) != native::WireError::none) return lost();
    taken += scan.size;
    owner_->on_reply(link_, std::move(reply_));
    if (owner_ == nullptr) return;
  }
  std::memmove(input_.data(), input_.data() + taken, filled_ - taken);
  filled_ -= taken;
  if (filled_ == input_.size()) input_.resize(std::min(2 * input_.size(), native::frame_size_max));
  read();
}

bool NativeSession::send(const venue::Request& request) {
  if (!open_ || !output_.empty()) return false;
  native::encode(request, output_);
  error_code error;
  written_ = socket_.write_some(asio::buffer(output_), error);
  if (written_ == 0) {
    output_.clear();  // an error is seen by the read that is under way
    return false;
  }
  if (written_ == output_.size()) {
    output_.clear();
  } else {
    write_rest();
  }
  return true;
}

void NativeSession::write_rest() {
  asio::async_write(socket_, asio::buffer(output_) + written_,
                    [self = shared_from_this()](const error_code& failed, std::size_t) {
                      if (self->owner_ == nullptr) return;
                      if (failed) return self->lost();
                      self->output_.clear();
                      self->owner_->on_drained(self->link_);
                    });
}

void NativeSession::lost() {
  SessionOwner* owner = owner_;
  close();
  owner->on_closed(link_);
}

void NativeSession::close() {
  owner_ = nullptr;
  open_ = false;
  error_code ignored;
  resolver_.cancel();
  socket_.close(ignored);
}

}  // namespace onefold::client

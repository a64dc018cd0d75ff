#include "sim/os/tcp_socket.hpp"

#include <algorithm>
#include <cerrno>

#include "sim/net/connection.hpp"
#include "sim/net/network.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim {
namespace {

constexpr std::uint32_t readable_events = EPOLLIN | EPOLLRDNORM;
constexpr std::uint32_t writable_events = EPOLLOUT | EPOLLWRNORM;
constexpr std::uint32_t closed_events = readable_events | writable_events | EPOLLRDHUP | EPOLLHUP;
constexpr int backlog_limit = 4096;  // Linux: net.core.somaxconn

}  // namespace

int TcpSocket::bind(Address local) {
  if (bound_ || state_ != State::unused) return -EINVAL;
  if (!own_address(local.ip)) return -EADDRNOTAVAIL;
  if (local.port != 0 && network().listening(host(), local)) return -EADDRINUSE;
  if (local.port == 0) local.port = network().ephemeral_port(host());
  local_ = local;
  bound_ = true;
  return 0;
}

int TcpSocket::listen(int backlog) {
  if (state_ == State::connecting || state_ == State::connected) return -EINVAL;
  backlog_max_ = static_cast<std::size_t>(std::clamp(backlog, 0, backlog_limit));
  if (state_ == State::listening || process().dying()) return 0;
  if (!bound_) bind({any_ip, 0});
  if (!network().listen(host(), local_, *this)) return -EADDRINUSE;
  state_ = State::listening;
  return 0;
}

int TcpSocket::accept(Address& peer, int flags) {
  if (state_ != State::listening) return -EINVAL;
  if (backlog_.empty() || process().dying()) return -EAGAIN;
  std::unique_ptr<TcpSocket> child = std::move(backlog_.front());
  backlog_.pop_front();
  child->status_flags = flags;
  child->peer(peer);
  return process().add(std::move(child));
}

int TcpSocket::connect(Address remote) {
  if (process().dying()) return -EINPROGRESS;
  if (state_ == State::listening) return -EINVAL;
  if (state_ == State::connecting) return -EALREADY;
  if (state_ == State::connected) {
    const int error = connection_->take_error(side_);
    if (error != 0) return -error;
    if (connection_->established(side_)) return -EISCONN;
    connection_->close(side_, false);  // of an attempt that failed: Linux lets the socket try again
    connection_ = nullptr;
  }
  if (!bound_) {
    bound_ = true;
    local_.port = network().ephemeral_port(host());
  }
  if (remote.ip == any_ip) remote.ip = process().ip();
  if (local_.ip == any_ip) local_.ip = is_loopback(remote.ip) ? remote.ip : process().ip();
  state_ = State::connecting;
  side_ = 0;
  connection_ = &network().connect(host(), local_, remote, *this);
  return -EINPROGRESS;
}

int TcpSocket::shutdown(int how) {
  if (process().dying()) return 0;
  if (state_ != State::connected || connection_->reset(side_)) return -ENOTCONN;
  if (how != SHUT_RD) connection_->finish(side_);
  if (how != SHUT_WR) input_shut_ = true;
  notify(ready());
  return 0;
}

ssize_t TcpSocket::send(const iovec* parts, int count, const Address*) {
  if (process().dying()) return static_cast<ssize_t>(bytes_in(parts, count));
  if (state_ == State::connecting) return -EAGAIN;
  if (state_ != State::connected) return -EPIPE;
  return connection_->send(side_, parts, count);
}

ssize_t TcpSocket::receive(const iovec* parts, int count, bool peek, Address& from) {
  if (process().dying() || state_ == State::connecting) return -EAGAIN;
  if (state_ != State::connected) return -ENOTCONN;
  from = connection_->address(1 - side_);
  const ssize_t result = connection_->receive(side_, parts, count, peek);
  return result == -EAGAIN && input_shut_ ? 0 : result;
}

bool TcpSocket::peer(Address& remote) const {
  if (state_ != State::connected || connection_ == nullptr || connection_->reset(side_)) return false;
  remote = connection_->address(1 - side_);
  return true;
}

int TcpSocket::take_error() {
  return connection_ == nullptr ? 0 : connection_->take_error(side_);
}

std::size_t TcpSocket::readable_bytes() const {
  return state_ == State::connected && connection_ != nullptr ? connection_->readable_bytes(side_) : 0;
}

std::uint32_t TcpSocket::ready() const {
  if (process().dying()) return 0;
  switch (state_) {
    case State::unused:
      return writable_events | EPOLLHUP;
    case State::listening:
      return backlog_.empty() ? 0 : readable_events;
    case State::connecting:
      return 0;
    case State::connected:
      break;
  }
  std::uint32_t events = 0;
  if (connection_->error(side_) != 0) events |= EPOLLERR;
  if (connection_->reset(side_)) return events | closed_events;
  const bool ended = connection_->end_of_input(side_) || input_shut_;
  if (ended) events |= readable_events | EPOLLRDHUP;
  if (ended && connection_->finished(side_)) events |= EPOLLHUP;
  if (connection_->readable_bytes(side_) > 0) events |= readable_events;
  if (connection_->finished(side_) || connection_->has_room(side_)) events |= writable_events;
  return events;
}

int TcpSocket::close() {
  if (state_ == State::listening) {
    network().unlisten(host(), *this);
    for (const auto& child : backlog_) {
      child->abort_on_close_ = true;
      child->close();
    }
    backlog_.clear();
  }
  if (connection_ != nullptr) connection_->close(side_, abort_on_close_);
  connection_ = nullptr;
  return 0;
}

void TcpSocket::on_death(bool power) {
  if (!power) {
    close();
    return;
  }
  if (state_ == State::listening) network().unlisten(host(), *this);
  for (const auto& child : backlog_) child->on_death(power);
  backlog_.clear();
  if (connection_ != nullptr) connection_->vanish(side_);
  connection_ = nullptr;
}

void TcpSocket::add_state(Digest& digest) const {
  digest.add(static_cast<std::uint64_t>(state_));
  digest.add(std::uint64_t{local_.ip} << 16 | local_.port);
  digest.add(connection_ == nullptr ? 0 : connection_->id() * 2 + static_cast<std::uint64_t>(side_));
  digest.add((bound_ ? 1u : 0u) | (input_shut_ ? 2u : 0u) | (abort_on_close_ ? 4u : 0u));
  digest.add(backlog_.size());
  for (const auto& child : backlog_) child->add_state(digest);
}

Departure TcpSocket::before_departure(const MessageLabel& label, std::size_t size) {
  verdict_ = effect_of_send(label, size);
  switch (verdict_.crash) {
    case EffectVerdict::Crash::none:
      return Departure::leaves;
    case EffectVerdict::Crash::before:
      return Departure::stays;
    case EffectVerdict::Crash::after:
      break;
  }
  return Departure::leaves_and_dies;
}

void TcpSocket::after_departure() {
  process().effect_done(verdict_);
}

void TcpSocket::on_established() {
  state_ = State::connected;
  notify(writable_events);
}

void TcpSocket::on_connect_failed(int) {
  state_ = State::connected;
  notify(closed_events | EPOLLERR);
}

void TcpSocket::on_readable() {
  notify(connection_->end_of_input(side_) ? readable_events | EPOLLRDHUP : readable_events);
}
void TcpSocket::on_writable() {
  notify(writable_events);
}
void TcpSocket::on_reset() {
  notify(closed_events | EPOLLERR);
}

Endpoint* TcpSocket::on_connection(Connection& connection) {
  auto child = std::make_unique<TcpSocket>(process());
  child->state_ = State::connected;
  child->bound_ = true;
  child->local_ = connection.address(1);
  child->connection_ = &connection;
  child->side_ = 1;
  backlog_.push_back(std::move(child));
  notify(readable_events);
  return backlog_.back().get();
}

}  // namespace onefold::sim

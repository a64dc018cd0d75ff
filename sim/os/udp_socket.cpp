#include "sim/os/udp_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sim/net/network.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim {
namespace {

constexpr std::size_t datagram_bytes_max = 65'507;
constexpr std::size_t received_max = 256;

}  // namespace

int UdpSocket::bind(Address local) {
  if (bound_) return -EINVAL;
  if (!own_address(local.ip)) return -EADDRNOTAVAIL;
  if (local.port == 0) local.port = network().ephemeral_port(host());
  if (!process().dying() && !network().bind(host(), local, *this)) return -EADDRINUSE;
  local_ = local;
  bound_ = true;
  return 0;
}

int UdpSocket::connect(Address remote) {
  if (remote.ip == any_ip) remote.ip = process().ip();
  if (!bound_) {
    const int result = bind({any_ip, 0});
    if (result < 0) return result;
  }
  peer_ = remote;
  connected_ = true;
  return 0;
}

int UdpSocket::shutdown(int) {
  return connected_ ? 0 : -ENOTCONN;
}

ssize_t UdpSocket::send(const iovec* parts, int count, const Address* to) {
  const std::size_t size = bytes_in(parts, count);
  if (process().dying()) return static_cast<ssize_t>(size);
  if (error_ != 0) return -take_error();
  if (to == nullptr && !connected_) return -EDESTADDRREQ;
  if (size > datagram_bytes_max) return -EMSGSIZE;
  if (!bound_) {
    const int result = bind({any_ip, 0});
    if (result < 0) return result;
  }
  Address remote = to == nullptr ? peer_ : *to;
  if (remote.ip == any_ip) remote.ip = process().ip();
  const std::uint32_t usual_ip = is_loopback(remote.ip) ? remote.ip : process().ip();
  const Address from{local_.ip == any_ip ? usual_ip : local_.ip, local_.port};
  if (count == 1) {
    network().send_datagram(host(), from, remote, {static_cast<const std::byte*>(parts[0].iov_base), size},
                            *this);
  } else {
    std::vector<std::byte> bytes;
    bytes.reserve(size);
    for (int i = 0; i < count; ++i) {
      const auto* base = static_cast<const std::byte*>(parts[i].iov_base);
      bytes.insert(bytes.end(), base, base + parts[i].iov_len);
    }
    network().send_datagram(host(), from, remote, bytes, *this);
  }
  return static_cast<ssize_t>(size);
}

ssize_t UdpSocket::receive(const iovec* parts, int count, bool peek, Address& from) {
  if (process().dying()) return -EAGAIN;
  if (error_ != 0) return -take_error();
  if (received_.empty()) return -EAGAIN;
  const Datagram& datagram = received_.front();
  from = datagram.from;
  std::size_t done = 0;
  for (int i = 0; i < count && done < datagram.bytes.size(); ++i) {
    const std::size_t size = std::min(parts[i].iov_len, datagram.bytes.size() - done);
    std::memcpy(parts[i].iov_base, datagram.bytes.data() + done, size);
    done += size;
  }
  if (!peek) received_.pop_front();
  return static_cast<ssize_t>(done);
}

bool UdpSocket::peer(Address& remote) const {
  remote = peer_;
  return connected_;
}

int UdpSocket::take_error() {
  return std::exchange(error_, 0);
}

std::size_t UdpSocket::readable_bytes() const {
  return received_.empty() ? 0 : received_.front().bytes.size();
}

std::uint32_t UdpSocket::ready() const {
  if (process().dying()) return 0;
  std::uint32_t events = EPOLLOUT | EPOLLWRNORM;
  if (!received_.empty()) events |= EPOLLIN | EPOLLRDNORM;
  if (error_ != 0) events |= EPOLLERR;
  return events;
}

int UdpSocket::close() {
  network().unbind(host(), *this);
  return 0;
}

void UdpSocket::on_death(bool) {
  network().unbind(host(), *this);
}

void UdpSocket::add_state(Digest& digest) const {
  digest.add(std::uint64_t{local_.ip} << 16 | local_.port);
  digest.add(std::uint64_t{peer_.ip} << 16 | peer_.port);
  digest.add(static_cast<std::uint64_t>(error_));
  digest.add((bound_ ? 1u : 0u) | (connected_ ? 2u : 0u));
  digest.add(received_.size());
  for (const Datagram& datagram : received_) {
    digest.add(std::uint64_t{datagram.from.ip} << 16 | datagram.from.port);
    digest.add_bytes(datagram.bytes.data(), datagram.bytes.size());
  }
}

Departure UdpSocket::before_departure(const MessageLabel& label, std::size_t size) {
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

void UdpSocket::after_departure() {
  process().effect_done(verdict_);
}

void UdpSocket::on_datagram(Address from, std::span<const std::byte> bytes) {
  if (connected_ && !(from == peer_)) return;
  if (received_.size() >= received_max) return;
  received_.push_back({from, {bytes.begin(), bytes.end()}});
  notify(EPOLLIN | EPOLLRDNORM);
}

void UdpSocket::on_unreachable(Address peer) {
  if (!connected_ || !(peer == peer_)) return;
  error_ = ECONNREFUSED;
  notify(EPOLLERR | EPOLLIN | EPOLLOUT);
}

}  // namespace onefold::sim

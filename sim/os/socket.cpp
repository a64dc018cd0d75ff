#include "sim/os/socket.hpp"

#include <sys/ioctl.h>

#include <cerrno>

#include "sim/net/network.hpp"
#include "sim/os/kernel.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim {
namespace {

constexpr int buffer_bytes_default = 212'992;  // Linux: net.core.rmem_default

std::uint64_t option_key(int level, int name) {
  return std::uint64_t{static_cast<std::uint32_t>(level)} << 32 | static_cast<std::uint32_t>(name);
}

}  // namespace

std::size_t bytes_in(const iovec* parts, int count) {
  std::size_t total = 0;
  for (int i = 0; i < count; ++i) total += parts[i].iov_len;
  return total;
}

int Socket::listen(int) {
  return -EOPNOTSUPP;
}
int Socket::accept(Address&, int) {
  return -EOPNOTSUPP;
}

void Socket::set_option(int level, int name, int value) {
  const std::uint64_t key = option_key(level, name);
  for (auto& [known, stored] : options_) {
    if (known == key) {
      stored = value;
      return;
    }
  }
  options_.emplace_back(key, value);
}

int Socket::option(int level, int name) const {
  const std::uint64_t key = option_key(level, name);
  for (const auto& [known, stored] : options_) {
    if (known == key) return stored;
  }
  const bool buffer = level == SOL_SOCKET && (name == SO_SNDBUF || name == SO_RCVBUF);
  return buffer ? buffer_bytes_default : 0;
}

ssize_t Socket::readv(const iovec* parts, int count) {
  Address from;
  return receive(parts, count, false, from);
}

ssize_t Socket::writev(const iovec* parts, int count) {
  return send(parts, count, nullptr);
}

int Socket::control(unsigned long request, void* argument) {
  if (request != FIONREAD) return -ENOTTY;
  *static_cast<int*>(argument) = static_cast<int>(readable_bytes());
  process().saw(readable_bytes());
  return 0;
}

Network& Socket::network() const {
  return process().kernel().network;
}
std::uint32_t Socket::host() const {
  return process().node();
}
bool Socket::own_address(std::uint32_t ip) const {
  return ip == any_ip || is_loopback(ip) || ip == process().ip();
}

EffectVerdict Socket::effect_of_send(const MessageLabel& label, std::size_t size) {
  const FaultSet menu{FaultKind::kill, FaultKind::power_loss};
  const Name operation = process().kernel().words.send;
  return process().effect({operation, label.kind, label.intent, static_cast<std::int64_t>(size), menu});
}

}  // namespace onefold::sim

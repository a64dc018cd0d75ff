#include "sim/os/event_descriptor.hpp"

#include <cerrno>
#include <cstring>

namespace onefold::sim {
namespace {

constexpr std::uint64_t value_max = ~std::uint64_t{1};

}  // namespace

std::uint32_t EventDescriptor::ready() const {
  std::uint32_t events = 0;
  if (value_ > 0) events |= EPOLLIN;
  if (value_ < value_max) events |= EPOLLOUT;
  return events;
}

ssize_t EventDescriptor::readv(const iovec* parts, int count) {
  if (count < 1 || parts[0].iov_len < sizeof value_) return -EINVAL;
  if (value_ == 0) return -EAGAIN;
  const std::uint64_t taken = semaphore_ ? 1 : value_;
  std::memcpy(parts[0].iov_base, &taken, sizeof taken);
  value_ -= taken;
  notify(EPOLLOUT);
  return sizeof taken;
}

ssize_t EventDescriptor::writev(const iovec* parts, int count) {
  std::uint64_t added = 0;
  if (count < 1 || parts[0].iov_len < sizeof added) return -EINVAL;
  std::memcpy(&added, parts[0].iov_base, sizeof added);
  if (added > value_max) return -EINVAL;
  if (added > value_max - value_) return -EAGAIN;
  value_ += added;
  notify(EPOLLIN);
  return sizeof added;
}

}  // namespace onefold::sim

#include "sim/os/device_file.hpp"

#include <cstring>

#include "sim/os/process.hpp"

namespace onefold::sim {

DeviceFile::Device DeviceFile::of(std::string_view path) {
  if (path == "/dev/null") return Device::null;
  if (path == "/dev/zero") return Device::zero;
  if (path == "/dev/random" || path == "/dev/urandom") return Device::random;
  return Device::none;
}

ssize_t DeviceFile::readv(const iovec* parts, int count) {
  if (device_ == Device::null) return 0;
  std::size_t got = 0;
  for (int i = 0; i < count; ++i) {
    if (device_ == Device::random) {
      process().random().fill(parts[i].iov_base, parts[i].iov_len);
    } else if (parts[i].iov_len > 0) {
      std::memset(parts[i].iov_base, 0, parts[i].iov_len);
    }
    got += parts[i].iov_len;
  }
  return static_cast<ssize_t>(got);
}

ssize_t DeviceFile::writev(const iovec* parts, int count) {
  std::size_t taken = 0;
  for (int i = 0; i < count; ++i) taken += parts[i].iov_len;
  return static_cast<ssize_t>(taken);
}

}  // namespace onefold::sim

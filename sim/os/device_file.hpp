// /dev/null, /dev/zero and /dev/urandom inside a node.
#pragma once

#include <string_view>

#include "sim/os/streamable_file.hpp"

namespace onefold::sim {

class DeviceFile final : public StreamableFile {
 public:
  enum class Device : std::uint8_t { none, null, zero, random };

  // none if `path` names no device.
  static Device of(std::string_view path);

  DeviceFile(Process& process, Device device) : StreamableFile(process, Kind::device), device_(device) {}

  std::uint32_t ready() const override { return EPOLLIN | EPOLLOUT; }
  ssize_t readv(const iovec* parts, int count) override;
  ssize_t writev(const iovec* parts, int count) override;
  off_t seek(off_t, int) override { return 0; }

 private:
  Device device_;
};

}  // namespace onefold::sim

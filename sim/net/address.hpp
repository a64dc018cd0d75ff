// IPv4 addresses and ports, in host byte order.
#pragma once

#include <cstdint>

namespace onefold::sim {

struct Address {
  std::uint32_t ip = 0;
  std::uint16_t port = 0;
  friend bool operator==(const Address&, const Address&) = default;
};

inline constexpr std::uint32_t first_node_ip = 0x0a000001;  // 10.0.0.1
inline constexpr std::uint32_t any_ip = 0;
inline constexpr bool is_loopback(std::uint32_t ip) {
  return (ip >> 24) == 127;
}

}  // namespace onefold::sim

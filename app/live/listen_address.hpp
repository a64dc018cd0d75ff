// "ADDRESS:PORT" as a person writes it: "127.0.0.1:0", "[::1]:9090". No names, so nothing is resolved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onefold::app {

struct ListenAddress {
  std::string host;        // a numeric address, without brackets
  std::uint16_t port = 0;  // 0: any that is free

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

// Nothing if it is none.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

std::string to_string(const ListenAddress& address);

// Reached from this machine alone.
bool is_loopback(const ListenAddress& address);

}  // namespace onefold::app

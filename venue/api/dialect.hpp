// What an exchange and its clients speak on the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace onefold::venue {

enum class Dialect : std::uint8_t {
  native,  // length-prefixed binary frames, docs/native-dialect.md
  http,    // REST and WebSocket in the shape of the Binance Spot API, docs/http-dialect.md
};

constexpr std::string_view name(Dialect dialect) {
  return dialect == Dialect::http ? "http" : "native";
}

constexpr std::optional<Dialect> parse_dialect(std::string_view text) {
  if (text == name(Dialect::native)) return Dialect::native;
  if (text == name(Dialect::http)) return Dialect::http;
  return std::nullopt;
}

}  // namespace onefold::venue

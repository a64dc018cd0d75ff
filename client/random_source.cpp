// Draws from getrandom(2).
#include "client/random_source.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace onefold::client {

void RandomSource::fill(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) std::abort();
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

std::uint64_t RandomSource::number() {
  std::array<std::uint8_t, 8> bytes;
  fill(bytes);
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

std::int64_t RandomSource::below(std::int64_t bound) {
  if (bound <= 0) return 0;
  return static_cast<std::int64_t>(number() % static_cast<std::uint64_t>(bound));
}

}  // namespace onefold::client

// A 64-bit hash with fixed results: for digests of state and for seeded choices. Not for hostile keys'
// security.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace onefold::venue {

static_assert(std::endian::native == std::endian::little, "digests would differ from other machines'");

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit.
inline std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

inline std::uint64_t combine(std::uint64_t hash, std::uint64_t value) {
  return mix(hash + 0x9E3779B97F4A7C15U + mix(value));
}

// Eight bytes at a time, read little-endian, the last ones padded with zeros; the length is hashed too.
inline std::uint64_t combine(std::uint64_t hash, std::string_view text) {
  hash = combine(hash, static_cast<std::uint64_t>(text.size()));
  for (std::size_t at = 0; at < text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, text.size() - at < 8 ? text.size() - at : 8);
    hash = combine(hash, word);
  }
  return hash;
}

}  // namespace onefold::venue

// Random numbers that are part of a run: a splitmix64 stream. Never std::*_distribution, whose results differ
// between libraries; one draw per statement, because compilers order arguments differently.
#pragma once

#include <cstddef>
#include <cstdint>

namespace onefold::sim {

class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed = 0) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  // Low byte of each draw first, on every byte order.
  void fill(void* bytes, std::size_t size) {
    auto* out = static_cast<unsigned char*>(bytes);
    for (std::size_t i = 0; i < size;) {
      std::uint64_t word = next();
      for (int k = 0; k < 8 && i < size; ++k, ++i) {
        out[i] = static_cast<unsigned char>(word);
        word >>= 8;
      }
    }
  }

 private:
  std::uint64_t state_;
};

__extension__ typedef unsigned __int128 Uint128;

// `hash` spread uniformly over [min, max] (by multiplication; the bias is below 2^-32 for spans that matter
// here).
inline std::int64_t spread(std::uint64_t hash, std::int64_t min, std::int64_t max) {
  if (max <= min) return min;
  const auto span = static_cast<std::uint64_t>(max - min) + 1;
  return min +
         static_cast<std::int64_t>(static_cast<std::uint64_t>((static_cast<Uint128>(hash) * span) >> 64));
}

}  // namespace onefold::sim

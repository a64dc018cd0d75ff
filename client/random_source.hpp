// The only place where a client takes randomness from: the kernel's generator, by getrandom(2).
#pragma once

#include <cstdint>
#include <span>

namespace onefold::client {

// Single-threaded. Aborts when the kernel gives nothing: an id that is not random is worse than no client.
class RandomSource {
 public:
  virtual ~RandomSource() = default;

  virtual void fill(std::span<std::uint8_t> bytes);

  std::uint64_t number();
  // Uniform enough for back-off: 0 to bound - 1, 0 when bound <= 0. The bias is below bound / 2^64.
  std::int64_t below(std::int64_t bound);
};

}  // namespace onefold::client

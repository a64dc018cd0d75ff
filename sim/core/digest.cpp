#include "sim/core/digest.hpp"

#include <bit>
#include <cstring>

#include "sim/core/random.hpp"

namespace onefold::sim {
namespace {

constexpr std::uint64_t first_key = 0xa0761d6478bd642fu;
constexpr std::uint64_t second_key = 0xe7037ed1a0b428dbu;

// Both halves of the 128-bit product, folded: one multiplication mixes all bits.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const Uint128 product = static_cast<Uint128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t load_little(const unsigned char* bytes, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, size);
  return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}

}  // namespace

void Digest::add(std::uint64_t value) {
  state_ = std::rotl(state_, 23) + fold(value ^ first_key, state_ ^ second_key);
}

void Digest::add_bytes(const void* bytes, std::size_t size) {
  const auto* at = static_cast<const unsigned char*>(bytes);
  add(size);
  for (; size >= 8; size -= 8, at += 8) add(load_little(at, 8));
  if (size > 0) add(load_little(at, size));
}

}  // namespace onefold::sim

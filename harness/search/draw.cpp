#include "harness/search/draw.hpp"

#include <bit>

#include "sim/core/random.hpp"

namespace onefold::harness {
namespace {

// The index of the n-th bit (from 0) that is set. There are more than n.
int nth_bit(std::uint64_t bits, std::int64_t n) {
  for (; n > 0; --n) bits &= bits - 1;
  return std::countr_zero(bits);
}

}  // namespace

sim::FaultSet kinds_of(const sim::Chaos& chaos) {
  sim::FaultSet kinds;
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    if (chaos.rate[i].numerator != 0) kinds.bits |= std::uint64_t{1} << i;
  }
  return kinds & chaos.permitted;
}

bool draw_any(const sim::Chaos& chaos, std::uint64_t hash, const sim::Point& point, sim::FaultSet kinds,
              sim::Fault& fault) {
  std::uint64_t left = (point.menu & kinds).bits;
  for (std::uint64_t turn = 0; left != 0; ++turn) {
    const int i = nth_bit(left, sim::spread(sim::mix(hash, turn), 0, std::popcount(left) - 1));
    left &= ~(std::uint64_t{1} << i);
    const std::uint64_t strength = sim::mix(hash, 0x100 + static_cast<std::uint64_t>(i));
    if (sim::draw_fault(chaos, strength, point, static_cast<sim::FaultKind>(i), fault)) return true;
  }
  return false;
}

sim::FaultSet about_half(std::uint64_t hash, sim::FaultSet kinds) {
  sim::FaultSet half;
  half.bits = kinds.bits & sim::mix(hash, 1);
  if (half.bits == 0 && kinds.bits != 0) {
    const std::int64_t last = std::popcount(kinds.bits) - 1;
    half.bits = std::uint64_t{1} << nth_bit(kinds.bits, sim::spread(sim::mix(hash, 2), 0, last));
  }
  return half;
}

std::string names_of(sim::FaultSet kinds) {
  std::string text;
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    const auto kind = static_cast<sim::FaultKind>(i);
    if (!kinds.has(kind)) continue;
    if (!text.empty()) text += ", ";
    text += sim::to_string(kind);
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace onefold::harness

#include "harness/search/bytes_decider.hpp"

#include <bit>

#include "sim/core/random.hpp"

namespace onefold::harness {
namespace {

constexpr std::uint8_t long_gap = 255;

// The `which`-th of the kinds in `set`, from 0.
sim::FaultKind pick(sim::FaultSet set, int which) {
  std::uint64_t bits = set.bits;
  for (; which > 0; --which) bits &= bits - 1;
  return static_cast<sim::FaultKind>(std::countr_zero(bits));
}

}  // namespace

BytesDecider::BytesDecider(std::span<const std::uint8_t> bytes, sim::Chaos chaos)
    : bytes_(bytes), chaos_(std::move(chaos)) {
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    if (chaos_.rate[i].numerator == 0) chaos_.permitted.bits &= ~(std::uint64_t{1} << i);
  }
  read_gap();
}

std::optional<std::uint8_t> BytesDecider::take() {
  if (bytes_.empty()) return {};
  const std::uint8_t byte = bytes_.front();
  bytes_ = bytes_.subspan(1);
  return byte;
}

void BytesDecider::read_gap() {
  gap_.reset();
  std::uint64_t gap = 0;
  for (auto byte = take(); byte; byte = take()) {
    gap += *byte;
    if (*byte == long_gap) continue;
    gap_ = gap;
    return;
  }
}

void BytesDecider::decide(const sim::Point& point, std::vector<sim::Fault>& out) {
  if (!gap_ || point.now_ns >= chaos_.until_ns) return;
  const sim::FaultSet kinds = point.menu & chaos_.permitted;
  if (kinds.bits == 0) return;
  if (*gap_ > 0) {
    --*gap_;
    return;
  }
  const auto which = take();
  const auto low = take();
  const auto high = take();
  read_gap();
  if (!high) return;
  const std::uint64_t strength = std::uint64_t{*low} | std::uint64_t{*high} << 8;
  sim::Fault fault;
  if (draw_fault(chaos_, sim::mix(strength, 0x62), point, pick(kinds, *which % std::popcount(kinds.bits)),
                 fault))
    out.push_back(fault);
}

}  // namespace onefold::harness

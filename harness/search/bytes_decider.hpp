// A decider that reads a run's faults off a row of bytes: what a fuzzer mutates, and a corpus keeps.
//
// The bytes are steps, each read when the one before it has struck:
//   gap       so many points pass by without a fault; 255: 255 points, and the next byte adds to them
//   kind      which of the kinds that may strike at the point after them, counted in the order of FaultKind,
//             modulo how many there are
//   strength  two bytes from which the strengths are drawn, as chaos draws them
// Points where nothing may strike are not counted. A step that the bytes end in, and all after it, strikes
// nothing: so every row of bytes is a run, and a shorter one is a run with fewer faults.
//
// Unlike other deciders it depends on the order in which points come up. The run is deterministic, so what
// it gives is too; and as a list of faults it replays like any other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/core/decider.hpp"

namespace onefold::harness {

class BytesDecider final : public sim::Decider {
 public:
  // Borrows `bytes`. Of `chaos`, the rates say only which kinds may strike: those above 0 that are permitted.
  BytesDecider(std::span<const std::uint8_t> bytes, sim::Chaos chaos);
  void decide(const sim::Point& point, std::vector<sim::Fault>& out) override;

 private:
  std::optional<std::uint8_t> take();
  void read_gap();

  std::span<const std::uint8_t> bytes_;
  sim::Chaos chaos_;
  std::optional<std::uint64_t> gap_;  // points still to pass by; nothing: the bytes have ended
};

}  // namespace onefold::harness

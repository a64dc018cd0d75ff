// Counts by 64-bit hash: how often each key came up. Open addressing, never shrinks, no removal.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/name.hpp"

namespace onefold::sim {

class CounterTable {
 public:
  CounterTable() : slots_(64) {}

  // Adds one to the count of `hash` and returns it: 1 the first time.
  std::uint32_t next(std::uint64_t hash) {
    if (2 * used_ >= slots_.size()) grow();
    Slot& slot = find(hash);
    if (slot.count == 0) {
      slot.hash = hash;
      ++used_;
    }
    return ++slot.count;
  }

  // Of all counts, in whatever order they were made.
  std::uint64_t state() const {
    std::uint64_t sum = 0;
    for (const Slot& slot : slots_) {
      if (slot.count != 0) sum += mix(slot.hash, slot.count);
    }
    return sum;
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t count = 0;  // 0: free
  };

  Slot& find(std::uint64_t hash) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash) & mask;
    while (slots_[at].count != 0 && slots_[at].hash != hash) at = (at + 1) & mask;
    return slots_[at];
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.count != 0) find(slot.hash) = slot;
    }
  }

  std::vector<Slot> slots_;  // size is a power of two
  std::size_t used_ = 0;
};

}  // namespace onefold::sim

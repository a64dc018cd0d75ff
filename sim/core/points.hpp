// The one place where points are asked: counts n, asks the decider, records what struck, starts anchored
// faults.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/counter_table.hpp"
#include "sim/core/decider.hpp"
#include "sim/core/digest.hpp"
#include "sim/core/fault.hpp"
#include "sim/core/key.hpp"
#include "sim/core/name.hpp"
#include "sim/core/time.hpp"

namespace onefold::sim {

// Makes anchored faults happen, offset_ns after `now_ns`. The world implements it.
class AnchoredFaults {
 public:
  virtual ~AnchoredFaults() = default;
  virtual void begin(const Fault& fault, TimeNs now_ns) = 0;
};

// What latency, ties and random bytes of a run follow from.
struct Background {
  std::uint64_t seed = 0;
  bool calm = false;  // least latency, FIFO ties, whole segments
  // From the fork_point-th asked point on, counted from 1, that point's own background included, fork_seed
  // takes the place of `seed`. All before is as without a fork. 0: no fork.
  std::uint64_t fork_point = 0;
  std::uint64_t fork_seed = 0;
};

class Points {
 public:
  // Nothing is owned.
  Points(NameTable& names, Decider& decider, AnchoredFaults& anchored, Digest& digest, TimeNs heal_ns,
         const Background& background = {});

  // A point, reached at now_ns. Sets key.n, and asks unless the world has healed. `menu` without the anchored
  // kinds, which are always on it. Returns the fault that is not anchored, valid until the next ask; null if
  // none.
  const Fault* ask(Key& key, FaultSet menu, std::int64_t size, TimeNs now_ns);

  // As ask(), of a point that comes up only where somebody may name its faults: so it takes no anchored
  // kinds, and changes the digest only if a fault strikes.
  const Fault* ask_aside(Key& key, FaultSet menu, TimeNs now_ns);

  // Only counts: what a key's n would be, for keys whose point is not asked. Returns hash_of(key).
  std::uint64_t count(Key& key);

  // hash_of the key of the last ask or count: latency and other background of that point is drawn from it.
  std::uint64_t last_hash() const { return last_hash_; }

  std::uint64_t background_seed() const { return background_.seed; }  // of now: before or after the fork
  bool calm() const { return background_.calm; }

  bool healed(TimeNs now_ns) const { return now_ns >= heal_ns_; }
  NameTable& names() { return names_; }
  std::uint64_t asked() const { return asked_; }
  std::uint64_t counts_state() const { return counts_.state(); }  // of the next ordinals
  const std::vector<Fault>& struck() const { return struck_; }

 private:
  NameTable& names_;
  Decider& decider_;
  AnchoredFaults& anchored_;
  Digest& digest_;
  TimeNs heal_ns_;
  Background background_;
  CounterTable counts_;
  std::uint64_t last_hash_ = 0;
  std::uint64_t asked_ = 0;
  std::vector<Fault> given_;
  std::vector<Fault> struck_;
};

}  // namespace onefold::sim

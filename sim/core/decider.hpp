// Deciders: who says, at each point of a run, which faults strike there.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/fault.hpp"
#include "sim/core/key.hpp"
#include "sim/core/time.hpp"

namespace onefold::sim {

// One point as the world reaches it. Each key is asked exactly once per run; a key asked twice is an internal
// error.
struct Point {
  const Key& key;
  std::uint64_t hash = 0;  // hash_of(key)
  TimeNs now_ns = 0;
  std::int64_t size = 0;  // bytes of the frame, or of the write; else 0
  FaultSet menu;          // what makes sense here, anchored kinds included; a decider gives nothing else
};

class Decider {
 public:
  virtual ~Decider() = default;

  // Appends the faults that strike here to `out` (cleared by the caller), each with key == point.key: at most
  // one that is not anchored, any number of anchored ones. No fault is the neutral answer. Must depend on
  // seed and key only.
  virtual void decide(const Point& point, std::vector<Fault>& out) = 0;
};

// Never a fault.
class NeutralDecider final : public Decider {
 public:
  void decide(const Point&, std::vector<Fault>&) override {}
};

// Exactly the given faults, wherever their keys come up.
class ListDecider final : public Decider {
 public:
  ListDecider(const NameTable& names, std::vector<Fault> faults);
  void decide(const Point& point, std::vector<Fault>& out) override;

  // Faults whose key never came up, or whose kind was not on the menu there.
  std::vector<Fault> unasked() const;

 private:
  struct Entry {
    std::uint64_t hash;
    std::uint32_t index;
    bool asked;
  };
  std::vector<Fault> faults_;
  std::vector<Entry> entries_;  // by hash, then index
};

// A probability as an integer ratio, 0 <= numerator <= denominator.
struct Ratio {
  std::uint32_t numerator = 0;
  std::uint32_t denominator = 1;
};

// Whether something with this chance happens, where `hash` says so.
bool strikes(std::uint64_t hash, Ratio rate);

// Rates and strengths of chaos. A kind with numerator 0 never strikes. Strengths are drawn uniformly in [min,
// max], hashed apart from whether a fault strikes.
struct Chaos {
  Ratio rate[fault_kind_count];
  FaultSet permitted;       // of the contract; kinds outside never strike
  TimeNs until_ns = 0;      // no faults from then on
  TimeNs delay_max_ns = 0;  // D: bounds delay, reorder, copies
  TimeNs restart_min_ns = 0, restart_max_ns = 0;
  TimeNs partition_min_ns = 0, partition_max_ns = 0;
  TimeNs pause_min_ns = 0, pause_max_ns = 0;
  TimeNs jump_max_ns = 0;  // clock_jump and clock_skew: both signs
  std::int64_t drift_max_ppm = 0;
  TimeNs query_lag_max_ns = 0;    // stale_query
  std::vector<Name> nodes;        // that may be killed, paused, partitioned ...
  std::vector<Name> crash_nodes;  // that may be killed or lose power
};

// The fault of this kind at this point, its strengths drawn from `hash` within the ranges of `chaos`, whose
// rates do not matter here. False: the kind cannot strike here after all (a node that may not be killed, a
// frame too short to be cut), and `fault` is not to be used.
bool draw_fault(const Chaos& chaos, std::uint64_t hash, const Point& point, FaultKind kind, Fault& fault);

// Faults drawn from (seed, key).
class ChaosDecider final : public Decider {
 public:
  ChaosDecider(std::uint64_t seed, const NameTable& names, Chaos chaos);
  void decide(const Point& point, std::vector<Fault>& out) override;

 private:
  std::uint64_t seed_;
  Chaos chaos_;
};

// Several deciders as one: listed faults and chaos together. Earlier ones win where two give a fault that is
// not anchored. Does not own them.
class CombinedDecider final : public Decider {
 public:
  explicit CombinedDecider(std::vector<Decider*> deciders) : deciders_(std::move(deciders)) {}
  void decide(const Point& point, std::vector<Fault>& out) override;

 private:
  std::vector<Decider*> deciders_;
};

}  // namespace onefold::sim

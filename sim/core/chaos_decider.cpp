// Chaos: each (point, kind) has a hash of its own that says whether the kind strikes there; further hashes,
// one per strength, say how hard. So a changed rate or range of one kind leaves all others where they were.
#include <algorithm>

#include "sim/core/decider.hpp"
#include "sim/core/random.hpp"

namespace onefold::sim {
namespace {

// Anchored faults come up to this much after their point.
constexpr TimeNs anchor_offset_max_ns = 20 * millisecond_ns;

bool member(const std::vector<Name>& names, Name name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The strengths of one fault, each from a hash of its own.
class Strength {
 public:
  explicit Strength(std::uint64_t hash) : hash_(hash) {}
  std::int64_t of(std::uint64_t purpose, std::int64_t min, std::int64_t max) const {
    return spread(mix(hash_, purpose), min, max);
  }
  // A time in whole ms where the range is wide, else in whole us: for people who read the fault list.
  TimeNs time_of(std::uint64_t purpose, TimeNs min, TimeNs max) const {
    const TimeNs grain = max - min >= 20 * millisecond_ns ? millisecond_ns : microsecond_ns;
    const TimeNs time_ns = of(purpose, min, max);
    return std::max(min, time_ns / grain * grain);
  }
  bool coin(std::uint64_t purpose) const { return (mix(hash_, purpose) & 1) != 0; }

 private:
  std::uint64_t hash_;
};

enum Purpose : std::uint64_t {
  delay = 1,
  copies,
  amount,
  when,
  unsynced,
  restart,
  node,
  peer,
  offset,
  duration,
  side
};

void draw_crash(const Chaos& chaos, const Strength& strength, Fault& fault) {
  fault.restart_after_ns = strength.time_of(restart, chaos.restart_min_ns, chaos.restart_max_ns);
  if (fault.kind == FaultKind::power_loss || fault.power) {
    fault.unsynced = static_cast<Unsynced>(strength.of(unsynced, 0, 3));
  }
}

// False: it cannot strike here after all.
bool draw_anchored(const Chaos& chaos, const Strength& strength, Fault& fault) {
  const std::vector<Name>& nodes = fault.kind == FaultKind::crash ? chaos.crash_nodes : chaos.nodes;
  const auto count = static_cast<std::int64_t>(nodes.size());
  if (count == 0 || (fault.kind == FaultKind::partition && count < 2)) return false;
  const std::int64_t which = strength.of(node, 0, count - 1);
  fault.node = nodes[static_cast<std::size_t>(which)];
  fault.offset_ns = strength.time_of(offset, 0, anchor_offset_max_ns);
  switch (fault.kind) {
    case FaultKind::partition: {
      const std::int64_t step = strength.of(peer, 1, count - 1);
      fault.peer = nodes[static_cast<std::size_t>((which + step) % count)];
      fault.both_ways = strength.coin(side);
      fault.duration_ns = strength.time_of(duration, chaos.partition_min_ns, chaos.partition_max_ns);
      return true;
    }
    case FaultKind::pause:
      fault.duration_ns = strength.time_of(duration, chaos.pause_min_ns, chaos.pause_max_ns);
      return true;
    case FaultKind::clock_jump:
      fault.amount = strength.time_of(amount, -chaos.jump_max_ns, chaos.jump_max_ns);
      return fault.amount != 0;
    default:
      fault.power = strength.coin(side);
      draw_crash(chaos, strength, fault);
      return true;
  }
}

bool draw_message(const Chaos& chaos, const Strength& strength, std::int64_t size, Fault& fault) {
  switch (fault.kind) {
    case FaultKind::duplicate:
      fault.copies = strength.of(side, 0, 7) == 0 ? static_cast<std::uint32_t>(strength.of(copies, 2, 4)) : 1;
      fault.delay_ns = strength.time_of(delay, 0, chaos.delay_max_ns / fault.copies);
      return true;
    case FaultKind::reorder:
    case FaultKind::delay:
      fault.delay_ns = strength.time_of(delay, 1, chaos.delay_max_ns);
      return chaos.delay_max_ns > 0;
    case FaultKind::cut:
      fault.amount = strength.of(amount, 1, size - 1);
      return size > 1;
    default:
      return true;
  }
}

bool draw_effect(const Chaos& chaos, const Strength& strength, std::int64_t size, Fault& fault) {
  switch (fault.kind) {
    case FaultKind::kill:
    case FaultKind::power_loss:
      if (!member(chaos.crash_nodes, fault.key.a)) return false;
      fault.when = strength.coin(when) ? When::after : When::before;
      draw_crash(chaos, strength, fault);
      return true;
    case FaultKind::short_write:
      fault.amount = strength.of(amount, 1, size - 1);
      return size > 1;
    case FaultKind::fsync_error:
      fault.unsynced = static_cast<Unsynced>(strength.of(unsynced, 0, 3));
      return true;
    default:
      return true;
  }
}

bool draw_boot(const Chaos& chaos, const Strength& strength, Fault& fault) {
  switch (fault.kind) {
    case FaultKind::clock_skew:
      fault.amount = strength.time_of(amount, -chaos.jump_max_ns, chaos.jump_max_ns);
      return fault.amount != 0 && member(chaos.nodes, fault.key.a);
    case FaultKind::clock_drift:
      fault.amount = strength.of(amount, -chaos.drift_max_ppm, chaos.drift_max_ppm);
      return fault.amount != 0 && member(chaos.nodes, fault.key.a);
    default:
      return member(chaos.crash_nodes, fault.key.a);
  }
}

constexpr std::int64_t error_rows_max = 8;
constexpr std::int64_t records_max = 3;
constexpr std::int64_t events_max = 8;
constexpr std::int64_t entries_max = 3;

bool draw_conduct(const Chaos& chaos, const Strength& strength, Fault& fault) {
  switch (fault.kind) {
    case FaultKind::ambiguous_error:
    case FaultKind::stored_error:
      fault.when = strength.coin(when) ? When::after : When::before;
      if (fault.kind == FaultKind::ambiguous_error) fault.amount = strength.of(amount, 0, error_rows_max - 1);
      return true;
    case FaultKind::late_answer:
    case FaultKind::slow_processing:
    case FaultKind::late_fill:
    case FaultKind::late_events:
      fault.delay_ns = strength.time_of(delay, 1, chaos.delay_max_ns);
      return chaos.delay_max_ns > 0;
    case FaultKind::repeated_event:
      fault.copies = strength.of(side, 0, 7) == 0 ? static_cast<std::uint32_t>(strength.of(copies, 2, 4)) : 1;
      return true;
    case FaultKind::lost_orders:
      fault.amount = strength.of(amount, 1, records_max);
      return true;
    case FaultKind::replayed_events:
      fault.amount = strength.of(amount, 1, events_max);
      return true;
    case FaultKind::short_page:
    case FaultKind::shifted_page:
      fault.amount = strength.of(amount, 1, entries_max);
      return true;
    default:
      return true;
  }
}

bool draw(const Chaos& chaos, const Strength& strength, std::int64_t size, Fault& fault) {
  if (anchored_faults.has(fault.kind)) return draw_anchored(chaos, strength, fault);
  switch (fault.key.point) {
    case PointKind::effect:
      return draw_effect(chaos, strength, size, fault);
    case PointKind::boot:
      return draw_boot(chaos, strength, fault);
    case PointKind::query:
      fault.delay_ns = strength.time_of(delay, 1, chaos.query_lag_max_ns);
      return chaos.query_lag_max_ns > 0;
    case PointKind::conduct:
      return draw_conduct(chaos, strength, fault);
    default:
      return draw_message(chaos, strength, size, fault);
  }
}

}  // namespace

bool strikes(std::uint64_t hash, Ratio rate) {
  if (rate.numerator == 0) return false;
  const auto scaled = static_cast<Uint128>(hash) * rate.denominator;
  return static_cast<std::uint64_t>(scaled >> 64) < rate.numerator;
}

bool draw_fault(const Chaos& chaos, std::uint64_t hash, const Point& point, FaultKind kind, Fault& fault) {
  fault = Fault{};
  fault.key = point.key;
  fault.kind = kind;
  return draw(chaos, Strength(mix(hash, 0x57)), point.size, fault);
}

ChaosDecider::ChaosDecider(std::uint64_t seed, const NameTable&, Chaos chaos)
    : seed_(seed), chaos_(std::move(chaos)) {
  // Kinds that can never strike are skipped at once.
  for (int i = 0; i < fault_kind_count; ++i) {
    if (chaos_.rate[i].numerator == 0) chaos_.permitted.bits &= ~(std::uint64_t{1} << i);
  }
}

void ChaosDecider::decide(const Point& point, std::vector<Fault>& out) {
  if (point.now_ns >= chaos_.until_ns) return;
  std::uint64_t kinds = (point.menu & chaos_.permitted).bits;
  if (kinds == 0) return;
  const std::uint64_t here = mix(seed_, point.hash);
  bool struck_here = false;
  for (; kinds != 0; kinds &= kinds - 1) {
    const int i = __builtin_ctzll(kinds);
    const std::uint64_t hash = mix(here, static_cast<std::uint64_t>(i));
    if (!strikes(hash, chaos_.rate[i])) continue;
    const auto kind = static_cast<FaultKind>(i);
    if (struck_here && !anchored_faults.has(kind)) continue;
    Fault fault;
    if (!draw_fault(chaos_, hash, point, kind, fault)) continue;
    struck_here |= !anchored_faults.has(kind);
    out.push_back(fault);
  }
}

}  // namespace onefold::sim

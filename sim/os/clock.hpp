// The clocks of one node: skewed, drifting, jumping views of virtual time. Integers only.
#pragma once

#include <cstdint>

#include "sim/core/time.hpp"

namespace onefold::sim {

// Virtual time 0 on the node's clocks: an arbitrary uptime, and 2026-01-05T00:00:00Z.
inline constexpr TimeNs steady_epoch_ns = 1'000 * second_ns;
inline constexpr TimeNs system_epoch_ns = 1'767'571'200 * second_ns;

class NodeClock {
 public:
  TimeNs steady_at(TimeNs world_ns) const { return steady_epoch_ns + elapsed(world_ns); }
  TimeNs system_at(TimeNs world_ns) const { return system_epoch_ns + elapsed(world_ns) + offset_ns_; }

  // The first world time at which the clock shows at least `steady_ns` or `system_ns`; never before `now_ns`.
  TimeNs when_steady(TimeNs steady_ns, TimeNs now_ns) const;
  TimeNs when_system(TimeNs system_ns, TimeNs now_ns) const;

  // A new life: the offset of the system clock, and parts per million by which both run fast, |ppm| <=
  // 100,000.
  void set(TimeNs offset_ns, std::int64_t drift_ppm, TimeNs now_ns);
  void jump(TimeNs by_ns) { offset_ns_ += by_ns; }
  std::int64_t drift_ppm() const { return drift_ppm_; }

 private:
  TimeNs elapsed(TimeNs world_ns) const {
    const TimeNs since = world_ns - anchor_ns_;
    return shown_at_anchor_ns_ + since + since / 1'000'000 * drift_ppm_ +
           since % 1'000'000 * drift_ppm_ / 1'000'000;
  }

  TimeNs anchor_ns_ = 0;           // world time of the last change of drift
  TimeNs shown_at_anchor_ns_ = 0;  // elapsed, then
  TimeNs offset_ns_ = 0;
  std::int64_t drift_ppm_ = 0;
};

}  // namespace onefold::sim

#include "sim/os/clock.hpp"

#include <algorithm>
#include <cassert>

namespace onefold::sim {

TimeNs NodeClock::when_steady(TimeNs steady_ns, TimeNs now_ns) const {
  const TimeNs missing = steady_ns - steady_at(now_ns);
  if (missing <= 0) return now_ns;
  if (drift_ppm_ == 0) return now_ns + missing;
  // The estimate is exact but for rounding: correct it upwards, one step at a time.
  const TimeNs rate = 1'000'000 + drift_ppm_;
  TimeNs when = now_ns + missing / rate * 1'000'000 + missing % rate * 1'000'000 / rate - 2;
  when = std::max(when, now_ns);
  while (steady_at(when) < steady_ns) ++when;
  return when;
}

TimeNs NodeClock::when_system(TimeNs system_ns, TimeNs now_ns) const {
  return when_steady(system_ns - system_epoch_ns - offset_ns_ + steady_epoch_ns, now_ns);
}

void NodeClock::set(TimeNs offset_ns, std::int64_t drift_ppm, TimeNs now_ns) {
  assert(drift_ppm >= -100'000 && drift_ppm <= 100'000);
  shown_at_anchor_ns_ = elapsed(now_ns);
  anchor_ns_ = now_ns;
  offset_ns_ = offset_ns;
  drift_ppm_ = drift_ppm;
}

}  // namespace onefold::sim

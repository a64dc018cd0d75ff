#include "sim/os/timer_descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sim/os/kernel.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim {
namespace {

TimeNs to_ns(const timespec& time) {
  return time.tv_sec * second_ns + time.tv_nsec;
}
timespec to_timespec(TimeNs time_ns) {
  return {time_ns / second_ns, time_ns % second_ns};
}

// Beyond any horizon, and far from overflow: 100 years.
constexpr TimeNs farthest_ns = TimeNs{100} * 366 * 86'400 * second_ns;

}  // namespace

TimerDescriptor::TimerDescriptor(Process& process, bool system)
    : Descriptor(process, Kind::timer), handle_(process.kernel().events.join(*this)), system_(system) {}

TimerDescriptor::~TimerDescriptor() {
  process().kernel().events.leave(handle_);
}

TimeNs TimerDescriptor::local_now() const {
  return system_ ? process().system_now() : process().steady_now();
}

int TimerDescriptor::set(bool absolute, const itimerspec& value, itimerspec* old) {
  const auto valid = [](const timespec& time) {
    return time.tv_sec >= 0 && time.tv_nsec >= 0 && time.tv_nsec < second_ns;
  };
  if (!valid(value.it_value) || !valid(value.it_interval)) return -EINVAL;
  if (old != nullptr) get(*old);
  interval_ns_ = to_ns(value.it_interval);
  expirations_ = 0;
  deadline_ns_ = 0;
  if (value.it_value.tv_sec == 0 && value.it_value.tv_nsec == 0) return 0;
  const TimeNs seconds_max = farthest_ns / second_ns;
  const TimeNs wanted_ns = value.it_value.tv_sec > seconds_max ? farthest_ns : to_ns(value.it_value);
  deadline_ns_ = std::max<TimeNs>(1, absolute ? wanted_ns : local_now() + wanted_ns);
  arm();
  return 0;
}

void TimerDescriptor::get(itimerspec& value) const {
  value.it_interval = to_timespec(interval_ns_);
  value.it_value = to_timespec(deadline_ns_ == 0 ? 0 : std::max<TimeNs>(0, deadline_ns_ - local_now()));
}

// A timer that is set again and again, later each time, keeps its queued event, which then moves on when it
// comes up.
void TimerDescriptor::arm() {
  const NodeClock& clock = process().clock();
  const TimeNs now_ns = process().kernel().now();
  const TimeNs when_ns =
      system_ ? clock.when_system(deadline_ns_, now_ns) : clock.when_steady(deadline_ns_, now_ns);
  if (queued_ns_ >= 0 && queued_ns_ <= when_ns) return;
  queued_ns_ = when_ns;
  process().kernel().events.post(handle_, when_ns, 0);
}

void TimerDescriptor::on_event(const Event& event) {
  if (event.time_ns != queued_ns_) return;
  queued_ns_ = -1;
  if (deadline_ns_ == 0) return;
  const TimeNs late_ns = local_now() - deadline_ns_;
  if (late_ns < 0) return arm();
  if (interval_ns_ == 0) {
    ++expirations_;
    deadline_ns_ = 0;
  } else {
    const TimeNs periods = late_ns / interval_ns_ + 1;
    expirations_ += static_cast<std::uint64_t>(periods);
    deadline_ns_ += periods * interval_ns_;
    arm();
  }
  notify(EPOLLIN | EPOLLRDNORM);
}

// Another event than the queued one does nothing.
std::uint64_t TimerDescriptor::meaning_of(const Event& event) const {
  const std::uint64_t number = mix(process().node(), process().place_of(*this));
  return mix(number, event.time_ns == queued_ns_ ? 1 : 2) | 1;
}

void TimerDescriptor::add_state(Digest& digest) const {
  digest.add(static_cast<std::uint64_t>(deadline_ns_));
  digest.add(static_cast<std::uint64_t>(interval_ns_));
  digest.add(expirations_);
}

void TimerDescriptor::on_clock_jump() {
  if (system_ && deadline_ns_ != 0) arm();
}

std::uint32_t TimerDescriptor::ready() const {
  return expirations_ > 0 ? EPOLLIN | EPOLLRDNORM : 0;
}

ssize_t TimerDescriptor::readv(const iovec* parts, int count) {
  if (count < 1 || parts[0].iov_len < sizeof expirations_) return -EINVAL;
  if (expirations_ == 0 || process().dying()) return -EAGAIN;
  std::memcpy(parts[0].iov_base, &expirations_, sizeof expirations_);
  expirations_ = 0;
  return sizeof expirations_;
}

}  // namespace onefold::sim

// timerfd on the clocks of its node: drift, jumps and skew included.
#pragma once

#include <sys/timerfd.h>

#include "sim/core/event_queue.hpp"
#include "sim/os/descriptor.hpp"

namespace onefold::sim {

class TimerDescriptor final : public Descriptor, public EventTarget {
 public:
  // `system`: CLOCK_REALTIME; else CLOCK_MONOTONIC.
  TimerDescriptor(Process& process, bool system);
  ~TimerDescriptor() override;

  // timerfd_settime and timerfd_gettime. `old` may be null.
  int set(bool absolute, const itimerspec& value, itimerspec* old);
  void get(itimerspec& value) const;

  std::uint32_t ready() const override;
  ssize_t readv(const iovec* parts, int count) override;
  void on_clock_jump() override;
  void on_event(const Event& event) override;
  std::uint64_t meaning_of(const Event& event) const override;
  void add_state(Digest& digest) const override;

 private:
  TimeNs local_now() const;
  void arm();

  EventQueue::Handle handle_;
  bool system_;
  TimeNs deadline_ns_ = 0;  // on its clock; 0: disarmed
  TimeNs interval_ns_ = 0;
  TimeNs queued_ns_ = -1;  // world time of the event that counts; it may come before the deadline
  std::uint64_t expirations_ = 0;
};

}  // namespace onefold::sim

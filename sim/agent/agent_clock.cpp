// libc symbols of time. Clocks are read from the shared memory without a call; every so many readings are
// paid for, so that a loop that waits for a time gets there.
#include <errno.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <time.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

constexpr int64_t second_ns = 1'000'000'000;

__thread uint32_t readings __attribute__((tls_model("initial-exec"))) = 0;

bool is_system(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI ||
         clock == CLOCK_REALTIME_ALARM;
}

int sleep_span(int64_t ns) {
  if (ns < 0) return EINVAL;
  return static_cast<int>(-call({Op::sleep, -1, ns}));
}

}  // namespace

int64_t ns_of(const timespec& time) {
  if (time.tv_sec > INT64_MAX / second_ns - 1) return INT64_MAX / 2;
  return time.tv_sec * second_ns + time.tv_nsec;
}

timespec timespec_of(int64_t ns) {
  return {ns / second_ns, ns % second_ns};
}

// CPU clocks show the node's time as well: no other time passes.
bool clock_now(clockid_t clock, int64_t& now_ns) {
  if (++readings >= lockstep::calls_per_tick) {
    readings = 0;
    call({Op::tick});
  }
  if (is_system(clock)) need_life();
  now_ns = is_system(clock) ? memory().system_ns : memory().steady_ns;
  return true;
}

}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT int clock_gettime(clockid_t clock, timespec* time) noexcept {
  if (!attached()) return static_cast<int>(answer(raw(SYS_clock_gettime, clock, bits(time))));
  int64_t now_ns = 0;
  clock_now(clock, now_ns);
  *time = timespec_of(now_ns);
  return 0;
}

ONEFOLD_EXPORT int clock_getres(clockid_t, timespec* resolution) noexcept {
  if (resolution != nullptr) *resolution = {0, 1};
  return 0;
}

ONEFOLD_EXPORT int gettimeofday(timeval* __restrict time, void* __restrict) noexcept {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  *time = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

ONEFOLD_EXPORT time_t time(time_t* result) noexcept {
  timespec now;
  // Python asks for no more than the time zone by it, when it starts; its clocks are other calls.
  if (attached() && memory().prefix && is_of_python(__builtin_return_address(0))) {
    now = timespec_of(memory().system_ns);
  } else {
    clock_gettime(CLOCK_REALTIME, &now);
  }
  if (result != nullptr) *result = now.tv_sec;
  return now.tv_sec;
}

ONEFOLD_EXPORT int timespec_get(timespec* time, int base) noexcept {
  if (base != TIME_UTC) return 0;
  clock_gettime(CLOCK_REALTIME, time);
  return base;
}

ONEFOLD_EXPORT clock_t clock() noexcept {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return ns_of(now) / (second_ns / CLOCKS_PER_SEC);
}

ONEFOLD_EXPORT int clock_nanosleep(clockid_t clock, int flags, const timespec* wanted, timespec* left) {
  if (!attached()) return static_cast<int>(-raw(SYS_clock_nanosleep, clock, flags, bits(wanted), bits(left)));
  if ((flags & TIMER_ABSTIME) == 0) return sleep_span(ns_of(*wanted));
  return static_cast<int>(-call({Op::sleep_until, -1, ns_of(*wanted), is_system(clock) ? 1 : 0}));
}

ONEFOLD_EXPORT int nanosleep(const timespec* wanted, timespec* left) {
  return static_cast<int>(answer(-clock_nanosleep(CLOCK_MONOTONIC, 0, wanted, left)));
}

ONEFOLD_EXPORT int usleep(useconds_t time_us) {
  const timespec span = timespec_of(int64_t{time_us} * 1000);
  return nanosleep(&span, nullptr);
}

ONEFOLD_EXPORT unsigned sleep(unsigned time_s) {
  const timespec span = {time_s, 0};
  nanosleep(&span, nullptr);
  return 0;
}

// libc symbols of clocks. Inside a node they show the node's clocks; sleeping is refused.
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "sim/door/door_call.hpp"

using namespace onefold::sim;
using namespace onefold::sim::door_call;

namespace {

constexpr const char* no_sleep = "wait with boost::asio::steady_timer instead";

// False: a clock that is not virtual. The clock of a computation shows virtual time too: no CPU time passes
// in a run.
bool clock_now(clockid_t clock, TimeNs& now_ns) {
  current_process->enter_call();
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_TAI:
      now_ns = current_process->system_now();
      return true;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_BOOTTIME:
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID:
      now_ns = current_process->steady_now();
      return true;
    default:
      return false;
  }
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  if (!in_node()) return ONEFOLD_REAL(clock_gettime)(clock, time);
  TimeNs now_ns = 0;
  if (!clock_now(clock, now_ns)) return static_cast<int>(answer(-EINVAL));
  *time = {now_ns / second_ns, now_ns % second_ns};
  return 0;
}

int clock_getres(clockid_t clock, timespec* resolution) noexcept {
  if (!in_node()) return ONEFOLD_REAL(clock_getres)(clock, resolution);
  if (resolution != nullptr) *resolution = {0, 1};
  return 0;
}

int gettimeofday(timeval* time, void* zone) noexcept {
  if (!in_node()) return ONEFOLD_REAL(gettimeofday)(time, zone);
  TimeNs now_ns = 0;
  clock_now(CLOCK_REALTIME, now_ns);
  *time = {now_ns / second_ns, now_ns % second_ns / microsecond_ns};
  return 0;
}

time_t time(time_t* result) noexcept {
  if (!in_node()) return ONEFOLD_REAL(time)(result);
  TimeNs now_ns = 0;
  clock_now(CLOCK_REALTIME, now_ns);
  if (result != nullptr) *result = now_ns / second_ns;
  return now_ns / second_ns;
}

clock_t clock() noexcept {
  if (!in_node()) return ONEFOLD_REAL(clock)();
  TimeNs now_ns = 0;
  clock_now(CLOCK_PROCESS_CPUTIME_ID, now_ns);
  return now_ns / (second_ns / CLOCKS_PER_SEC);
}

int nanosleep(const timespec* wanted, timespec* left) {
  if (!in_node()) return ONEFOLD_REAL(nanosleep)(wanted, left);
  refuse("nanosleep", no_sleep);
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* wanted, timespec* left) {
  if (!in_node()) return ONEFOLD_REAL(clock_nanosleep)(clock, flags, wanted, left);
  refuse("clock_nanosleep", no_sleep);
}

int usleep(useconds_t time_us) {
  if (!in_node()) return ONEFOLD_REAL(usleep)(time_us);
  refuse("usleep", no_sleep);
}

unsigned sleep(unsigned time_s) {
  if (!in_node()) return ONEFOLD_REAL(sleep)(time_s);
  refuse("sleep", no_sleep);
}

}  // extern "C"

// SIGINT and SIGTERM as a wish to stop: the campaign ends cleanly and reports what it has.
#include <sched.h>

#include <atomic>
#include <csignal>

#include "app/commands.hpp"

namespace onefold::app {
namespace {

std::atomic<bool> wish{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int number) {
  if (wish.exchange(true)) {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

bool interrupted() {
  return wish.load();
}

int default_jobs() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return CPU_COUNT(&set) > 0 ? CPU_COUNT(&set) : 1;
}

}  // namespace onefold::app

// libc symbols of processes: fork and its relatives, waiting for children, signals, ids.
//
// A child is a process of the same program, in the same lock step; its id is the simulator's. A signal
// reaches a process at its own turn: it is sent by the thread to itself when its call returns, which is then
// interrupted. Ignores: process groups and sessions (they succeed), cancelling by signal, SIGSTOP.
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

void (*begin_child)() = nullptr;
int64_t forked_index = 0;

void run_begin_child() {
  if (begin_child != nullptr) begin_child();
}

// Before any library's: those are run in the order in which they were registered.
__attribute__((constructor)) void watch_forks() {
  pthread_atfork(nullptr, nullptr, run_begin_child);
}

constexpr int is_simulator_there = 64;  // SIGRTMAX

void end_without_simulator(int) {
  if (raw(SYS_kill, memory().controller, 0) < 0) raw(SYS_exit_group, EX_UNAVAILABLE);
}

void begin_process() {
  watch_simulator();
  forget_waiting();
  forget_other_threads();
  hold_back_signals(false);
  leave_signals(false);
  begin_thread(&memory().slots[forked_index]);
}

int64_t fork_virtual() {
  bear_all();
  hold_back_signals(true);
  const int64_t index = call({Op::fork});
  if (index < 0) return index;
  forked_index = index;
  const pid_t made = fork_calling(begin_process);
  return made == 0 ? 0 : call({Op::forked, -1, index, made < 0 ? -errno : made});
}

// The simulator says who has ended, the kernel how.
int64_t wait_for_child(pid_t shown, int* status, int options, rusage* usage) {
  const int64_t ended = call({Op::child, -1, shown > 0 ? shown : -1, (options & WNOHANG) != 0 ? 0 : 1});
  if (ended <= 0) return ended;
  int32_t real = 0;
  memcpy(&real, slot().bytes, sizeof real);
  int found = 0;
  const long result = raw(SYS_wait4, real, bits(&found), 0, bits(usage));
  if (status != nullptr) *status = found;
  return result < 0 ? result : ended;
}

int signal_virtual(pid_t shown, int number) {
  if (number < 0 || number >= NSIG) return static_cast<int>(answer(-EINVAL));
  if (shown == getpid() || shown == 0) {
    if (number == 0) return 0;
    return static_cast<int>(answer(raw(SYS_tgkill, raw(SYS_getpid), raw(SYS_gettid), number)));
  }
  return static_cast<int>(answer(call({Op::signal, -1, shown, number})));
}

void tell_catches(int number, bool caught) {
  if (attached() && number == SIGCHLD) call({Op::catches, -1, caught ? 1 : 0});
}

// With those signals let through that `mask` lets through; null: all that are.
int wait_for_signal(const sigset_t* mask) {
  sigset_t before;
  if (mask != nullptr) sigprocmask(SIG_SETMASK, mask, &before);
  call({Op::pause});
  if (mask != nullptr) sigprocmask(SIG_SETMASK, &before, nullptr);
  errno = EINTR;
  return -1;
}

}  // namespace

// A helper may outlive the thread that forked it, and its parent, but not the simulator; which kills all of a
// life, unless it is killed itself.
void watch_simulator() {
  struct sigaction action = {};
  action.sa_handler = end_without_simulator;
  action.sa_flags = SA_RESTART;
  ONEFOLD_NEXT(sigaction)(is_simulator_there, &action, nullptr);
  sigevent event = {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = is_simulator_there;
  int timer = 0;
  raw(SYS_timer_create, CLOCK_MONOTONIC, bits(&event), bits(&timer));
  const itimerspec each_second = {{1, 0}, {1, 0}};
  raw(SYS_timer_settime, timer, 0, bits(&each_second), 0);
  end_without_simulator(is_simulator_there);
}

pid_t fork_calling(void (*begin)()) {
  begin_child = begin;
  const pid_t made = ONEFOLD_NEXT(fork)();
  begin_child = nullptr;
  return made;
}

}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT pid_t fork() noexcept {
  if (!attached()) return ONEFOLD_NEXT(fork)();
  return static_cast<pid_t>(answer(fork_virtual()));
}
// Its child may do less than one of fork(): nobody can tell the difference.
ONEFOLD_EXPORT pid_t vfork() noexcept {
  return fork();
}

ONEFOLD_EXPORT pid_t wait4(pid_t id, int* status, int options, rusage* usage) noexcept {
  if (!attached()) return static_cast<pid_t>(answer(raw(SYS_wait4, id, bits(status), options, bits(usage))));
  return static_cast<pid_t>(answer(wait_for_child(id, status, options, usage)));
}
ONEFOLD_EXPORT pid_t wait3(int* status, int options, rusage* usage) noexcept {
  return wait4(-1, status, options, usage);
}
ONEFOLD_EXPORT pid_t waitpid(pid_t id, int* status, int options) {
  return wait4(id, status, options, nullptr);
}
ONEFOLD_EXPORT pid_t wait(int* status) {
  return wait4(-1, status, 0, nullptr);
}
ONEFOLD_EXPORT int waitid(idtype_t type, id_t id, siginfo_t* info, int options) {
  if (!attached()) return static_cast<int>(answer(raw(SYS_waitid, type, id, bits(info), options, 0)));
  if ((options & WNOWAIT) != 0 || (type != P_ALL && type != P_PID))
    refuse("waitid", __builtin_return_address(0), "wait with waitpid");
  int status = 0;
  const int64_t ended =
      wait_for_child(type == P_PID ? static_cast<pid_t>(id) : -1, &status, options, nullptr);
  if (ended < 0) return static_cast<int>(answer(ended));
  if (info == nullptr) return 0;
  memset(info, 0, sizeof *info);
  if (ended == 0) return 0;
  info->si_signo = SIGCHLD;
  info->si_pid = static_cast<pid_t>(ended);
  info->si_code = WIFEXITED(status) ? CLD_EXITED : CLD_KILLED;
  info->si_status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  return 0;
}

ONEFOLD_EXPORT int kill(pid_t id, int number) noexcept {
  if (!attached()) return static_cast<int>(answer(raw(SYS_kill, id, number)));
  return signal_virtual(id < -1 ? -id : id, number);
}
ONEFOLD_EXPORT int killpg(pid_t group, int number) noexcept {
  return kill(group, number);
}

ONEFOLD_EXPORT pid_t getpid() noexcept {
  if (!attached()) return static_cast<pid_t>(raw(SYS_getpid));
  need_life();
  return this_process();
}
ONEFOLD_EXPORT pid_t getppid() noexcept {
  return attached() ? 1 : static_cast<pid_t>(raw(SYS_getppid));
}
ONEFOLD_EXPORT pid_t gettid() noexcept {
  if (this_slot == nullptr) return static_cast<pid_t>(raw(SYS_gettid));
  return this_process() + static_cast<pid_t>(this_slot - memory().slots);
}
ONEFOLD_EXPORT int setpgid(pid_t id, pid_t group) noexcept {
  return attached() ? 0 : static_cast<int>(answer(raw(SYS_setpgid, id, group)));
}
ONEFOLD_EXPORT pid_t setsid() noexcept {
  return attached() ? getpid() : static_cast<pid_t>(answer(raw(SYS_setsid)));
}

ONEFOLD_EXPORT int sigaction(int number, const struct sigaction* wanted, struct sigaction* old) noexcept {
  const int result = ONEFOLD_NEXT(sigaction)(number, wanted, old);
  if (result == 0 && wanted != nullptr)
    tell_catches(number, wanted->sa_handler != SIG_DFL && wanted->sa_handler != SIG_IGN);
  return result;
}
ONEFOLD_EXPORT sighandler_t signal(int number, sighandler_t handler) noexcept {
  const sighandler_t before = ONEFOLD_NEXT(signal)(number, handler);
  if (before != SIG_ERR) tell_catches(number, handler != SIG_DFL && handler != SIG_IGN);
  return before;
}
ONEFOLD_EXPORT int sigsuspend(const sigset_t* mask) {
  return attached() ? wait_for_signal(mask) : ONEFOLD_NEXT(sigsuspend)(mask);
}
ONEFOLD_EXPORT int pause() {
  return attached() ? wait_for_signal(nullptr) : ONEFOLD_NEXT(pause)();
}

// Signals by the real clock.
ONEFOLD_EXPORT unsigned alarm(unsigned time_s) noexcept {
  if (attached() && time_s != 0)
    refuse("alarm", __builtin_return_address(0), "wait with poll, select or a timer of your event loop");
  return static_cast<unsigned>(raw(SYS_alarm, time_s));
}
ONEFOLD_EXPORT int setitimer(__itimer_which_t which, const itimerval* value, itimerval* old) noexcept {
  const bool arms = value != nullptr && (value->it_value.tv_sec != 0 || value->it_value.tv_usec != 0);
  if (attached() && arms)
    refuse("setitimer", __builtin_return_address(0), "wait with poll, select or a timer of your event loop");
  return static_cast<int>(answer(raw(SYS_setitimer, which, bits(value), bits(old))));
}
ONEFOLD_EXPORT int timer_create(clockid_t clock, sigevent* event, timer_t* timer) noexcept {
  if (attached()) refuse("timer_create", __builtin_return_address(0), "use timerfd_create");
  return ONEFOLD_NEXT(timer_create)(clock, event, timer);
}

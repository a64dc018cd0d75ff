// Lives that begin in the middle: a program is started once, up to its first call that could differ between
// two lives, and waits there; each life is a fork of it.
//
// What came before that call is a function of the program and its environment alone: real files that are
// read-only, and a clock that stands. Random bytes are the exception: who has drawn some is not forked, but
// for Python, which is told of the fork as os.fork() tells it, and seeds itself anew.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

using lockstep::Snapshot;

bool drew_random = false;
char saved[lockstep::payload_max];

// Of the C API of Python 3.7 and later; null in other programs.
struct Python {
  int (*ensure)();
  void (*release)(int);
  void (*before)();
  void (*after_in_child)();
  int (*initialized)();

  bool here() const { return after_in_child != nullptr && initialized != nullptr && initialized() != 0; }
};

template <typename Function>
void look_up(Function& function, const char* name) {
  function = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

Python find_python() {
  Python python = {};
  look_up(python.ensure, "PyGILState_Ensure");
  look_up(python.release, "PyGILState_Release");
  look_up(python.before, "PyOS_BeforeFork");
  look_up(python.after_in_child, "PyOS_AfterFork_Child");
  look_up(python.initialized, "Py_IsInitialized");
  return python;
}

// In the child: the memory of its own life takes the place of the one before, so that all pointers hold.
void enter_life(const char* path) {
  raw(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
  raw(SYS_setpgid, 0, 0);
  remember_memory(path);
  const long fd = raw(SYS_openat, AT_FDCWD, bits(path), O_RDWR | O_CLOEXEC, 0);
  const long mapped = raw(SYS_mmap, bits(&memory()), sizeof(lockstep::Memory), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_FIXED, fd, 0);
  if (fd < 0 || mapped < 0) raw(SYS_exit_group, 70);
  raw(SYS_close, fd);
  begin_thread(&memory().slots[0]);
}

// True in the child.
bool fork_life() {
  char path[256];
  memcpy(path, this_slot->bytes, sizeof path);
  const pid_t made = ONEFOLD_NEXT(fork)();
  if (made == 0) {
    enter_life(path);
    return true;
  }
  this_slot->b = made < 0 ? -errno : made;
  return false;
}

}  // namespace

void note_random() {
  drew_random = true;
}

void wait_as_snapshot(const Request& request) {
  const Python python = find_python();
  // The ends of lives are signals to this process, whose handlers would change what later lives begin with.
  const uint64_t all = ~uint64_t{0};
  uint64_t before = 0;
  raw(SYS_rt_sigprocmask, SIG_BLOCK, bits(&all), bits(&before), 8);
  const bool tell = drew_random && python.here();
  Slot& slot = *this_slot;
  memcpy(saved, slot.bytes, request.size);
  // Python, told of a fork, takes the thread that is just being made for one of the parent's.
  const bool forkable = !drew_random || (tell && request.op != Op::thread_new);
  slot.a = forkable ? 1 : 0;
  for (;;) {
    slot.op = Op::snapshot;
    pass_turn();
    if (slot.result == static_cast<int64_t>(Snapshot::fork)) {
      if (fork_life()) break;
    } else {
      int status = 0;
      raw(SYS_wait4, slot.c, bits(&status), 0, 0);
      slot.b = status;
    }
  }
  raw(SYS_rt_sigprocmask, SIG_SETMASK, bits(&before), 0, 8);
  // Only here: what lives have in common must not change with their number.
  if (tell) {
    const int state = python.ensure();
    python.before();
    python.after_in_child();
    python.release(state);
  }
  memcpy(this_slot->bytes, saved, request.size);
}

}  // namespace onefold::sim::agent

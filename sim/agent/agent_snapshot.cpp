// Lives that begin in the middle: a program is started once, up to its first call that could differ between
// two lives, and waits there; each life is a fork of it.
//
// What came before that call is a function of the program and its environment alone: real files that are
// read-only, and a steady clock that stands. Whoever reads the time of day or its process id, or draws random
// bytes, has a life by then: they may become part of a name. The exception is Python's module `random`, which
// seeds itself when it is imported, and anew in each life; who has drawn from it by then is not forked.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

using lockstep::Snapshot;

// A loop that waits for the standing clock ends here.
constexpr int ticks_max = 1024;
// The state of the generator in Python's module `random`, which draws it at import (Modules/_randommodule.c).
constexpr int64_t seed_of_python = 624 * 4;

bool drew_random = false;
bool compares = false;
int ticks = 0;
char life_path[256];
long snapshot = 0;  // its process id
char saved[lockstep::payload_max];

// Of the C API of Python 3.7 and later; null in other programs.
struct Python {
  int (*ensure)();
  void (*release)(int);
  void (*before)();
  void (*after_in_child)();
  int (*initialized)();
  int (*run)(const char*, void*);
  void* (*import)(const char*);
  void* (*call_method)(void*, const char*, const char*, ...);
  int (*compare)(void*, void*, int);

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
  look_up(python.run, "PyRun_SimpleStringFlags");
  look_up(python.import, "PyImport_ImportModule");
  look_up(python.call_method, "PyObject_CallMethod");
  look_up(python.compare, "PyObject_RichCompareBool");
  return python;
}

// Before a life each seed is the same: the generator of `random` is as it was at import if it is equal to one
// that is seeded now. Objects are leaked.
bool is_unused_generator(const Python& python) {
  constexpr int equal = 2;  // Py_EQ
  compares = true;
  const int state = python.ensure();
  void* module = python.import("random");
  void* fresh = module == nullptr ? nullptr : python.call_method(module, "Random", nullptr);
  void* expected = fresh == nullptr ? nullptr : python.call_method(fresh, "getstate", nullptr);
  void* found = expected == nullptr ? nullptr : python.call_method(module, "getstate", nullptr);
  const bool unused = found != nullptr && python.compare(expected, found, equal) == 1;
  python.release(state);
  compares = false;
  return unused;
}

// A file of the machine that is open: lives must not share how far it was read.
struct OpenFile {
  int fd;
  int flags;
  int close_on_exec;
  long offset;
};
constexpr int fds_looked_at = 1024;
constexpr int open_files_max = 64;
OpenFile open_files[open_files_max];
int open_files_count = 0;

long open_again(const OpenFile& file) {
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file.fd);
  return raw(SYS_openat, AT_FDCWD, bits(path), file.flags | O_CLOEXEC, 0);
}

// False: the lives cannot have them each for itself.
bool note_open_files() {
  for (int fd = 0; fd < fds_looked_at; ++fd) {
    struct stat status = {};
    if (raw(SYS_fstat, fd, bits(&status)) < 0) continue;
    if ((!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) || is_virtual(fd)) continue;
    if (open_files_count == open_files_max) return false;
    const long flags = raw(SYS_fcntl, fd, F_GETFL);
    if ((flags & O_PATH) != 0) continue;
    const long offset = raw(SYS_lseek, fd, 0, SEEK_CUR);
    const bool closes = (raw(SYS_fcntl, fd, F_GETFD) & FD_CLOEXEC) != 0;
    const OpenFile file = {fd, static_cast<int>(flags & (O_ACCMODE | O_APPEND | O_NONBLOCK)),
                           closes ? O_CLOEXEC : 0, offset};
    const long own = open_again(file);
    if (own < 0) return false;
    raw(SYS_close, own);
    open_files[open_files_count++] = file;
  }
  return true;
}

void open_files_again() {
  for (int i = 0; i < open_files_count; ++i) {
    const OpenFile& file = open_files[i];
    const long own = open_again(file);
    if (own < 0) raw(SYS_exit_group, 70);
    raw(SYS_lseek, own, file.offset, SEEK_SET);
    raw(SYS_dup3, own, file.fd, file.close_on_exec);
    raw(SYS_close, own);
  }
}

// In the child: the memory of its own life takes the place of the one before, so that all pointers hold.
void enter_life() {
  raw(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
  if (raw(SYS_getppid) != snapshot) raw(SYS_exit_group, EX_UNAVAILABLE);  // killed meanwhile
  raw(SYS_setpgid, 0, 0);
  remember_memory(life_path);
  const long fd = raw(SYS_openat, AT_FDCWD, bits(life_path), O_RDWR | O_CLOEXEC, 0);
  const long mapped = raw(SYS_mmap, bits(&memory()), sizeof(lockstep::Memory), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_FIXED, fd, 0);
  if (fd < 0 || mapped < 0) raw(SYS_exit_group, 70);
  raw(SYS_close, fd);
  open_files_again();
  begin_thread(&memory().slots[0]);
}

// True in the child.
bool fork_life() {
  memcpy(life_path, this_slot->bytes, sizeof life_path);
  snapshot = raw(SYS_getpid);
  const pid_t made = fork_calling(enter_life);
  if (made != 0) this_slot->b = made < 0 ? -errno : made;
  return made == 0;
}

}  // namespace

bool is_of_python(const void* code) {
  Dl_info of_code = {};
  Dl_info of_python = {};
  const void* python = reinterpret_cast<const void*>(find_python().initialized);
  return python != nullptr && dladdr(code, &of_code) != 0 && dladdr(python, &of_python) != 0 &&
         of_code.dli_fbase == of_python.dli_fbase;
}

bool same_in_all_lives(const Request& request) {
  const bool standard = request.number >= 0 && request.number < lockstep::standard_streams;
  switch (request.op) {
    case Op::random: {
      // Whatever else is drawn may be the name of the life.
      const bool seeds =
          request.a == seed_of_python && request.b == GRND_NONBLOCK && (!drew_random || compares);
      if (!seeds || !find_python().here()) return false;
      drew_random = true;
      return true;
    }
    case Op::tick:
      return ++ticks <= ticks_max;
    case Op::hello:
      return true;
    case Op::status:
    case Op::get_or_set:
    case Op::seek:
      return standard;
    default:
      return false;
  }
}

void need_life() {
  if (memory().prefix) wait_as_snapshot({Op::none});
}

void wait_as_snapshot(const Request& request) {
  const Python python = find_python();
  // The ends of lives are signals to this process, whose handlers would change what later lives begin with.
  const uint64_t all = ~uint64_t{0};
  uint64_t before = 0;
  raw(SYS_rt_sigprocmask, SIG_BLOCK, bits(&all), bits(&before), 8);
  const bool tell = drew_random;
  Slot& slot = *this_slot;
  memcpy(saved, slot.bytes, request.size);
  const bool forkable = !tell || is_unused_generator(python);
  slot.a = forkable && note_open_files() ? 1 : 0;
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
    if (request.op == Op::thread_new) {
      // Told of a fork, it would take the thread that is just being made for one of the parent's.
      python.run("import random\nrandom.seed()\n", nullptr);
    } else {
      python.before();
      python.after_in_child();
    }
    python.release(state);
  }
  memcpy(this_slot->bytes, saved, request.size);
}

}  // namespace onefold::sim::agent

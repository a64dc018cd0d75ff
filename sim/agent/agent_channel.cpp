// The agent's end of the shared memory: attaching, calls and turns.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"
#include "sim/agent/lockstep_turn.hpp"

namespace onefold::sim::agent {
namespace {

enum class State : int { unknown, detached, attached };

State state = State::unknown;
lockstep::Memory* shared = nullptr;
// Threads of this process that wait, by a hash of the address: who wakes nobody makes no call.
constexpr size_t waiting_size = 1024;
int waiting[waiting_size] = {};

int& waiting_on(const volatile void* address) {
  return waiting[reinterpret_cast<uint64_t>(address) * 0x9e3779b97f4a7c15u >> 54];
}

constexpr int exit_detached = 70;

void wait_turn(Slot& slot) {
  while (!lockstep::await_turn(slot, lockstep::Turn::agent, nullptr, raw)) {
  }
}

char memory_path[256];
bool holds_back = false;  // set once the process has a helper

void give_turn(Slot& slot) {
  lockstep::give_turn(slot, lockstep::Turn::controller, raw);
}

// Of this process as it was started: libc itself may not have been set up yet.
const char* variable(char** environment, const char* name) {
  const size_t size = strlen(name);
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    if (strncmp(*environment, name, size) == 0 && (*environment)[size] == '=') return *environment + size + 1;
  }
  return nullptr;
}

bool map_memory(const char* path) {
  if (path != nullptr) remember_memory(path);
  if (path == nullptr) return false;
  const long fd = raw(SYS_openat, AT_FDCWD, bits(path), O_RDWR | O_CLOEXEC, 0);
  if (fd < 0) return false;
  const long mapped = raw(SYS_mmap, 0, sizeof(lockstep::Memory), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  raw(SYS_close, fd);
  if (mapped < 0) return false;
  shared = reinterpret_cast<lockstep::Memory*>(mapped);
  return true;
}

void take_standard_streams() {
  for (int fd = 0; fd < lockstep::standard_streams; ++fd) hold_at(fd, fd, false);
}

void attach(char** environment) {
  state = State::detached;
  if (!map_memory(variable(environment, lockstep::memory_variable))) return;
  const char* index = variable(environment, lockstep::slot_variable);
  const unsigned long slot = index == nullptr ? 0 : strtoul(index, nullptr, 10);
  if (slot >= lockstep::slots_max) raw(SYS_exit_group, exit_detached);
  state = State::attached;
  this_slot = &shared->slots[slot];
  const int64_t size = call({Op::hello, -1, raw(SYS_getpid)});
  if (size == 0) {
    take_standard_streams();
  } else {
    watch_simulator();
  }
  // Of a helper that has become another program: what it holds, but for what was closed on the way.
  static int32_t table[lockstep::payload_max / sizeof(int32_t)];
  memcpy(table, this_slot->bytes, sizeof table);
  for (int64_t i = 0; i + 1 < size; i += 2) {
    if (raw(SYS_fcntl, table[i], F_GETFD) >= 0) {
      hold_at(table[i], table[i + 1], false);
    } else {
      call({Op::close, table[i + 1]});
    }
  }
  replace_standard_streams();
}

__attribute__((constructor)) void begin(int, char**, char** environment) {
  if (state == State::unknown) attach(environment);
}

}  // namespace

__thread bool keeps_turn __attribute__((tls_model("initial-exec"))) = false;
__thread Slot* this_slot __attribute__((tls_model("initial-exec"))) = nullptr;

long raw(long number, long a, long b, long c, long d, long e, long f) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

long answer(long result) {
  if (result >= 0) return result;
  errno = static_cast<int>(-result);
  return -1;
}

bool attached() {
  if (state == State::unknown) attach(environ);
  return this_slot != nullptr;
}

pid_t this_process() {
  return this_slot->process_id;
}

lockstep::Memory& memory() {
  return *shared;
}

Slot& slot() {
  return *this_slot;
}

void remember_memory(const char* path) {
  snprintf(memory_path, sizeof memory_path, "%s=%s", lockstep::memory_variable, path);
}
char* memory_setting() {
  return memory_path;
}

void pass_turn() {
  give_turn(*this_slot);
  wait_turn(*this_slot);
}

namespace {

constexpr uint64_t child_ended = uint64_t{1} << (SIGCHLD - 1);
__thread bool leaves_signals __attribute__((tls_model("initial-exec"))) = false;

}  // namespace

// The real SIGCHLD of a helper comes while this thread waits: it is held back until the turn is here.
void hold_back_signals(bool hold) {
  holds_back = hold;
}

void leave_signals(bool leave) {
  if (leave == leaves_signals) return;
  leaves_signals = leave;
  raw(SYS_rt_sigprocmask, leave ? SIG_BLOCK : SIG_UNBLOCK, bits(&child_ended), 0, 8);
}

namespace {

// Handlers may make calls of their own: the answer that this thread has just got is kept meanwhile.
__attribute__((noinline)) void run_handlers(Slot& slot, uint64_t mask, bool held_back) {
  char kept[lockstep::payload_max];
  const uint32_t size = slot.size;
  const int64_t result = slot.result;
  memcpy(kept, slot.bytes, sizeof kept);
  const int number = slot.signal;
  slot.signal = 0;
  if (held_back) raw(SYS_rt_sigprocmask, SIG_SETMASK, bits(&mask), 0, 8);
  if (number != 0) raw(SYS_tgkill, raw(SYS_getpid), raw(SYS_gettid), number);
  memcpy(slot.bytes, kept, sizeof kept);
  slot.result = result;
  slot.size = size;
}

// The turn goes round with SIGCHLD held back, where there are helpers or threads that may start one.
void pass_turn_masked(Slot& slot) {
  uint64_t before = 0;
  uint64_t pending = 0;
  const bool holds = holds_back && !leaves_signals;
  if (holds) raw(SYS_rt_sigprocmask, SIG_BLOCK, bits(&child_ended), bits(&before), 8);
  pass_turn();
  if (holds) raw(SYS_rt_sigpending, bits(&pending), 8);
  if (slot.signal != 0 || (pending & child_ended & ~before) != 0) return run_handlers(slot, before, holds);
  if (holds) raw(SYS_rt_sigprocmask, SIG_SETMASK, bits(&before), 0, 8);
}

}  // namespace

int64_t call(const Request& request) {
  if (shared->prefix && !same_in_all_lives(request)) wait_as_snapshot(request);
  Slot& slot = *this_slot;
  slot.op = request.op;
  slot.number = request.number;
  slot.size = request.size;
  slot.a = request.a;
  slot.b = request.b;
  slot.c = request.c;
  slot.d = request.d;
  slot.keeps_turn = keeps_turn;
  slot.leaves_signals = leaves_signals;
  pass_turn_masked(slot);
  return slot.result;
}

int64_t call(const Request& request, const void* bytes, size_t size) {
  if (size > lockstep::payload_max) return -E2BIG;
  memcpy(this_slot->bytes, bytes, size);
  Request whole = request;
  whole.size = static_cast<uint32_t>(size);
  return call(whole);
}

bool post(const Request& request, const void* bytes, size_t size) {
  Slot& slot = *this_slot;
  const lockstep::Posted posted = {request.op, request.number, static_cast<uint32_t>(size), request.a,
                                   request.b};
  if (shared->prefix || slot.posted_count >= lockstep::posted_max) return false;
  if (size > lockstep::posted_bytes_max) return false;
  if (slot.posted_size + room_of(posted) > lockstep::posted_bytes_max) return false;
  memcpy(slot.posted + slot.posted_size, &posted, sizeof posted);
  if (size > 0) memcpy(slot.posted + slot.posted_size + sizeof posted, bytes, size);
  slot.posted_size += static_cast<uint32_t>(room_of(posted));
  ++slot.posted_count;
  return true;
}

void refuse(const char* name, const void* caller, const char* way_out) {
  Dl_info where = {};
  dladdr(caller, &where);
  const int size =
      snprintf(this_slot->bytes, lockstep::payload_max, "%s\n%s%s%s\n%s", name,
               where.dli_fname == nullptr ? "?" : where.dli_fname, where.dli_sname == nullptr ? "" : ": ",
               where.dli_sname == nullptr ? "" : where.dli_sname, way_out);
  Request request{Op::complain};
  request.size = static_cast<uint32_t>(size);
  call(request);
  raw(SYS_exit_group, exit_detached);
  __builtin_unreachable();
}

void forget_waiting() {
  memset(waiting, 0, sizeof waiting);
}

void begin_thread(Slot* given) {
  this_slot = given;
  wait_turn(*given);
}

// Signals that come from here on are for other threads.
void end_turns(const volatile void* address) {
  const uint64_t all = ~uint64_t{0};
  raw(SYS_rt_sigprocmask, SIG_BLOCK, bits(&all), 0, 8);
  Slot& slot = *this_slot;
  this_slot = nullptr;
  slot.op = Op::thread_end;
  slot.a = reinterpret_cast<int64_t>(address);
  slot.b = INT32_MAX;
  slot.c = raw(SYS_gettid);
  give_turn(slot);
}

void leave(int status) {
  call({Op::exit, -1, status});
  raw(SYS_exit_group, status);
  __builtin_unreachable();
}

int64_t wait_address(const volatile void* address, int64_t ns, Until until) {
  Request request{Op::wait_address};
  request.a = reinterpret_cast<int64_t>(address);
  request.b = ns;
  request.c = static_cast<int64_t>(until);
  ++waiting_on(address);
  const int64_t result = call(request);
  --waiting_on(address);
  return result;
}

int64_t wake_address(const volatile void* address, int64_t count) {
  if (waiting_on(address) == 0) return 0;
  return call({Op::wake_address, -1, reinterpret_cast<int64_t>(address), count});
}

}  // namespace onefold::sim::agent

ONEFOLD_EXPORT void _exit(int status) {
  using namespace onefold::sim::agent;
  if (this_slot != nullptr) leave(status);
  raw(SYS_exit_group, status);
  __builtin_unreachable();
}

ONEFOLD_EXPORT void _Exit(int status) {
  _exit(status);
}

// The inside of the agent: a library that is loaded before a foreign program and answers its libc calls from
// the simulator. What its files share.
//
// Uses libc only, nothing of the C++ library, no allocation of its own: it lives in somebody else's process,
// before its constructors and after its destructors. Real calls are made as raw system calls, so that they
// never meet the symbols defined here.
#pragma once

#include <dlfcn.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

#include "sim/agent/lockstep.hpp"

// A symbol that programs find in place of libc's.
#define ONEFOLD_EXPORT extern "C" __attribute__((visibility("default")))

namespace onefold::sim::agent {

using lockstep::Op;
using lockstep::Slot;

long raw(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0);
// As libc answers: -1 and errno.
long answer(long result);
template <typename T>
long bits(T* pointer) {
  return reinterpret_cast<long>(pointer);
}

// Whether this thread's calls are virtual: it is in a simulated node, and has a slot.
bool attached();
lockstep::Memory& memory();
pid_t this_process();  // as the program sees it
Slot& slot();
extern __thread bool keeps_turn __attribute__((tls_model("initial-exec")));
extern __thread Slot* this_slot __attribute__((tls_model("initial-exec")));

// One call. In: what the payload of the slot holds is set by the caller, `size` bytes of it.
struct Request {
  Op op;
  int number = -1;
  int64_t a = 0, b = 0, c = 0, d = 0;
  uint32_t size = 0;
};
int64_t call(const Request& request);
// Before a life begins: whether the call would be the same in all of them. At the first one that would not,
// wait_as_snapshot; it returns in each life.
bool same_in_all_lives(const Request& request);
void wait_as_snapshot(const Request& request);
// What differs between lives without being a call: their time of day, their process id.
void need_life();
// Whether that code belongs to Python itself, not to a module or to the program.
bool is_of_python(const void* code);
// The same, with bytes to be copied into the payload first; more than it holds: -E2BIG.
int64_t call(const Request& request, const void* bytes, size_t size);
// A call whose answer is known: made before the next one that is not. False: no room, so that it is to be
// made now.
bool post(const Request& request, const void* bytes = nullptr, size_t size = 0);
// Hands the turn of this thread's slot over, and waits until it comes back.
void pass_turn();
void hold_back_signals(bool hold);
// Whether this thread leaves SIGCHLD to the others: of all that wait for a turn, only one may be woken by it.
void leave_signals(bool leave);
// Where the memory is: NAME=value, for programs that this one becomes.
void remember_memory(const char* path);
char* memory_setting();

// What can not be virtual: the run ends with a report that names the call and its caller.
[[noreturn]] void refuse(const char* name, const void* caller, const char* way_out);

// Waits for the turn of the slot; the thread that calls it has just been made.
void begin_thread(Slot* given);
void end_turns(const volatile void* address);  // others go on when it is gone; wakes who waits there
[[noreturn]] void leave(int status);

// Descriptors: the program's numbers and the node's. A number of the program that stands for one of the node
// is held by a real one, open on nothing, so that libc and kernel give it to nobody else.
int number_of(int fd);  // -1: real
inline bool is_virtual(int fd) {
  return number_of(fd) >= 0;
}
bool is_ipv6(int fd);
void set_ipv6(int fd);
// Takes a result of the kernel: a new number to be held, or -errno. Returns as libc does.
int hold(int64_t number, bool close_on_exec);
int hold_at(int fd, int number, bool close_on_exec);
// An epoll that the node gets to know when it is first used, if it is: Python's selectors make one at import
// and close it. bear_all: now, before they would be in two processes.
int hold_unborn(bool close_on_exec);
void bear_all();
// A pipe (kind 0) or a socketpair (1).
int hold_pair(int kind, int flags, int fds[2]);
void release(int fd);
// A socket takes any option of the right size.
bool is_socket(int fd);
void set_socket(int fd);
// fd and number of each, at most so many; their count.
int table_of_descriptors(int32_t* out, int entries_max);

// Paths.
bool is_virtual_path(int at, const char* path);
int directory_number(int at);    // of the node, or AT_FDCWD
void set_in_data(bool in_data);  // where relative paths start
bool in_data();

// Files: what several symbols share.
// Whether opening it so would write outside the data directory, which is refused with EROFS.
bool writes_read_only(const char* path, int flags);
int open_file(int at, const char* path, int flags, unsigned mode);
// As statx().
int status_any(int at, const char* path, struct statx* out, int flags);
long read_virtual(int fd, const iovec* parts, int count, int flags);
long write_virtual(int fd, const iovec* parts, int count, int flags);

// Makes stdin, stdout and stderr streams of the node. Once, when attached.
void replace_standard_streams();

// Addresses: IPv4 of the node behind what the program uses.
socklen_t to_node_address(const sockaddr* from, socklen_t size, void* out);
void from_node_address(bool ipv6, const void* in, socklen_t in_size, sockaddr* to, socklen_t* size);

// Time.
int64_t ns_of(const timespec& time);
timespec timespec_of(int64_t ns);
bool clock_now(clockid_t clock, int64_t& now_ns);

// Waiting on an address of the program until wake_address, or until the deadline: 0 or -ETIMEDOUT.
enum class Until : int64_t { span = 0, system = 1, steady = 2 };
int64_t wait_address(const volatile void* address, int64_t ns, Until until);
int64_t wake_address(const volatile void* address, int64_t count);
// As fork(). In the child `begin` comes before the handlers that libraries have for forks: those of libuv
// write to pipes, and the child must be one of the simulator's by then.
pid_t fork_calling(void (*begin)());
// Ends this process within a second of real time when the simulator is gone. Held by no fork and no exec.
void watch_simulator();
// In the child of a fork: the threads of its parent are not its own.
void forget_waiting();
void forget_other_threads();

}  // namespace onefold::sim::agent

// The function of that name behind the agent.
#define ONEFOLD_NEXT(name)                                                                          \
  ([] {                                                                                             \
    static decltype(&::name) next = reinterpret_cast<decltype(&::name)>(::dlsym(RTLD_NEXT, #name)); \
    return next;                                                                                    \
  }())

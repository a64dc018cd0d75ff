// What the agent inside a foreign program and the controller in the simulator say to each other: calls and
// answers in memory that both share.
//
// Each thread of the program has a slot. Who holds the turn of a slot may touch it; the other side waits on
// its futex. Of all threads of all processes of one program the controller lets one run at a time. Both sides
// are built from the same sources: there are no versions.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace onefold::sim::lockstep {

inline constexpr std::uint32_t slots_max = 128;        // threads of one program, helpers included, at a time
inline constexpr std::size_t payload_max = 64 * 1024;  // of one call; longer reads and writes are cut
inline constexpr std::size_t descriptors_max = 4096;   // numbers that one process of the program can hold
inline constexpr int standard_streams = 3;
inline constexpr std::uint32_t calls_per_tick = 64;  // then the virtual time that they took is paid
inline constexpr std::int64_t tick_ns = 32'000;      // 0.5 us a call

// Environment: where the memory is, and which slot the main thread of the started image has.
inline constexpr const char* memory_variable = "ONEFOLD_DOOR";
inline constexpr const char* slot_variable = "ONEFOLD_DOOR_SLOT";
// All paths below it are the node's disk.
inline constexpr const char* data_root = "/data";

// Numbers are descriptors of the node, 0 to 2 its standard streams; a to d arguments, bytes the payload
// either way. Results are >= 0 or -errno. Calls marked * may wait; a deadline is the longest wait in ns, -1
// for ever.
enum class Op : std::uint32_t {
  none,
  // Life. hello: a = process id. thread_new: the new slot. exit: a = status. fork:
  // the new slot; forked: a = slot, b = process id.
  hello,
  thread_new,
  thread_cancel,  // a = slot of a thread that could not be made
  thread_end,     // a = address to be woken, b = how many, c = the thread's id; of no return
  exit,
  fork,
  forked,
  exec,     // a = descriptors; bytes = path, NUL, padding to 8, then 2 x int32 each
  signal,   // a = virtual process id, b = signal
  catches,  // a = 1: the end of a child interrupts what waits; 0: it does not
  pause,    // * until a signal comes
  child,    // *a = virtual process id or -1, b = whether to wait: the one that has ended
  // Of a program that is forked into lives: a = 1 if it may be. Answered by a Snapshot: fork (bytes = path of
  // the new memory; b = process id) or collect (c = process id; b = its status).
  snapshot,
  complain,  // bytes = "call\ncaller\nwhat to do": of no return
  tick,      // * time passes
  yield,     // *
  // Time. a = ns (sleep: from now), b = clock for absolute ones.
  sleep,        // *
  sleep_until,  // *
  // Waiting inside the program. a = address, b = how long in ns, c = 1 if b is absolute on the system clock,
  // 2 on the steady one. wake: b = how many; the number woken.
  wait_address,  // *
  wake_address,
  random,   // a = bytes wanted, b = flags of getrandom
  resolve,  // bytes = name; the address, host byte order
  host_name,
  // Descriptors.
  close,
  duplicate,   // one more holder of the same number
  read,        // *a = most; b = flags of recv
  write,       // *a = flags of send
  read_at,     // a = offset, b = most
  write_at,    // a = offset
  seek,        // a = offset, b = whence
  control,     // ioctl: a = request, bytes = int either way
  get_or_set,  // fcntl: a = command, b = argument
  lock,        // *a = command, bytes = struct flock either way
  status,      // bytes = struct stat
  sync,
  truncate,    // a = size
  extend,      // a = size
  lock_whole,  // *a = operation
  list,        // a = index of the first entry; bytes = entries
  // Sockets.
  socket,  // a, b, c as socket()
  pair,    // a = 0 pipe, 1 socketpair; b = flags; two int32
  bind,
  listen,
  accept,   // *a = flags; bytes = peer
  connect,  // *
  shutdown,
  local_name,
  peer_name,
  get_option,  // a = level, b = name
  set_option,
  send_to,       // *a = flags, b = size of the address that the bytes begin with
  receive_from,  // *a = most, b = flags; bytes = uint32 size of the address, address, data
  // Readiness.
  epoll_create,
  epoll_control,  // a = operation, b = number; bytes = epoll_event
  epoll_wait,     // *a = most, b = deadline
  poll,           // *a = deadline; bytes = pollfd each
  event_create,
  timer_create,
  timer_set,  // a = flags; bytes = itimerspec, answered by the old one
  timer_get,
  // Paths: bytes = path, and the second one after its NUL; number = the directory, or AT_FDCWD.
  open,  // a = flags, b = mode
  path_status,
  make_directory,
  remove,  // a = 1: a directory
  rename,  // a = number of the second directory, b = 1: no replacing
  truncate_path,
  set_mode,
  set_modified,
  access,
  change_directory,
  working_directory,
  real_path,
  sync_all,
};

enum class Snapshot : std::int64_t { fork = 1, collect = 2 };

enum class Turn : std::uint32_t { nobody, controller, agent };

// A call whose answer is known beforehand: it stays in the slot until the thread makes another one, or ends.
// Its bytes follow, and padding to 8.
struct Posted {
  Op op;  // write, close, control or set_option
  std::int32_t number;
  std::uint32_t size;
  std::int64_t a, b;
};
inline constexpr std::uint32_t posted_max = calls_per_tick / 2;
inline constexpr std::size_t posted_bytes_max = 8 * 1024;
constexpr std::size_t room_of(const Posted& posted) {
  return sizeof(Posted) + (std::size_t{posted.size} + 7) / 8 * 8;
}

struct Slot {
  std::atomic<Turn> turn;
  std::atomic<std::uint32_t> agent_sleeps, controller_sleeps;  // not 0: has to be woken for its turn
  std::uint32_t agent_waits, controller_waits;                 // so many more turns without yielding
  Op op;
  std::int32_t number;
  std::uint32_t size;  // of the bytes of the call, then of the answer
  std::int64_t a, b, c, d;
  std::int64_t result;
  bool leaves_signals;      // SIGCHLD is for other threads of the process
  bool keeps_turn;          // the thread holds a lock of libc, and must not lose its turn unless it waits
  std::int32_t signal;      // not 0: the thread sends it to itself when the call returns
  std::int32_t process_id;  // that the program sees
  std::uint32_t posted_count, posted_size;
  alignas(64) char posted[posted_bytes_max];
  alignas(64) char bytes[payload_max];
};

struct Memory {
  // The node's clocks, as of when the turn was given.
  std::int64_t steady_ns;
  std::int64_t system_ns;
  std::int32_t controller;  // process id of the machine
  bool prefix;  // the program has no life yet: the first call that could differ between two makes a snapshot
  Slot slots[slots_max];
};

static_assert(std::atomic<Turn>::is_always_lock_free && sizeof(std::atomic<Turn>) == 4);

}  // namespace onefold::sim::lockstep

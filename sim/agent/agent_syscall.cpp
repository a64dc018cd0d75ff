// syscall(): what programs ask of the kernel by number, where it concerns the simulation.
//
// Numbers that would reach the network, the clock or the data directory past the symbols of this library are
// led to them, or refused with a report.
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

long futex_wait(const volatile uint32_t* word, uint32_t expected, const timespec* timeout, Until until) {
  if (*word != expected) return -EAGAIN;
  return wait_address(word, timeout == nullptr ? -1 : ns_of(*timeout),
                      timeout == nullptr ? Until::span : until);
}

// FUTEX_REQUEUE wakes all in place of moving some: those who should have been moved look again.
long futex(const volatile uint32_t* word, int operation, uint32_t value, const timespec* timeout) {
  const bool system = (operation & FUTEX_CLOCK_REALTIME) != 0;
  switch (operation & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
      return futex_wait(word, value, timeout, Until::span);
    case FUTEX_WAIT_BITSET:
      return futex_wait(word, value, timeout, system ? Until::system : Until::steady);
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
      return wake_address(word, value);
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
      return wake_address(word, INT32_MAX);
    default:
      return -ENOSYS;
  }
}

bool reaches_past(long number) {
  switch (number) {
    case SYS_socket:
    case SYS_connect:
    case SYS_accept:
    case SYS_sendto:
    case SYS_recvfrom:
    case SYS_sendmsg:
    case SYS_recvmsg:
    case SYS_bind:
    case SYS_listen:
    case SYS_epoll_create1:
    case SYS_timerfd_create:
    case SYS_nanosleep:
    case SYS_clock_nanosleep:
    case SYS_clone:
    case SYS_fork:
    case SYS_vfork:
    case SYS_execve:
      return true;
    default:
      return false;
  }
}

// Calls whose first argument is a descriptor, which may be one of the node's.
bool uses_descriptor(long number) {
  switch (number) {
    case SYS_readv:
    case SYS_writev:
    case SYS_pread64:
    case SYS_pwrite64:
    case SYS_lseek:
    case SYS_fstat:
    case SYS_fsync:
    case SYS_fdatasync:
    case SYS_ftruncate:
    case SYS_fallocate:
    case SYS_fcntl:
    case SYS_ioctl:
    case SYS_flock:
    case SYS_getdents64:
    case SYS_dup:
    case SYS_dup2:
    case SYS_dup3:
    case SYS_shutdown:
    case SYS_getsockopt:
    case SYS_setsockopt:
    case SYS_accept4:
    case SYS_epoll_ctl:
    case SYS_epoll_wait:
    case SYS_epoll_pwait:
    case SYS_timerfd_settime:
    case SYS_sendfile:
      return true;
    default:
      return false;
  }
}

}  // namespace
}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT long syscall(long number, ...) noexcept {
  va_list list;
  va_start(list, number);
  long argument[6];
  for (long& one : argument) one = va_arg(list, long);
  va_end(list);
  if (this_slot != nullptr) {
    switch (number) {
      case SYS_futex:
        return answer(futex(reinterpret_cast<const volatile uint32_t*>(argument[0]),
                            static_cast<int>(argument[1]), static_cast<uint32_t>(argument[2]),
                            reinterpret_cast<const timespec*>(argument[3])));
      case SYS_getrandom:
        return getrandom(reinterpret_cast<void*>(argument[0]), static_cast<size_t>(argument[1]), 0);
      case SYS_clock_gettime:
        return clock_gettime(static_cast<clockid_t>(argument[0]), reinterpret_cast<timespec*>(argument[1]));
      case SYS_close:  // libuv's way
        return close(static_cast<int>(argument[0]));
      case SYS_read:
        return read(static_cast<int>(argument[0]), reinterpret_cast<void*>(argument[1]),
                    static_cast<size_t>(argument[2]));
      case SYS_write:
        return write(static_cast<int>(argument[0]), reinterpret_cast<const void*>(argument[1]),
                     static_cast<size_t>(argument[2]));
      case SYS_statx:
        return statx(static_cast<int>(argument[0]), reinterpret_cast<const char*>(argument[1]),
                     static_cast<int>(argument[2]), static_cast<unsigned>(argument[3]),
                     reinterpret_cast<struct statx*>(argument[4]));
      case SYS_copy_file_range:
        return answer(-ENOSYS);
      case SYS_gettid:
        return gettid();
      case SYS_getpid:
        return getpid();
      case SYS_io_uring_setup:
        return answer(-ENOSYS);
      default:
        break;
    }
    if (reaches_past(number) || (uses_descriptor(number) && is_virtual(static_cast<int>(argument[0]))))
      refuse("syscall", __builtin_return_address(0), "call libc's function of that name");
  }
  return answer(raw(number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5]));
}

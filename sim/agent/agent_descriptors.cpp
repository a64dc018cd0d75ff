// The agent's table of descriptors, and the libc symbols that work on any of them.
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"
#include "sim/agent/scattered_bytes.hpp"

namespace onefold::sim::agent {
namespace {

constexpr int fds_max = 65'536;

constexpr int unborn = -1;

int held[fds_max];  // number + 1; 0: real; unborn: an epoll that the node does not know yet
int unborn_count = 0;
bool ipv6[fds_max];
bool sockets[fds_max];
bool standard_closed = false;  // then 1 and 2 may be numbers of anything

bool in_table(int fd) {
  return fd >= 0 && fd < fds_max;
}

void bear(int fd) {
  --unborn_count;
  held[fd] = 0;  // the call may begin a life, and what it does there must not come here again
  held[fd] = static_cast<int>(call({Op::epoll_create})) + 1;
}

bool close_unborn(int fd) {
  if (!in_table(fd) || held[fd] != unborn) return false;
  --unborn_count;
  release(fd);
  raw(SYS_close, fd);
  return true;
}

}  // namespace

int number_of(int fd) {
  if (in_table(fd) && held[fd] == unborn) bear(fd);
  return in_table(fd) && held[fd] != 0 && attached() ? held[fd] - 1 : -1;
}

bool is_ipv6(int fd) {
  return in_table(fd) && ipv6[fd];
}
void set_ipv6(int fd) {
  if (in_table(fd)) ipv6[fd] = true;
}

int hold(int64_t number, bool close_on_exec) {
  if (number < 0) return static_cast<int>(answer(number));
  const long flags = O_RDWR | (close_on_exec ? O_CLOEXEC : 0);
  const long fd = raw(SYS_openat, AT_FDCWD, bits("/dev/null"), flags, 0);
  if (fd < 0 || fd >= fds_max) {
    if (fd >= 0) raw(SYS_close, fd);
    call({Op::close, static_cast<int>(number)});
    return static_cast<int>(answer(-EMFILE));
  }
  return hold_at(static_cast<int>(fd), static_cast<int>(number), close_on_exec);
}

int hold_unborn(bool close_on_exec) {
  const int fd = hold(0, close_on_exec);
  if (fd < 0) return fd;
  held[fd] = unborn;
  ++unborn_count;
  return fd;
}

void bear_all() {
  for (int fd = 0; fd < fds_max && unborn_count > 0; ++fd) number_of(fd);
}

int hold_at(int fd, int number, bool) {
  held[fd] = number + 1;
  ipv6[fd] = false;
  sockets[fd] = false;
  return fd;
}

int hold_pair(int kind, int flags, int fds[2]) {
  const int64_t made = call({Op::pair, -1, kind, flags});
  if (made < 0) return static_cast<int>(answer(made));
  int32_t numbers[2];
  memcpy(numbers, slot().bytes, sizeof numbers);
  const bool close_on_exec = (flags & O_CLOEXEC) != 0;  // SOCK_CLOEXEC has the same value
  for (int i = 0; i < 2; ++i) {
    fds[i] = hold(numbers[i], close_on_exec);
    if (fds[i] < 0) return -1;
  }
  return 0;
}

bool is_socket(int fd) {
  return in_table(fd) && sockets[fd];
}
void set_socket(int fd) {
  if (in_table(fd)) sockets[fd] = true;
}

void release(int fd) {
  if (held[fd] > 0 && held[fd] <= lockstep::standard_streams) standard_closed = true;
  held[fd] = 0;
  ipv6[fd] = false;
  sockets[fd] = false;
}

int table_of_descriptors(int32_t* out, int entries_max) {
  bear_all();
  int count = 0;
  for (int fd = 0; fd < fds_max && count < entries_max; ++fd) {
    if (held[fd] == 0) continue;
    out[2 * count] = fd;
    out[2 * count + 1] = held[fd] - 1;
    ++count;
  }
  return count;
}

namespace {

int close_virtual(int fd) {
  const int number = number_of(fd);
  release(fd);
  raw(SYS_close, fd);
  const Request request{Op::close, number};
  return post(request) ? 0 : static_cast<int>(answer(call(request)));
}

// The copy of a virtual descriptor at the real number `copy`, just made.
int share(int fd, long copy) {
  if (copy < 0) return static_cast<int>(answer(copy));
  const int number = number_of(fd);
  if (call({Op::duplicate, number}) < 0) return static_cast<int>(answer(-EMFILE));
  const bool six = is_ipv6(fd);
  hold_at(static_cast<int>(copy), number, false);
  if (six) set_ipv6(static_cast<int>(copy));
  return static_cast<int>(copy);
}

int duplicate_to(int fd, int wanted, int flags) {
  if (fd == wanted) return wanted;
  if (is_virtual(wanted)) {
    const int replaced = number_of(wanted);
    release(wanted);
    call({Op::close, replaced});
  }
  const long copy = raw(SYS_dup3, fd, wanted, flags);
  return is_virtual(fd) ? share(fd, copy) : static_cast<int>(answer(copy));
}

int control_virtual(int fd, unsigned long request, void* argument) {
  switch (request) {
    case FIOCLEX:
    case FIONCLEX:
      return static_cast<int>(answer(raw(SYS_ioctl, fd, static_cast<long>(request), 0)));
    case FIONBIO:
    case FIONREAD: {
      const Request whole{Op::control, number_of(fd), static_cast<int64_t>(request)};
      if (request == FIONBIO && post(whole, argument, sizeof(int))) return 0;
      const int64_t result = call(whole, argument, sizeof(int));
      if (result >= 0) memcpy(argument, slot().bytes, sizeof(int));
      return static_cast<int>(answer(result));
    }
    default:
      return static_cast<int>(answer(-ENOTTY));
  }
}

int lock_virtual(int fd, int command, void* argument) {
  const int64_t result = call(Request{Op::lock, number_of(fd), command}, argument, sizeof(struct flock));
  if (result >= 0) memcpy(argument, slot().bytes, sizeof(struct flock));
  return static_cast<int>(answer(result));
}

int fcntl_any(int fd, int command, long argument) {
  if (!is_virtual(fd)) return static_cast<int>(answer(raw(SYS_fcntl, fd, command, argument)));
  switch (command) {
    case F_GETFD:
    case F_SETFD:
      return static_cast<int>(answer(raw(SYS_fcntl, fd, command, argument)));
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
      return share(fd, raw(SYS_fcntl, fd, command, argument));
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
      return lock_virtual(fd, command, reinterpret_cast<void*>(argument));
    case F_GETPIPE_SZ:
    case F_SETPIPE_SZ:
      return static_cast<int>(lockstep::payload_max);
    default:
      return static_cast<int>(answer(call({Op::get_or_set, number_of(fd), command, argument})));
  }
}

}  // namespace

long read_virtual(int fd, const iovec* parts, int count, int flags) {
  size_t size = 0;
  for (int i = 0; i < count; ++i) size += parts[i].iov_len;
  const int64_t most = static_cast<int64_t>(size < lockstep::payload_max ? size : lockstep::payload_max);
  const int64_t result = call({Op::read, number_of(fd), most, flags});
  spread(slot().bytes, result, parts, count);
  return answer(result);
}

// Of a blocking descriptor all of it, as Linux does; what was written before an error counts.
// Nobody refuses the standard streams anything.
long write_virtual(int fd, const iovec* parts, int count, int flags) {
  const int number = number_of(fd);
  const bool standard = (number == 1 || number == 2) && !standard_closed;
  if (standard && count == 1 && post({Op::write, number, flags}, parts->iov_base, parts->iov_len))
    return static_cast<long>(parts->iov_len);
  size_t written = 0;
  Collector rest(parts, count);
  do {
    const size_t size = rest.take(slot().bytes, lockstep::payload_max);
    Request request{Op::write, number_of(fd), flags};
    request.size = static_cast<uint32_t>(size);
    const int64_t result = call(request);
    if (result < 0 && written == 0) return answer(result);
    if (result <= 0) break;
    written += static_cast<size_t>(result);
    if (static_cast<size_t>(result) < size) break;
  } while (!rest.empty());
  return static_cast<long>(written);
}

}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT ssize_t read(int fd, void* bytes, size_t size) {
  const iovec part{bytes, size};
  if (is_virtual(fd)) return read_virtual(fd, &part, 1, 0);
  return answer(raw(SYS_read, fd, bits(bytes), static_cast<long>(size)));
}

ONEFOLD_EXPORT ssize_t __read_chk(int fd, void* bytes, size_t size, size_t room) {
  if (size > room) __builtin_trap();
  return read(fd, bytes, size);
}

ONEFOLD_EXPORT ssize_t write(int fd, const void* bytes, size_t size) {
  const iovec part{const_cast<void*>(bytes), size};
  if (is_virtual(fd)) return write_virtual(fd, &part, 1, 0);
  return answer(raw(SYS_write, fd, bits(bytes), static_cast<long>(size)));
}

ONEFOLD_EXPORT ssize_t readv(int fd, const iovec* parts, int count) {
  if (is_virtual(fd)) return read_virtual(fd, parts, count, 0);
  return answer(raw(SYS_readv, fd, bits(parts), count));
}

ONEFOLD_EXPORT ssize_t writev(int fd, const iovec* parts, int count) {
  if (is_virtual(fd)) return write_virtual(fd, parts, count, 0);
  return answer(raw(SYS_writev, fd, bits(parts), count));
}

ONEFOLD_EXPORT int close(int fd) {
  if (close_unborn(fd)) return 0;
  if (is_virtual(fd)) return close_virtual(fd);
  return static_cast<int>(answer(raw(SYS_close, fd)));
}

ONEFOLD_EXPORT int close_range(unsigned first, unsigned last, int flags) noexcept {
  if (attached() && (flags & CLOSE_RANGE_CLOEXEC) == 0) {
    const unsigned end = last < fds_max ? last + 1 : fds_max;
    for (unsigned fd = first; fd < end; ++fd) {
      if (is_virtual(static_cast<int>(fd))) close_virtual(static_cast<int>(fd));
    }
  }
  return static_cast<int>(answer(raw(SYS_close_range, first, last, flags)));
}

ONEFOLD_EXPORT void closefrom(int first) noexcept {
  close_range(static_cast<unsigned>(first), ~0u, 0);
}

ONEFOLD_EXPORT int dup(int fd) noexcept {
  const long copy = raw(SYS_dup, fd);
  return is_virtual(fd) ? share(fd, copy) : static_cast<int>(answer(copy));
}

ONEFOLD_EXPORT int dup2(int fd, int wanted) noexcept {
  return duplicate_to(fd, wanted, 0);
}

ONEFOLD_EXPORT int dup3(int fd, int wanted, int flags) noexcept {
  return duplicate_to(fd, wanted, flags);
}

ONEFOLD_EXPORT int ioctl(int fd, unsigned long request, ...) noexcept {
  va_list arguments;
  va_start(arguments, request);
  void* argument = va_arg(arguments, void*);
  va_end(arguments);
  if (is_virtual(fd)) return control_virtual(fd, request, argument);
  return static_cast<int>(answer(raw(SYS_ioctl, fd, static_cast<long>(request), bits(argument))));
}

ONEFOLD_EXPORT int fcntl(int fd, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  const long argument = va_arg(arguments, long);
  va_end(arguments);
  return fcntl_any(fd, command, argument);
}

ONEFOLD_EXPORT int fcntl64(int fd, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  const long argument = va_arg(arguments, long);
  va_end(arguments);
  return fcntl_any(fd, command, argument);
}

ONEFOLD_EXPORT int isatty(int fd) noexcept {
  if (is_virtual(fd)) return static_cast<int>(answer(-ENOTTY)) + 1;
  return ONEFOLD_NEXT(isatty)(fd);
}

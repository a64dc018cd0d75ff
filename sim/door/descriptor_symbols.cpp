// libc symbols that work on a descriptor of any kind: the descriptor decides what they do.
#include <fcntl.h>
#include <stdarg.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

#include "sim/door/door_call.hpp"

using namespace onefold::sim;
using namespace onefold::sim::door_call;

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
#else
constexpr bool sanitized = false;
#endif

bool is_lock(int command) {
  switch (command) {
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
      return true;
    default:
      return false;
  }
}

int lock_virtual(int number, int command, struct flock* lock) {
  current_process->enter_call();
  Descriptor* descriptor = current_process->find(number);
  const int result = descriptor == nullptr ? -EBADF : descriptor->lock(command, lock);
  if (result == -EAGAIN && (command == F_SETLKW || command == F_OFD_SETLKW)) {
    refuse("fcntl(F_SETLKW) on a range that is locked", "it would wait for ever; use F_SETLK");
  }
  return static_cast<int>(answer(result));
}

int control_virtual(int number, int command, long argument) {
  if (is_lock(command)) return lock_virtual(number, command, reinterpret_cast<struct flock*>(argument));
  return static_cast<int>(answer(calls::get_or_set(*current_process, number, command, argument)));
}

}  // namespace

extern "C" {

ssize_t read(int number, void* bytes, size_t size) {
  if (!is_virtual(number)) return ONEFOLD_REAL(read)(number, bytes, size);
  const iovec part{bytes, size};
  return answer_or_refuse("read", number, calls::readv(*current_process, number, &part, 1));
}

ssize_t __read_chk(int number, void* bytes, size_t size, size_t room) {
  if (in_node() && size > room) refuse("read", "the buffer is smaller than the size that was given");
  return read(number, bytes, size);
}

ssize_t write(int number, const void* bytes, size_t size) {
  if (!is_virtual(number)) return ONEFOLD_REAL(write)(number, bytes, size);
  const iovec part{const_cast<void*>(bytes), size};
  return answer_or_refuse("write", number, calls::writev(*current_process, number, &part, 1));
}

ssize_t readv(int number, const iovec* parts, int count) {
  if (!is_virtual(number)) return ONEFOLD_REAL(readv)(number, parts, count);
  return answer_or_refuse("readv", number, calls::readv(*current_process, number, parts, count));
}

ssize_t writev(int number, const iovec* parts, int count) {
  if (!is_virtual(number)) return ONEFOLD_REAL(writev)(number, parts, count);
  return answer_or_refuse("writev", number, calls::writev(*current_process, number, parts, count));
}

int eventfd_read(int number, eventfd_t* value) {
  if (!is_virtual(number)) return ONEFOLD_REAL(eventfd_read)(number, value);
  return read(number, value, sizeof *value) == sizeof *value ? 0 : -1;
}

int eventfd_write(int number, eventfd_t value) {
  if (!is_virtual(number)) return ONEFOLD_REAL(eventfd_write)(number, value);
  return write(number, &value, sizeof value) == sizeof value ? 0 : -1;
}

int close(int number) {
  if (!is_virtual(number)) return ONEFOLD_REAL(close)(number);
  return static_cast<int>(answer(calls::close(*current_process, number)));
}

int dup(int number) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(dup)(number);
  return static_cast<int>(answer(current_process->duplicate(number)));
}

int dup2(int number, int wanted) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(dup2)(number, wanted);
  return static_cast<int>(answer(current_process->duplicate_to(number, wanted)));
}

int dup3(int number, int wanted, int flags) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(dup3)(number, wanted, flags);
  if (number == wanted) return static_cast<int>(answer(-EINVAL));
  return static_cast<int>(answer(current_process->duplicate_to(number, wanted)));
}

off_t lseek(int number, off_t offset, int whence) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(lseek)(number, offset, whence);
  current_process->enter_call();
  Descriptor* descriptor = current_process->find(number);
  return answer(descriptor == nullptr ? -EBADF : descriptor->seek(offset, whence));
}

off64_t lseek64(int number, off64_t offset, int whence) noexcept {
  return lseek(number, offset, whence);
}

int fcntl(int number, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  const long argument = va_arg(arguments, long);
  va_end(arguments);
  if (!is_virtual(number)) return ONEFOLD_REAL(fcntl)(number, command, argument);
  return control_virtual(number, command, argument);
}

int fcntl64(int number, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  const long argument = va_arg(arguments, long);
  va_end(arguments);
  if (!is_virtual(number)) return ONEFOLD_REAL(fcntl)(number, command, argument);
  return control_virtual(number, command, argument);
}

int ioctl(int number, unsigned long request, ...) noexcept {
  va_list arguments;
  va_start(arguments, request);
  void* argument = va_arg(arguments, void*);
  va_end(arguments);
  if (!is_virtual(number)) return ONEFOLD_REAL(ioctl)(number, request, argument);
  return static_cast<int>(answer(calls::control(*current_process, number, request, argument)));
}

int pipe2(int numbers[2], int flags) noexcept {
  if (!in_node()) return ONEFOLD_REAL(pipe2)(numbers, flags);
  refuse("pipe2", "use eventfd, or post to the io_context");
}

// The undefined-behaviour sanitizer asks with a pipe whether memory can be read, also while a node runs.
int pipe(int numbers[2]) noexcept {
  if (!in_node() || sanitized) return ONEFOLD_REAL(pipe)(numbers);
  refuse("pipe", "use eventfd, or post to the io_context");
}

}  // extern "C"

// The system calls on any descriptor: read, write, close, fcntl, ioctl.
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <time.h>

#include <cerrno>

#include "sim/os/calls.hpp"
#include "sim/os/epoll_set.hpp"
#include "sim/os/event_descriptor.hpp"
#include "sim/os/process.hpp"
#include "sim/os/timer_descriptor.hpp"

namespace onefold::sim::calls {
namespace {

Descriptor* find(Process& process, int number) {
  process.enter_call();
  return process.find(number);
}

template <typename T>
int find_kind(Process& process, int number, Descriptor::Kind kind, T*& found) {
  Descriptor* descriptor = find(process, number);
  if (descriptor == nullptr) return -EBADF;
  if (descriptor->kind() != kind) return -EINVAL;
  found = static_cast<T*>(descriptor);
  return 0;
}

}  // namespace

ssize_t readv(Process& process, int number, const iovec* parts, int count) {
  Descriptor* descriptor = find(process, number);
  if (descriptor == nullptr) return -EBADF;
  const ssize_t result = descriptor->readv(parts, count);
  process.saw_bytes(parts, count, result);
  return result;
}

ssize_t writev(Process& process, int number, const iovec* parts, int count) {
  Descriptor* descriptor = find(process, number);
  return descriptor == nullptr ? -EBADF : descriptor->writev(parts, count);
}

int close(Process& process, int number) {
  process.enter_call();
  return process.close(number);
}

int control(Process& process, int number, unsigned long request, void* argument) {
  Descriptor* descriptor = find(process, number);
  if (descriptor == nullptr) return -EBADF;
  if (request != FIONBIO) return descriptor->control(request, argument);
  if (*static_cast<int*>(argument) != 0) {
    descriptor->status_flags |= O_NONBLOCK;
  } else {
    descriptor->status_flags &= ~O_NONBLOCK;
  }
  return 0;
}

int get_or_set(Process& process, int number, int command, long argument) {
  Descriptor* descriptor = find(process, number);
  if (descriptor == nullptr) return -EBADF;
  constexpr int settable = O_NONBLOCK | O_APPEND;
  switch (command) {
    case F_GETFL:
      return descriptor->status_flags;
    case F_SETFL:
      descriptor->status_flags =
          (descriptor->status_flags & ~settable) | (static_cast<int>(argument) & settable);
      return 0;
    case F_GETFD:
      return FD_CLOEXEC;
    case F_SETFD:
      return 0;
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
      return process.duplicate(number);
    default:
      return -EINVAL;
  }
}

int epoll_create(Process& process) {
  process.enter_call();
  return process.add(std::make_unique<EpollSet>(process));
}

int epoll_control(Process& process, int set, int operation, int number, epoll_event* event) {
  EpollSet* found = nullptr;
  if (const int error = find_kind(process, set, Descriptor::Kind::epoll, found)) return error;
  Descriptor* target = process.find(number);
  if (target == nullptr) return -EBADF;
  if (target == found) return -EINVAL;
  if (target->kind() == Descriptor::Kind::file || target->kind() == Descriptor::Kind::directory)
    return -EPERM;
  return found->control_item(operation, number, *target, event);
}

int epoll_take(Process& process, int set, epoll_event* events, int capacity) {
  EpollSet* found = nullptr;
  if (const int error = find_kind(process, set, Descriptor::Kind::epoll, found)) return error;
  return capacity <= 0 ? -EINVAL : found->take(events, capacity);
}

int poll(Process& process, pollfd* entries, nfds_t count) {
  process.enter_call();
  int ready = 0;
  for (nfds_t i = 0; i < count; ++i) {
    pollfd& entry = entries[i];
    entry.revents = 0;
    if (entry.fd < 0) continue;
    const Descriptor* descriptor = process.find(entry.fd);
    if (descriptor == nullptr) {
      entry.revents = POLLNVAL;
    } else {
      // The bits of poll and epoll have the same values.
      const auto wanted =
          static_cast<std::uint32_t>(static_cast<std::uint16_t>(entry.events)) | POLLERR | POLLHUP;
      entry.revents = static_cast<short>(descriptor->ready() & wanted);
    }
    process.saw(static_cast<std::uint64_t>(entry.revents));
    if (entry.revents != 0) ++ready;
  }
  return ready;
}

int event_create(Process& process, unsigned value, int flags) {
  process.enter_call();
  auto descriptor = std::make_unique<EventDescriptor>(process, value, (flags & EFD_SEMAPHORE) != 0);
  descriptor->status_flags = O_RDWR | ((flags & EFD_NONBLOCK) != 0 ? O_NONBLOCK : 0);
  return process.add(std::move(descriptor));
}

int timer_create(Process& process, int clock, int flags) {
  process.enter_call();
  const bool system = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM;
  if (!system && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME && clock != CLOCK_BOOTTIME_ALARM)
    return -EINVAL;
  auto descriptor = std::make_unique<TimerDescriptor>(process, system);
  descriptor->status_flags = O_RDWR | ((flags & TFD_NONBLOCK) != 0 ? O_NONBLOCK : 0);
  return process.add(std::move(descriptor));
}

int timer_set(Process& process, int number, int flags, const itimerspec* value, itimerspec* old) {
  TimerDescriptor* timer = nullptr;
  if (const int error = find_kind(process, number, Descriptor::Kind::timer, timer)) return error;
  return timer->set((flags & TFD_TIMER_ABSTIME) != 0, *value, old);
}

int timer_get(Process& process, int number, itimerspec* value) {
  TimerDescriptor* timer = nullptr;
  if (const int error = find_kind(process, number, Descriptor::Kind::timer, timer)) return error;
  timer->get(*value);
  return 0;
}

}  // namespace onefold::sim::calls

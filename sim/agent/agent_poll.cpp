// libc symbols that say what is ready, and those that make epoll sets, timers and events. A wait covers the
// node's descriptors; real ones (files) count as what they are at that moment.
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

constexpr nfds_t entries_max = 1024;
constexpr int64_t for_ever = -1;

int64_t ns_of_ms(int timeout_ms) {
  return timeout_ms < 0 ? for_ever : int64_t{timeout_ms} * 1'000'000;
}

int64_t span_of(const timespec* timeout) {
  return timeout == nullptr ? for_ever : ns_of(*timeout);
}

// The bits of the real ones among the entries.
int poll_real(pollfd* entries, nfds_t count) {
  int ready = 0;
  for (nfds_t i = 0; i < count; ++i) {
    entries[i].revents = 0;
    if (entries[i].fd < 0 || is_virtual(entries[i].fd)) continue;
    const timespec at_once = {0, 0};
    raw(SYS_ppoll, bits(&entries[i]), 1, bits(&at_once), 0, 8);
    if (entries[i].revents != 0) ++ready;
  }
  return ready;
}

int poll_virtual(pollfd* entries, nfds_t count, int64_t timeout_ns) {
  if (count > entries_max) return static_cast<int>(answer(-EINVAL));
  const int real = poll_real(entries, count);
  auto* wanted = reinterpret_cast<pollfd*>(slot().bytes);
  uint32_t asked = 0;
  for (nfds_t i = 0; i < count; ++i) {
    const int number = entries[i].fd < 0 ? -1 : number_of(entries[i].fd);
    if (number >= 0) wanted[asked++] = {number, entries[i].events, 0};
  }
  Request request{Op::poll, -1, real > 0 ? 0 : timeout_ns};
  request.size = asked * static_cast<uint32_t>(sizeof(pollfd));
  const int64_t ready = call(request);
  if (ready < 0) return static_cast<int>(answer(ready));
  asked = 0;
  for (nfds_t i = 0; i < count; ++i) {
    if (entries[i].fd >= 0 && is_virtual(entries[i].fd)) entries[i].revents = wanted[asked++].revents;
  }
  return real + static_cast<int>(ready);
}

int select_virtual(int count, fd_set* in, fd_set* out, fd_set* errors, int64_t timeout_ns) {
  pollfd entries[FD_SETSIZE];
  nfds_t used = 0;
  for (int fd = 0; fd < count && fd < FD_SETSIZE; ++fd) {
    short events = 0;
    if (in != nullptr && FD_ISSET(fd, in)) events |= POLLIN;
    if (out != nullptr && FD_ISSET(fd, out)) events |= POLLOUT;
    if (errors != nullptr && FD_ISSET(fd, errors)) events |= POLLPRI;
    if (events != 0) entries[used++] = {fd, events, 0};
  }
  const int ready = poll_virtual(entries, used, timeout_ns);
  if (ready < 0) return ready;
  int set = 0;
  const auto keep = [&](fd_set* bits_of, const pollfd& entry, short asked, short found) {
    if (bits_of == nullptr || (entry.events & asked) == 0) return;
    if ((entry.revents & found) != 0) {
      ++set;
    } else {
      FD_CLR(entry.fd, bits_of);
    }
  };
  for (nfds_t i = 0; i < used; ++i) {
    keep(in, entries[i], POLLIN, POLLIN | POLLHUP | POLLERR);
    keep(out, entries[i], POLLOUT, POLLOUT | POLLERR);
    keep(errors, entries[i], POLLPRI, POLLPRI);
  }
  return set;
}

int epoll_wait_virtual(int set, epoll_event* events, int most, int64_t timeout_ns) {
  if (most <= 0) return static_cast<int>(answer(-EINVAL));
  if (most > static_cast<int>(entries_max)) most = entries_max;
  const int64_t ready = call({Op::epoll_wait, number_of(set), most, timeout_ns});
  if (ready > 0)
    memcpy(static_cast<void*>(events), slot().bytes, static_cast<size_t>(ready) * sizeof *events);
  return static_cast<int>(answer(ready));
}

int timer_set_virtual(int fd, int flags, const itimerspec* value, itimerspec* old) {
  const int64_t result = call(Request{Op::timer_set, number_of(fd), flags}, value, sizeof *value);
  if (result >= 0 && old != nullptr) memcpy(old, slot().bytes, sizeof *old);
  return static_cast<int>(answer(result));
}

}  // namespace
}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT int epoll_create1(int flags) noexcept {
  const bool close_on_exec = (flags & EPOLL_CLOEXEC) != 0;
  if (attached() && memory().prefix) return hold_unborn(close_on_exec);
  if (attached()) return hold(call({Op::epoll_create}), close_on_exec);
  return static_cast<int>(answer(raw(SYS_epoll_create1, flags)));
}

ONEFOLD_EXPORT int epoll_create(int size) noexcept {
  return size <= 0 ? static_cast<int>(answer(-EINVAL)) : epoll_create1(0);
}

ONEFOLD_EXPORT int epoll_ctl(int set, int operation, int fd, epoll_event* event) noexcept {
  if (!is_virtual(set)) return static_cast<int>(answer(raw(SYS_epoll_ctl, set, operation, fd, bits(event))));
  if (!is_virtual(fd)) return static_cast<int>(answer(-EPERM));
  const epoll_event none = {};
  const Request request{Op::epoll_control, number_of(set), operation, number_of(fd)};
  return static_cast<int>(answer(call(request, event == nullptr ? &none : event, sizeof *event)));
}

ONEFOLD_EXPORT int epoll_pwait(int set, epoll_event* events, int most, int timeout_ms, const sigset_t* mask) {
  if (is_virtual(set)) return epoll_wait_virtual(set, events, most, ns_of_ms(timeout_ms));
  return static_cast<int>(answer(raw(SYS_epoll_pwait, set, bits(events), most, timeout_ms, bits(mask), 8)));
}

ONEFOLD_EXPORT int epoll_wait(int set, epoll_event* events, int most, int timeout_ms) {
  return epoll_pwait(set, events, most, timeout_ms, nullptr);
}

ONEFOLD_EXPORT int epoll_pwait2(int set, epoll_event* events, int most, const timespec* timeout,
                                const sigset_t* mask) {
  if (is_virtual(set)) return epoll_wait_virtual(set, events, most, span_of(timeout));
  return static_cast<int>(
      answer(raw(SYS_epoll_pwait2, set, bits(events), most, bits(timeout), bits(mask), 8)));
}

ONEFOLD_EXPORT int ppoll(pollfd* entries, nfds_t count, const timespec* timeout, const sigset_t* mask) {
  if (attached()) return poll_virtual(entries, count, span_of(timeout));
  timespec left = timeout == nullptr ? timespec{} : *timeout;
  return static_cast<int>(answer(raw(SYS_ppoll, bits(entries), static_cast<long>(count),
                                     timeout == nullptr ? 0 : bits(&left), bits(mask), 8)));
}

ONEFOLD_EXPORT int poll(pollfd* entries, nfds_t count, int timeout_ms) {
  const timespec span = timespec_of(timeout_ms < 0 ? 0 : ns_of_ms(timeout_ms));
  return ppoll(entries, count, timeout_ms < 0 ? nullptr : &span, nullptr);
}

ONEFOLD_EXPORT int __poll_chk(pollfd* entries, nfds_t count, int timeout_ms, size_t room) {
  if (count * sizeof *entries > room) __builtin_trap();
  return poll(entries, count, timeout_ms);
}

ONEFOLD_EXPORT int __ppoll_chk(pollfd* entries, nfds_t count, const timespec* timeout, const sigset_t* mask,
                               size_t room) {
  if (count * sizeof *entries > room) __builtin_trap();
  return ppoll(entries, count, timeout, mask);
}

ONEFOLD_EXPORT int pselect(int count, fd_set* in, fd_set* out, fd_set* errors, const timespec* timeout,
                           const sigset_t* mask) {
  if (attached()) return select_virtual(count, in, out, errors, span_of(timeout));
  timespec left = timeout == nullptr ? timespec{} : *timeout;
  struct {
    const sigset_t* mask;
    size_t size;
  } signals = {mask, 8};
  return static_cast<int>(answer(raw(SYS_pselect6, count, bits(in), bits(out), bits(errors),
                                     timeout == nullptr ? 0 : bits(&left), bits(&signals))));
}

ONEFOLD_EXPORT int select(int count, fd_set* in, fd_set* out, fd_set* errors, timeval* timeout) {
  if (timeout == nullptr) return pselect(count, in, out, errors, nullptr, nullptr);
  const timespec span = {timeout->tv_sec, timeout->tv_usec * 1000};
  return pselect(count, in, out, errors, &span, nullptr);
}

ONEFOLD_EXPORT int eventfd(unsigned value, int flags) noexcept {
  if (attached()) return hold(call({Op::event_create, -1, value, flags}), (flags & EFD_CLOEXEC) != 0);
  return static_cast<int>(answer(raw(SYS_eventfd2, value, flags)));
}

ONEFOLD_EXPORT int timerfd_create(clockid_t clock, int flags) noexcept {
  if (attached()) return hold(call({Op::timer_create, -1, clock, flags}), (flags & TFD_CLOEXEC) != 0);
  return static_cast<int>(answer(raw(SYS_timerfd_create, clock, flags)));
}

ONEFOLD_EXPORT int timerfd_settime(int fd, int flags, const itimerspec* value, itimerspec* old) noexcept {
  if (is_virtual(fd)) return timer_set_virtual(fd, flags, value, old);
  return static_cast<int>(answer(raw(SYS_timerfd_settime, fd, flags, bits(value), bits(old))));
}

ONEFOLD_EXPORT int timerfd_gettime(int fd, itimerspec* value) noexcept {
  if (!is_virtual(fd)) return static_cast<int>(answer(raw(SYS_timerfd_gettime, fd, bits(value))));
  const int64_t result = call({Op::timer_get, number_of(fd)});
  if (result >= 0) memcpy(value, slot().bytes, sizeof *value);
  return static_cast<int>(answer(result));
}

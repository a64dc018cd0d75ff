// libc symbols that say what is ready: epoll, poll, select; and those that make timerfd and eventfd.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/timerfd.h>

#include <cerrno>
#include <vector>

#include "sim/door/door_call.hpp"

using namespace onefold::sim;
using namespace onefold::sim::door_call;

namespace {

// select over virtual numbers can not work: an fd_set ends at 1,024, where they do not even begin.
int select_virtual(int count, bool waits) {
  if (count > 0) refuse("select", "use epoll or poll, as stock Asio does on Linux");
  return ready_or_refuse("select", 0, waits);
}

bool names_virtual(const pollfd* entries, nfds_t count) {
  if (!in_node()) return false;
  for (nfds_t i = 0; i < count; ++i) {
    if (current_process->owns(entries[i].fd)) return true;
  }
  return count == 0;
}

int poll_virtual(pollfd* entries, nfds_t count, bool waits) {
  return ready_or_refuse("poll", calls::poll(*current_process, entries, count), waits);
}

bool waits(const timespec* timeout) {
  return timeout == nullptr || timeout->tv_sec > 0 || timeout->tv_nsec > 0;
}

}  // namespace

extern "C" {

int epoll_create1(int flags) noexcept {
  if (!in_node()) return ONEFOLD_REAL(epoll_create1)(flags);
  return static_cast<int>(answer(calls::epoll_create(*current_process)));
}

int epoll_create(int size) noexcept {
  if (!in_node()) return ONEFOLD_REAL(epoll_create)(size);
  return static_cast<int>(answer(size <= 0 ? -EINVAL : calls::epoll_create(*current_process)));
}

int epoll_ctl(int set, int operation, int number, epoll_event* event) noexcept {
  if (!is_virtual(set)) return ONEFOLD_REAL(epoll_ctl)(set, operation, number, event);
  return static_cast<int>(answer(calls::epoll_control(*current_process, set, operation, number, event)));
}

int epoll_wait(int set, epoll_event* events, int capacity, int timeout_ms) {
  if (!is_virtual(set)) return ONEFOLD_REAL(epoll_wait)(set, events, capacity, timeout_ms);
  const int ready = calls::epoll_take(*current_process, set, events, capacity);
  return ready_or_refuse("epoll_wait", ready, timeout_ms != 0);
}

int epoll_pwait(int set, epoll_event* events, int capacity, int timeout_ms, const sigset_t* signals) {
  if (!is_virtual(set)) return ONEFOLD_REAL(epoll_pwait)(set, events, capacity, timeout_ms, signals);
  return epoll_wait(set, events, capacity, timeout_ms);
}

int epoll_pwait2(int set, epoll_event* events, int capacity, const timespec* timeout,
                 const sigset_t* signals) {
  if (!is_virtual(set)) return ONEFOLD_REAL(epoll_pwait2)(set, events, capacity, timeout, signals);
  return epoll_wait(set, events, capacity, waits(timeout) ? -1 : 0);
}

int poll(pollfd* entries, nfds_t count, int timeout_ms) {
  if (!names_virtual(entries, count)) return ONEFOLD_REAL(poll)(entries, count, timeout_ms);
  return poll_virtual(entries, count, timeout_ms != 0);
}

int __poll_chk(pollfd* entries, nfds_t count, int timeout_ms, size_t room) {
  if (in_node() && count * sizeof *entries > room)
    refuse("poll", "there are fewer entries than the count says");
  return poll(entries, count, timeout_ms);
}

int ppoll(pollfd* entries, nfds_t count, const timespec* timeout, const sigset_t* signals) {
  if (!names_virtual(entries, count)) return ONEFOLD_REAL(ppoll)(entries, count, timeout, signals);
  return poll_virtual(entries, count, waits(timeout));
}

int __ppoll_chk(pollfd* entries, nfds_t count, const timespec* timeout, const sigset_t* signals,
                size_t room) {
  if (in_node() && count * sizeof *entries > room)
    refuse("ppoll", "there are fewer entries than the count says");
  return ppoll(entries, count, timeout, signals);
}

int select(int count, fd_set* in, fd_set* out, fd_set* errors, timeval* timeout) {
  if (!in_node()) return ONEFOLD_REAL(select)(count, in, out, errors, timeout);
  return select_virtual(count, timeout == nullptr || timeout->tv_sec > 0 || timeout->tv_usec > 0);
}

int pselect(int count, fd_set* in, fd_set* out, fd_set* errors, const timespec* timeout,
            const sigset_t* signals) {
  if (!in_node()) return ONEFOLD_REAL(pselect)(count, in, out, errors, timeout, signals);
  return select_virtual(count, waits(timeout));
}

int eventfd(unsigned value, int flags) noexcept {
  if (!in_node()) return ONEFOLD_REAL(eventfd)(value, flags);
  return static_cast<int>(answer(calls::event_create(*current_process, value, flags)));
}

int timerfd_create(clockid_t clock, int flags) noexcept {
  if (!in_node()) return ONEFOLD_REAL(timerfd_create)(clock, flags);
  return static_cast<int>(answer(calls::timer_create(*current_process, clock, flags)));
}

int timerfd_settime(int number, int flags, const itimerspec* value, itimerspec* old) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(timerfd_settime)(number, flags, value, old);
  return static_cast<int>(answer(calls::timer_set(*current_process, number, flags, value, old)));
}

int timerfd_gettime(int number, itimerspec* value) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(timerfd_gettime)(number, value);
  return static_cast<int>(answer(calls::timer_get(*current_process, number, value)));
}

}  // extern "C"

// libc symbols of mutexes, condition variables, reader-writer locks and semaphores.
//
// One thread runs at a time, so nothing here can race. The objects stay libc's, taken with its try functions;
// who must wait does so in the simulator, on the object's address. Condition variables are not libc's at all:
// whoever waits on one waits on its address. Ignores: priorities, objects shared between processes, and
// EDEADLK of error-checking mutexes.
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

constexpr int64_t for_ever = -1;

Until until_of(clockid_t clock) {
  return clock == CLOCK_REALTIME ? Until::system : Until::steady;
}

// Waits on the object until `attempt` no longer gives EBUSY.
template <typename Attempt>
int take(const volatile void* object, Attempt attempt, int64_t ns = for_ever, Until until = Until::span) {
  int result = attempt();
  while (result == EBUSY) {
    if (wait_address(object, ns, until) == -ETIMEDOUT) return ETIMEDOUT;
    result = attempt();
  }
  return result;
}

int lock(pthread_mutex_t* mutex, int64_t ns = for_ever, Until until = Until::span) {
  return take(
      mutex, [&] { return pthread_mutex_trylock(mutex); }, ns, until);
}

int unlock(pthread_mutex_t* mutex) {
  const int result = ONEFOLD_NEXT(pthread_mutex_unlock)(mutex);
  if (result == 0) wake_address(mutex, 1);
  return result;
}

int wait_condition(pthread_cond_t* condition, pthread_mutex_t* mutex, int64_t ns, Until until) {
  if (const int error = unlock(mutex)) return error;
  const int64_t result = wait_address(condition, ns, until);
  const int error = lock(mutex);
  return error != 0 ? error : result == -ETIMEDOUT ? ETIMEDOUT : 0;
}

// pthread_condattr_setclock keeps the clock in this bit (glibc 2.25 and later, nptl/pthreadP.h).
clockid_t clock_of(const pthread_cond_t* condition) {
  return (condition->__data.__wrefs & 2u) != 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

int take_semaphore(sem_t* semaphore, int64_t ns, Until until) {
  while (sem_trywait(semaphore) != 0) {
    if (errno != EAGAIN) return -1;
    if (wait_address(semaphore, ns, until) == -ETIMEDOUT) return static_cast<int>(answer(-ETIMEDOUT));
  }
  return 0;
}

}  // namespace
}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  return this_slot == nullptr ? ONEFOLD_NEXT(pthread_mutex_lock)(mutex) : lock(mutex);
}
ONEFOLD_EXPORT int pthread_mutex_unlock(pthread_mutex_t* mutex) noexcept {
  return this_slot == nullptr ? ONEFOLD_NEXT(pthread_mutex_unlock)(mutex) : unlock(mutex);
}
ONEFOLD_EXPORT int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* deadline) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_mutex_timedlock)(mutex, deadline);
  return lock(mutex, ns_of(*deadline), Until::system);
}
ONEFOLD_EXPORT int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock,
                                           const timespec* deadline) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_mutex_clocklock)(mutex, clock, deadline);
  return lock(mutex, ns_of(*deadline), until_of(clock));
}

ONEFOLD_EXPORT int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_cond_wait)(condition, mutex);
  return wait_condition(condition, mutex, for_ever, Until::span);
}
ONEFOLD_EXPORT int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                                          const timespec* deadline) {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_cond_timedwait)(condition, mutex, deadline);
  return wait_condition(condition, mutex, ns_of(*deadline), until_of(clock_of(condition)));
}
ONEFOLD_EXPORT int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                                          const timespec* deadline) {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_cond_clockwait)(condition, mutex, clock, deadline);
  return wait_condition(condition, mutex, ns_of(*deadline), until_of(clock));
}
ONEFOLD_EXPORT int pthread_cond_signal(pthread_cond_t* condition) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_cond_signal)(condition);
  wake_address(condition, 1);
  return 0;
}
ONEFOLD_EXPORT int pthread_cond_broadcast(pthread_cond_t* condition) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_cond_broadcast)(condition);
  wake_address(condition, INT_MAX);
  return 0;
}

ONEFOLD_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t* rwlock) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_rwlock_rdlock)(rwlock);
  return take(rwlock, [&] { return pthread_rwlock_tryrdlock(rwlock); });
}
ONEFOLD_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t* rwlock) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_rwlock_wrlock)(rwlock);
  return take(rwlock, [&] { return pthread_rwlock_trywrlock(rwlock); });
}
ONEFOLD_EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t* rwlock, const timespec* deadline) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_rwlock_timedrdlock)(rwlock, deadline);
  return take(
      rwlock, [&] { return pthread_rwlock_tryrdlock(rwlock); }, ns_of(*deadline), Until::system);
}
ONEFOLD_EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t* rwlock, const timespec* deadline) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_rwlock_timedwrlock)(rwlock, deadline);
  return take(
      rwlock, [&] { return pthread_rwlock_trywrlock(rwlock); }, ns_of(*deadline), Until::system);
}
ONEFOLD_EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t* rwlock, clockid_t clock,
                                              const timespec* deadline) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_rwlock_clockrdlock)(rwlock, clock, deadline);
  return take(
      rwlock, [&] { return pthread_rwlock_tryrdlock(rwlock); }, ns_of(*deadline), until_of(clock));
}
ONEFOLD_EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t* rwlock, clockid_t clock,
                                              const timespec* deadline) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_rwlock_clockwrlock)(rwlock, clock, deadline);
  return take(
      rwlock, [&] { return pthread_rwlock_trywrlock(rwlock); }, ns_of(*deadline), until_of(clock));
}
ONEFOLD_EXPORT int pthread_rwlock_unlock(pthread_rwlock_t* rwlock) noexcept {
  const int result = ONEFOLD_NEXT(pthread_rwlock_unlock)(rwlock);
  if (result == 0 && this_slot != nullptr) wake_address(rwlock, INT_MAX);
  return result;
}

ONEFOLD_EXPORT int sem_wait(sem_t* semaphore) {
  if (this_slot == nullptr) return ONEFOLD_NEXT(sem_wait)(semaphore);
  return take_semaphore(semaphore, for_ever, Until::span);
}
ONEFOLD_EXPORT int sem_timedwait(sem_t* semaphore, const timespec* deadline) {
  if (this_slot == nullptr) return ONEFOLD_NEXT(sem_timedwait)(semaphore, deadline);
  return take_semaphore(semaphore, ns_of(*deadline), Until::system);
}
ONEFOLD_EXPORT int sem_clockwait(sem_t* semaphore, clockid_t clock, const timespec* deadline) {
  if (this_slot == nullptr) return ONEFOLD_NEXT(sem_clockwait)(semaphore, clock, deadline);
  return take_semaphore(semaphore, ns_of(*deadline), until_of(clock));
}
ONEFOLD_EXPORT int sem_post(sem_t* semaphore) noexcept {
  const int result = ONEFOLD_NEXT(sem_post)(semaphore);
  if (result == 0 && this_slot != nullptr) wake_address(semaphore, 1);
  return result;
}

// libc symbols of what processes share by a name of the machine: memory, semaphores and queues of POSIX and
// of System V. They would outlive the run, and one life would find what another left: refused.
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

void refuse_if_attached(const char* name, const void* caller) {
  if (attached()) refuse(name, caller, "share between threads of one process, or over a pipe or a socket");
}

}  // namespace
}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT int shm_open(const char* name, int flags, mode_t mode) {
  refuse_if_attached("shm_open", __builtin_return_address(0));
  return ONEFOLD_NEXT(shm_open)(name, flags, mode);
}
ONEFOLD_EXPORT sem_t* sem_open(const char* name, int flags, ...) noexcept {
  refuse_if_attached("sem_open", __builtin_return_address(0));
  va_list list;
  va_start(list, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(list, mode_t) : 0;
  const unsigned value = (flags & O_CREAT) != 0 ? va_arg(list, unsigned) : 0;
  va_end(list);
  return ONEFOLD_NEXT(sem_open)(name, flags, mode, value);
}
ONEFOLD_EXPORT mqd_t mq_open(const char* name, int flags, ...) noexcept {
  refuse_if_attached("mq_open", __builtin_return_address(0));
  va_list list;
  va_start(list, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(list, mode_t) : 0;
  mq_attr* attributes = (flags & O_CREAT) != 0 ? va_arg(list, mq_attr*) : nullptr;
  va_end(list);
  return ONEFOLD_NEXT(mq_open)(name, flags, mode, attributes);
}
ONEFOLD_EXPORT int shmget(key_t key, size_t size, int flags) noexcept {
  refuse_if_attached("shmget", __builtin_return_address(0));
  return ONEFOLD_NEXT(shmget)(key, size, flags);
}
ONEFOLD_EXPORT int semget(key_t key, int count, int flags) noexcept {
  refuse_if_attached("semget", __builtin_return_address(0));
  return ONEFOLD_NEXT(semget)(key, count, flags);
}
ONEFOLD_EXPORT int msgget(key_t key, int flags) noexcept {
  refuse_if_attached("msgget", __builtin_return_address(0));
  return ONEFOLD_NEXT(msgget)(key, flags);
}

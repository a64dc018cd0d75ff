// libc symbols that make threads, wait for their end, and meet at barriers.
//
// A thread gets a slot before it is made, waits there for its first turn, and gives the slot back when all
// destructors of its thread-local objects have run. Ignores: cancellation, priorities, affinity.
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

struct ThreadRecord {
  bool used;
  volatile bool ended;
  pthread_t id;
  void* (*function)(void*);
  void* argument;
};

ThreadRecord records[lockstep::slots_max];
pthread_key_t end_key;
bool has_key = false;
// Destructors of keys run in rounds, while any has set a value anew; the end comes after those of others.
constexpr long rounds_left = 3;
__thread long rounds __attribute__((tls_model("initial-exec"))) = 0;

ThreadRecord& record_of(const Slot* slot) {
  return records[slot - memory().slots];
}

void end_thread(void* slot) {
  if (this_slot == nullptr) return;
  if (rounds++ < rounds_left) {
    pthread_setspecific(end_key, slot);
    return;
  }
  ThreadRecord& record = record_of(this_slot);
  record.ended = true;
  end_turns(&record.ended);
}

void make_key() {
  if (!has_key) pthread_key_create(&end_key, end_thread);
  has_key = true;
}

void* begin_record(void* argument) {
  auto* slot = static_cast<Slot*>(argument);
  leave_signals(true);
  begin_thread(slot);
  pthread_setspecific(end_key, slot);
  const ThreadRecord& record = record_of(slot);
  return record.function(record.argument);
}

ThreadRecord* find(pthread_t id) {
  for (ThreadRecord& record : records) {
    if (record.used && pthread_equal(record.id, id) != 0) return &record;
  }
  return nullptr;
}

int create(pthread_t* id, const pthread_attr_t* attributes, void* (*function)(void*), void* argument) {
  make_key();
  hold_back_signals(true);
  const int64_t index = call({Op::thread_new});
  if (index < 0) return static_cast<int>(-index);
  ThreadRecord& record = records[index];
  record = {true, false, 0, function, argument};
  const int error = ONEFOLD_NEXT(pthread_create)(id, attributes, begin_record, &memory().slots[index]);
  record.id = error == 0 ? *id : 0;
  record.used = error == 0;
  if (error != 0) call({Op::thread_cancel, -1, index});
  return error;
}

// The layout of glibc's (sysdeps/nptl/internaltypes.h, struct pthread_barrier), of which only the count is
// libc's here.
struct Barrier {
  unsigned in;
  unsigned round;
  unsigned count;
};

int meet(Barrier& barrier) {
  const unsigned round = barrier.round;
  if (++barrier.in < barrier.count) {
    while (*const_cast<volatile unsigned*>(&barrier.round) == round) wait_address(&barrier, -1, Until::span);
    return 0;
  }
  barrier.in = 0;
  ++barrier.round;
  wake_address(&barrier, INT_MAX);
  return PTHREAD_BARRIER_SERIAL_THREAD;
}

}  // namespace

// The child of a fork has one thread.
void forget_other_threads() {
  for (ThreadRecord& record : records) record.used = false;
}

}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT int pthread_create(pthread_t* id, const pthread_attr_t* attributes, void* (*function)(void*),
                                  void* argument) noexcept {
  if (!attached()) return ONEFOLD_NEXT(pthread_create)(id, attributes, function, argument);
  return create(id, attributes, function, argument);
}

ONEFOLD_EXPORT int pthread_join(pthread_t id, void** result) {
  ThreadRecord* record = this_slot == nullptr ? nullptr : find(id);
  if (record != nullptr) {
    while (!record->ended) wait_address(&record->ended, -1, Until::span);
    record->used = false;
  }
  return ONEFOLD_NEXT(pthread_join)(id, result);
}

// Also of the main thread, whose process lives on in the others.
ONEFOLD_EXPORT void pthread_exit(void* result) {
  if (this_slot != nullptr) {
    make_key();
    pthread_setspecific(end_key, this_slot);
  }
  ONEFOLD_NEXT(pthread_exit)(result);
  __builtin_unreachable();
}

ONEFOLD_EXPORT int pthread_detach(pthread_t id) noexcept {
  if (ThreadRecord* record = find(id)) record->used = false;
  return ONEFOLD_NEXT(pthread_detach)(id);
}

// Another thread that is inside the function waits for its turn, and must not be waited for in real time. A
// function that throws wakes nobody: who waits looks again.
ONEFOLD_EXPORT int pthread_once(pthread_once_t* once, void (*function)()) {
  constexpr int in_progress = 1;
  constexpr int done = 2;
  constexpr int64_t look_every_ns = 1'000'000;
  const volatile pthread_once_t* state = once;
  if (this_slot == nullptr || (*state & done) != 0) return ONEFOLD_NEXT(pthread_once)(once, function);
  while ((*state & in_progress) != 0 && (*state & done) == 0) wait_address(once, look_every_ns, Until::span);
  const int result = ONEFOLD_NEXT(pthread_once)(once, function);
  wake_address(once, INT_MAX);
  return result;
}

ONEFOLD_EXPORT int pthread_barrier_wait(pthread_barrier_t* barrier) noexcept {
  if (this_slot == nullptr) return ONEFOLD_NEXT(pthread_barrier_wait)(barrier);
  return meet(*reinterpret_cast<Barrier*>(barrier));
}

ONEFOLD_EXPORT int sched_yield() noexcept {
  if (this_slot != nullptr) call({Op::yield});
  return 0;
}

// The one thread that code inside a node may start: Asio's resolver thread. It is a real thread, but it and
// the node run strictly in turns: it runs when it is given its turn, until it waits on its condition variable
// again. So the run stays deterministic, stock async_resolve works, and Asio's thread-local state stays each
// thread's own.
#pragma once

#include <pthread.h>

#include <semaphore>

#include "sim/os/process.hpp"

namespace onefold::sim {

class CompanionThread final : public Companion {
 public:
  // Null if the thread cannot be made. Belongs to the process until join.
  static CompanionThread* start(Process& process, void* (*function)(void*), void* argument);
  // The one of that thread; null if none. The one that calls, or null.
  static CompanionThread* find(Process& process, pthread_t thread);
  static CompanionThread* self();

  void take_turn() override;
  // Called on the thread: the turn ends here, and this returns when the next begins.
  void yield_turn();
  // Gives it turns until it ends, then destroys it. It must have been told to end.
  void join();

  pthread_t thread() const { return thread_; }

 private:
  CompanionThread(Process& process, void* (*function)(void*), void* argument);
  static void* run(void* self);

  Process& process_;
  void* (*function_)(void*);
  void* argument_;
  pthread_t thread_{};
  std::binary_semaphore turn_{0};
  std::binary_semaphore done_{0};
  bool ended_ = false;
};

}  // namespace onefold::sim

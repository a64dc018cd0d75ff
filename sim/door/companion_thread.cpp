#include "sim/door/companion_thread.hpp"

#include "sim/door/door_call.hpp"

namespace onefold::sim {
namespace {

thread_local CompanionThread* this_companion = nullptr;

constexpr int turns_max = 1000;

}  // namespace

CompanionThread::CompanionThread(Process& process, void* (*function)(void*), void* argument)
    : process_(process), function_(function), argument_(argument) {}

CompanionThread* CompanionThread::start(Process& process, void* (*function)(void*), void* argument) {
  auto* companion = new CompanionThread(process, function, argument);
  if (ONEFOLD_REAL(pthread_create)(&companion->thread_, nullptr, &run, companion) != 0) {
    delete companion;
    return nullptr;
  }
  process.add_companion(*companion);
  return companion;
}

CompanionThread* CompanionThread::self() {
  return this_companion;
}

CompanionThread* CompanionThread::find(Process& process, pthread_t thread) {
  for (Companion* companion : process.companions()) {
    auto* candidate = static_cast<CompanionThread*>(companion);
    if (pthread_equal(candidate->thread_, thread) != 0) return candidate;
  }
  return nullptr;
}

void* CompanionThread::run(void* argument) {
  auto* self = static_cast<CompanionThread*>(argument);
  self->turn_.acquire();
  this_companion = self;
  current_process = &self->process_;
  void* result = self->function_(self->argument_);
  current_process = nullptr;
  this_companion = nullptr;
  self->ended_ = true;
  self->done_.release();
  return result;
}

void CompanionThread::take_turn() {
  if (ended_) return;
  turn_.release();
  done_.acquire();
}

void CompanionThread::yield_turn() {
  done_.release();
  turn_.acquire();
}

void CompanionThread::join() {
  for (int i = 0; i < turns_max && !ended_; ++i) take_turn();
  if (!ended_) door_call::refuse("pthread_join", "the thread does not end; stop its work before joining it");
  ONEFOLD_REAL(pthread_join)(thread_, nullptr);
  process_.remove_companion(*this);
  delete this;
}

}  // namespace onefold::sim

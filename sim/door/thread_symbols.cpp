// libc symbols of threads and signals. A node is single-threaded: only Asio's resolver thread is let in, in
// turns (companion_thread.hpp); everything else that would need a second thread, or a signal, is refused.
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "sim/door/companion_thread.hpp"
#include "sim/door/door_call.hpp"

using namespace onefold::sim;
using namespace onefold::sim::door_call;

// The start function of all Asio threads; null in a program without Asio. Only the resolver starts one by
// itself.
extern "C" void* boost_asio_detail_posix_thread_function(void*) __attribute__((weak));
extern "C" void* asio_detail_posix_thread_function(void*) __attribute__((weak));

namespace {

constexpr const char* no_thread =
    "post the work to the io_context instead, or run this program behind the process door";
constexpr const char* no_wait =
    "nothing can wake it in a single-threaded node; use asynchronous operations instead";
constexpr const char* no_signal = "let the harness stop the program by its interface instead of a signal";

using StartFunction = void* (*)(void*);

bool is_asio(StartFunction function) {
  return function == &boost_asio_detail_posix_thread_function ||
         function == &asio_detail_posix_thread_function;
}

}  // namespace

// glibc has two of each pthread_cond_*; dlsym alone would give the one of 1997.
#define ONEFOLD_REAL_CONDITION(name)                                                    \
  ([] {                                                                                 \
    static const auto onefold_real =                                                    \
        reinterpret_cast<decltype(&::name)>(::dlvsym(RTLD_NEXT, #name, "GLIBC_2.3.2")); \
    return onefold_real;                                                                \
  }())

extern "C" {

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, StartFunction function,
                   void* argument) noexcept {
  if (!in_node()) return ONEFOLD_REAL(pthread_create)(thread, attributes, function, argument);
  if (!is_asio(function)) refuse("pthread_create (std::thread)", no_thread);
  const CompanionThread* companion = CompanionThread::start(*current_process, function, argument);
  if (companion == nullptr) return EAGAIN;
  *thread = companion->thread();
  return 0;
}

int pthread_join(pthread_t thread, void** result) {
  if (!in_node()) return ONEFOLD_REAL(pthread_join)(thread, result);
  CompanionThread* companion = CompanionThread::find(*current_process, thread);
  if (companion == nullptr) refuse("pthread_join", no_thread);
  companion->join();
  return 0;
}

int pthread_cond_signal(pthread_cond_t* condition) noexcept {
  if (in_node()) current_process->signal_companions();
  return ONEFOLD_REAL_CONDITION(pthread_cond_signal)(condition);
}

int pthread_cond_broadcast(pthread_cond_t* condition) noexcept {
  if (in_node()) current_process->signal_companions();
  return ONEFOLD_REAL_CONDITION(pthread_cond_broadcast)(condition);
}

// A companion's wait is the end of its turn; that it wakes without a signal is something every waiter must
// expect.
int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  if (!in_node()) return ONEFOLD_REAL_CONDITION(pthread_cond_wait)(condition, mutex);
  CompanionThread* companion = CompanionThread::self();
  if (companion == nullptr) refuse("pthread_cond_wait", no_wait);
  pthread_mutex_unlock(mutex);
  companion->yield_turn();
  return pthread_mutex_lock(mutex);
}

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until) {
  if (!in_node()) return ONEFOLD_REAL_CONDITION(pthread_cond_timedwait)(condition, mutex, until);
  refuse("pthread_cond_timedwait", no_wait);
}

int sigaction(int number, const struct sigaction* action, struct sigaction* old) noexcept {
  if (!in_node() || action == nullptr) return ONEFOLD_REAL(sigaction)(number, action, old);
  refuse("sigaction (boost::asio::signal_set)", no_signal);
}

sighandler_t signal(int number, sighandler_t handler) noexcept {
  if (!in_node()) return ONEFOLD_REAL(signal)(number, handler);
  refuse("signal", no_signal);
}

pid_t fork() noexcept {
  if (!in_node()) return ONEFOLD_REAL(fork)();
  refuse("fork", "run this program behind the process door");
}

}  // extern "C"

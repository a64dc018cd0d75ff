// libc symbols of other processes, of timers that end in a signal, and of waits that only another thread
// could end: inside a node there is none of them, and each is refused with a way out.
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sim/door/door_call.hpp"

using namespace onefold::sim;
using namespace onefold::sim::door_call;

namespace {

constexpr const char* no_process = "run this program behind the process door, or leave the child out";
constexpr const char* no_timer = "use boost::asio::steady_timer instead";
constexpr const char* no_wait =
    "nothing can wake it in a single-threaded node; use asynchronous operations instead";

}  // namespace

extern "C" {

int system(const char* command) {
  if (in_node()) refuse("system", no_process);
  return ONEFOLD_REAL(system)(command);
}

FILE* popen(const char* command, const char* mode) {
  if (in_node()) refuse("popen", no_process);
  return ONEFOLD_REAL(popen)(command, mode);
}

int posix_spawn(pid_t* child, const char* path, const posix_spawn_file_actions_t* actions,
                const posix_spawnattr_t* attributes, char* const arguments[], char* const environment[]) {
  if (in_node()) refuse("posix_spawn", no_process);
  return ONEFOLD_REAL(posix_spawn)(child, path, actions, attributes, arguments, environment);
}

int posix_spawnp(pid_t* child, const char* file, const posix_spawn_file_actions_t* actions,
                 const posix_spawnattr_t* attributes, char* const arguments[], char* const environment[]) {
  if (in_node()) refuse("posix_spawnp", no_process);
  return ONEFOLD_REAL(posix_spawnp)(child, file, actions, attributes, arguments, environment);
}

int execve(const char* path, char* const arguments[], char* const environment[]) noexcept {
  if (in_node()) refuse("execve", no_process);
  return ONEFOLD_REAL(execve)(path, arguments, environment);
}

pid_t waitpid(pid_t child, int* status, int options) {
  if (in_node()) refuse("waitpid", no_process);
  return ONEFOLD_REAL(waitpid)(child, status, options);
}

unsigned alarm(unsigned seconds) noexcept {
  if (in_node()) refuse("alarm", no_timer);
  return ONEFOLD_REAL(alarm)(seconds);
}

int timer_create(clockid_t clock, struct sigevent* event, timer_t* timer) noexcept {
  if (in_node()) refuse("timer_create", no_timer);
  return ONEFOLD_REAL(timer_create)(clock, event, timer);
}

int pause() {
  if (in_node()) refuse("pause", no_wait);
  return ONEFOLD_REAL(pause)();
}

int sigwait(const sigset_t* set, int* number) {
  if (in_node()) refuse("sigwait", no_wait);
  return ONEFOLD_REAL(sigwait)(set, number);
}

int signalfd(int number, const sigset_t* set, int flags) noexcept {
  if (in_node()) refuse("signalfd", "let the harness stop the program by its interface instead of a signal");
  return ONEFOLD_REAL(signalfd)(number, set, flags);
}

int sem_wait(sem_t* semaphore) {
  if (in_node()) refuse("sem_wait", no_wait);
  return ONEFOLD_REAL(sem_wait)(semaphore);
}

int sem_timedwait(sem_t* semaphore, const timespec* until) {
  if (in_node()) refuse("sem_timedwait", no_wait);
  return ONEFOLD_REAL(sem_timedwait)(semaphore, until);
}

}  // extern "C"

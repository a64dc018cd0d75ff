// libc symbols that turn a process into another program, or start one in a child.
//
// What is held across is written into the simulator, by number of the program; the new image takes it up when
// its agent attaches. Programs that an agent cannot be loaded into are refused there.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

constexpr int variables_max = 4096;
constexpr int words_max = 1024;

bool names(const char* entry, const char* name) {
  const size_t size = strlen(name);
  return strncmp(entry, name, size) == 0 && entry[size] == '=';
}

const char* own(const char* name) {
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (names(*entry, name)) return *entry;
  }
  return nullptr;
}

// The agent comes along, whatever environment the program gives.
void complete_environment(char* const* given, char** out, char* slot_entry) {
  int count = 0;
  for (; given != nullptr && *given != nullptr && count < variables_max - 4; ++given) {
    const bool ours = names(*given, "LD_PRELOAD") || names(*given, lockstep::memory_variable) ||
                      names(*given, lockstep::slot_variable);
    if (!ours) out[count++] = *given;
  }
  if (const char* entry = own("LD_PRELOAD")) out[count++] = const_cast<char*>(entry);
  out[count++] = memory_setting();
  out[count++] = slot_entry;
  out[count] = nullptr;
}

long exec_virtual(const char* path, char* const* words, char* const* environment) {
  const size_t size = strlen(path) + 1;
  if (size > lockstep::payload_max / 2) return -ENAMETOOLONG;
  if (faccessat(AT_FDCWD, path, X_OK, 0) != 0) return -errno;
  memcpy(slot().bytes, path, size);
  auto* table = reinterpret_cast<int32_t*>(slot().bytes + (size + 7) / 8 * 8);
  const int room = static_cast<int>(lockstep::payload_max / 4 / sizeof(int32_t));
  Request request{Op::exec, -1, table_of_descriptors(table, room)};
  request.size = lockstep::payload_max;
  call(request);
  static char* complete[variables_max];
  static char slot_entry[64];
  snprintf(slot_entry, sizeof slot_entry, "%s=%03d", lockstep::slot_variable,
           static_cast<int>(this_slot - memory().slots));
  complete_environment(environment, complete, slot_entry);
  return raw(SYS_execve, bits(path), bits(words), bits(complete));
}

int exec(const char* path, char* const* words, char* const* environment) {
  if (!attached())
    return static_cast<int>(answer(raw(SYS_execve, bits(path), bits(words), bits(environment))));
  return static_cast<int>(answer(exec_virtual(path, words, environment)));
}

int exec_by_path(const char* file, char* const* words, char* const* environment) {
  if (strchr(file, '/') != nullptr) return exec(file, words, environment);
  const char* rest = getenv("PATH");
  if (rest == nullptr) rest = "/usr/local/bin:/usr/bin:/bin";
  char path[4096];
  while (rest != nullptr && *rest != '\0') {
    const char* end = strchr(rest, ':');
    const int size = static_cast<int>(end == nullptr ? strlen(rest) : static_cast<size_t>(end - rest));
    snprintf(path, sizeof path, "%.*s/%s", size, rest, file);
    if (access(path, X_OK) == 0) return exec(path, words, environment);
    rest = end == nullptr ? nullptr : end + 1;
  }
  return static_cast<int>(answer(-ENOENT));
}

// execl and its like: the words up to the null pointer.
int collect(const char* first, va_list& list, char** words) {
  int count = 0;
  for (const char* word = first; word != nullptr && count < words_max - 1; word = va_arg(list, const char*))
    words[count++] = const_cast<char*>(word);
  words[count] = nullptr;
  return count;
}

// glibc's struct __spawn_action (posix/spawn_int.h), which posix_spawn_file_actions_t points to.
struct SpawnAction {
  enum Kind : int { close_one, duplicate, open_one, change_directory, change_to, close_from } kind;
  union {
    struct {
      int fd;
    } close_action;
    struct {
      int fd, to;
    } duplicate_action;
    struct {
      int fd;
      char* path;
      int flags;
      mode_t mode;
    } open_action;
    struct {
      char* path;
    } directory_action;
  } what;
};

bool carry_out(const SpawnAction& action) {
  switch (action.kind) {
    case SpawnAction::close_one:
      close(action.what.close_action.fd);
      return true;
    case SpawnAction::duplicate:
      return dup2(action.what.duplicate_action.fd, action.what.duplicate_action.to) >= 0;
    case SpawnAction::open_one: {
      const auto& wanted = action.what.open_action;
      const int fd = open(wanted.path, wanted.flags, wanted.mode);
      if (fd < 0 || fd == wanted.fd) return fd >= 0;
      const bool moved = dup2(fd, wanted.fd) >= 0;
      close(fd);
      return moved;
    }
    case SpawnAction::change_directory:
      return chdir(action.what.directory_action.path) == 0;
    case SpawnAction::change_to:
      return fchdir(action.what.close_action.fd) == 0;
    case SpawnAction::close_from:
      closefrom(action.what.close_action.fd);
      return true;
  }
  return false;
}

int spawn(pid_t* id, const char* file, const posix_spawn_file_actions_t* actions, char* const* words,
          char* const* environment, bool by_path) {
  const pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) {
    const auto* all = actions == nullptr ? nullptr : reinterpret_cast<const SpawnAction*>(actions->__actions);
    for (int i = 0; actions != nullptr && i < actions->__used; ++i) {
      if (!carry_out(all[i])) _exit(127);
    }
    by_path ? exec_by_path(file, words, environment) : exec(file, words, environment);
    _exit(127);
  }
  if (id != nullptr) *id = child;
  return 0;
}

char shell[] = "/bin/sh";
char shell_name[] = "sh";
char shell_option[] = "-c";

}  // namespace
}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT int execve(const char* path, char* const words[], char* const environment[]) noexcept {
  return exec(path, words, environment);
}
ONEFOLD_EXPORT int execv(const char* path, char* const words[]) noexcept {
  return exec(path, words, environ);
}
ONEFOLD_EXPORT int execvp(const char* file, char* const words[]) noexcept {
  return exec_by_path(file, words, environ);
}
ONEFOLD_EXPORT int execvpe(const char* file, char* const words[], char* const environment[]) noexcept {
  return exec_by_path(file, words, environment);
}
ONEFOLD_EXPORT int execl(const char* path, const char* first, ...) noexcept {
  char* words[words_max];
  va_list list;
  va_start(list, first);
  collect(first, list, words);
  va_end(list);
  return exec(path, words, environ);
}
ONEFOLD_EXPORT int execlp(const char* file, const char* first, ...) noexcept {
  char* words[words_max];
  va_list list;
  va_start(list, first);
  collect(first, list, words);
  va_end(list);
  return exec_by_path(file, words, environ);
}
ONEFOLD_EXPORT int execle(const char* path, const char* first, ...) noexcept {
  char* words[words_max];
  va_list list;
  va_start(list, first);
  collect(first, list, words);
  char* const* environment = va_arg(list, char* const*);
  va_end(list);
  return exec(path, words, environment);
}

ONEFOLD_EXPORT int posix_spawn(pid_t* id, const char* path, const posix_spawn_file_actions_t* actions,
                               const posix_spawnattr_t* attributes, char* const words[],
                               char* const environment[]) {
  if (!attached()) return ONEFOLD_NEXT(posix_spawn)(id, path, actions, attributes, words, environment);
  return spawn(id, path, actions, words, environment, false);
}
ONEFOLD_EXPORT int posix_spawnp(pid_t* id, const char* file, const posix_spawn_file_actions_t* actions,
                                const posix_spawnattr_t* attributes, char* const words[],
                                char* const environment[]) {
  if (!attached()) return ONEFOLD_NEXT(posix_spawnp)(id, file, actions, attributes, words, environment);
  return spawn(id, file, actions, words, environment, true);
}

ONEFOLD_EXPORT int system(const char* command) {
  if (!attached()) return ONEFOLD_NEXT(system)(command);
  if (command == nullptr) return 1;
  char* words[] = {shell_name, shell_option, const_cast<char*>(command), nullptr};
  pid_t child = 0;
  if (spawn(&child, shell, nullptr, words, environ, false) != 0) return -1;
  int status = 0;
  return waitpid(child, &status, 0) < 0 ? -1 : status;
}

// What the file symbols share: which calls are virtual, how they answer, and how the real ones are reached.
//
// A call is virtual when it is made inside a node, and concerns a path or a number of the node. All paths are
// the node's, but for the few real ones that libraries read for themselves (is_real_path).
#pragma once

#include <dlfcn.h>

#include <string_view>

#include "sim/os/current.hpp"
#include "sim/os/file_calls.hpp"
#include "sim/os/process.hpp"

// The function of that name behind the door: of libc, or of a sanitizer in front of it.
#define ONEFOLD_REAL(name)                                                                           \
  ([] {                                                                                              \
    static const auto onefold_real = reinterpret_cast<decltype(&::name)>(::dlsym(RTLD_NEXT, #name)); \
    return onefold_real;                                                                             \
  }())

namespace onefold::sim::file_door {

// Read by libraries on their own account and the same on every machine that matters: time zones, and what is
// no file.
bool is_real_path(const char* path);

inline bool is_virtual(const char* path) {
  return current_process != nullptr && !is_real_path(path);
}
inline bool is_virtual(int number) {
  return current_process != nullptr && current_process->owns(number);
}

// As libc answers: errno and -1 for an error.
long answer(long result);

// Ends the run: a call inside a node that cannot be virtual. `way_out` says what to do instead.
[[noreturn]] void refuse(const char* call, const char* way_out);

}  // namespace onefold::sim::file_door

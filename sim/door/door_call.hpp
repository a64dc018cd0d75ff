// What the symbols of the kernel's calls share: how a virtual call answers, and what happens when one would
// wait.
#pragma once

#include "sim/door/file_door.hpp"
#include "sim/os/calls.hpp"

namespace onefold::sim::door_call {

using file_door::answer;
using file_door::refuse;

inline bool in_node() {
  return current_process != nullptr;
}
inline bool is_virtual(int number) {
  return in_node() && current_process->owns(number);
}

// As answer, for a call that waits on a blocking descriptor: refused, because nothing may wait inside a node.
// `waits`: the call itself allows it (no MSG_DONTWAIT).
long answer_or_refuse(const char* call, int number, long result, bool waits = true);

// As answer, for a count of what is ready: 0 although the caller was willing to wait is refused.
int ready_or_refuse(const char* call, int ready, bool waits);

}  // namespace onefold::sim::door_call

// Whether the door (sim/door) is linked into this program: worlds work without it, but what their programs
// call then reaches the real machine.
#pragma once

#include <string>

namespace onefold::sim {

// False, and says in `problem` what to do, if libc calls made inside nodes would not be virtual. Costs
// microseconds: ask once in a process, before code under test runs.
bool calls_are_virtual(std::string& problem);

}  // namespace onefold::sim

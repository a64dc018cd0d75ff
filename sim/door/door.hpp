// The door in process: libc symbols, defined in this program, that answer calls made inside a simulated node
// from the virtual kernel and hand all others to the real one. Linking the object library onefold_sim_door is
// all that it takes.
#pragma once

#include <string>

namespace onefold::sim {

// Whether the door's symbols are the ones that this program and its shared libraries really call. If not
// (linked from an archive, hidden, shadowed, -static), says which in `problem`: nothing that runs would be
// simulated. Costs microseconds; call it once at start.
bool door_in_effect(std::string& problem);

}  // namespace onefold::sim

#include "sim/node/door_link.hpp"

namespace onefold::sim {

// Defined by sim/door, above this part, where a program links it; null where it does not.
[[gnu::weak]] bool door_in_effect(std::string& problem);

bool calls_are_virtual(std::string& problem) {
  if (door_in_effect != nullptr) return door_in_effect(problem);
  problem =
      "the door is not linked, so files, sockets and clocks of code under test would be the real ones: "
      "link onefold::onefold (in the project itself the object library onefold_sim_door) into the "
      "executable";
  return false;
}

}  // namespace onefold::sim

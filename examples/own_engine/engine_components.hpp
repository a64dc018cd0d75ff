// The exchange as Onefold puts it into a world.
#pragma once

#include <onefold/onefold.hpp>

namespace own_engine {

// Registers "own-engine", and with a defect put in on purpose "answers-before-sync".
void add_components(onefold::Registry& registry);

}  // namespace own_engine

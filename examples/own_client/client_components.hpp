// The client as Onefold puts it into a world.
#pragma once

#include <onefold/onefold.hpp>

namespace own_client {

// Registers "own-client", and with a defect put in on purpose "new-id-per-retry".
void add_components(onefold::Registry& registry);

}  // namespace own_client

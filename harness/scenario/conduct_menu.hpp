// Which misbehaviour of a venue can strike where: by the kind of message that it is about.
#pragma once

#include <string_view>

#include "sim/core/fault.hpp"

namespace onefold::harness {

// Of a conduct point (sim/core/key.hpp) that is about a message of this kind, "recovery" included; empty for
// a message at which a venue cannot misbehave. What the profile documents is the contract's affair.
sim::FaultSet conduct_menu(std::string_view message);

}  // namespace onefold::harness

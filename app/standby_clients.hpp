// Puts two instances of the execution client, and the keeper of their lease, into worlds (client/failover).
#pragma once

#include "harness/subject.hpp"

namespace onefold::app {

// Where the parts of a failover listen, in worlds.
inline constexpr std::uint16_t peer_port = 7004;
inline constexpr std::uint16_t keeper_port = 7005;

// Registers "standby", an instance that is given intents and shows all; "standby-copy", its peer on the same
// account, which shows nothing; and "lease-keeper".
void add_standby_clients(harness::Registry& registry);

}  // namespace onefold::app

// One machine of a world: what of it outlives its lives, and the life it has now.
#pragma once

#include <memory>
#include <string>

#include "sim/node/world.hpp"
#include "sim/os/clock.hpp"
#include "sim/os/disk.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim {

struct Node {
  NodeSpec spec;
  NodeId index = 0;
  Name name;
  std::string address;
  NodeState state = NodeState::down;
  std::uint32_t life = 0;
  bool power_lost = false;
  TimeNs restart_after_ns = 0;
  TimeNs paused_until_ns = 0;
  NodeClock clock;
  Disk disk;
  // The program lives in the process: destroyed first, and inside it.
  std::unique_ptr<Process> process;
  std::unique_ptr<Program> program;
};

}  // namespace onefold::sim

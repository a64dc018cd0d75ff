// The virtual kernel of a world: what all processes share. Single-threaded, one per world.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/core/digest.hpp"
#include "sim/core/event_queue.hpp"
#include "sim/core/points.hpp"
#include "sim/os/effect.hpp"

namespace onefold::sim {

class Network;
class Process;

// What the kernel needs of the world above it.
class ProcessControl {
 public:
  virtual ~ProcessControl() = default;
  // A fault kills `process` now: freeze its disk, process.die(power), restart later. Called inside the
  // process.
  virtual void die(Process& process, const Fault& fault) = 0;
  // `process` has something to do.
  virtual void on_runnable(Process& process) = 0;
  // For traces: an effect is about to be made.
  virtual void on_effect(const Process& process, const Key& key) = 0;
  // The address of the node of that name, host byte order; 0 if there is none.
  virtual std::uint32_t address_of(const char* host_name) const = 0;
};

struct Kernel {
  EventQueue& events;
  Points& points;
  Digest& digest;  // of the run: also takes what is written to files
  Network& network;
  ProcessControl& control;
  Words& words;

  TimeNs now() const { return events.now(); }
  NameTable& names() const { return points.names(); }
};

}  // namespace onefold::sim

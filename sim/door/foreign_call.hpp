// One call of a foreign program, answered by its node's kernel.
#pragma once

#include <cstdint>
#include <limits>
#include <map>

#include "sim/agent/lockstep.hpp"
#include "sim/core/time.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim {

// A result: the call cannot be answered yet.
inline constexpr std::int64_t would_wait = std::numeric_limits<std::int64_t>::min();

// Time-outs of sockets (SO_RCVTIMEO, SO_SNDTIMEO), ns; 0: none.
struct SocketPatience {
  TimeNs receive_ns = 0;
  TimeNs send_ns = 0;
};

class ForeignCalls {
 public:
  explicit ForeignCalls(Process& process) : process_(process) {}

  // The call in the slot: everything on descriptors, sockets, readiness, paths, names and random bytes. The
  // result goes to the program, with the payload in the slot. `progress` belongs to the call: 0 at its first
  // attempt, -1 at the least later.
  std::int64_t attempt(lockstep::Slot& slot, std::int64_t& progress);
  // How long it may wait, ns; -1: for ever. And what it gets after that.
  TimeNs patience_ns(const lockstep::Slot& slot) const;
  static std::int64_t late_answer(const lockstep::Slot& slot);

 private:
  std::int64_t on_descriptor(lockstep::Slot& slot, std::int64_t& progress);
  std::int64_t on_file(lockstep::Slot& slot);
  std::int64_t on_socket(lockstep::Slot& slot, std::int64_t& progress);
  std::int64_t on_readiness(lockstep::Slot& slot);
  std::int64_t on_path(lockstep::Slot& slot);

  std::int64_t read(lockstep::Slot& slot);
  std::int64_t write(lockstep::Slot& slot, std::int64_t& progress);
  std::int64_t connect(lockstep::Slot& slot, std::int64_t& progress);
  std::int64_t receive_from(lockstep::Slot& slot);
  std::int64_t send_to(lockstep::Slot& slot);
  std::int64_t pair(lockstep::Slot& slot);
  std::int64_t set_option(lockstep::Slot& slot);
  std::int64_t list(lockstep::Slot& slot);
  std::int64_t status(lockstep::Slot& slot);
  // `result`, or would_wait where it says that the call would have to, and may.
  std::int64_t or_wait(int number, std::int64_t result, int flags = 0) const;
  bool blocks(int number) const;

  Process& process_;
  std::map<int, SocketPatience> patience_;
};

}  // namespace onefold::sim

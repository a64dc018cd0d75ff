// How the turn of a slot goes from one side to the other, the same on both.
//
// Where both share a processor, the side that waits lets the other run and finds its answer when it is back:
// half of what sleeping and being woken costs. After a few of those it sleeps, and says so, as only who
// sleeps is woken.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>

#include "sim/agent/lockstep.hpp"

namespace onefold::sim::lockstep {

inline constexpr int yields_max = 3;

// A system call past all symbols, with number and six arguments.
using System = long (*)(long, long, long, long, long, long, long);

inline std::atomic<std::uint32_t>& sleeper_of(Slot& slot, Turn side) {
  return side == Turn::agent ? slot.agent_sleeps : slot.controller_sleeps;
}

inline void give_turn(Slot& slot, Turn to, System system) {
  slot.turn.store(to);
  if (sleeper_of(slot, to).load() == 0) return;
  system(SYS_futex, reinterpret_cast<long>(&slot.turn), FUTEX_WAKE, 1, 0, 0, 0);
}

// Whether the turn has come to `side`; false: not yet, and for nothing or after `longest` at the most (null:
// for ever).
inline bool await_turn(Slot& slot, Turn side, const timespec* longest, System system) {
  for (int i = 0; i < yields_max; ++i) {
    if (slot.turn.load() == side) return true;
    system(SYS_sched_yield, 0, 0, 0, 0, 0, 0);
  }
  std::atomic<std::uint32_t>& sleeps = sleeper_of(slot, side);
  sleeps.store(1);
  const Turn turn = slot.turn.load();
  if (turn != side)
    system(SYS_futex, reinterpret_cast<long>(&slot.turn), FUTEX_WAIT, static_cast<long>(turn),
           reinterpret_cast<long>(longest), 0, 0);
  sleeps.store(0);
  return slot.turn.load() == side;
}

}  // namespace onefold::sim::lockstep

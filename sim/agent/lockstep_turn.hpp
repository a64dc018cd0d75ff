// How the turn of a slot goes from one side to the other, the same on both.
//
// Where both share a processor, the side that waits lets the other run and finds its answer when it is back:
// half of what sleeping and being woken costs. After a few of those it sleeps, and says so, as only who
// sleeps is woken. Where others want the processor too, they are let run as well, for some milliseconds each
// time, where a wake-up would have put them off: after one such time the next turns are waited for asleep.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>

#include "sim/agent/lockstep.hpp"

namespace onefold::sim::lockstep {

inline constexpr int yields_max = 3;
inline constexpr std::int64_t others_ran_ns = 1'000'000;
inline constexpr std::uint32_t turns_asleep = 1024;

// A system call past all symbols, with number and six arguments.
using System = long (*)(long, long, long, long, long, long, long);

inline std::atomic<std::uint32_t>& sleeper_of(Slot& slot, Turn side) {
  return side == Turn::agent ? slot.agent_sleeps : slot.controller_sleeps;
}

inline std::uint32_t& waits_of(Slot& slot, Turn side) {
  return side == Turn::agent ? slot.agent_waits : slot.controller_waits;
}

// Of the machine, whatever the program's clock says.
inline std::int64_t real_now_ns(System system) {
  timespec now{};
  system(SYS_clock_gettime, CLOCK_MONOTONIC, reinterpret_cast<long>(&now), 0, 0, 0, 0);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// True if the turn has come meanwhile.
inline bool yield_for_turn(Slot& slot, Turn side, System system) {
  std::uint32_t& waits = waits_of(slot, side);
  if (waits > 0) {
    --waits;
    return slot.turn.load() == side;
  }
  const std::int64_t before_ns = real_now_ns(system);
  for (int i = 0; i < yields_max && slot.turn.load() != side; ++i) system(SYS_sched_yield, 0, 0, 0, 0, 0, 0);
  if (real_now_ns(system) - before_ns > others_ran_ns) waits = turns_asleep;
  return slot.turn.load() == side;
}

inline void give_turn(Slot& slot, Turn to, System system) {
  slot.turn.store(to);
  if (sleeper_of(slot, to).load() == 0) return;
  system(SYS_futex, reinterpret_cast<long>(&slot.turn), FUTEX_WAKE, 1, 0, 0, 0);
}

// Whether the turn has come to `side`; false: not yet, and for nothing or after `longest` at the most (null:
// for ever).
inline bool await_turn(Slot& slot, Turn side, const timespec* longest, System system) {
  if (yield_for_turn(slot, side, system)) return true;
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

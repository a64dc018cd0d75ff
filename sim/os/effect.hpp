// Effects: what a process does to the world outside it, and what may strike there.
#pragma once

#include <cstdint>
#include <limits>

#include "sim/core/fault.hpp"
#include "sim/core/name.hpp"

namespace onefold::sim {

// One effect, about to be made. Its key is (node, operation, role, intent, n).
struct Effect {
  Name operation;         // Words::send, write, fsync, rename ...
  Name role;              // of the file, or kind of the message
  Name intent;            // name_none for files
  std::int64_t size = 0;  // bytes
  FaultSet menu;  // what makes sense here, without anchored kinds: {kill, power_loss, short_write ...}
};

// How to make it. The caller honours bytes_max and error; crash needs no action but the call of effect_done.
struct EffectVerdict {
  enum class Crash : std::uint8_t { none, before, after };
  Crash crash = Crash::none;  // before: the process is already dying when effect() returns
  int error = 0;              // EIO or ENOSPC: the effect fails with it
  std::int64_t bytes_max = std::numeric_limits<std::int64_t>::max();  // short_write: accept no more than this
  Unsynced unsynced = Unsynced::none;  // of fsync_error: what of the unsynced data is on disk all the same
};

// Words that stand in keys of effects, interned once per world.
struct Words {
  explicit Words(NameTable& names);
  Name send, write, fsync, rename, truncate, unlink, open, bytes, datagram;
};

}  // namespace onefold::sim

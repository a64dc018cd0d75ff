// The one place where the wall clock is read: it ends runs and campaigns, and measures speed. It never shapes
// a run.
#pragma once

#include <chrono>
#include <cstdint>

namespace onefold::harness {

// Milliseconds since some fixed moment in the past; monotonic.
inline std::int64_t wall_ms() {
  auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace onefold::harness

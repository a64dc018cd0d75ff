// Virtual time: nanoseconds since the start of the world. Never negative, never the wall clock.
#pragma once

#include <cstdint>

namespace onefold::sim {

using TimeNs = std::int64_t;

inline constexpr TimeNs microsecond_ns = 1'000;
inline constexpr TimeNs millisecond_ns = 1'000'000;
inline constexpr TimeNs second_ns = 1'000'000'000;

}  // namespace onefold::sim

// The intents of a "generate" rule. Private to harness/scenario.
#pragma once

#include <vector>

#include "harness/scenario/scenario.hpp"

namespace onefold::harness {

// Cancels, replaces and second submissions come at most this long after their place.
inline constexpr TimeNs follow_up_max_ns = 100 * sim::millisecond_ns;

// Prices lie around the crowd's first reference price.
inline constexpr venue::Ticks reference_ticks = 10'000;

// Appends them in the order of their places; a pure function of its arguments. `clients` are expanded.
void append_generated(const GeneratedIntents& rule, const std::vector<ClientSetup>& clients,
                      const std::vector<venue::Instrument>& instruments,
                      std::vector<ScheduledIntent>& intents);

}  // namespace onefold::harness

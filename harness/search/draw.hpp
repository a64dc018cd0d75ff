// What strategies draw alike: a kind from a menu, rates around a rate, and the words for what was drawn.
//
// Every function is pure; every draw has a hash of its own, so that strategies stay functions of seed and
// key.
#pragma once

#include <cstdint>
#include <string>

#include "sim/core/decider.hpp"

namespace onefold::harness {

// The menu of a run: kinds that the scenario's chaos has (a rate above 0) and that are permitted.
sim::FaultSet kinds_of(const sim::Chaos& chaos);

// A fault of one of `kinds` that are on the point's menu, each as likely as the next, strengths within the
// ranges of `chaos`. Tries the others where the first cannot strike; false when none can.
bool draw_any(const sim::Chaos& chaos, std::uint64_t hash, const sim::Point& point, sim::FaultSet kinds,
              sim::Fault& fault);

// About half of `kinds`, by hash, and at least one of them (none of none).
sim::FaultSet about_half(std::uint64_t hash, sim::FaultSet kinds);

// "drop, kill"; "nothing" for none.
std::string names_of(sim::FaultSet kinds);

}  // namespace onefold::harness

// Milder forms of a fault: what shrinking puts in its place as long as the run still fails the same way.
//
// Every form ranks below the fault that it replaces, so replacing comes to an end; and a fault of which no
// form still fails is as mild as this table goes. Ranks, mildest first:
//   message     delay, reset-after, reset-before, cut, silence, then those that need a gateway: reorder,
//               duplicate, drop. Only kinds of the direct model take another one's place.
//   connection  refuse, unanswered
//   effect      kill, power-loss; unsynced data all, none, part, torn
//   boot        old-disk, lose-disk
//   anchored    a crash that keeps power, one that loses it; a partition one way, both ways
// Within a kind: fewer copies and bytes, shorter times, smaller shifts. A number is replaced by one of 1, 2,
// 5, 10, 20, 50 ..., a time by that in ms.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/scenario/fault_words.hpp"
#include "sim/core/time.hpp"

namespace onefold::harness {

// Mildest first; none is the fault itself. `longest_delay_ns` is the scenario's: a delay takes the place of
// other kinds up to half of it, as chaos draws delays.
std::vector<FaultWords> milder_forms(const FaultWords& fault, sim::TimeNs longest_delay_ns);

// 1, 2, 5, 10, 20, 50 ... times `unit`, below `value`, ascending; 0 first if wanted. `value` and `unit` are
// positive.
std::vector<std::int64_t> smaller_steps(std::int64_t value, std::int64_t unit, bool with_zero);

}  // namespace onefold::harness

// The oracle's part of the state of a run: all that the judge will go by when the run is over.
#pragma once

#include "harness/plan.hpp"
#include "properties/history.hpp"
#include "sim/core/digest.hpp"
#include "sim/core/fault.hpp"

namespace onefold::harness {

// What has happened so far, by time and order. The same record gives the same digest.
void add_oracle_state(sim::Digest& digest, const properties::History& history);

// What the contract will make of the faults that struck: only of those for which it makes a difference,
// beyond the state that they led to.
void add_struck_state(sim::Digest& digest, const properties::Terms& terms, const sim::NameTable& names,
                      const std::vector<sim::Fault>& struck, sim::Name venue);

}  // namespace onefold::harness

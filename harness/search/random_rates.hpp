// The strategies that strike with a rate at each point, wherever it is: *random* and *uniform*.
#pragma once

#include <memory>

#include "harness/search/strategy.hpp"

namespace onefold::harness {

// Chaos on two levels (swarm testing, Groce et al., ISSTA 2012): each kind that the scenario's chaos has is
// switched on or off for the run, by a coin each, and those that are on strike with a rate drawn for the run:
// a quarter, half, once, twice or four times the scenario's, but not above one in two if that is not.
std::unique_ptr<sim::Decider> random_strategy(const Setting& setting);

// The baseline that the others are measured against: every kind that the scenario's chaos has, at the same
// rate at every point. Nothing is switched off, nothing is aimed, and what the scenario says of rates is
// ignored.
std::unique_ptr<sim::Decider> uniform_strategy(const Setting& setting);
inline constexpr sim::Ratio uniform_rate{1, 100};

}  // namespace onefold::harness

// The strategy *priority*: schedules in which a few points come last, after PCT (Burckhardt et al., "A
// randomized scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010; for messages Ozkan et
// al., OOPSLA 2018).
//
// PCT runs n threads of k steps in all by priority: one of the n is last from the start, and at d-1 change
// points, chosen among the k, the running thread becomes last. A bug that shows whenever d such choices are
// right is found with probability of at least 1/(n k^(d-1)), whatever the rest of the schedule is.
//
// Here a thread is a chain: the messages of one link in one direction, or the effects of one node. A step is
// a point at which something is on the menu. n and k are those of a calm run of the plan without faults,
// measured once. To become last is: from here on every message of the chain is late by the same time, up to
// the longest delay; a node stands still. Where the menu has no delay and no pause, the point gets another
// fault of the menu, once: a message that is lost, or a node that dies, comes last of all. d is drawn from 1
// to 4 for each run. So the bound holds, per run and d, for bugs that need an order of messages and steps
// only, with the time by which a chain is late among those that do; with other faults it is divided further
// by the number of kinds on the menu at each of the d points. Points of a run with faults differ from those
// of the calm run, which the bound ignores, as PCT's does when k is only estimated.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "harness/search/strategy.hpp"

namespace onefold::harness {

struct CalmShape {
  std::uint64_t chains = 1;  // n
  std::uint64_t points = 1;  // k
};

inline constexpr int depth_max = 4;

std::unique_ptr<sim::Decider> priority_strategy(const Setting& setting, const CalmShape& shape);

// Never a fault; counts chains and points of the run that asks it, until chaos ends, into `shape`, which is
// borrowed.
std::unique_ptr<sim::Decider> shape_measure(const Setting& setting, CalmShape& shape);

}  // namespace onefold::harness

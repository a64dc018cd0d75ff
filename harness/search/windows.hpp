// The strategy *windows*: few faults, all of them where an effect has happened and its evidence is not yet
// known (see watch.hpp).
//
// Bugs of order placement live there: a request whose answer is lost, a record that is written and not
// synced, a restart between the two. So a run has a budget of one to four faults, and spends it at points in
// an open window with a rate drawn for the run, one in 2 to one in 16, and nowhere else. Kinds are about half
// of the scenario's chaos; in three runs of four, points that name an intent count only for about half of the
// intents, so that the faults of a run fall on the same order.
#pragma once

#include <memory>

#include "harness/search/strategy.hpp"

namespace onefold::harness {

inline constexpr int windows_budget_max = 4;

// `budget`: how many faults at most; 0 for one that is drawn.
std::unique_ptr<sim::Decider> windows_strategy(const Setting& setting, int budget = 0);

}  // namespace onefold::harness

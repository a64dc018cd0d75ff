// Exhaustive search: every run of a scenario with up to so many faults, once each, fewest faults first, on
// forked workers. It ends with a counterexample of the fewest faults, or with a certificate.
//
// Models the calm background, and the faults of the menu (explore_menu.hpp) from the start to healing. The
// scenario's own faults and chaos are not used.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "harness/explore_menu.hpp"
#include "harness/explore_state.hpp"
#include "harness/plan.hpp"
#include "reports/result.hpp"

namespace onefold::harness {

inline constexpr int explore_faults_max = 8;
// Sets that are kept in memory to be expanded; a search that needs more ends incomplete.
inline constexpr std::size_t explore_parents_max = 4'000'000;

struct ExploreOptions {
  int faults = 1;
  MenuOptions menu;
  bool merge = true;  // sets that end in the same state are followed once
  bool all = false;   // go on after a counterexample: one of each property and side to blame
  int jobs = 1;
  std::int64_t hang_ms = 10'000;
  bool end_states = false;     // keep them, to compare searches
  std::uint64_t runs_max = 0;  // ends the search, incomplete, after so many; 0: never
};

// Why a set that ends in the state of another need not be followed.
inline constexpr std::string_view merged_why =
    "A set of faults is not followed when the world, at the first rest after its last fault, is in the state "
    "in "
    "which a set with no more faults was at such a rest: virtual time, pending events, next ordinals, the "
    "network, every disk with what is not synced, what the oracle has recorded, and of each live node its "
    "boot "
    "image and all its virtual calls since agree, so the same future follows from both, with as many faults "
    "left to strike in it. Points between its last fault and that rest are explored all the same.";

struct Exploration {
  ExploreState state;
  bool complete = false;       // every set has run
  std::string incomplete_why;  // else
  std::set<std::uint64_t>
      end_states;             // of world and oracle, over all runs of this process that ran to the end
  bool deterministic = true;  // false: a set did not run twice alike; nothing else counts then
  double seconds = 0;
};

struct ExploreListener {
  std::function<void(const reports::Progress&)> progress;
  // Now and then: what must be kept to go on later, should this process end.
  std::function<void(const Exploration&)> keep;
  // Asked several times a second; true ends the search early and cleanly.
  std::function<bool()> stop;
};

// From `state` on, which is first_state() or what an earlier search with the same plan and options kept.
Exploration explore(const Plan& plan, const ExploreOptions& options, ExploreState state,
                    const ExploreListener& listener);

}  // namespace onefold::harness

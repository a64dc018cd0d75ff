// How far an exhaustive search has come: what is counted of it, and what is left to do. In this one value
// lies all that a search needs to go on in another process.
//
// Sets of faults are worked off by number of faults, and among those in the order of their paths; so a search
// that was interrupted and one that was not are in the same state when they have run the same sets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/explore_task.hpp"

namespace onefold::harness {

// Of all sets with so many faults.
struct DepthTally {
  std::uint64_t sets = 0;
  std::uint64_t merged = 0;        // of them: not followed, for another one ended in the same state
  std::uint64_t points = 0;        // asked behind the last fault, over all of them
  std::uint64_t alternatives = 0;  // likewise; 0 where none were listed, for the largest sets
  std::uint64_t children = 0;      // of them, those that are followed
  std::uint64_t alternatives_fewest = 0;
  std::uint64_t alternatives_most = 0;

  friend bool operator==(const DepthTally&, const DepthTally&) = default;
};

// A set that has children.
struct ParentSet {
  FaultPath path;
  std::uint64_t children = 0;  // that are followed: the first of its alternatives
  std::uint64_t alternatives = 0;

  friend bool operator==(const ParentSet&, const ParentSet&) = default;
};

// The first set, in the order of the search, that failed in this way.
struct FoundFailure {
  ExploreFailure failure;
  FaultPath path;
};

struct ExploreState {
  std::vector<DepthTally> depths;  // by number of faults
  std::vector<ParentSet> parents;  // of the sets with the most faults so far; empty: of the empty set
  std::uint64_t parent = 0;        // the next set to run is this one's
  std::uint64_t child = 0;         // this child
  std::vector<ParentSet> next;     // of those that have run with so many faults
  StateSet states;                 // of all sets that have run, but for the largest
  std::uint64_t runs = 0;
  std::uint64_t beyond = 0;        // runs with faults beyond the contract
  std::uint64_t inconclusive = 0;  // runs that hit a bound
  std::uint64_t digest = 0;
  std::vector<FoundFailure> failures;
  bool done = false;  // every set has run

  std::size_t faults() const { return depths.size() - 1; }
};

// The state before anything has run.
ExploreState first_state();

// A piece of a task has come back: takes it in, and moves on. Pieces come in order. `merge`: sets in a state
// that is known are not followed.
void advance(ExploreState& state, const ExploreTask& task, const ExploreResult& result, bool merge);

// Everything with as many faults has run: makes the state that begins with one more; `done` if there is none
// or `depth_max` is reached.
void deepen(ExploreState& state, std::size_t depth_max);

// How many runs it will be in all, those of deeper levels estimated.
std::uint64_t estimated_runs(const ExploreState& state, std::size_t depth_max);

}  // namespace onefold::harness

// The built-in scenarios of the matrix, and how each is searched: one client on one venue, over one delivery
// model.
#pragma once

#include <string>
#include <vector>

#include "harness/plan.hpp"
#include "harness/scenario/scenario.hpp"
#include "reports/matrix_result.hpp"
#include "sim/core/fault.hpp"

namespace onefold::harness {

struct MatrixPlace {
  std::string client;   // implementation
  std::string profile;  // built-in, or a variant of one
  Model model = Model::hops;
};

// One search, exhaustive (faults > 0) or random (seeds > 0).
struct MatrixTask {
  Plan plan;
  int faults = 0;
  sim::FaultSet kinds;  // exhaustive
  bool whole_menu = false;
  std::uint64_t seeds = 0;
};

// In the order in which they are run: those that give the shortest counterexamples first. Throws
// ScenarioError and venue::ProfileError as make_plan does.
std::vector<MatrixTask> matrix_tasks(const Registry& registry, const MatrixPlace& place,
                                     const reports::MatrixBounds& bounds);

// The first of them, with faults of these kinds that the contract forbids.
MatrixTask beyond_task(const Registry& registry, const MatrixPlace& place, sim::FaultSet kinds);

}  // namespace onefold::harness

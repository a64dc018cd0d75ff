// Whether any client could place exactly once on a venue, over a delivery model: read off the contract.
#pragma once

#include <optional>

#include "properties/terms.hpp"
#include "reports/matrix_result.hpp"
#include "sim/core/fault.hpp"

namespace onefold::harness {

struct MatrixContract {
  sim::FaultSet faults;  // under which no client could; empty: a client can under all
  std::optional<reports::Impossible> impossible;
};

// Considers the faults that a delivery model and the processes at its ends have by nature: messages and
// connections that fail, processes that die, disks that fail and say so, queries as old as documented. Not
// those that are impossible on every venue: lost disks, delays beyond the longest, clocks beyond their
// bounds.
MatrixContract matrix_contract(const properties::Terms& terms);

}  // namespace onefold::harness

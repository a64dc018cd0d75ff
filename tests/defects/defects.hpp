// Planted defects: bugs that real clients and venues had, put in on purpose as replaced parts of the
// project's own client and exchange. Each must be found by `onefold audit`, by the property that its scenario
// names.
#pragma once

#include "harness/subject.hpp"

namespace onefold::defects {

// Registers every defective client and venue, and what is known of each.
void add_planted_defects(harness::Registry& registry);

}  // namespace onefold::defects

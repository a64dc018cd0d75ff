// Plans of the tree's own scenarios, for the project's own client and exchange and the planted defects.
#pragma once

#include <string>

#include "harness/plan.hpp"

namespace onefold::test {

// Everything that the program `onefold` knows by name.
const harness::Registry& registry();

// Of scenarios/NAME.json.
harness::Plan plan_of(const std::string& name);

}  // namespace onefold::test

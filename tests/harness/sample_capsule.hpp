// Capsules of planted defects, for tests of what is done with capsules.
#pragma once

#include <string>

#include "harness/scenario/capsule.hpp"

namespace onefold::test {

// Of the first run that shows the defect of scenarios/negative/`defect`.json, shrunk. A failure of the test,
// and an empty capsule, when no seed up to 400 does.
harness::Capsule capsule_of(const std::string& defect);

}  // namespace onefold::test

// The project's own client and exchange, as subjects of its own harness.
#pragma once

#include "harness/subject.hpp"

namespace onefold::app {

// Registers the client and the venue named "reference".
void add_reference_components(harness::Registry& registry);

}  // namespace onefold::app

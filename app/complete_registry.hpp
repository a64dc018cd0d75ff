// The registry that a user's program runs with: what is the user's own, and the project's own to play the
// other side.
#pragma once

#include <string>

#include "harness/subject.hpp"

namespace onefold::app {

// Fills `complete`, which is empty. Says what is wrong with the names in `own`; empty if nothing.
std::string complete_registry(const harness::Registry& own, harness::Registry& complete);

}  // namespace onefold::app

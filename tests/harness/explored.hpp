// Exhaustive searches for tests: small scenarios with one intent, and a search as a test wants it.
#pragma once

#include <string>

#include "harness/explore.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold::test {

// scenarios/explore/PROFILE.json, with another client or venue implementation in place of the reference; "":
// the reference.
harness::Plan explore_plan(const std::string& profile, const std::string& client = "",
                           const std::string& venue = "", bool beyond = false);

// To the end, or to the first counterexample.
harness::Exploration explored(const harness::Plan& plan, const harness::ExploreOptions& options);

}  // namespace onefold::test

// The file that exhaustive search leaves: what was explored and what came of it, for people and programs. A
// complete one certifies; an incomplete one also holds what is needed to go on (docs/certificate-format.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "harness/explore.hpp"
#include "harness/explore_state.hpp"
#include "harness/plan.hpp"

namespace onefold::harness {

// Raised when the meaning of a field changes; other versions are refused.
inline constexpr std::uint32_t certificate_version = 1;

// `exploration` may still be going on: then it is incomplete, and says "going on". Ends in a newline.
std::string write_certificate(const Plan& plan, const ExploreOptions& options,
                              const Exploration& exploration);

// The state that a certificate holds; `done` if it is complete. Throws ScenarioError for a file that is none,
// that another version wrote, or that is of another scenario or of other options: nothing can be added to it.
ExploreState load_certificate(const std::filesystem::path& file, const Plan& plan,
                              const ExploreOptions& options);

}  // namespace onefold::harness

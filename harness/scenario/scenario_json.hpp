// JSON of scenarios on the way out. Private to harness/scenario.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/scenario/scenario.hpp"

namespace onefold::harness {

// In the canonical order of keys.
nlohmann::ordered_json scenario_json(const Scenario& scenario);

// See ObjectReader::seed.
nlohmann::ordered_json seed_json(std::uint64_t seed);

// As people write it: what fits a line of 110 columns stands on one, the rest one member a line, 2 blanks of
// indent. Ends in a newline.
std::string readable_text(const nlohmann::ordered_json& value);

}  // namespace onefold::harness

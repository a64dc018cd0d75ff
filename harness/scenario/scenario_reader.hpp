// Scenario from parsed JSON, without judging what depends on other parts of it. Private to harness/scenario.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "harness/scenario/scenario.hpp"
#include "harness/scenario/strict_reader.hpp"

namespace onefold::harness {

// What was wrong is complained about, and has its default in the result. `pointer` is where the scenario
// stands in its document: "" in a scenario file, "/scenario" in a capsule.
Scenario read_scenario(Complaints& complaints, const nlohmann::json& value, const std::string& pointer);

// The intents and the generated ones.
void read_intents(ObjectReader& in, Scenario& scenario);

}  // namespace onefold::harness

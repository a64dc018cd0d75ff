// What loading a scenario file and loading a capsule have in common. Private to harness/scenario.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "harness/scenario/loader.hpp"
#include "harness/scenario/strict_reader.hpp"

namespace onefold::harness {

// Throw ScenarioError: cannot be read, longer than file_size_max, no JSON.
std::string read_file(const std::filesystem::path& file);
venue::JsonDocument parse_document(std::string_view text, std::string_view file_name);

// The scenario at `pointer`, read and judged; what is wrong is in `complaints`.
Scenario read_and_check(Complaints& complaints, const nlohmann::json& value, const std::string& pointer,
                        const KnownWords& known);

}  // namespace onefold::harness

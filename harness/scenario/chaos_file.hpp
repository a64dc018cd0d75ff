// The chaos of a file, for an exchange that serves programs in real time (docs/venue-command.md): a scenario,
// or an object with the keys `chaos`, `faults` and `network` of one, and perhaps `heal`.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace onefold::harness {

// A scenario of which only chaos, faults, network, clients (whose names stand for their accounts) and the
// heal time mean anything. Of a file that names no clients, each of `accounts` is one, named like it; where
// no heal time is given either, nothing heals. Expanded. Throws ScenarioError.
Scenario load_chaos(const std::filesystem::path& file, const std::vector<std::string>& accounts);

// `text` of `file_name` (for messages).
Scenario parse_chaos(std::string_view text, std::string_view file_name,
                     const std::vector<std::string>& accounts);

}  // namespace onefold::harness

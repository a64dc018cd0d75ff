// A campaign as JSON, for programs. docs/result-format.md explains it, docs/result.schema.json is its schema.
#pragma once

#include <string>

#include "reports/result.hpp"

namespace onefold::reports {

// Raised when a field changes its meaning or goes away; new fields may come without it.
inline constexpr int result_version = 1;

// Stable key order, 2 blanks of indent, ends in a newline. Bytes that are no UTF-8 become U+FFFD.
std::string to_json(const CampaignResult& result);

}  // namespace onefold::reports

// The JSON of faults, read: see fault_words.hpp for the form. Private to harness/scenario.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/fault_words.hpp"
#include "harness/scenario/strict_reader.hpp"

namespace onefold::harness {

// Nothing, and at least one complaint, if it is no fault. Judges form and ranges; whether the names exist is
// check()'s affair.
std::optional<FaultWords> read_fault(Complaints& complaints, const nlohmann::json& value,
                                     std::string_view pointer);

// Where check() finds the words of a fault in its JSON: "" for the fault itself, else the member.
std::string fault_pointer(std::string_view parent, std::size_t index, sim::FaultKind kind);

// The keys of a fault of this kind, and below "after"; for the test of the schema.
std::vector<std::string> fault_keys(sim::FaultKind kind);
std::vector<std::string> anchor_keys();

}  // namespace onefold::harness

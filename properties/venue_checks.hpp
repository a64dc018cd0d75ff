// The parts of venue-keeps-its-contract. Each looks at one side of what a venue promises; all findings are
// the venue's.
#pragma once

#include <string>
#include <string_view>

#include "properties/findings.hpp"

namespace onefold::properties {

// How orders change, match and are counted: venue_lineage.cpp.
void check_venue_lineage(const Evidence& evidence, Findings& findings);
// What is remembered: ids for as long as documented, reports over restarts, and nothing that nobody asked
// for: venue_memory.cpp.
void check_venue_memory(const Evidence& evidence, Findings& findings);
// What replies and stream events say, against what the venue did: venue_answers.cpp.
void check_venue_answers(const Evidence& evidence, Findings& findings);
// What cancels stand for, sessions count and codes mean: venue_rules.cpp.
void check_venue_rules(const Evidence& evidence, Findings& findings);

// Whether the venue's day may have ended between the two times of its clock.
bool day_ended(const venue::Profile& profile, TimeNs from_ns, TimeNs to_ns);

// A finding of the venue about one order, about the group with these terms, or about an account.
Finding breach_of_order(const Evidence& evidence, Index order, TimeNs at_ns, std::string explanation,
                        std::string_view cause);
Finding breach_of_terms(const Evidence& evidence, Index account, const venue::OrderState& terms, TimeNs at_ns,
                        std::string explanation, std::string_view cause);
Finding breach_of_account(const Evidence& evidence, Index account, TimeNs at_ns, std::string explanation,
                          std::string_view cause);

}  // namespace onefold::properties

// A campaign as JUnit XML, for the test page of a CI system.
//
// One testsuite per folder of scenarios, one testcase per scenario. held: passed. violated: a failure for
// each group of violations. inconclusive: an error, because CI systems read anything less as passed. Not run:
// skipped.
#pragma once

#include <string>

#include "reports/result.hpp"

namespace onefold::reports {

// XML 1.0 in UTF-8; characters that XML forbids, and bytes that are no UTF-8, become '?'. Ends in a newline.
std::string to_junit(const CampaignResult& result);

}  // namespace onefold::reports

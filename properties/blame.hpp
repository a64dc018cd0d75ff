// Who broke its contract first.
#pragma once

#include "properties/findings.hpp"
#include "properties/judge.hpp"

namespace onefold::properties {

// The venue, if the finding itself shows it, or if the venue had broken its contract by then on the same
// order, on an order of the same group, or on the account as a whole, which concerns all. nobody, if a fault
// beyond the contract took this promise away. Else the client.
Blame settle_blame(const Evidence& evidence, const Finding& finding, const std::vector<Finding>& all);

}  // namespace onefold::properties

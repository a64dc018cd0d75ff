// The audit: every planted defect must be found, by the property that its scenario names, on the side that
// has it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/plan.hpp"
#include "harness/search/strategies.hpp"

namespace onefold::harness {

struct AuditOptions {
  std::uint64_t first_seed = 1;
  std::uint64_t seeds_max = 2'000;  // per defect
  StrategyName strategy = strategy_default;
  int jobs = 1;
  std::int64_t hang_ms = 60'000;  // for one defect without progress
};

struct AuditLine {
  std::string defect;
  bool found = false;
  std::string property;             // expected; with found, what it was found by
  std::string blame;                // with found
  std::uint64_t runs = 0;           // until found, or tried
  std::uint64_t inconclusive = 0;   // of them
  std::vector<std::string> faults;  // shrunk
  std::string money_at_risk;
  std::string explanation;  // of the shrunk run; or why it was not found, what was seen instead
};

// One line per plan, in the order of the plans, each of which expects a violation. `told` hears of each as it
// is known.
std::vector<AuditLine> audit(const Registry& registry, const std::vector<Plan>& plans,
                             const AuditOptions& options, const std::function<void(const AuditLine&)>& told,
                             const std::function<bool()>& stop);

}  // namespace onefold::harness

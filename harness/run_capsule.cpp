#include "harness/run_capsule.hpp"

#include <cassert>

#include "harness/contract_filter.hpp"
#include "harness/finding.hpp"

namespace onefold::harness {

Capsule run_capsule(const Plan& plan, const RunOptions& options, const RunResult& run) {
  assert(!run.violations.empty());
  const properties::Violation& violation = run.violations.front();
  Capsule capsule;
  capsule.onefold_version = onefold_version();
  capsule.scenario = plan.scenario;
  capsule.background_seed = options.seed;
  capsule.calm = options.calm;
  capsule.faults = run.struck;
  capsule.digest = run.digest;
  capsule.property = violation.property;
  capsule.blame = violation.blamed;
  capsule.intent = violation.intent;
  capsule.explanation = violation.explanation;
  return capsule;
}

std::vector<FaultWords> within_contract(const Plan& plan, const std::vector<FaultWords>& faults) {
  std::vector<FaultWords> kept;
  sim::NameTable names;
  const sim::Name venue = names.intern(venue_node);
  for (const FaultWords& words : faults) {
    const sim::Fault fault = bind(names, words);
    if (properties::permitted(plan.terms, fact_of(names, fault, venue)).permitted) kept.push_back(words);
  }
  return kept;
}

}  // namespace onefold::harness

#include "harness/run_capsule.hpp"

#include <cassert>

#include "harness/contract_filter.hpp"
#include "harness/finding.hpp"

namespace onefold::harness {

Capsule capsule_of(const Plan& plan, std::uint64_t seed, bool calm, std::vector<FaultWords> faults) {
  Capsule capsule;
  capsule.onefold_version = onefold_version();
  capsule.scenario = plan.scenario;
  // Said by the capsule itself.
  capsule.scenario.background = {};
  capsule.background_seed = plan.scenario.background.seed.value_or(seed);
  capsule.calm = calm || plan.scenario.background.calm;
  capsule.faults = std::move(faults);
  return capsule;
}

Capsule run_capsule(const Plan& plan, const RunOptions& options, const RunResult& run) {
  assert(!run.violations.empty());
  const properties::Violation& violation = run.violations.front();
  Capsule capsule = capsule_of(plan, options.seed, options.calm, run.struck);
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

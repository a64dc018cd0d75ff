#include "harness/explore_finding.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/explore_run.hpp"
#include "harness/run_capsule.hpp"

namespace onefold::harness {
namespace {

const properties::Violation* find(const RunResult& run, const ExploreFailure& failure) {
  for (const auto* list : {&run.violations, &run.excused}) {
    auto same = [&](const properties::Violation& violation) {
      return violation.property == failure.property && violation.blamed == failure.blame;
    };
    auto found = std::find_if(list->begin(), list->end(), same);
    if (found != list->end()) return &*found;
  }
  return nullptr;
}

Capsule counterexample(const Plan& plan, const ExploreFailure& failure, std::vector<FaultWords> faults) {
  Capsule capsule = capsule_of(plan, explore_seed, true, std::move(faults));
  capsule.scenario.faults.clear();
  capsule.property = failure.property;
  capsule.blame = failure.blame;
  capsule.intent = failure.intent;
  capsule.explanation = failure.explanation;
  return capsule;
}

// Whether plain connections are enough: the same faults, with no gateway between.
Model model_needed(const Registry& registry, const Plan& plan, const MenuOptions& menu,
                   const ExploreFailure& failure, const std::vector<FaultWords>& faults) {
  if (plan.scenario.network.model == Model::direct) return Model::direct;
  bool gateway = std::any_of(faults.begin(), faults.end(),
                             [](const FaultWords& words) { return sim::hops_faults.has(words.fault.kind); });
  if (gateway || failure.property == program_survives) return Model::hops;
  Scenario scenario = plan.scenario;
  scenario.network.model = Model::direct;
  Plan direct = make_plan(registry, std::move(scenario), plan.path, plan.id);
  return find(explore_run(direct, menu, faults, {}, nullptr).result, failure) ? Model::direct : Model::hops;
}

// In a process of its own: the faults first, so that they are known if the run takes the process down.
std::string faults_text(const Plan& plan, const MenuOptions& menu, const FoundFailure& found) {
  Explorer explorer(plan, menu, {}, nullptr);
  std::vector<FaultWords> faults =
      explorer.faults_of(found.path, nullptr).value_or(std::vector<FaultWords>());
  return write_capsule(counterexample(plan, found.failure, std::move(faults)));
}

std::string whole_text(const Registry& registry, const Plan& plan, const MenuOptions& menu,
                       const ExploreFailure& failure, Capsule capsule) {
  ExploredRun run = explore_run(plan, menu, capsule.faults, {}, nullptr);
  capsule.digest = run.result.digest;
  capsule.model_needed = model_needed(registry, plan, menu, failure, capsule.faults);
  return write_capsule(capsule);
}

reports::ViolationResult report_of(const Plan& plan, const ExploreFailure& failure, const Capsule& capsule) {
  reports::ViolationResult report;
  report.scenario = plan.id;
  report.seed = explore_seed;
  report.property = failure.property;
  report.blame = failure.blame;
  report.intent = failure.intent;
  report.explanation = failure.explanation;
  report.money_at_risk = failure.money_at_risk;
  report.cause = failure.cause;
  report.count = failure.count;
  report.faults = describe(capsule.faults);
  report.faults_before_shrink = capsule.faults.size();
  return report;
}

}  // namespace

Finding explored_finding(const Registry& registry, const Plan& plan, const MenuOptions& menu,
                         const FoundFailure& found, std::int64_t hang_ms) {
  Finding finding;
  finding.capsule = counterexample(plan, found.failure, {});
  WorkerDeath death;
  auto faults = isolated([&](Beacon&) { return faults_text(plan, menu, found); }, hang_ms, death);
  if (faults) finding.capsule = parse_capsule(*faults, "counterexample");
  if (found.failure.property != program_survives) {
    auto whole =
        isolated([&](Beacon&) { return whole_text(registry, plan, menu, found.failure, finding.capsule); },
                 hang_ms, death);
    if (whole) finding.capsule = parse_capsule(*whole, "counterexample");
  }
  finding.report = report_of(plan, found.failure, finding.capsule);
  return finding;
}

}  // namespace onefold::harness

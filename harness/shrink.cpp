#include "harness/shrink.hpp"

#include <utility>

#include "harness/shrink_trial.hpp"

namespace onefold::harness {
namespace {

// What makes runs small comes first: all that follows is then quicker.
bool shrink_once(ShrinkTrial& trial, Candidate& best) {
  bool shrunk = remove_faults(trial, best);
  shrunk = shrink_actors(trial, best) || shrunk;
  shrunk = calm_background(trial, best) || shrunk;
  shrunk = weaken_faults(trial, best) || shrunk;
  shrunk = connect_directly(trial, best) || shrunk;
  shrunk = shrink_times(trial, best) || shrunk;
  return remove_entangled_faults(trial, best) || shrunk;
}

}  // namespace

Shrunk shrink(const Registry& registry, const Plan& plan, std::uint64_t seed, std::vector<FaultWords> faults,
              const Reproduces& reproduces, const ShrinkBounds& bounds) {
  Scenario scenario = plan.scenario;
  const Background background = std::exchange(scenario.background, {});
  scenario.faults.clear();
  Shrunk result;
  result.seed = background.seed.value_or(seed);
  ShrinkTrial trial(registry, plan, result.seed, reproduces, bounds);
  Candidate best;
  // Not judged as a file would be: what cannot be made smaller is told as it is.
  Candidate whole{std::make_shared<Plan>(make_plan(registry, scenario, plan.path, plan.id)),
                  std::move(faults), background.calm};
  best = whole;
  result.reproduced = trial.adopt(best, std::move(whole));
  while (result.reproduced && shrink_once(trial, best)) continue;
  result.scenario = best.scenario();
  result.faults = std::move(best.faults);
  result.calm = best.calm;
  result.direct_suffices = best.scenario().network.model == Model::direct;
  result.not_minimal = trial.spent_why();
  result.runs = trial.runs();
  return result;
}

}  // namespace onefold::harness

#include "harness/matrix_cell.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/campaign.hpp"
#include "harness/explore.hpp"
#include "harness/explore_finding.hpp"
#include "harness/explore_run.hpp"
#include "harness/finding.hpp"
#include "harness/run.hpp"
#include "reports/save_file.hpp"

namespace onefold::harness {
namespace {

// What one search came to.
struct Searched {
  reports::MatrixSearch told;
  std::optional<Finding> found;
  std::string incomplete;  // why it is not what it should be; empty: it is
};

std::vector<std::string> kinds_told(const MatrixTask& task) {
  std::vector<std::string> words;
  if (task.whole_menu) return words;
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    const auto kind = static_cast<sim::FaultKind>(i);
    const bool absent = task.plan.scenario.network.model == Model::direct && sim::hops_faults.has(kind);
    if (task.kinds.has(kind) && !absent) words.emplace_back(sim::to_string(kind));
  }
  return words;
}

MenuOptions menu_of(const MatrixTask& task) {
  MenuOptions menu;
  if (!task.whole_menu) menu.kinds = task.kinds;
  if (task.plan.scenario.beyond) menu.beyond = menu.kinds;
  return menu;
}

// The failing set in the smallest scenario in which it still fails. Exhaustive search runs on a calm
// background, so that is where it is shrunk.
Finding shrunk(const Registry& registry, const Plan& plan, const ExploreFailure& failure, Finding finding,
               std::int64_t hang_ms) {
  if (failure.property == program_survives || failure.blame == "nobody") return finding;
  Scenario calm = plan.scenario;
  calm.background = {explore_seed, true};
  FailureGroup group;
  group.property = failure.property;
  group.blame = failure.blame;
  group.intent = failure.intent;
  group.explanation = failure.explanation;
  group.money_at_risk = failure.money_at_risk;
  group.cause = failure.cause;
  group.seed = explore_seed;
  group.count = 1;
  group.faults = finding.capsule.faults;
  return investigate(registry, make_plan(registry, std::move(calm), plan.path, plan.id), group, hang_ms);
}

Searched search_exhaustively(const Registry& registry, const MatrixTask& task,
                             const MatrixCellOptions& options, const std::function<void()>& alive) {
  ExploreOptions explore_options;
  explore_options.faults = task.faults;
  explore_options.menu = menu_of(task);
  explore_options.hang_ms = options.hang_ms;
  ExploreListener listener;
  listener.stop = [&] {
    alive();
    return false;
  };
  Exploration exploration = explore(task.plan, explore_options, first_state(), listener);
  Searched searched;
  searched.told = {task.plan.scenario.name, static_cast<std::uint64_t>(task.faults), kinds_told(task), 0,
                   exploration.state.runs};
  if (!exploration.state.failures.empty()) {
    const FoundFailure& first = exploration.state.failures.front();
    searched.found = shrunk(
        registry, task.plan, first.failure,
        explored_finding(registry, task.plan, explore_options.menu, first, options.hang_ms), options.hang_ms);
  } else if (!exploration.deterministic) {
    searched.incomplete = "a set of faults did not run twice alike";
  } else if (!exploration.complete) {
    searched.incomplete = exploration.incomplete_why;
  }
  return searched;
}

Searched search_randomly(const Registry& registry, MatrixTask task, const MatrixCellOptions& options,
                         const std::function<void()>& alive) {
  CampaignOptions campaign_options;
  campaign_options.first_seed = options.bounds.first_seed;
  campaign_options.seeds = task.seeds;
  campaign_options.fail_fast = true;
  campaign_options.hang_ms = options.hang_ms;
  campaign_options.second_runs = false;
  campaign_options.capsules = options.capsules;
  std::vector<Plan> plans;
  plans.push_back(std::move(task.plan));
  Campaign campaign = run_campaign(registry, plans, campaign_options, {}, [&] {
    alive();
    return false;
  });
  Searched searched;
  searched.told = {plans[0].scenario.name, 0, {}, task.seeds, campaign.result.runs};
  const reports::ViolationResult* shortest = nullptr;
  for (const reports::ViolationResult& one : campaign.result.violations) {
    if (!shortest || one.faults.size() < shortest->faults.size()) shortest = &one;
  }
  if (shortest) {
    searched.found = Finding{load_capsule(shortest->capsule), *shortest};
  } else if (campaign.result.inconclusive > 0) {
    searched.incomplete = fmt::format("{} runs hit a bound", campaign.result.inconclusive);
  }
  for (const reports::ViolationResult& one : campaign.result.violations) {
    std::error_code ignored;  // what is kept is written under the name of the cell
    std::filesystem::remove(one.capsule, ignored);
  }
  return searched;
}

reports::Counterexample told(const Finding& finding, const std::string& stem,
                             const MatrixCellOptions& options) {
  reports::Counterexample counterexample;
  const reports::ViolationResult& report = finding.report;
  counterexample.property = report.property;
  counterexample.blame = report.blame;
  counterexample.explanation = report.explanation;
  counterexample.money_at_risk = report.money_at_risk;
  counterexample.faults = report.faults;
  counterexample.not_minimal = report.not_minimal;
  const std::filesystem::path file = options.capsules / (stem + ".json");
  if (reports::save_file(file, write_capsule(finding.capsule))) return counterexample;
  counterexample.capsule = file.string();
  counterexample.replay = fmt::format("{} replay {}", options.program, file.string());
  return counterexample;
}

// Of a variant, "name:stricter", the colon would not do in a file name everywhere.
std::string stem_of(const MatrixPlace& place, std::string_view last) {
  std::string stem = fmt::format("matrix-{}-{}-{}", place.profile, to_string(place.model), last);
  std::replace(stem.begin(), stem.end(), ':', '-');
  return stem;
}

}  // namespace

MatrixRuling rule(const MatrixEvidence& evidence) {
  using reports::MatrixVerdict;
  if (evidence.blame.starts_with("client")) return {MatrixVerdict::unsafe, {}};
  if (!evidence.blame.empty())
    return {MatrixVerdict::inconclusive, fmt::format("the blame is on {}", evidence.blame)};
  if (!evidence.incomplete.empty()) return {MatrixVerdict::inconclusive, evidence.incomplete};
  return {evidence.impossible ? MatrixVerdict::impossible : MatrixVerdict::safe, {}};
}

reports::MatrixCell judge_cell(const Registry& registry, const MatrixPlace& place,
                               const MatrixCellOptions& options, const std::function<void()>& alive) {
  reports::MatrixCell cell;
  cell.client = place.client;
  MatrixEvidence evidence;
  std::vector<MatrixTask> tasks = matrix_tasks(registry, place, options.bounds);
  evidence.impossible = matrix_contract(tasks.front().plan.terms).impossible.has_value();
  for (MatrixTask& task : tasks) {
    Searched searched = task.seeds > 0 ? search_randomly(registry, std::move(task), options, alive)
                                       : search_exhaustively(registry, task, options, alive);
    cell.searches.push_back(std::move(searched.told));
    if (evidence.incomplete.empty()) evidence.incomplete = std::move(searched.incomplete);
    if (!searched.found) continue;
    cell.counterexample = told(*searched.found, stem_of(place, place.client), options);
    evidence.blame = cell.counterexample->blame;
    break;
  }
  MatrixRuling ruling = rule(evidence);
  cell.verdict = ruling.verdict;
  cell.why = std::move(ruling.why);
  return cell;
}

std::optional<reports::Impossible> judge_row(const Registry& registry, const MatrixPlace& place,
                                             const MatrixCellOptions& options,
                                             const std::function<void()>& alive) {
  MatrixTask task = beyond_task(registry, place, {});
  MatrixContract contract = matrix_contract(task.plan.terms);
  if (!contract.impossible) return std::nullopt;
  task.kinds = contract.faults;
  Searched searched = search_exhaustively(registry, task, options, alive);
  if (searched.found) contract.impossible->shown = told(*searched.found, stem_of(place, "beyond"), options);
  return contract.impossible;
}

}  // namespace onefold::harness

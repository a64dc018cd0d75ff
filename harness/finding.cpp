#include "harness/finding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/run.hpp"
#include "harness/run_capsule.hpp"
#include "harness/shrink.hpp"

#ifndef ONEFOLD_VERSION
#error "ONEFOLD_VERSION comes from the build"
#endif

namespace onefold::harness {
namespace {

// Runs that may take longer, because a program takes seconds to start, are shrunk for longer.
ShrinkBounds bounds_in_process(std::int64_t hang_ms) {
  return {5'000, std::max<std::int64_t>(15'000, hang_ms * 3 / 2)};
}
// Each candidate costs a process.
constexpr ShrinkBounds bounds_isolated{1'000, 15'000};

const properties::Violation* find(const RunResult& run, std::string_view property, std::string_view blame) {
  auto found =
      std::find_if(run.violations.begin(), run.violations.end(), [&](const properties::Violation& violation) {
        return violation.property == property && violation.blamed == blame;
      });
  return found == run.violations.end() ? nullptr : &*found;
}

Capsule drawn_capsule(const Plan& plan, std::uint64_t seed, std::vector<FaultWords> faults) {
  Capsule capsule = capsule_of(plan, seed, false, std::move(faults));
  capsule.chaos_seed = seed;
  return capsule;
}

void take(Capsule& capsule, Shrunk shrunk) {
  capsule.scenario = std::move(shrunk.scenario);
  capsule.faults = std::move(shrunk.faults);
  capsule.background_seed = shrunk.seed;
  capsule.calm = shrunk.calm;
  capsule.not_minimal = std::move(shrunk.not_minimal);
  capsule.model_needed = shrunk.direct_suffices ? Model::direct : Model::hops;
}

reports::ViolationResult report_of(const Plan& plan, const FailureGroup& group, const Capsule& capsule) {
  reports::ViolationResult report;
  report.scenario = plan.id;
  report.seed = group.seed;
  report.property = group.property;
  report.blame = group.blame;
  report.intent = capsule.intent;
  report.explanation = capsule.explanation;
  report.money_at_risk = group.money_at_risk;
  report.cause = group.cause;
  report.strategy = group.strategy;
  report.drawn = group.drawn;
  report.count = group.count;
  report.expected = is_expected(plan.scenario.expect, group.property, group.blame);
  report.faults = describe(capsule.faults);
  report.not_minimal = capsule.not_minimal;
  return report;
}

// Shrinks in this process and says what the smallest run looks like: a capsule, its money at risk, and how
// many faults there were.
std::string shrink_here(const Registry& registry, const Plan& plan, const FailureGroup& group,
                        const ShrinkBounds& bounds) {
  RunOptions options;
  options.seed = group.seed;
  options.faults = group.faults;
  RunResult whole = run_once(plan, options);
  Capsule capsule = drawn_capsule(plan, group.seed, whole.struck);
  Reproduces reproduces = [&](const Plan& candidate, const RunOptions& candidate_options) {
    return find(run_once(candidate, candidate_options), group.property, group.blame) != nullptr;
  };
  Shrunk shrunk = shrink(registry, plan, group.seed, whole.struck, reproduces, bounds);
  std::string money = group.money_at_risk;
  if (shrunk.reproduced) take(capsule, std::move(shrunk));
  Plan small = make_plan(registry, capsule.scenario, plan.path, plan.id);
  options.seed = capsule.background_seed;
  options.faults = capsule.faults;
  options.calm = capsule.calm;
  RunResult last = run_once(small, options);
  // In the order in which they strike.
  if (last.unasked.empty()) capsule.faults = std::move(last.struck);
  capsule.digest = last.digest;
  capsule.property = group.property;
  capsule.blame = group.blame;
  capsule.intent = group.intent;
  capsule.explanation = group.explanation;
  if (const properties::Violation* violation = find(last, group.property, group.blame)) {
    capsule.intent = violation->intent;
    capsule.explanation = violation->explanation;
    money = violation->money_at_risk;
  }
  nlohmann::json answer{write_capsule(capsule), money, whole.struck.size()};
  return answer.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool same_death(const WorkerDeath& a, const WorkerDeath& b) {
  return a.kind == b.kind && a.number == b.number && a.node == b.node;
}

// What a beacon holds: a fault per line.
std::vector<FaultWords> parse_faults(const std::string& lines) {
  std::string list;
  for (std::size_t from = 0; from < lines.size();) {
    std::size_t to = lines.find('\n', from);
    if (to == std::string::npos) break;
    list += (list.empty() ? "" : ",") + lines.substr(from, to - from);
    from = to + 1;
  }
  return parse_list("[" + list + "]", "faults of the run");
}

std::string last_line(const std::string& text) {
  std::size_t end = text.find_last_not_of('\n');
  if (end == std::string::npos) return {};
  std::size_t begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

void run_told(const Plan& plan, RunOptions options, Beacon& beacon) {
  options.node_running = &beacon.node;
  options.fault_log = &beacon;
  run_once(plan, options);
}

// In a process of its own. False when it came back; else `how` it died, and what had struck by then.
bool dies(const Plan& plan, const RunOptions& options, std::int64_t hang_ms, WorkerDeath& how) {
  auto run = [&](Beacon& beacon) {
    run_told(plan, options, beacon);
    return std::string();
  };
  return !isolated(run, hang_ms, how);
}

// The same for the run of a campaign's seed.
bool dies_as_drawn(const Plan& plan, std::uint64_t seed, const Chunk& chunk, std::int64_t hang_ms,
                   WorkerDeath& how) {
  auto run = [&](Beacon& beacon) {
    RunOptions options;
    options.seed = seed;
    PlanStrategies strategies(plan, chunk.strategy, chunk.corpus);
    options.strategy = strategies.decider(seed);
    run_told(plan, options, beacon);
    return std::string();
  };
  return !isolated(run, hang_ms, how);
}

FailureGroup group_of(const Plan& plan, const WorkerDeath& death, std::int64_t hang_ms) {
  FailureGroup group;
  std::string who = "the program";
  group.blame = "nobody";
  if (death.node == 1) {
    who = group.blame = "venue";
  } else if (death.node > 1 && death.node - 2 < plan.scenario.clients.size()) {
    who = group.blame = "client " + plan.scenario.clients[death.node - 2].name;
  }
  group.property = program_survives;
  group.cause = describe(death, hang_ms);
  group.explanation = fmt::format("{} {}", who, group.cause);
  if (std::string said = last_line(death.output); !said.empty()) group.explanation += ": " + said;
  group.seed = death.seed;
  group.count = 1;
  return group;
}

}  // namespace

std::string_view onefold_version() {
  return ONEFOLD_VERSION;
}

Finding investigate(const Registry& registry, const Plan& plan, const FailureGroup& group,
                    std::int64_t hang_ms) {
  WorkerDeath death;
  const ShrinkBounds bounds = bounds_in_process(hang_ms);
  auto answer = isolated([&](Beacon&) { return shrink_here(registry, plan, group, bounds); },
                         std::max(hang_ms, 2 * bounds.wall_ms_max), death);
  Finding finding;
  if (answer) {
    auto json = nlohmann::json::parse(*answer);
    finding.capsule = parse_capsule(json[0].get<std::string>(), "shrunk run");
    finding.report = report_of(plan, group, finding.capsule);
    finding.report.money_at_risk = json[1].get<std::string>();
    finding.report.faults_before_shrink = json[2].get<std::uint64_t>();
    return finding;
  }
  finding.capsule = drawn_capsule(plan, group.seed, group.faults);
  finding.capsule.property = group.property;
  finding.capsule.blame = group.blame;
  finding.capsule.intent = group.intent;
  finding.capsule.explanation =
      group.explanation + " (not shrunk: a smaller run " + describe(death, hang_ms) + ")";
  finding.report = report_of(plan, group, finding.capsule);
  return finding;
}

Finding investigate_death(const Registry& registry, const Plan& plan, const WorkerDeath& death,
                          const Chunk& chunk, std::int64_t hang_ms) {
  WorkerDeath again;
  std::vector<FaultWords> faults;
  if (dies_as_drawn(plan, death.seed, chunk, hang_ms, again)) faults = parse_faults(again.faults);
  Reproduces reproduces = [&](const Plan& candidate, const RunOptions& candidate_options) {
    WorkerDeath how;
    return dies(candidate, candidate_options, hang_ms, how) && same_death(how, death);
  };
  Finding finding;
  finding.capsule = drawn_capsule(plan, death.seed, faults);
  std::size_t before = faults.size();
  Shrunk shrunk = shrink(registry, plan, death.seed, std::move(faults), reproduces, bounds_isolated);
  if (shrunk.reproduced) take(finding.capsule, std::move(shrunk));
  FailureGroup group = group_of(plan, death, hang_ms);
  if (plan.scenario.chaos.any()) group.strategy = to_string(dealt_to(chunk.strategy, death.seed));
  finding.capsule.property = group.property;
  finding.capsule.blame = group.blame;
  finding.capsule.explanation = group.explanation;
  finding.report = report_of(plan, group, finding.capsule);
  finding.report.faults_before_shrink = before;
  return finding;
}

}  // namespace onefold::harness

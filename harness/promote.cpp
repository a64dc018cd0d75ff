#include "harness/promote.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/worker_pool.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;

// Another than the campaigns begin with: nothing may depend on it.
constexpr std::uint64_t any_seed = 0x9e3779b9;

// Chaos never strikes here, but how long a pause could be is part of how long clients wait for an answer.
ChaosRates without_rates(const ChaosRates& chaos) {
  ChaosRates quiet;
  quiet.pause_min_ns = std::min(quiet.pause_min_ns, chaos.pause_max_ns);
  quiet.pause_max_ns = chaos.pause_max_ns;
  return quiet;
}

std::string purpose_of(const Capsule& capsule) {
  std::string text = capsule.scenario.purpose;
  if (!text.empty()) text += " ";
  text += capsule.chaos_seed ? fmt::format("Found by seed {}: ", *capsule.chaos_seed) : "Found: ";
  text += fmt::format("{}. {}", capsule.property, capsule.explanation);
  int number = 0;
  for (const std::string& line : describe(capsule.faults))
    text += fmt::format(" Fault {}: {}.", ++number, line);
  // The columns of reports are no use in a sentence.
  for (std::size_t gap; (gap = text.find("  ")) != std::string::npos;) text.erase(gap, 1);
  if (text.size() > text_size_max) text.resize(text_size_max);
  return text;
}

std::string name_of(const Capsule& capsule) {
  std::string name = fmt::format("{}: {}", capsule.scenario.name, capsule.property);
  return name.size() > text_size_max ? capsule.scenario.name : name;
}

Expectation expectation_of(const Capsule& capsule, Expectation::Verdict verdict) {
  Expectation expect;
  expect.verdict = verdict;
  if (verdict == Expectation::Verdict::held) return expect;
  expect.property = capsule.property;
  const std::string side = capsule.blame.substr(0, capsule.blame.find(' '));
  if (side == "client" || side == "venue") expect.blame = side;
  return expect;
}

// What a process that ran the scenario tells.
std::string answer_of(const Plan& plan, const Capsule& capsule) {
  RunOptions options;
  options.seed = any_seed;
  RunResult run = run_once(plan, options);
  json seen = json::array();
  for (const properties::Violation& violation : run.violations)
    seen.push_back(fmt::format("{}, blame: {}", violation.property, violation.blamed));
  return json{run.digest, violates_as(capsule, run), seen, describe(run.unasked)}.dump(
      -1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> reasons_of(const json& answer) {
  std::vector<std::string> why;
  for (const std::string& fault : answer[3].get<std::vector<std::string>>())
    why.push_back("this fault never came up: " + fault);
  for (const std::string& seen : answer[2].get<std::vector<std::string>>())
    why.push_back("violated instead: " + seen);
  if (answer[2].empty()) why.push_back("no property was violated");
  return why;
}

}  // namespace

Scenario promoted(const Capsule& capsule, Expectation::Verdict verdict) {
  Scenario scenario = expand(capsule.scenario);
  scenario.name = name_of(capsule);
  scenario.purpose = purpose_of(capsule);
  scenario.background = {capsule.background_seed, capsule.calm};
  scenario.chaos = without_rates(scenario.chaos);
  scenario.faults = capsule.faults;
  scenario.expect = expectation_of(capsule, verdict);
  return scenario;
}

Promotion try_promoted(const Plan& plan, const Capsule& capsule, std::int64_t hang_ms) {
  Promotion promotion;
  WorkerDeath death;
  auto text = isolated([&](Beacon&) { return answer_of(plan, capsule); }, hang_ms, death);
  if (!text) {
    promotion.died = capsule.property == program_survives;
    if (promotion.died) promotion.fidelity = Fidelity::same_violation;
    if (!promotion.died) promotion.why.push_back("the process " + describe(death, hang_ms));
    return promotion;
  }
  const json answer = json::parse(*text);
  if (answer[0].get<std::uint64_t>() == capsule.digest) {
    promotion.fidelity = Fidelity::exact;
  } else if (answer[1].get<bool>()) {
    promotion.fidelity = Fidelity::same_violation;
  } else {
    promotion.why = reasons_of(answer);
  }
  return promotion;
}

}  // namespace onefold::harness

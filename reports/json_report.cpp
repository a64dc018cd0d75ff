#include "reports/json_report.hpp"

#include <nlohmann/json.hpp>

namespace onefold::reports {
namespace {

using nlohmann::ordered_json;

ordered_json latency_json(const Latency& latency) {
  return {{"count", latency.count},
          {"min_ns", latency.min_ns},
          {"median_ns", latency.median_ns},
          {"p99_ns", latency.p99_ns},
          {"max_ns", latency.max_ns}};
}

ordered_json deduplication_json(const Deduplication& counts) {
  return {{"hits", counts.hits},
          {"misses", counts.misses},
          {"mismatches", counts.mismatches},
          {"conflicts", counts.conflicts},
          {"expiries", counts.expiries},
          {"repeats", counts.repeats},
          {"share_per_mille", counts.share_per_mille},
          {"first_attempts", counts.first_attempts},
          {"retries", counts.retries},
          {"first_latency", latency_json(counts.first_latency)},
          {"retry_latency", latency_json(counts.retry_latency)}};
}

ordered_json scenario_json(const ScenarioResult& scenario) {
  ordered_json out;
  out["scenario"] = scenario.scenario;
  out["path"] = scenario.path;
  out["name"] = scenario.name;
  out["expected"] = scenario.expected;
  out["verdict"] = to_string(scenario.verdict);
  out["explanation"] = scenario.explanation;
  out["runs"] = scenario.runs;
  out["violations"] = scenario.violations;
  out["inconclusive"] = scenario.inconclusive;
  out["beyond"] = scenario.beyond;
  out["unknowns"] = scenario.unknowns;
  out["seconds"] = scenario.seconds;
  out["unreached"] = scenario.unreached;
  out["deduplication"] = deduplication_json(scenario.deduplication);
  for (const NotChecked& of_client : scenario.not_checked) {
    out["not_checked"].push_back(
        {{"client", of_client.client}, {"shows", of_client.shows}, {"properties", of_client.properties}});
  }
  return out;
}

ordered_json violation_json(const ViolationResult& violation) {
  ordered_json out;
  out["scenario"] = violation.scenario;
  out["seed"] = violation.seed;
  out["property"] = violation.property;
  out["blame"] = violation.blame;
  out["intent"] = violation.intent;
  out["explanation"] = violation.explanation;
  out["money_at_risk"] = violation.money_at_risk;
  out["cause"] = violation.cause;
  out["strategy"] = violation.strategy;
  out["drawn"] = violation.drawn;
  out["count"] = violation.count;
  out["expected"] = violation.expected;
  out["faults"] = violation.faults;
  out["faults_before_shrink"] = violation.faults_before_shrink;
  if (!violation.not_minimal.empty()) out["not_minimal"] = violation.not_minimal;
  out["capsule"] = violation.capsule;
  out["replay"] = violation.replay;
  return out;
}

}  // namespace

std::string to_json(const CampaignResult& result) {
  ordered_json out;
  out["format"] = result_version;
  out["onefold"] = result.version;
  out["options"] = result.options;
  out["first_seed"] = result.first_seed;
  out["verdict"] = to_string(result.verdict);
  out["runs"] = result.runs;
  out["inconclusive"] = result.inconclusive;
  out["beyond"] = result.beyond;
  out["unknowns"] = result.unknowns;
  out["seconds"] = result.seconds;
  out["runs_per_second"] = result.runs_per_second;
  out["virtual_ns"] = result.virtual_ns;
  out["digest"] = hex(result.digest);
  out["violations"] = ordered_json::array();
  for (const ViolationResult& violation : result.violations) {
    out["violations"].push_back(violation_json(violation));
  }
  out["scenarios"] = ordered_json::array();
  for (const ScenarioResult& scenario : result.scenarios) out["scenarios"].push_back(scenario_json(scenario));
  out["probes"] = ordered_json::object();
  for (const auto& [name, count] : result.probes) out["probes"][name] = count;
  out["deduplication"] = deduplication_json(result.deduplication);
  out["warnings"] = result.warnings;
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace onefold::reports

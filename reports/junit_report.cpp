#include "reports/junit_report.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "reports/xml_text.hpp"

namespace onefold::reports {
namespace {

struct Suite {
  std::string name;
  std::vector<const ScenarioResult*> cases;
};

struct Totals {
  std::uint64_t failures = 0;
  std::uint64_t errors = 0;
  std::uint64_t skipped = 0;
  double seconds = 0;

  void add(const ScenarioResult& scenario) {
    seconds += scenario.seconds;
    if (scenario.verdict == Verdict::violated) {
      ++failures;
    } else if (scenario.runs == 0) {
      ++skipped;
    } else if (scenario.verdict == Verdict::inconclusive) {
      ++errors;
    }
  }
};

std::string folder_of(const std::string& scenario) {
  std::size_t slash = scenario.rfind('/');
  return slash == std::string::npos ? "scenarios" : scenario.substr(0, slash);
}

std::string leaf_of(const std::string& scenario) {
  std::size_t slash = scenario.rfind('/');
  return slash == std::string::npos ? scenario : scenario.substr(slash + 1);
}

// In the order in which the folders come up.
std::vector<Suite> suites_of(const CampaignResult& result) {
  std::vector<Suite> suites;
  for (const ScenarioResult& scenario : result.scenarios) {
    std::string folder = folder_of(scenario.scenario);
    Suite* found = nullptr;
    for (Suite& suite : suites) {
      if (suite.name == folder) found = &suite;
    }
    if (!found) found = &suites.emplace_back(Suite{folder, {}});
    found->cases.push_back(&scenario);
  }
  return suites;
}

Totals totals_of(const std::vector<const ScenarioResult*>& cases) {
  Totals totals;
  for (const ScenarioResult* scenario : cases) totals.add(*scenario);
  return totals;
}

std::string body_of(const ViolationResult& violation) {
  std::string text = fmt::format("seed {}, blame: {}, {} run{}\n{}\n", violation.seed, violation.blame,
                                 violation.count, violation.count == 1 ? "" : "s", violation.explanation);
  if (!violation.money_at_risk.empty()) text += fmt::format("Money at risk: {}.\n", violation.money_at_risk);
  text += fmt::format("{} faults, shrunk to {}:\n", violation.faults_before_shrink, violation.faults.size());
  if (!violation.not_minimal.empty()) text += fmt::format("  (not minimal: {})\n", violation.not_minimal);
  for (const std::string& fault : violation.faults) text += "  " + fault + "\n";
  return text + "replay: " + violation.replay + "\n";
}

void append_failures(const CampaignResult& result, const ScenarioResult& scenario, std::string& out) {
  bool told = false;
  for (const ViolationResult& violation : result.violations) {
    if (violation.scenario != scenario.scenario || violation.expected) continue;
    out += fmt::format(
        "      <failure type=\"{}\" message=\"{}\">{}</failure>\n", xml_text(violation.property),
        xml_text(violation.property + ": blame " + violation.blame), xml_text(body_of(violation)));
    told = true;
  }
  // A negative scenario fails by not failing as it says: no violation tells of it.
  if (told) return;
  out += fmt::format("      <failure type=\"expectation\" message=\"{}\"></failure>\n",
                     xml_text(scenario.explanation));
}

std::string why_inconclusive(const ScenarioResult& scenario) {
  std::string text = scenario.explanation;
  for (const std::string& probe : scenario.unreached) {
    text += (text.empty() ? "never reached: " : ", never reached: ") + probe;
  }
  return text.empty() ? fmt::format("{} runs hit a bound", scenario.inconclusive) : text;
}

// Of one scenario, as properties of its test case.
std::string properties_of(const Deduplication& counts) {
  const std::pair<const char*, std::uint64_t> values[] = {
      {"hits", counts.hits},
      {"misses", counts.misses},
      {"mismatches", counts.mismatches},
      {"conflicts", counts.conflicts},
      {"expiries", counts.expiries},
      {"repeats", counts.repeats},
      {"share_per_mille", counts.share_per_mille},
      {"first_attempts", counts.first_attempts},
      {"retries", counts.retries},
      {"first_latency_p99_ns", counts.first_latency.p99_ns},
      {"retry_latency_p99_ns", counts.retry_latency.p99_ns},
  };
  std::string text = "      <properties>";
  for (const auto& [name, value] : values) {
    text += fmt::format("<property name=\"deduplication.{}\" value=\"{}\"></property>", name, value);
  }
  return text + "</properties>\n";
}

void append_case(const CampaignResult& result, const ScenarioResult& scenario, std::string& out) {
  out += fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" time=\"{:.3f}\">\n",
                     xml_text(folder_of(scenario.scenario)), xml_text(leaf_of(scenario.scenario)),
                     xml_text(scenario.path), scenario.seconds);
  if (scenario.deduplication.first_attempts > 0) out += properties_of(scenario.deduplication);
  if (scenario.verdict == Verdict::violated) {
    append_failures(result, scenario, out);
  } else if (scenario.runs == 0) {
    out += "      <skipped message=\"not run\"></skipped>\n";
  } else if (scenario.verdict == Verdict::inconclusive) {
    out += fmt::format("      <error type=\"inconclusive\" message=\"{}\"></error>\n",
                       xml_text(why_inconclusive(scenario)));
  }
  std::string told = fmt::format("{}: {} runs, expected {}", scenario.name, scenario.runs, scenario.expected);
  for (const NotChecked& of_client : scenario.not_checked) {
    told += fmt::format("\nnot checked: {}", text_of(of_client));
  }
  out += fmt::format("      <system-out>{}</system-out>\n", xml_text(told));
  out += "    </testcase>\n";
}

std::string counts(std::size_t tests, const Totals& totals) {
  return fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\"", tests,
                     totals.failures, totals.errors, totals.skipped, totals.seconds);
}

}  // namespace

std::string to_junit(const CampaignResult& result) {
  Totals all;
  for (const ScenarioResult& scenario : result.scenarios) all.add(scenario);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites name=\"onefold\" {}>\n", counts(result.scenarios.size(), all));
  for (const Suite& suite : suites_of(result)) {
    out += fmt::format("  <testsuite name=\"{}\" {}>\n", xml_text(suite.name),
                       counts(suite.cases.size(), totals_of(suite.cases)));
    out += fmt::format("    <properties><property name=\"first_seed\" value=\"{}\"></property>",
                       result.first_seed);
    out += fmt::format("<property name=\"options\" value=\"{}\"></property></properties>\n",
                       xml_text(result.options));
    for (const ScenarioResult* scenario : suite.cases) append_case(result, *scenario, out);
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace onefold::reports

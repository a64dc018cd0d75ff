#include "reports/json_report.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/json_schema.hpp"
#include "tests/reports/sample_result.hpp"

namespace onefold::reports {
namespace {

using nlohmann::json;

tests::JsonSchema schema() {
  std::stringstream text;
  text << std::ifstream(std::string(ONEFOLD_SOURCE_DIR) + "/docs/result.schema.json").rdbuf();
  return tests::JsonSchema(json::parse(text.str()));
}

TEST(JsonReport, IsGolden) {
  CampaignResult result = samples::campaign();
  result.scenarios.resize(2);
  result.violations.erase(result.violations.begin());
  result.violations[0].faults.resize(1);
  EXPECT_EQ(to_json(result), R"({
  "format": 1,
  "onefold": "0.1.0",
  "options": "scenarios --seeds 200 --jobs 2",
  "first_seed": 1,
  "verdict": "violated",
  "runs": 1234,
  "inconclusive": 1,
  "beyond": 2,
  "unknowns": 3,
  "seconds": 0.5,
  "runs_per_second": 2468.0,
  "virtual_ns": 2500000000,
  "digest": "0000000000001234",
  "violations": [
    {
      "scenario": "fast/lost-ack",
      "seed": 8417,
      "property": "one-order-per-intent",
      "blame": "client desk-1",
      "intent": "I1",
      "explanation": "Intent I1 (buy 1.5 BTC-USD at 101.10) became 2 orders; 3.0 was filled.",
      "money_at_risk": "151.65 USD",
      "cause": "an intent became several orders",
      "strategy": "random",
      "drawn": "drop 1/12, kill 1/40; off: cut, pause",
      "count": 1,
      "expected": false,
      "faults": [
        "drop   venue -> desk-1   accepted I1 #1"
      ],
      "faults_before_shrink": 23,
      "capsule": "onefold-out/lost-ack-8417.json",
      "replay": "onefold replay onefold-out/lost-ack-8417.json"
    }
  ],
  "scenarios": [
    {
      "scenario": "fast/lost-ack",
      "path": "scenarios/fast/lost-ack.json",
      "name": "lost acknowledgement, then a retry",
      "expected": "held",
      "verdict": "violated",
      "explanation": "",
      "runs": 600,
      "violations": 1,
      "inconclusive": 0,
      "beyond": 0,
      "unknowns": 0,
      "seconds": 0.125,
      "unreached": [],
      "deduplication": {
        "hits": 0,
        "misses": 0,
        "mismatches": 0,
        "conflicts": 0,
        "expiries": 0,
        "repeats": 0,
        "share_per_mille": 0,
        "first_attempts": 0,
        "retries": 0,
        "first_latency": {
          "count": 0,
          "min_ns": 0,
          "median_ns": 0,
          "p99_ns": 0,
          "max_ns": 0
        },
        "retry_latency": {
          "count": 0,
          "min_ns": 0,
          "median_ns": 0,
          "p99_ns": 0,
          "max_ns": 0
        }
      }
    },
    {
      "scenario": "fast/twins",
      "path": "scenarios/fast/twins.json",
      "name": "twins & <others>",
      "expected": "held",
      "verdict": "inconclusive",
      "explanation": "",
      "runs": 600,
      "violations": 0,
      "inconclusive": 1,
      "beyond": 0,
      "unknowns": 0,
      "seconds": 0.125,
      "unreached": [
        "retry",
        "gap-filled"
      ],
      "deduplication": {
        "hits": 0,
        "misses": 0,
        "mismatches": 0,
        "conflicts": 0,
        "expiries": 0,
        "repeats": 0,
        "share_per_mille": 0,
        "first_attempts": 0,
        "retries": 0,
        "first_latency": {
          "count": 0,
          "min_ns": 0,
          "median_ns": 0,
          "p99_ns": 0,
          "max_ns": 0
        },
        "retry_latency": {
          "count": 0,
          "min_ns": 0,
          "median_ns": 0,
          "p99_ns": 0,
          "max_ns": 0
        }
      }
    }
  ],
  "probes": {
    "drop": 120,
    "gap-filled": 0,
    "retry": 7
  },
  "deduplication": {
    "hits": 0,
    "misses": 0,
    "mismatches": 0,
    "conflicts": 0,
    "expiries": 0,
    "repeats": 0,
    "share_per_mille": 0,
    "first_attempts": 0,
    "retries": 0,
    "first_latency": {
      "count": 0,
      "min_ns": 0,
      "median_ns": 0,
      "p99_ns": 0,
      "max_ns": 0
    },
    "retry_latency": {
      "count": 0,
      "min_ns": 0,
      "median_ns": 0,
      "p99_ns": 0,
      "max_ns": 0
    }
  },
  "warnings": [
    "onefold-out: No space left on device"
  ]
}
)");
}

TEST(JsonReport, FitsItsSchema) {
  for (const CampaignResult& result : {samples::campaign(), CampaignResult{}}) {
    EXPECT_EQ(schema().validate(json::parse(to_json(result))), std::vector<std::string>{});
  }
}

TEST(JsonReport, HasASchemaThatKnowsEveryKeyAndNoOther) {
  json report = json::parse(to_json(samples::campaign()));
  for (const char* key : {"verdict", "violations", "digest"}) {
    json broken = report;
    broken.erase(key);
    EXPECT_NE(schema().validate(broken), std::vector<std::string>{}) << key;
  }
  report["more"] = 1;
  EXPECT_NE(schema().validate(report), std::vector<std::string>{});
}

TEST(JsonReport, SurvivesBytesThatAreNoText) {
  CampaignResult result = samples::campaign();
  result.violations[0].explanation = "a\xff\x01";
  json report = json::parse(to_json(result));
  EXPECT_EQ(report["violations"][0]["explanation"], "a\xef\xbf\xbd\x01");
}

}  // namespace
}  // namespace onefold::reports

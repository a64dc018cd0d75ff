// A campaign that has one of everything: two violations, one of them expected, an inconclusive scenario, one
// not run.
#pragma once

#include "reports/result.hpp"

namespace onefold::reports::samples {

inline ViolationResult lost_ack() {
  ViolationResult violation;
  violation.scenario = "fast/lost-ack";
  violation.seed = 8417;
  violation.property = "one-order-per-intent";
  violation.blame = "client desk-1";
  violation.intent = "I1";
  violation.explanation = "Intent I1 (buy 1.5 BTC-USD at 101.10) became 2 orders; 3.0 was filled.";
  violation.money_at_risk = "151.65 USD";
  violation.cause = "an intent became several orders";
  violation.strategy = "random";
  violation.drawn = "drop 1/12, kill 1/40; off: cut, pause";
  violation.faults = {"drop   venue -> desk-1   accepted I1 #1",
                      "kill   desk-1            after send new-order I1 #1; restart after 50 ms"};
  violation.faults_before_shrink = 23;
  violation.capsule = "onefold-out/lost-ack-8417.json";
  violation.replay = "onefold replay onefold-out/lost-ack-8417.json";
  return violation;
}

inline ViolationResult caught() {
  ViolationResult violation = lost_ack();
  violation.scenario = "negative/new-id-on-retry";
  violation.seed = 3;
  violation.count = 41;
  violation.expected = true;
  violation.intent = "";
  violation.money_at_risk = "";
  violation.explanation = "A retry took a new id.";
  violation.faults.resize(1);
  violation.faults_before_shrink = 1;
  violation.capsule = "onefold-out/new-id-3.json";
  violation.replay = "onefold replay onefold-out/new-id-3.json";
  return violation;
}

inline CampaignResult campaign() {
  CampaignResult result;
  result.version = "0.1.0";
  result.options = "scenarios --seeds 200 --jobs 2";
  result.first_seed = 1;
  result.verdict = Verdict::violated;
  result.runs = 1234;
  result.inconclusive = 1;
  result.beyond = 2;
  result.unknowns = 3;
  result.seconds = 0.5;
  result.runs_per_second = 2468;
  result.virtual_ns = 2'500'000'000;
  result.digest = 0x1234;
  result.violations = {caught(), lost_ack()};
  result.probes = {{"drop", 120}, {"gap-filled", 0}, {"retry", 7}};
  result.warnings = {"onefold-out: No space left on device"};
  auto scenario = [&](const char* id, const char* name, Verdict verdict, std::uint64_t runs) {
    ScenarioResult one;
    one.scenario = id;
    one.path = "scenarios/" + one.scenario + ".json";
    one.name = name;
    one.expected = "held";
    one.verdict = verdict;
    one.runs = runs;
    one.seconds = 0.125;
    result.scenarios.push_back(one);
  };
  scenario("fast/lost-ack", "lost acknowledgement, then a retry", Verdict::violated, 600);
  result.scenarios.back().violations = 1;
  scenario("fast/twins", "twins & <others>", Verdict::inconclusive, 600);
  result.scenarios.back().inconclusive = 1;
  result.scenarios.back().unreached = {"retry", "gap-filled"};
  scenario("negative/new-id-on-retry", "a new id on each retry", Verdict::held, 34);
  result.scenarios.back().expected = "violated: one-order-per-intent";
  result.scenarios.back().violations = 41;
  scenario("slow/last", "not run", Verdict::inconclusive, 0);
  return result;
}

}  // namespace onefold::reports::samples

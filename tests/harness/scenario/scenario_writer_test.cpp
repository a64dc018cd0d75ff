// The canonical text reads back to the same scenario.
#include <gtest/gtest.h>

#include "harness/scenario/scenario_json.hpp"
#include "tests/harness/scenario/samples.hpp"

namespace onefold::harness {
namespace {

std::vector<std::string> sample_texts() {
  std::vector<std::string> texts{std::string(samples::lost_acknowledgement),
                                 std::string(samples::everything)};
  for (std::string_view fault : samples::readable_faults) texts.push_back(samples::with_faults(fault));
  return texts;
}

TEST(ScenarioWriter, WritesWhatReadsBackToTheSameScenario) {
  for (const std::string& text : sample_texts()) {
    Scenario scenario = parse_scenario(text, "t.json");
    std::string written = write_scenario(scenario);
    EXPECT_EQ(parse_scenario(written, "w.json"), scenario) << written;
    EXPECT_EQ(write_scenario(parse_scenario(written, "w.json")), written);
  }
}

TEST(ScenarioWriter, KeepsTheOrderOfTheManualAndShortLines) {
  EXPECT_EQ(write_scenario(parse_scenario(samples::lost_acknowledgement, "t.json")), R"({
  "name": "lost acknowledgement, then a retry",
  "purpose": "The venue accepts the order, and the client never hears of it.",
  "venue": {
    "profile": "reject-for-ever",
    "instruments": [
      { "symbol": "BTC-USD", "price_decimals": 2, "lot_decimals": 1 },
      { "symbol": "ETH-USD", "price_decimals": 2, "lot_decimals": 1 }
    ],
    "crowd": { "period": "50ms", "until": "2400ms" }
  },
  "clients": [{ "name": "desk-1", "account": "A" }],
  "intents": [
    {
      "id": "I1",
      "client": "desk-1",
      "at": "10ms",
      "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "1.5", "limit": "101.10" }
    },
    { "id": "I2", "client": "desk-1", "at": "400ms", "cancel": "I1" }
  ],
  "network": { "model": "hops", "latency": ["1ms", "8ms"], "longest_delay": "2s" },
  "chaos": {
    "drop": "1/20",
    "duplicate": "1/30",
    "reorder": "1/20",
    "kill": "1/50",
    "until": "2s",
    "restart_after": ["10ms", "200ms"],
    "partition_for": ["20ms", "500ms"],
    "pause_for": ["10ms", "300ms"],
    "clock_jump_max": "1s",
    "clock_drift_max_ppm": 100
  },
  "faults": [
    { "drop": { "from": "venue", "to": "desk-1", "message": "accepted", "intent": "I1", "nth": 1 } }
  ],
  "heal": "2400ms",
  "horizon": "62400ms",
  "expect": { "verdict": "held", "reach": ["retry", "duplicate-suppressed"] }
}
)");
}

TEST(Check, FindsNothingWrongWithWhatLoads) {
  for (const std::string& text : sample_texts()) {
    EXPECT_EQ(check(parse_scenario(text, "t.json")), std::vector<std::string>{});
  }
}

TEST(Check, JudgesScenariosMadeByCode) {
  Scenario scenario = parse_scenario(samples::everything, "t.json");
  scenario.intents[0].intent.quantity = 0;
  scenario.clients[0].configuration = R"({"b":1, "a":2})";  // neither compact nor sorted
  scenario.faults[0].key = "nonsense";
  std::vector<std::string> errors = check(scenario);
  ASSERT_EQ(errors.size(), 3u);
  EXPECT_EQ(errors[0].substr(0, 18), "/clients/0/config:");
  EXPECT_EQ(errors[1].substr(0, 26), "/intents/0/place/quantity:");
  EXPECT_EQ(errors[2].substr(0, 16), "/faults/0/delay:");
}

}  // namespace
}  // namespace onefold::harness

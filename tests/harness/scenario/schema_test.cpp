// The schema for editors says what the loader says.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/harness/scenario/samples.hpp"
#include "tests/json_schema.hpp"
#include "venue/profile/json_position.hpp"

namespace onefold::harness {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path source(ONEFOLD_SOURCE_DIR);

json read_json(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return json::parse(text.str(), nullptr, true, true);
}

tests::JsonSchema scenario_schema() {
  return tests::JsonSchema(read_json(source / "scenarios/scenario.schema.json"));
}

TEST(ScenarioSchema, KnowsExactlyTheKeysOfTheLoader) {
  std::vector<std::string> keys = scenario_keys();
  std::set<std::string> loader(keys.begin(), keys.end());
  std::set<std::string> schema = scenario_schema().paths();
  for (const std::string& key : loader) EXPECT_TRUE(schema.contains(key)) << "not in the schema: " << key;
  for (const std::string& key : schema) EXPECT_TRUE(loader.contains(key)) << "not in the loader: " << key;
}

TEST(ScenarioSchema, AcceptsWhatTheLoaderAccepts) {
  std::vector<std::string> texts{std::string(samples::lost_acknowledgement),
                                 std::string(samples::everything)};
  for (std::string_view fault : samples::readable_faults) texts.push_back(samples::with_faults(fault));
  tests::JsonSchema schema = scenario_schema();
  for (const std::string& text : texts) {
    EXPECT_EQ(schema.validate(json::parse(text, nullptr, true, true)), std::vector<std::string>{});
    std::string written = write_scenario(parse_scenario(text, "t.json"));
    EXPECT_EQ(schema.validate(json::parse(written)), std::vector<std::string>{}) << written;
  }
}

TEST(ScenarioSchema, RefusesWhatTheLoaderRefuses) {
  json good = json::parse(samples::lost_acknowledgement, nullptr, true, true);
  tests::JsonSchema schema = scenario_schema();
  for (const char* patch :
       {R"([{"op": "add", "path": "/speed", "value": 1}])", R"([{"op": "remove", "path": "/venue"}])",
        R"([{"op": "replace", "path": "/intents/0/place/quantity", "value": 1.5}])",
        R"([{"op": "replace", "path": "/intents/0/at", "value": "soon"}])",
        R"([{"op": "remove", "path": "/intents/1/cancel"}])",
        R"([{"op": "replace", "path": "/chaos/drop", "value": "half"}])",
        R"([{"op": "add", "path": "/faults/0/kill", "value": {}}])",
        R"([{"op": "add", "path": "/faults/0/drop/by", "value": "1s"}])"}) {
    json broken = good.patch(json::parse(patch));
    EXPECT_NE(schema.validate(broken), std::vector<std::string>{}) << patch;
    EXPECT_NE(samples::errors_of(broken.dump()), "") << patch;
  }
}

TEST(ScenarioFiles, AllLoadAndFitTheSchema) {
  tests::JsonSchema schema = scenario_schema();
  for (const fs::path& file : find_scenarios(source / "scenarios")) {
    EXPECT_EQ(schema.validate(read_json(file)), std::vector<std::string>{}) << file;
    try {
      Scenario scenario = load_scenario(file);
      EXPECT_EQ(parse_scenario(write_scenario(scenario), "w.json"), scenario) << file;
      EXPECT_FALSE(scenario.purpose.empty()) << file << " does not say what it is to show";
    } catch (const ScenarioError& error) {
      ADD_FAILURE() << error.what();
    }
  }
}

TEST(ScenarioFiles, UseEveryKindOfFault) {
  std::set<sim::FaultKind> used;
  for (const fs::path& file : find_scenarios(source / "scenarios")) {
    Scenario scenario = load_scenario(file);
    for (const FaultWords& fault : scenario.faults) used.insert(fault.fault.kind);
    for (int i = 0; i < sim::fault_kind_count; ++i) {
      if (scenario.chaos.rate[static_cast<std::size_t>(i)].numerator > 0)
        used.insert(static_cast<sim::FaultKind>(i));
    }
  }
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    EXPECT_TRUE(used.contains(static_cast<sim::FaultKind>(i))) << to_string(static_cast<sim::FaultKind>(i));
  }
}

}  // namespace
}  // namespace onefold::harness

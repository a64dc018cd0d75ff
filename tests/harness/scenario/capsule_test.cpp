#include "harness/scenario/capsule.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/harness/scenario/samples.hpp"
#include "tests/json_schema.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;

Capsule sample() {
  Capsule capsule;
  capsule.onefold_version = "0.1.0";
  capsule.scenario = parse_scenario(samples::with_faults(""), "t.json");
  capsule.background_seed = 18'446'744'073'709'551'615u;
  capsule.calm = true;
  capsule.faults = samples::all_faults();
  capsule.digest = 0x00ab'cdef'0123'4567;
  capsule.property = "one-order-per-intent";
  capsule.blame = "client desk-1";
  capsule.intent = "I1";
  capsule.explanation = "Intent I1 became 2 orders; 3.0 was filled.";
  capsule.model_needed = Model::direct;
  capsule.not_minimal = "time ran out";
  capsule.chaos_seed = 8417;
  return capsule;
}

std::string errors_of(const std::string& text) {
  try {
    parse_capsule(text, "c.json");
    return {};
  } catch (const ScenarioError& error) {
    return error.what();
  }
}

std::string changed(const std::string& from, const std::string& to) {
  std::string text = write_capsule(sample());
  std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Capsule, ReadsBackToWhatWasWritten) {
  Capsule capsule = sample();
  std::string text = write_capsule(capsule);
  EXPECT_EQ(parse_capsule(text, "c.json"), capsule);
  EXPECT_EQ(write_capsule(parse_capsule(text, "c.json")), text);
  capsule.chaos_seed.reset();
  capsule.intent.clear();
  capsule.not_minimal.clear();
  capsule.faults.clear();
  EXPECT_EQ(parse_capsule(write_capsule(capsule), "c.json"), capsule);
}

TEST(Capsule, ListsFaultsOnceAndNotInItsScenario) {
  Capsule capsule = sample();
  Capsule with_faults = capsule;
  with_faults.scenario.faults = samples::all_faults();
  with_faults.scenario.faults[0].key = "message venue->desk-1 orders accepted dropped-intent #1";
  EXPECT_EQ(parse_capsule(write_capsule(with_faults), "c.json"), capsule);
}

TEST(Capsule, TellsTheStoryFirst) {
  Capsule capsule = sample();
  capsule.faults.resize(1);
  std::string text = write_capsule(capsule);
  EXPECT_EQ(text.substr(0, text.find("  \"scenario\"")), R"({
  "capsule": 1,
  "onefold": "0.1.0",
  "key_hash_version": 1,
  "property": "one-order-per-intent",
  "blame": "client desk-1",
  "intent": "I1",
  "explanation": "Intent I1 became 2 orders; 3.0 was filled.",
  "model_needed": "direct",
  "not_minimal": "time ran out",
  "seed": 8417,
  "digest": "00abcdef01234567",
  "background": { "seed": "18446744073709551615", "calm": true },
  "faults": [{ "drop": { "key": "message venue->desk-1 orders accepted I1 #1" } }],
)");
}

TEST(Capsule, OfAnotherVersionIsRefusedWithWhatToDo) {
  EXPECT_EQ(errors_of(changed("\"capsule\": 1", "\"capsule\": 2, \"news\": 1")),
            "c.json:2:14: expected 1 (replay with the version of Onefold that wrote it), found 2");
  std::string errors = errors_of(changed("\"key_hash_version\": 1", "\"key_hash_version\": 9"));
  EXPECT_EQ(errors.substr(0, 24), "c.json:4:23: expected 1 ");
  EXPECT_NE(errors.find("would strike elsewhere"), std::string::npos);
}

TEST(Capsule, IsReadStrictly) {
  auto refused = [](const std::string& from, const std::string& to, const char* why) {
    std::string errors = errors_of(changed(from, to));
    EXPECT_NE(errors.find(why), std::string::npos) << errors;
  };
  refused("\"00abcdef01234567\"", "\"00ABCDEF01234567\"", "16 hexadecimal digits");
  refused("\"00abcdef01234567\"", "\"1234\"", "16 hexadecimal digits");
  refused("\"00abcdef01234567\"", "17", "16 hexadecimal digits");
  refused("\"seed\": 8417", "\"seed\": -1", "a seed");
  refused("\"seed\": 8417", "\"seed\": \"8417\"", "a seed");
  refused("\"18446744073709551615\"", "\"18446744073709551616\"", "a seed");
  refused("\"model_needed\": \"direct\"", "\"model_needed\": \"x\"", "\"direct\" or \"hops\"");
  refused("\"property\": \"one-order-per-intent\",", "", "expected a key \"property\"");
  refused("accepted I1 #1", "accepted I1 #01", "the text of a key");
  refused("\"calm\": true", "\"quiet\": true", "found \"quiet\"");
  refused("\"name\": \"desk-1\"", "\"name\": \"desk 1\"", "letters, digits");
  refused("\"quantity\": \"1\"", "\"quantity\": \"-1\"", "a positive decimal text");
  EXPECT_NE(errors_of("[]").find("expected an object"), std::string::npos);
  EXPECT_NE(errors_of("{}").find("expected a key \"capsule\""), std::string::npos);
  EXPECT_NE(errors_of("{"), "");
}

TEST(Capsule, CutAnywhereIsRefusedAndNeverCrashes) {
  std::string text = write_capsule(sample());
  for (std::size_t size = 0; size + 1 < text.size(); ++size)
    EXPECT_NE(errors_of(text.substr(0, size)), "") << size;
}

TEST(Capsule, FitsItsSchema) {
  std::stringstream text;
  text << std::ifstream(std::string(ONEFOLD_SOURCE_DIR) + "/docs/capsule.schema.json").rdbuf();
  tests::JsonSchema schema(json::parse(text.str()));
  json good = json::parse(write_capsule(sample()));
  EXPECT_EQ(schema.validate(good), std::vector<std::string>{});
  good.erase("digest");
  EXPECT_NE(schema.validate(good), std::vector<std::string>{});
}

TEST(Capsule, HasTheOnlyBackground) {
  Capsule capsule = sample();
  capsule.scenario.background.seed = 3;
  EXPECT_EQ(write_capsule(capsule), write_capsule(sample()));
  std::string errors = errors_of(changed("\"scenario\": {", "\"scenario\": { \"background\": \"calm\","));
  EXPECT_NE(errors.find("the capsule has its own"), std::string::npos) << errors;
}

}  // namespace
}  // namespace onefold::harness

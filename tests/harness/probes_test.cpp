// Probes: each is required of a scenario that must hold, so that no campaign can pass without having been
// there; or it is said here why none can.
#include "harness/probes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "client/paths.hpp"
#include "harness/chunk.hpp"
#include "harness/scenario/loader.hpp"
#include "tests/harness/sample_plan.hpp"
#include "venue/api/venue_paths.hpp"

namespace onefold::harness {
namespace {

const std::string root = ONEFOLD_SOURCE_DIR;

// Probes that no scenario which must hold can ask for. Those of misuse are asked for by a negative scenario.
const std::map<std::string, std::string> only_by_misuse = {
    {"id-taken-by-other", "ids of correct clients are their own: two desks that derive the same one"},
    {"payload-mismatch", "the same"},
};
const std::map<std::string, std::string> out_of_reach = {
    {"intent-conflict", "its source breaks its own contract; a scenario has each id once (tests/client)"},
    {"intent-invalid", "the same; scenarios are refused with texts over the limit (tests/client)"},
    {"mass-cancelled", "no intent asks for it (tests/venue/engine)"},
    {"cancel-timer-struck", "the same (tests/venue/engine, tests/venue/server)"},
    {"replaced-by-new", "the project's client sends no replace that is two steps (tests/venue/engine)"},
    {"replace-half-done", "the same"},
};

std::vector<Scenario> scenarios_of(Expectation::Verdict verdict) {
  std::vector<Scenario> found;
  for (const auto& file : find_scenarios(root + "/scenarios")) {
    Scenario scenario = load_scenario(file, known_words(test::registry()));
    if (scenario.expect.verdict == verdict) found.push_back(std::move(scenario));
  }
  return found;
}

std::set<std::string> required_where(Expectation::Verdict verdict) {
  std::set<std::string> required;
  for (const Scenario& scenario : scenarios_of(verdict))
    required.insert(scenario.expect.reach.begin(), scenario.expect.reach.end());
  return required;
}

TEST(Probes, AreEachRequiredOfAScenarioThatMustHold) {
  const std::set<std::string> required = required_where(Expectation::Verdict::held);
  for (const std::string& probe : probe_names(test::registry())) {
    const bool excepted = out_of_reach.contains(probe) || only_by_misuse.contains(probe);
    EXPECT_NE(required.contains(probe), excepted)
        << probe << (excepted ? " is in reach after all" : " is required of no scenario");
  }
}

TEST(Probes, OfMisuseAreRequiredOfANegativeScenario) {
  const std::set<std::string> required = required_where(Expectation::Verdict::violated);
  for (const auto& [probe, why] : only_by_misuse) EXPECT_TRUE(required.contains(probe)) << probe;
}

TEST(Probes, ThatAreOutOfReachExist) {
  const std::vector<std::string> known = probe_names(test::registry());
  for (const auto& [probe, why] : out_of_reach)
    EXPECT_TRUE(std::binary_search(known.begin(), known.end(), probe)) << probe;
}

// Or one of them could stand in for the other, unseen.
TEST(Probes, OfFaultsClientAndVenueHaveDistinctNames) {
  std::set<std::string_view> names;
  for (int i = 0; i < sim::fault_kind_count; ++i)
    EXPECT_TRUE(names.insert(sim::to_string(static_cast<sim::FaultKind>(i))).second);
  for (std::string_view name : client::path::all) EXPECT_TRUE(names.insert(name).second) << name;
  for (std::string_view name : venue::path::all) EXPECT_TRUE(names.insert(name).second) << name;
  EXPECT_EQ(names.size(), probe_names(test::registry()).size());
}

TEST(Probes, AreEachExplainedInTheManual) {
  std::ifstream file(root + "/docs/probes.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const std::string& probe : probe_names(test::registry()))
    EXPECT_NE(text.find("| `" + probe + "` |"), std::string::npos) << probe;
}

TEST(Probes, OfAnotherImplementationCanBeRequiredToo) {
  Registry registry;
  ClientImplementation client{"other", "", nullptr};
  client.probes = {"warmed-up"};
  registry.add(std::move(client));
  const std::vector<std::string> known = probe_names(registry);
  EXPECT_TRUE(std::binary_search(known.begin(), known.end(), "warmed-up"));
  EXPECT_TRUE(std::binary_search(known.begin(), known.end(), "retry"));
}

TEST(Probes, ThatAreMisspeltAreRefusedWithTheirPlace) {
  const std::string text =
      "{\n  \"name\": \"n\", \"venue\": { \"profile\": \"reject-for-ever\" },\n"
      "  \"clients\": [{ \"name\": \"desk-1\" }],\n"
      "  \"intents\": [{ \"id\": \"I1\", \"at\": \"10ms\", \"place\": { \"symbol\": \"BTC-USD\", "
      "\"side\": \"buy\", \"quantity\": \"1.5\", \"limit\": \"99.90\" } }],\n"
      "  \"expect\": { \"verdict\": \"held\", \"reach\": [\"retry\", \"rety\"] }\n}\n";
  try {
    parse_scenario(text, "s.json", known_words(test::registry()));
    FAIL() << "it was taken";
  } catch (const ScenarioError& error) {
    ASSERT_EQ(error.errors().size(), 1u);
    EXPECT_TRUE(error.errors()[0].starts_with("s.json:5:")) << error.errors()[0];
    EXPECT_NE(error.errors()[0].find("\"rety\""), std::string::npos) << error.errors()[0];
  }
}

}  // namespace
}  // namespace onefold::harness

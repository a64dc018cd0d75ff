// Campaigns as assertions: this test program is what a user's is, with a client that is correct and one that
// is not.
#include <rapidcheck.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "harness/scenario/loader.hpp"
#include "onefold/gtest.hpp"
#include "onefold/rapidcheck.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold {
namespace {

// What a user would register: two of the project's planted defects stand for the user's clients.
const Registry& own_registry() {
  static const Registry registry = [] {
    Registry own;
    ClientImplementation client = *test::registry().client("fresh-id-per-retry");
    own.add(client);
    client.name = "mine";
    own.add(client);
    return own;
  }();
  return registry;
}

std::string scenario_file(const std::string& name) {
  std::string file(ONEFOLD_SOURCE_DIR);
  file += "/scenarios/";
  file += name;
  file += ".json";
  return file;
}

// A scenario of the tree, with the user's client in it and expected to hold.
std::string own_scenario(const std::filesystem::path& directory) {
  harness::Scenario scenario = test::plan_of("negative/fresh-id-per-retry").scenario;
  for (harness::ClientSetup& setup : scenario.clients) setup.implementation = "mine";
  scenario.expect = {};
  std::filesystem::path file = directory / "own.json";
  std::FILE* out = std::fopen(file.c_str(), "w");
  std::fputs(harness::write_scenario(scenario).c_str(), out);
  std::fclose(out);
  return file.string();
}

struct Scratch {
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "onefold-holds-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path = pattern;
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

HoldsOptions into(const std::filesystem::path& directory) {
  HoldsOptions options;
  options.capsules = (directory / "capsules").string();
  return options;
}

TEST(Holds, IsTrueOfAScenarioThatHoldsAndRepeatsASampleOfItsRuns) {
  EXPECT_TRUE(holds(own_registry(), scenario_file("fast/five-intents"), 150));
}

TEST(Holds, FailsWithTheShrunkRunAndACommandThatReplaysIt) {
  Scratch scratch;
  testing::AssertionResult result = holds(own_registry(), own_scenario(scratch.path), into(scratch.path));
  ASSERT_FALSE(result);
  const std::string message = result.message();
  EXPECT_NE(message.find("VIOLATED  ids-map-one-to-one"), std::string::npos) << message;
  EXPECT_NE(message.find("shrunk to"), std::string::npos) << message;
  const std::size_t at = message.find("replay:  ");
  ASSERT_NE(at, std::string::npos) << message;
  const std::string command = message.substr(at + 9, message.find('\n', at) - at - 9);
  EXPECT_NE(command.find("test_onefold replay "), std::string::npos) << command;
  const int status = std::system((command + " >/dev/null").c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1) << command;
}

TEST(Holds, IsTrueOfANegativeScenarioWhoseDefectIsFound) {
  Scratch scratch;
  EXPECT_TRUE(holds(own_registry(), scenario_file("negative/fresh-id-per-retry"), into(scratch.path)));
}

TEST(Holds, FailsWithWhatIsWrongWithTheFile) {
  Held held = run_scenario(own_registry(), "missing.json");
  EXPECT_FALSE(held);
  EXPECT_NE(held.message.find("missing.json: cannot be read"), std::string::npos) << held.message;
}

TEST(Holds, FailsWhenTwoImplementationsHaveOneName) {
  Registry registry = own_registry();
  registry.add(*own_registry().client("mine"));
  Held held = run_scenario(registry, scenario_file("fast/five-intents"));
  EXPECT_EQ(held.message, "there are two client implementations \"mine\"");
}

TEST(Holds, FailsAPropertyOfRapidCheck) {
  Scratch scratch;
  const std::string file = own_scenario(scratch.path);
  const auto property = [&] { rc_holds(own_registry(), file, 1, 100); };
  const rc::detail::TestResult result = rc::detail::checkTestable(property, rc::detail::TestMetadata(), [] {
    rc::detail::TestParams params;
    params.maxSuccess = 1;
    return params;
  }());
  rc::detail::FailureResult failure;
  ASSERT_TRUE(result.match(failure));
  EXPECT_NE(failure.description.find("replay:  "), std::string::npos) << failure.description;
}

}  // namespace
}  // namespace onefold

int main(int argc, char** argv) {
  return onefold::test_main(onefold::own_registry(), argc, argv);
}

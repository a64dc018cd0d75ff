// --strategy, as a user meets it.
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

const std::string five_intents = std::string(ONEFOLD_SOURCE_DIR) + "/scenarios/fast/five-intents.json";
const std::string some_chaos =
    R"("chaos": { "drop": "1/8", "delay": "1/10", "kill": "1/40", "crash_nodes": ["desk-1"], "until": "1s" })";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string after(const std::string& text, const std::string& mark, std::size_t size) {
  std::size_t at = text.find(mark);
  return at == std::string::npos ? "" : text.substr(at + mark.size(), size);
}

TEST(StrategyOption, RefusesOtherNamesAndListsThem) {
  ScratchDirectory scratch;
  for (const char* command : {"run", "audit"}) {
    Outcome outcome = run_program(scratch.path(), {command, "--strategy", "quick"});
    EXPECT_EQ(outcome.status, 64) << outcome.output;
    for (const char* name : {"mixed", "random", "windows", "uniform"}) {
      EXPECT_TRUE(contains(outcome.output, name)) << outcome.output;
    }
  }
}

TEST(StrategyOption, IsToldInTheFirstLineAndItsNamesAreListed) {
  ScratchDirectory scratch;
  Outcome names = run_program(scratch.path(), {"list", "strategies"});
  EXPECT_EQ(names.status, 0) << names.output;
  EXPECT_TRUE(contains(names.output, "windows")) << names.output;
  Outcome outcome = run_program(scratch.path(), {"run", five_intents, "--seeds", "5", "--jobs", "1"});
  EXPECT_TRUE(contains(outcome.output.substr(0, outcome.output.find('\n')), "--strategy mixed"))
      << outcome.output;
}

TEST(StrategyOption, IsToldWithAViolationTogetherWithWhatWasDrawn) {
  ScratchDirectory scratch;
  scratch.write("s.json", scenario_text("timeout-as-failure", some_chaos));
  Outcome outcome = run_program(
      scratch.path(), {"run", "s.json", "--seeds", "200", "--strategy", "random", "--json", "out.json"});
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "found by random: ")) << outcome.output;
  std::string json = scratch.read("out.json");
  EXPECT_EQ(after(json, "\"strategy\": \"", 7), "random\"") << json;
  EXPECT_NE(after(json, "\"drawn\": \"", 1), "\"") << json;
}

std::string digest_of(const ScratchDirectory& scratch, const std::string& strategy, const std::string& jobs) {
  Outcome outcome = run_program(scratch.path(), {"run", five_intents, "--seeds", "300", "--strategy",
                                                 strategy, "--jobs", jobs, "--json", "out.json"});
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  return after(scratch.read("out.json"), "\"digest\": \"", 16);
}

// Three rounds of 64, 128 and 108 runs, some of them repeated in another process.
TEST(StrategyOption, GivesTheSameCampaignWithAnyNumberOfWorkersWhenRunsLearn) {
  ScratchDirectory scratch;
  for (const char* strategy : {"guided", "mixed"}) {
    std::string one = digest_of(scratch, strategy, "1");
    EXPECT_EQ(one.size(), 16u);
    EXPECT_EQ(one, digest_of(scratch, strategy, "4")) << strategy;
  }
}

TEST(StrategyOption, ReproducesAProgramThatDiesWhicheverStrategyWasAtWork) {
  for (const char* strategy : {"mixed", "guided", "priority"}) {
    ScratchDirectory scratch;
    scratch.write("s.json", scenario_text("aborts", some_chaos));
    Outcome outcome =
        run_program(scratch.path(), {"run", "s.json", "--seeds", "3", "--jobs", "2", "--strategy", strategy});
    EXPECT_EQ(outcome.status, 1) << outcome.output;
    EXPECT_TRUE(contains(outcome.output, "program-survives")) << outcome.output;
    std::string file = "onefold-out/" + after(outcome.output, "replay onefold-out/", 200);
    file = file.substr(0, file.find_first_of(" \n"));
    Outcome again = run_program(scratch.path(), {"replay", file});
    EXPECT_EQ(again.status, 1) << again.output;
    EXPECT_TRUE(contains(again.output, "same violation")) << again.output;
  }
}

}  // namespace
}  // namespace onefold::test

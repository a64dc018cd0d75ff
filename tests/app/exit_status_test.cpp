// Every exit status that the manual promises, and what is printed with it.
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string half_dropped = R"("chaos": { "drop": "1/2", "until": "1s" })";

TEST(ExitStatus, IsZeroWhenEveryPropertyHeld) {
  ScratchDirectory scratch;
  scratch.write("s.json", scenario_text("reference"));
  Outcome outcome = run_program(scratch.path(), {"run", "s.json", "--seeds", "20", "--jobs", "2"});
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "held")) << outcome.output;
}

TEST(ExitStatus, IsOneWhenAPropertyWasViolatedAndTheLastLineReplaysIt) {
  ScratchDirectory scratch;
  scratch.write("s.json", scenario_text("timeout-as-failure", half_dropped));
  Outcome outcome = run_program(scratch.path(), {"run", "s.json", "--seeds", "50", "--jobs", "1"});
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  const std::string file = replay_file(outcome);
  ASSERT_NE(file, "") << outcome.output;
  for (int time = 0; time < 3; ++time) {
    Outcome again = run_program(scratch.path(), {"replay", file});
    EXPECT_EQ(again.status, 1) << again.output;
    EXPECT_TRUE(contains(again.output, "replay: exact")) << again.output;
  }
}

TEST(ExitStatus, IsTwoWhenInterruptedAndWhatRanIsTold) {
  ScratchDirectory scratch;
  scratch.write("s.json", scenario_text("reference"));
  Outcome outcome =
      run_program(scratch.path(),
                  {"run", "s.json", "--seeds", "1000000000", "--jobs", "2", "--json", "out.json"}, "seed");
  EXPECT_EQ(outcome.status, 2) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "interrupted")) << outcome.output;
  EXPECT_TRUE(contains(scratch.read("out.json"), "\"runs\": ")) << outcome.output;
}

TEST(ExitStatus, IsTwoWhenARequiredProbeStayedCold) {
  ScratchDirectory scratch;
  scratch.write("s.json", scenario_text("reference"));
  Outcome outcome =
      run_program(scratch.path(), {"run", "s.json", "--seeds", "5", "--require-probes", "power-loss"});
  EXPECT_EQ(outcome.status, 2) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "power-loss")) << outcome.output;
}

TEST(ExitStatus, IsTwoWhenABoundWasHit) {
  ScratchDirectory scratch;
  scratch.write("s.json", scenario_text("reference", R"("events_max": 60)"));
  Outcome outcome = run_program(scratch.path(), {"run", "s.json", "--seeds", "5"});
  EXPECT_EQ(outcome.status, 2) << outcome.output;
}

TEST(ExitStatus, Is64ForWrongUsage) {
  ScratchDirectory scratch;
  EXPECT_EQ(run_program(scratch.path(), {"run", "--seed", "5"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"nonsense"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"list", "nonsense"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"id", "--venue", "nonsense"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"audit", "--only", "nonsense"}).status, 64);
}

TEST(ExitStatus, Is64ForARequiredProbeThatDoesNotExist) {
  ScratchDirectory scratch;
  scratch.write("s.json", scenario_text("reference"));
  Outcome outcome = run_program(scratch.path(), {"run", "s.json", "--require-probes", "retry,rety"});
  EXPECT_EQ(outcome.status, 64) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "no probe \"rety\"")) << outcome.output;
  EXPECT_FALSE(contains(outcome.output, "no probe \"retry\"")) << outcome.output;
}

TEST(ExitStatus, Is65ForAProbeInAScenarioThatDoesNotExist) {
  ScratchDirectory scratch;
  scratch.write("s.json",
                scenario_text("reference", R"("expect": { "verdict": "held", "reach": ["rety"] })"));
  Outcome outcome = run_program(scratch.path(), {"run", "s.json"});
  EXPECT_EQ(outcome.status, 65) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "s.json:10:")) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "onefold list probes")) << outcome.output;
}

TEST(ExitStatus, Is65ForAConfigurationThatTheClientDoesNotTake) {
  for (const std::string config : {R"({ "attempts_max": 0 })", R"({ "attempts_max": "3" })",
                                   R"({ "deadline": "soon" })", R"({ "colour": "red" })"}) {
    ScratchDirectory scratch;
    std::string text = scenario_text("reference");
    const std::string client = R"("implementation": "reference")";
    text.insert(text.find(client) + client.size(), ", \"config\": " + config);
    scratch.write("s.json", text);
    Outcome outcome = run_program(scratch.path(), {"validate", "s.json"});
    EXPECT_EQ(outcome.status, 65) << config << outcome.output;
    EXPECT_TRUE(contains(outcome.output, "s.json: config of desk-1: ")) << outcome.output;
  }
}

TEST(ExitStatus, Is65ForAWrongScenarioWithItsPlace) {
  ScratchDirectory scratch;
  scratch.write("s.json", scenario_text("reference", R"("colour": "red")"));
  Outcome outcome = run_program(scratch.path(), {"run", "s.json"});
  EXPECT_EQ(outcome.status, 65) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "s.json:10:3: expected")) << outcome.output;
  EXPECT_EQ(run_program(scratch.path(), {"validate", "s.json"}).status, 65);
  EXPECT_EQ(run_program(scratch.path(), {"run", "missing.json"}).status, 65);
}

TEST(ExitStatus, Is65ForACapsuleThatIsNone) {
  ScratchDirectory scratch;
  scratch.write("c.json", "{ \"capsule\": 1, ");
  Outcome outcome = run_program(scratch.path(), {"replay", "c.json"});
  EXPECT_EQ(outcome.status, 65) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "c.json:1:")) << outcome.output;
}

TEST(ExitStatus, Is70WhenAReportCannotBeWritten) {
  ScratchDirectory scratch;
  scratch.write("s.json", scenario_text("reference"));
  Outcome outcome =
      run_program(scratch.path(), {"run", "s.json", "--seeds", "2", "--json", "/proc/none/out.json"});
  EXPECT_EQ(outcome.status, 70) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "/proc/none/out.json")) << outcome.output;
}

}  // namespace
}  // namespace onefold::test

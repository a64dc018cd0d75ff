// From a failing run to a kept scenario and to its cause, as a user does it.
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string half_dropped = R"("chaos": { "drop": "1/2", "until": "1s" })";

// Leaves c.json, the capsule of a client that, by default, takes a timeout for a failure.
void find_capsule(const ScratchDirectory& scratch, const std::string& client = "timeout-as-failure") {
  scratch.write("s.json", scenario_text(client, half_dropped));
  Outcome outcome = run_program(scratch.path(), {"run", "s.json", "--seeds", "50", "--jobs", "1"});
  const std::string file = replay_file(outcome);
  ASSERT_NE(file, "") << outcome.output;
  scratch.write("c.json", scratch.read(file));
}

// With a client that has no bug.
std::string mended(const std::string& text) {
  return with(text, R"("implementation": "timeout-as-failure")", R"("implementation": "reference")");
}

TEST(Promote, WritesAScenarioThatTheGateAccepts) {
  ScratchDirectory scratch;
  find_capsule(scratch);
  Outcome outcome = run_program(scratch.path(), {"promote", "c.json"});
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "promote: exact\n")) << outcome.output;
  const std::string file = "scenarios/regression/c.json";
  EXPECT_EQ(run_program(scratch.path(), {"validate", file}).status, 0);
  Outcome gate = run_program(scratch.path(), {"run", file, "--seeds", "3", "--first-seed", "900"});
  EXPECT_EQ(gate.status, 0) << gate.output;
  EXPECT_TRUE(contains(gate.output, "in 3 runs")) << gate.output;
}

TEST(Promote, NeverWritesOverAFileUnlessTold) {
  ScratchDirectory scratch;
  find_capsule(scratch);
  scratch.write("kept.json", "mine");
  Outcome refused = run_program(scratch.path(), {"promote", "c.json", "--to", "kept.json"});
  EXPECT_EQ(refused.status, 64) << refused.output;
  EXPECT_TRUE(contains(refused.output, "kept.json")) << refused.output;
  EXPECT_EQ(scratch.read("kept.json"), "mine");
  Outcome forced = run_program(scratch.path(), {"promote", "c.json", "--to", "kept.json", "--force"});
  EXPECT_EQ(forced.status, 0) << forced.output;
  EXPECT_TRUE(contains(scratch.read("kept.json"), "\"background\": {"));
}

TEST(Promote, WritesWhatMustHoldOnceTheBugIsMended) {
  ScratchDirectory scratch;
  find_capsule(scratch);
  Outcome outcome = run_program(scratch.path(), {"promote", "c.json", "--to", "h.json", "--expect", "held"});
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_EQ(run_program(scratch.path(), {"run", "h.json", "--seeds", "2"}).status, 1);
  scratch.write("m.json", mended(scratch.read("h.json")));
  EXPECT_EQ(run_program(scratch.path(), {"run", "m.json", "--seeds", "2"}).status, 0);
}

TEST(Promote, EndsWithTwoAndTheReasonWhenTheRunIsNotThere) {
  ScratchDirectory scratch;
  find_capsule(scratch);
  scratch.write("mended.json", mended(scratch.read("c.json")));
  Outcome outcome = run_program(scratch.path(), {"promote", "mended.json", "--to", "p.json"});
  EXPECT_EQ(outcome.status, 2) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "no property was violated")) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "not reproduced")) << outcome.output;
}

TEST(Promote, RefusesWhatIsNoCapsuleOrNoUsage) {
  ScratchDirectory scratch;
  scratch.write("c.json", "{ \"capsule\": 1, ");
  Outcome outcome = run_program(scratch.path(), {"promote", "c.json"});
  EXPECT_EQ(outcome.status, 65) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "c.json:1:")) << outcome.output;
  EXPECT_EQ(run_program(scratch.path(), {"promote", "missing.json"}).status, 65);
  EXPECT_EQ(run_program(scratch.path(), {"promote"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"promote", "c.json", "--expect", "perhaps"}).status, 64);
}

TEST(ReplayWhy, NamesTheStepAndIsTheSameEachTime) {
  ScratchDirectory scratch;
  find_capsule(scratch);
  const std::vector<std::string> command = {"replay", "c.json", "--why", "--why-runs",
                                            "16",     "--json", "w.json"};
  Outcome first = run_program(scratch.path(), command);
  EXPECT_EQ(first.status, 1) << first.output;
  EXPECT_TRUE(contains(first.output, "\ninevitable after: ")) << first.output;
  EXPECT_TRUE(contains(first.output, "==>  ")) << first.output;
  std::string json = scratch.read("w.json");
  EXPECT_TRUE(contains(json, "\"inevitable_after\": ")) << json;
  EXPECT_EQ(run_program(scratch.path(), command).output, first.output);
  EXPECT_EQ(scratch.read("w.json"), json);
}

TEST(ReplayWhy, HasNothingToExplainWhereNothingIsReproduced) {
  ScratchDirectory scratch;
  find_capsule(scratch);
  scratch.write("mended.json", mended(scratch.read("c.json")));
  Outcome outcome = run_program(scratch.path(), {"replay", "mended.json", "--why"});
  EXPECT_EQ(outcome.status, 2) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "nothing to explain")) << outcome.output;
  EXPECT_EQ(run_program(scratch.path(), {"replay", "c.json", "--why-runs", "3"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"replay", "c.json", "--why", "--why-runs", "0"}).status, 64);
}

TEST(Promote, OfADyingProcessCanOnlyExpectThatItLives) {
  ScratchDirectory scratch;
  find_capsule(scratch, "aborts");
  Outcome refused = run_program(scratch.path(), {"promote", "c.json", "--to", "p.json"});
  EXPECT_EQ(refused.status, 64) << refused.output;
  EXPECT_TRUE(contains(refused.output, "--expect held")) << refused.output;
  EXPECT_EQ(run_program(scratch.path(), {"validate", "p.json"}).status, 65);
  Outcome kept = run_program(scratch.path(), {"promote", "c.json", "--to", "p.json", "--expect", "held"});
  EXPECT_EQ(kept.status, 0) << kept.output;
  EXPECT_EQ(run_program(scratch.path(), {"run", "p.json", "--seeds", "2"}).status, 1);
  Outcome why = run_program(scratch.path(), {"replay", "c.json", "--why"});
  EXPECT_EQ(why.status, 2) << why.output;
  EXPECT_TRUE(contains(why.output, "takes its process down")) << why.output;
}

}  // namespace
}  // namespace onefold::test

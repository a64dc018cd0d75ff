// `onefold explore`: what it prints and leaves, and its exit statuses.
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string one_intent(const std::string& client, const std::string& more = "") {
  return R"({
  "name": "one intent",
  "venue": { "profile": "reject-while-open", "crowd": { "period": "40ms", "until": "60ms" } },
  "clients": [{ "name": "desk-1", "implementation": ")" +
         client + R"(" }],
  "intents": [
    { "id": "I1", "at": "10ms", "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "0.3", "limit": "101.50" } }
  ],
  "network": { "model": "hops", "latency": ["1ms", "1ms"], "longest_delay": "700ms" },
  "chaos": { "pause_for": ["1ms", "1ms"] },
  "heal": "900ms")" +
         more + "\n}\n";
}

TEST(ExploreCommand, LeavesACertificateWhenThereIsNothingToFind) {
  ScratchDirectory scratch;
  scratch.write("s.json", one_intent("reference"));
  Outcome outcome = run_program(scratch.path(), {"explore", "s.json", "--faults", "1", "--jobs", "2"});
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "CERTIFIED")) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "alternatives")) << outcome.output;
  std::string certificate = scratch.read("onefold-out/certificate-s-1.json");
  EXPECT_TRUE(contains(certificate, "\"verdict\": \"held\"")) << certificate;
}

TEST(ExploreCommand, EndsWithACounterexampleThatReplaysExactly) {
  ScratchDirectory scratch;
  scratch.write("s.json", one_intent("dedup-open-only"));
  Outcome outcome = run_program(scratch.path(), {"explore", "s.json", "--faults", "2"});
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "1 fault:\n")) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "desk-1 -> venue   new-order I1 #1")) << outcome.output;
  const std::string file = replay_file(outcome);
  ASSERT_NE(file, "") << outcome.output;
  Outcome again = run_program(scratch.path(), {"replay", file});
  EXPECT_EQ(again.status, 1) << again.output;
  EXPECT_TRUE(contains(again.output, "replay: exact")) << again.output;
}

TEST(ExploreCommand, IsInconclusiveWhenStoppedAndGoesOn) {
  ScratchDirectory scratch;
  scratch.write("s.json", one_intent("reference"));
  Outcome whole = run_program(scratch.path(), {"explore", "s.json", "--faults", "2", "--only", "drop,kill",
                                               "--certificate", "whole.json"});
  EXPECT_EQ(whole.status, 0) << whole.output;
  Outcome part = run_program(scratch.path(), {"explore", "s.json", "--faults", "2", "--only", "drop,kill",
                                              "--runs-max", "200", "--certificate", "part.json"});
  EXPECT_EQ(part.status, 2) << part.output;
  EXPECT_TRUE(contains(part.output, "INCOMPLETE")) << part.output;
  EXPECT_TRUE(contains(part.output, "--resume part.json")) << part.output;
  Outcome rest = run_program(
      scratch.path(), {"explore", "s.json", "--faults", "2", "--only", "drop,kill", "--resume", "part.json"});
  EXPECT_EQ(rest.status, 0) << rest.output;
  EXPECT_EQ(scratch.read("part.json"), scratch.read("whole.json"));
}

TEST(ExploreCommand, IsInconclusiveWhenABoundWasHit) {
  ScratchDirectory scratch;
  scratch.write("s.json", one_intent("reference", ",\n  \"events_max\": 40"));
  Outcome outcome = run_program(scratch.path(), {"explore", "s.json", "--faults", "0"});
  EXPECT_EQ(outcome.status, 2) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "hit a bound")) << outcome.output;
}

TEST(ExploreCommand, LeavesWhatItHasWhenInterruptedAndGoesOn) {
  ScratchDirectory scratch;
  scratch.write("s.json", one_intent("reference"));
  const std::vector<std::string> arguments{"explore", "s.json",        "--faults",
                                           "3",       "--certificate", "part.json"};
  Outcome part = run_program(scratch.path(), arguments, "explore");
  EXPECT_EQ(part.status, 2) << part.output;
  EXPECT_TRUE(contains(part.output, "INCOMPLETE")) << part.output;
  EXPECT_TRUE(contains(part.output, "--resume part.json")) << part.output;
  Outcome more = run_program(
      scratch.path(), {"explore", "s.json", "--faults", "3", "--resume", "part.json", "--runs-max", "50"});
  EXPECT_EQ(more.status, 2) << more.output;
}

TEST(ExploreCommand, ShowsWhatIsImpossibleBeyondTheContract) {
  ScratchDirectory scratch;
  scratch.write("s.json", one_intent("reference"));
  Outcome outcome =
      run_program(scratch.path(), {"explore", "s.json", "--faults", "2", "--beyond", "duplicate"});
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "blame: nobody")) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "1 fault:\n")) << outcome.output;
  const std::string file = replay_file(outcome);
  ASSERT_NE(file, "") << outcome.output;
  Outcome again = run_program(scratch.path(), {"replay", file});
  EXPECT_EQ(again.status, 1) << again.output;
  EXPECT_TRUE(contains(again.output, "blame: nobody")) << again.output;
  EXPECT_TRUE(contains(again.output, "replay: exact")) << again.output;
}

TEST(ExploreCommand, RefusesWhatMakesNoSense) {
  ScratchDirectory scratch;
  scratch.write("s.json", one_intent("reference"));
  EXPECT_EQ(run_program(scratch.path(), {"explore", "s.json"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"explore", "s.json", "--faults", "9"}).status, 64);
  Outcome partition =
      run_program(scratch.path(), {"explore", "s.json", "--faults", "1", "--only", "partition"});
  EXPECT_EQ(partition.status, 64) << partition.output;
  EXPECT_TRUE(contains(partition.output, "partition")) << partition.output;
  EXPECT_EQ(run_program(scratch.path(), {"explore", "none.json", "--faults", "1"}).status, 65);
  scratch.write("c.json", "{ \"certificate\": 2 }");
  Outcome version = run_program(scratch.path(), {"explore", "s.json", "--faults", "1", "--resume", "c.json"});
  EXPECT_EQ(version.status, 65) << version.output;
  EXPECT_TRUE(contains(version.output, "c.json:1:")) << version.output;
}

}  // namespace
}  // namespace onefold::test

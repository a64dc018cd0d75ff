// `onefold matrix`: what it prints and leaves, and its exit statuses.
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::vector<std::string> small{"matrix", "--faults", "1", "--seeds", "20", "--jobs", "2"};

std::vector<std::string> small_and(std::vector<std::string> more) {
  more.insert(more.begin(), small.begin(), small.end());
  return more;
}

TEST(MatrixCommand, TellsANaiveClientFromTheReference) {
  ScratchDirectory scratch;
  Outcome outcome = run_program(scratch.path(), small_and({"--profile", "reject-while-open", "--model",
                                                           "direct", "--client", "reference,naive-same-id"}));
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "reject-while-open  direct  safe          unsafe 1\n"))
      << outcome.output;
  const std::string json = scratch.read("onefold-out/matrix.json");
  EXPECT_TRUE(contains(json, "\"verdict\": \"held\"")) << json;
  EXPECT_TRUE(contains(json, "\"blame\": \"client desk-1\"")) << json;
  Outcome again = run_program(scratch.path(),
                              {"replay", "onefold-out/matrix-reject-while-open-direct-naive-same-id.json"});
  EXPECT_EQ(again.status, 1) << again.output;
  EXPECT_TRUE(contains(again.output, "replay: exact")) << again.output;
}

TEST(MatrixCommand, ShowsWhyItIsImpossible) {
  ScratchDirectory scratch;
  Outcome outcome = run_program(scratch.path(), small_and({"--profile", "no-deduplication", "--model", "hops",
                                                           "--client", "reference", "--markdown", "m.md"}));
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "No client could place exactly once under duplicate"))
      << outcome.output;
  EXPECT_TRUE(contains(scratch.read("m.md"), " hops | impossible |\n")) << scratch.read("m.md");
  Outcome again =
      run_program(scratch.path(), {"replay", "onefold-out/matrix-no-deduplication-hops-beyond.json"});
  EXPECT_EQ(again.status, 1) << again.output;
  EXPECT_TRUE(contains(again.output, "blame: nobody")) << again.output;
}

TEST(MatrixCommand, AClientThatIsNotNaiveFailsTheGate) {
  ScratchDirectory scratch;
  Outcome outcome = run_program(scratch.path(), small_and({"--profile", "reject-for-ever", "--model", "hops",
                                                           "--client", "fresh-id-per-retry"}));
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "UNSAFE  fresh-id-per-retry on reject-for-ever hops"))
      << outcome.output;
  EXPECT_EQ(replay_file(outcome), "onefold-out/matrix-reject-for-ever-hops-fresh-id-per-retry.json")
      << outcome.output;
}

TEST(MatrixCommand, IsInconclusiveWhenStoppedAndGoesOn) {
  ScratchDirectory scratch;
  const std::vector<std::string> rows{"--profile", "reject-for-ever", "--client", "reference,naive-same-id"};
  Outcome part = run_program(scratch.path(), small_and({"--profile", "reject-for-ever", "--client",
                                                        "reference,naive-same-id", "--limit", "1ms"}));
  EXPECT_EQ(part.status, 2) << part.output;
  EXPECT_TRUE(contains(part.output, "--resume onefold-out/matrix.json")) << part.output;
  std::vector<std::string> more = rows;
  more.insert(more.end(), {"--resume", "onefold-out/matrix.json"});
  Outcome rest = run_program(scratch.path(), small_and(more));
  EXPECT_EQ(rest.status, 0) << rest.output;
  const std::string resumed = scratch.read("onefold-out/matrix.json");
  more = rows;
  more.insert(more.end(), {"--json", "whole.json"});
  EXPECT_EQ(run_program(scratch.path(), small_and(more)).status, 0);
  EXPECT_EQ(resumed, scratch.read("whole.json"));
  Outcome nothing_left = run_program(scratch.path(), small_and({"--profile", "reject-for-ever", "--client",
                                                                "reference", "--resume", "whole.json"}));
  EXPECT_EQ(nothing_left.status, 0) << nothing_left.output;
}

TEST(MatrixCommand, LeavesWhatItHasWhenInterrupted) {
  ScratchDirectory scratch;
  Outcome part = run_program(scratch.path(),
                             {"matrix", "--faults", "3", "--jobs", "1", "--client", "reference"}, "profile");
  EXPECT_EQ(part.status, 2) << part.output;
  EXPECT_TRUE(contains(part.output, "--resume onefold-out/matrix.json")) << part.output;
  EXPECT_TRUE(contains(scratch.read("onefold-out/matrix.json"), "\"verdict\": \"inconclusive\""));
}

TEST(MatrixCommand, RefusesWhatMakesNoSense) {
  ScratchDirectory scratch;
  Outcome client = run_program(scratch.path(), {"matrix", "--client", "nobody"});
  EXPECT_EQ(client.status, 64) << client.output;
  EXPECT_TRUE(contains(client.output, "no client \"nobody\"")) << client.output;
  Outcome profile = run_program(scratch.path(), {"matrix", "--profile", "atlantis"});
  EXPECT_EQ(profile.status, 64) << profile.output;
  EXPECT_TRUE(contains(profile.output, "atlantis")) << profile.output;
  EXPECT_EQ(run_program(scratch.path(), {"matrix", "--model", "pigeon"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"matrix", "--faults", "9"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"matrix", "--limit", "5"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"matrix", "--resume", "none.json"}).status, 65);
  scratch.write("bad.json", "{ \"matrix\": 1 }");
  Outcome bad = run_program(scratch.path(), {"matrix", "--resume", "bad.json"});
  EXPECT_EQ(bad.status, 65) << bad.output;
  EXPECT_TRUE(contains(bad.output, "bad.json: no matrix")) << bad.output;
}

}  // namespace
}  // namespace onefold::test

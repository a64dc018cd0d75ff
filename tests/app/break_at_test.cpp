// `replay --break-at`: under a debugger the process stops inside the code that makes the event happen.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A capsule of a client that sends again under a new id.
std::string make_capsule(const ScratchDirectory& scratch) {
  scratch.write("s.json",
                scenario_text("fresh-id-per-retry", R"("chaos": { "drop": "1/2", "until": "1s" })"));
  Outcome outcome = run_program(scratch.path(), {"run", "s.json", "--seeds", "50", "--jobs", "1"});
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  return replay_file(outcome);
}

// The number of the last event on the timeline with this text.
std::string number_of(const std::string& timeline, const std::string& event) {
  std::size_t line = timeline.rfind('\n', timeline.rfind(event)) + 1;
  std::size_t first = timeline.find_first_not_of(' ', line);
  return timeline.substr(first, timeline.find(' ', first) - first);
}

TEST(BreakAt, WithoutADebuggerSaysHowToStartOne) {
  ScratchDirectory scratch;
  const std::string capsule = make_capsule(scratch);
  ASSERT_FALSE(capsule.empty());
  Outcome outcome = run_program(scratch.path(), {"replay", capsule, "--break-at", "5"});
  EXPECT_EQ(outcome.status, 64) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "no debugger is attached")) << outcome.output;
  EXPECT_TRUE(contains(outcome.output, "gdb -ex run --args")) << outcome.output;
  EXPECT_EQ(run_program(scratch.path(), {"replay", capsule, "--break-at", "0"}).status, 64);
}

TEST(BreakAt, StopsUnderGdbAtTheSendOfTheGuiltyRequest) {
  if (std::system("gdb --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "gdb is not installed";
  ScratchDirectory scratch;
  const std::string capsule = make_capsule(scratch);
  ASSERT_FALSE(capsule.empty());
  Outcome timeline = run_program(scratch.path(), {"replay", capsule, "--timeline"});
  const std::string number = number_of(timeline.output, "sends new-order");
  const std::string log = (scratch.path() / "gdb.log").string();
  const std::string command = "cd " + scratch.path().string() +
                              " && gdb -batch -ex run -ex backtrace --args " + ONEFOLD_PROGRAM + " replay " +
                              capsule + " --break-at " + number + " >" + log + " 2>&1 </dev/null";
  EXPECT_NE(std::system(command.c_str()), -1);
  const std::string output = scratch.read("gdb.log");
  EXPECT_TRUE(contains(output, "stopped at event")) << output;
  EXPECT_TRUE(contains(output, "SIGTRAP")) << output;
  EXPECT_TRUE(contains(output, "sends new-order")) << output;
  // By name, or by file where there is debugging information: clang's then has no scopes.
  EXPECT_TRUE(contains(output, "onefold::sim::Connection::send") || contains(output, "connection_send.cpp"))
      << output;
  EXPECT_TRUE(contains(output, "onefold::harness::ClientUnderTest") ||
              contains(output, "client_native_session.cpp"))
      << output;
}

TEST(BreakAt, SaysSoWhenTheRunHasNoSuchEvent) {
  if (std::system("gdb --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "gdb is not installed";
  ScratchDirectory scratch;
  const std::string capsule = make_capsule(scratch);
  ASSERT_FALSE(capsule.empty());
  const std::string command = "cd " + scratch.path().string() + " && gdb -batch -ex run --args " +
                              ONEFOLD_PROGRAM + " replay " + capsule +
                              " --break-at 999999 >gdb.log 2>&1 </dev/null";
  EXPECT_NE(std::system(command.c_str()), -1);
  EXPECT_TRUE(contains(scratch.read("gdb.log"), "--break-at 999999: the run has")) << scratch.read("gdb.log");
}

}  // namespace
}  // namespace onefold::test

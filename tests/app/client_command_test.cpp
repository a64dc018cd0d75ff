// `onefold run --client-command`: a program in the place of the clients that a scenario names.
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

constexpr const char* python = "/usr/bin/python3";

std::string scenario_that_requires(const std::string& probe) {
  return with(scenario_text("reference", R"("expect": { "reach": [")" + probe + R"("] })"),
              R"("profile": "reject-for-ever")", R"("profile": "reject-for-ever", "dialect": "http")");
}

Outcome run_safe(const std::string& scenario) {
  ScratchDirectory scratch;
  scratch.write("s.json", scenario);
  const std::string command =
      std::string(python) + " " + ONEFOLD_SOURCE_DIR + "/examples/process_clients/safe.py";
  return run_program(scratch.path(),
                     {"run", "s.json", "--client-command", command, "--seeds", "2", "--jobs", "1"});
}

TEST(ClientCommand, IsNotAskedForThePathsOfTheProjectsOwnClient) {
  if (::access(python, X_OK) != 0) GTEST_SKIP() << "python3 is not installed";
  const Outcome outcome = run_safe(scenario_that_requires("orphan-adopted"));
  EXPECT_EQ(outcome.status, 0) << outcome.output;
}

TEST(ClientCommand, IsAskedForTheFaultsThatTheScenarioRequires) {
  if (::access(python, X_OK) != 0) GTEST_SKIP() << "python3 is not installed";
  const Outcome outcome = run_safe(scenario_that_requires("kill"));
  EXPECT_EQ(outcome.status, 2) << outcome.output;
  EXPECT_NE(outcome.output.find("never reached: kill"), std::string::npos) << outcome.output;
}

}  // namespace
}  // namespace onefold::test

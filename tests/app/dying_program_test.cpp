// Code under test that takes its process down ends its run as a violation; the campaign goes on.
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

struct Way {
  const char* client;
  const char* told;  // part of the explanation
};

// AddressSanitizer takes the signal, reports, and exits.
#if ONEFOLD_SANITIZED
constexpr const char* told_of_a_fault = "exited with status 1";
#else
constexpr const char* told_of_a_fault = "killed by signal 11";
#endif

class DyingProgram : public testing::TestWithParam<Way> {};

TEST_P(DyingProgram, IsAViolationWithACapsuleThatShowsItAgain) {
  ScratchDirectory scratch;
  scratch.write("dying.json", scenario_text(GetParam().client));
  scratch.write("healthy.json", scenario_text("reference"));
  Outcome outcome = run_program(scratch.path(), {"run", ".", "--seeds", "3", "--jobs", "2", "--hang-after",
                                                 "500ms", "--json", "out.json"});
  EXPECT_EQ(outcome.status, 1) << outcome.output;
  EXPECT_NE(outcome.output.find("program-survives"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("blame: client desk-1"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find(GetParam().told), std::string::npos) << outcome.output;
  EXPECT_NE(scratch.read("out.json").find("\"runs\": 6"), std::string::npos) << scratch.read("out.json");

  const std::string file = replay_file(outcome);
  ASSERT_NE(file, "") << outcome.output;
  Outcome again = run_program(scratch.path(), {"replay", file, "--hang-after", "500ms"});
  EXPECT_EQ(again.status, 1) << again.output;
  EXPECT_NE(again.output.find(GetParam().told), std::string::npos) << again.output;
}

INSTANTIATE_TEST_SUITE_P(Ways, DyingProgram,
                         testing::Values(Way{"aborts", "killed by signal 6"}, Way{"faults", told_of_a_fault},
                                         Way{"exits", "exited with status 3"},
                                         Way{"throws", "a bug of the client"},
                                         Way{"spins", "did not return"}),
                         [](const testing::TestParamInfo<Way>& way) { return way.param.client; });

}  // namespace
}  // namespace onefold::test

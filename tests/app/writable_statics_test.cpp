#include "app/writable_statics.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/app/program.hpp"

namespace acme {

int orders_sent = 0;
thread_local int depth = 0;
extern const int port;  // of this name everywhere, so that it is kept
const int port = 7001;

template <typename T>
std::string next_name(const std::string& prefix, T) {
  static T count_of_names = 0;
  return prefix + std::to_string(++count_of_names);
}

namespace {
std::string last_error;
}

}  // namespace acme

namespace onefold::app {
namespace {

// Behind the name there may be a tag of the ABI.
bool is_listed(const WritableStatics& statics, std::string_view part_of_name) {
  return std::any_of(statics.all.begin(), statics.all.end(), [&](const WritableStatic& one) {
    return one.name.find(part_of_name) != std::string::npos;
  });
}

TEST(WritableStatics, AreListedWhereverTheyStandInAUsersCode) {
  acme::orders_sent += ++acme::depth + static_cast<int>(acme::next_name("n", 1L).size());
  acme::last_error = "none";
  WritableStatics statics = read_writable_statics("/proc/self/exe");
  ASSERT_EQ(statics.problem, "");
  EXPECT_TRUE(is_listed(statics, "acme::orders_sent"));
  EXPECT_TRUE(is_listed(statics, "acme::depth"));
  EXPECT_TRUE(is_listed(statics, "::count_of_names"));
  EXPECT_TRUE(is_listed(statics, "::last_error"));
  EXPECT_FALSE(is_listed(statics, "acme::port"));
  for (const WritableStatic& one : statics.all) {
    EXPECT_EQ(one.name.find("onefold::"), std::string::npos) << one.name;
    EXPECT_EQ(one.name.find("boost::"), std::string::npos) << one.name;
  }
}

TEST(WritableStatics, OfTheProgramItselfThereAreNone) {
  if (ONEFOLD_SANITIZED) GTEST_SKIP() << "the sanitizers have variables of their own";
  test::ScratchDirectory scratch;
  test::Outcome outcome = test::run_program(scratch.path(), {"list", "statics"});
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_TRUE(outcome.output.starts_with("0 writable variables")) << outcome.output;
}

TEST(WritableStatics, SayWhatIsWrongWithAFileThatIsNoProgram) {
  test::ScratchDirectory scratch;
  scratch.write("text", "not a program");
  scratch.write("cut", scratch.read("text") + std::string("\x7f") + "ELF");
  EXPECT_NE(read_writable_statics(scratch.path() / "text").problem, "");
  EXPECT_NE(read_writable_statics(scratch.path() / "cut").problem, "");
  EXPECT_NE(read_writable_statics(scratch.path() / "missing").problem, "");
  std::string header = std::string(
                           "\x7f"
                           "ELF\x02",
                           5) +
                       std::string(59, '\xff');
  scratch.write("wild", header);
  EXPECT_NE(read_writable_statics(scratch.path() / "wild").problem, "");
}

}  // namespace
}  // namespace onefold::app

// What the C++ library has for threads, behind the process door: the same each time, in virtual time.
#include <gtest/gtest.h>

#include "tests/sim/door/foreign_world.hpp"

namespace onefold::sim {
namespace {

struct Way {
  const char* word;  // of programs/threads_program.cpp
  const char* output;
  TimeNs from_ns;  // virtual time that it takes
  TimeNs to_ns;
  int status = 0;
};

class ForeignCppThreads : public testing::TestWithParam<Way> {};

TEST_P(ForeignCppThreads, WaitInVirtualTimeAndRunTheSameEachTime) {
  const Way& way = GetParam();
  const ForeignRun first = run_foreign({ONEFOLD_THREADS_PROGRAM, way.word}, "a line\n");
  const ForeignRun second = run_foreign({ONEFOLD_THREADS_PROGRAM, way.word}, "a line\n");
  EXPECT_EQ(first.output, way.output) << first.failure << first.last_words;
  EXPECT_GE(first.at_ns, way.from_ns);
  EXPECT_LE(first.at_ns, way.to_ns);
  ASSERT_TRUE(first.end.has_value());
  EXPECT_EQ(first.end->status, way.status);
  EXPECT_EQ(first.end->signal, 0);
  EXPECT_EQ(first.digest, second.digest);
}

constexpr TimeNs ms_ns = 1'000'000;

INSTANTIATE_TEST_SUITE_P(
    Ways, ForeignCppThreads,
    testing::Values(Way{"detached_threads", "300\n", 0, 100 * ms_ns},
                    Way{"joined_threads", "44850\n", 0, 100 * ms_ns},
                    Way{"atomic_waits", "200 4\n", 2000 * ms_ns, 2100 * ms_ns},
                    Way{"semaphores", "3 0\n", 33'000 * ms_ns, 33'100 * ms_ns},
                    Way{"latch_and_barrier", "10\n", 3000 * ms_ns, 3100 * ms_ns},
                    Way{"stop_tokens", "stopped 5\n", 5500 * ms_ns, 5600 * ms_ns},
                    Way{"futures", "1 11\n", 4000 * ms_ns, 4100 * ms_ns},
                    Way{"thread_locals", "~second ~first joined ~main ", 2000 * ms_ns, 2100 * ms_ns},
                    Way{"timed_waits", "1 1 0\n", 89'000 * ms_ns, 90'100 * ms_ns},
                    Way{"called_once", "3 2 3\n", 4000 * ms_ns, 4100 * ms_ns},
                    Way{"exit_with_threads", "left\n", 1000 * ms_ns, 1100 * ms_ns, 3},
                    Way{"main_thread_ends_first", "last\n", 2000 * ms_ns, 2100 * ms_ns},
                    Way{"read_while_others_work", "a line\n 100\n", 500 * ms_ns, 600 * ms_ns}),
    [](const testing::TestParamInfo<Way>& way) { return way.param.word; });

TEST(ForeignCppRandom, ComesFromTheNodeAndNotFromTheProcessor) {
  const ForeignRun first = run_foreign({ONEFOLD_THREADS_PROGRAM, "random_numbers"});
  const ForeignRun second = run_foreign({ONEFOLD_THREADS_PROGRAM, "random_numbers"});
  ASSERT_TRUE(first.end.has_value()) << first.failure;
  EXPECT_GT(first.output.size(), 4u);
  EXPECT_EQ(first.output, second.output);
}

}  // namespace
}  // namespace onefold::sim

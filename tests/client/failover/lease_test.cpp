// The lease between two instances: what is said, and who gets it.
#include <gtest/gtest.h>

#include "client/failover/lease_grants.hpp"

namespace onefold::client {
namespace {

constexpr SteadyNs ms = 1'000'000;

// 200 ms as told, 202 ms as kept, from a start at 0.
LeaseGrants keeper() {
  return {200, 10, 0};
}

TEST(LeaseGrants, GivesNothingUntilLeasesOfAnEarlierLifeAreOver) {
  LeaseGrants grants = keeper();
  EXPECT_FALSE(grants.answer({1, "desk-1"}, 202 * ms - 1).granted);
  const LeaseAnswer answer = grants.answer({2, "desk-1"}, 202 * ms);
  EXPECT_TRUE(answer.granted);
  EXPECT_EQ(answer.number, 2u);
  EXPECT_EQ(answer.lease_ms, 200);
}

TEST(LeaseGrants, KeepsTheOtherOutLongerThanTheHolderIsTold) {
  LeaseGrants grants = keeper();
  ASSERT_TRUE(grants.answer({1, "desk-1"}, 300 * ms).granted);
  EXPECT_FALSE(grants.answer({1, "desk-2"}, 502 * ms - 1).granted);
  EXPECT_TRUE(grants.answer({2, "desk-2"}, 502 * ms).granted);
  EXPECT_FALSE(grants.answer({2, "desk-1"}, 503 * ms).granted);
}

TEST(LeaseGrants, GoesOnForAsLongAsTheHolderAsks) {
  LeaseGrants grants = keeper();
  for (std::uint64_t i = 1; i < 20; ++i) {
    EXPECT_TRUE(grants.answer({i, "desk-1"}, SteadyNs(i) * 203 * ms).granted);
    EXPECT_FALSE(grants.answer({i, "desk-2"}, SteadyNs(i) * 203 * ms + 1).granted);
  }
}

TEST(LeaseLine, ReadsWhatItWrites) {
  const auto asked = read_asked("hold 18446744073709551615 desk-1");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->number, UINT64_MAX);
  EXPECT_EQ(write_line(*asked), "hold 18446744073709551615 desk-1\n");
  for (const char* line : {"granted 17 200", "refused 3 0"}) {
    const auto answer = read_answer(line);
    ASSERT_TRUE(answer) << line;
    EXPECT_EQ(write_line(*answer), std::string(line) + "\n");
  }
}

TEST(LeaseLine, TakesNothingElse) {
  for (const char* line :
       {"", "hold", "hold 1", "hold 1 ", "hold x desk", "hold -1 desk", "hold 1 a b", "hold 1 a\tb",
        "hold 18446744073709551616 desk", "keep 1 desk", "hold 1 123456789012345678901234567890123"})
    EXPECT_FALSE(read_asked(line)) << line;
  for (const char* line : {"", "granted", "granted 1", "granted 1 -1", "granted 1 60001", "granted 1 2 3",
                           "denied 1 0", "granted 1 99999999999999999999"})
    EXPECT_FALSE(read_answer(line)) << line;
}

}  // namespace
}  // namespace onefold::client

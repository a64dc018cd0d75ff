// The floor does workload W as it is defined: checked against a second, naive implementation.
#include "bench/floor/floor.hpp"

#include <gtest/gtest.h>

#include <map>
#include <utility>

namespace onefold::bench {
namespace {

// Follows one client at a time from request to request, and sorts what all of them completed by time.
CompletionHash naive(const Workload& workload) {
  std::map<std::int64_t, std::pair<std::uint32_t, std::uint64_t>> completed;
  for (std::uint32_t c = 0; c < clients; ++c) {
    std::int64_t now_ns = start_ns + c;
    std::uint32_t requests_sent = 0;
    std::uint32_t responses_sent = 0;
    for (std::uint32_t number = 0; number < workload.requests_per_client();) {
      const Fate there = fate_of(workload, c, Direction::request, ++requests_sent);
      const Fate back =
          there.lost ? Fate{true, 0} : fate_of(workload, c, Direction::response, ++responses_sent);
      if (there.lost || back.lost) {
        now_ns += timeout_ns;
        continue;
      }
      now_ns += there.delay_ns + back.delay_ns;
      EXPECT_TRUE(completed.emplace(now_ns, std::pair(c, answer_to(request_token(c, number)))).second);
      ++number;
    }
  }
  CompletionHash hash;
  for (const auto& [time_ns, who] : completed) hash.add(who.first, time_ns, who.second);
  return hash;
}

TEST(Floor, CompletesTheSameRequestsAtTheSameTimesAsANaiveSimulation) {
  for (const bool lossy : {true, false}) {
    const Workload workload{.seed = 42, .requests = 32'000, .lossy = lossy};
    const CompletionHash hash = run_floor(workload);
    EXPECT_EQ(hash.completions(), workload.requests);
    EXPECT_EQ(hash.value(), naive(workload).value());
  }
}

TEST(Floor, IsAFunctionOfItsSeed) {
  EXPECT_NE(run_floor({.seed = 1, .requests = 160}).value(), run_floor({.seed = 2, .requests = 160}).value());
}

TEST(Workload, LosesOneMessageInAHundredAndSpreadsTheOthersOverTheirRange) {
  const Workload workload;
  int lost = 0;
  int early = 0;
  for (std::uint32_t n = 1; n <= 100'000; ++n) {
    const Fate fate = fate_of(workload, 3, Direction::response, n);
    lost += fate.lost;
    early += fate.delay_ns < (delay_ns_min + delay_ns_max) / 2;
    ASSERT_GE(fate.delay_ns, delay_ns_min);
    ASSERT_LE(fate.delay_ns, delay_ns_max);
    ASSERT_EQ(fate.delay_ns % 1'000, 0);
  }
  EXPECT_NEAR(lost, 1'000, 150);
  EXPECT_NEAR(early, 50'000, 1'000);
}

TEST(Workload, TokensNeverHoldALineEnd) {
  for (std::uint32_t number = 0; number < 10'000; ++number) {
    Message message = blank_message();
    write_token(message.data(), answer_to(request_token(number % clients, number)));
    EXPECT_EQ(std::string_view(message.data(), message.size()).find('\n'), message_bytes - 1);
  }
}

}  // namespace
}  // namespace onefold::bench

// The floor's timing wheel keeps the order of time, through cancellations and many turns of the ring.
#include "bench/floor/timing_wheel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bench/workload.hpp"

namespace onefold::bench {
namespace {

TEST(TimingWheel, TakesEventsInTheOrderOfTime) {
  TimingWheel wheel;
  wheel.insert(300, 0, 3);
  wheel.insert(TimingWheel::horizon_ns, 0, 4);
  wheel.insert(100, 0, 1);
  wheel.insert(200, 0, 2);
  for (std::uint32_t expected = 1; expected <= 4; ++expected) EXPECT_EQ(wheel.take().target, expected);
  EXPECT_TRUE(wheel.empty());
  EXPECT_EQ(wheel.now(), TimingWheel::horizon_ns);
}

TEST(TimingWheel, KeepsTheOrderOfInsertionAtEqualTimes) {
  TimingWheel wheel;
  for (std::uint32_t i = 0; i < 5; ++i) wheel.insert(70'000, 0, i);
  for (std::uint32_t i = 0; i < 5; ++i) EXPECT_EQ(wheel.take().target, i);
}

TEST(TimingWheel, ForgetsCancelledEventsWhereverTheyStandInABucket) {
  TimingWheel wheel;
  std::vector<TimingWheel::Index> handles;
  for (std::uint32_t i = 0; i < 5; ++i) handles.push_back(wheel.insert(10 + i, 0, i));
  for (std::size_t i : {0u, 2u, 4u}) wheel.cancel(handles[i]);
  EXPECT_EQ(wheel.take().target, 1u);
  EXPECT_EQ(wheel.take().target, 3u);
  EXPECT_TRUE(wheel.empty());
}

TEST(TimingWheel, AgreesWithASortedListOverManyTurns) {
  TimingWheel wheel;
  struct Pending {
    std::int64_t time_ns;
    std::uint32_t target;
    TimingWheel::Index handle;
  };
  std::vector<Pending> pending;  // the reference: searched through, never clever
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    const std::uint64_t draw = mix(7, i);
    if (draw % 3 != 0 || pending.empty()) {
      const std::int64_t time_ns =
          wheel.now() +
          static_cast<std::int64_t>((draw >> 8) % static_cast<std::uint64_t>(TimingWheel::horizon_ns));
      pending.push_back({time_ns, i, wheel.insert(time_ns, 0, i)});
    } else if (draw % 2 == 0) {
      const auto victim = pending.begin() + static_cast<std::ptrdiff_t>((draw >> 8) % pending.size());
      wheel.cancel(victim->handle);
      pending.erase(victim);
    } else {
      const auto first = std::min_element(pending.begin(), pending.end(),
                                          [](const auto& a, const auto& b) { return a.time_ns < b.time_ns; });
      ASSERT_EQ(wheel.take().target, first->target);
      ASSERT_EQ(wheel.now(), first->time_ns);
      pending.erase(first);
    }
    ASSERT_EQ(wheel.empty(), pending.empty());
  }
}

}  // namespace
}  // namespace onefold::bench

#include "sim/os/clock.hpp"

#include <gtest/gtest.h>

#include "sim/core/random.hpp"

namespace onefold::sim {
namespace {

TEST(NodeClock, ShowsVirtualTimeFromItsEpochs) {
  const NodeClock clock;
  EXPECT_EQ(clock.steady_at(5), steady_epoch_ns + 5);
  EXPECT_EQ(clock.system_at(5), system_epoch_ns + 5);
}

TEST(NodeClock, WhenIsTheFirstMomentThatShowsTheTimeUnderAnyDrift) {
  RandomStream random(1);
  for (std::int64_t ppm : {-100'000, -137, 0, 1, 250, 99'999}) {
    NodeClock clock;
    clock.set(3 * second_ns, ppm, 17);
    for (int i = 0; i < 2000; ++i) {
      const TimeNs now_ns = spread(random.next(), 17, 100 * second_ns);
      const TimeNs ahead_ns = spread(random.next(), 1, second_ns);
      const TimeNs wanted_ns = clock.steady_at(now_ns) + ahead_ns;
      const TimeNs when_ns = clock.when_steady(wanted_ns, now_ns);
      ASSERT_GE(clock.steady_at(when_ns), wanted_ns) << ppm;
      ASSERT_LT(clock.steady_at(when_ns - 1), wanted_ns) << ppm;
      EXPECT_EQ(clock.when_system(clock.system_at(now_ns) + ahead_ns, now_ns), when_ns);
    }
  }
}

TEST(NodeClock, NeverGoesBackWhenItsDriftChanges) {
  NodeClock clock;
  clock.set(0, 100'000, 0);
  const TimeNs before_ns = clock.steady_at(second_ns);
  clock.set(0, -100'000, second_ns);
  EXPECT_EQ(clock.steady_at(second_ns), before_ns);
  EXPECT_EQ(clock.steady_at(2 * second_ns), before_ns + 900 * millisecond_ns);
}

TEST(NodeClock, AJumpMovesTheSystemClockAlone) {
  NodeClock clock;
  clock.jump(-second_ns);
  EXPECT_EQ(clock.steady_at(0), steady_epoch_ns);
  EXPECT_EQ(clock.system_at(0), system_epoch_ns - second_ns);
  EXPECT_EQ(clock.when_system(system_epoch_ns, 0), second_ns);
}

}  // namespace
}  // namespace onefold::sim

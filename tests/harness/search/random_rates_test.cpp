// The strategies that strike with a rate at each point.
#include "harness/search/random_rates.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "tests/harness/search/search_room.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;

std::array<int, sim::fault_kind_count> counts(test::SearchRoom& room, sim::Decider& decider, int points) {
  std::array<int, sim::fault_kind_count> count{};
  for (const sim::Key& key : test::usual_points(room, points)) {
    for (const sim::Fault& fault : room.ask(decider, key)) ++count[static_cast<std::size_t>(fault.kind)];
  }
  return count;
}

TEST(RandomStrategy, SwitchesKindsOffAndSaysWhich) {
  int off = 0;
  int on = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    test::SearchRoom room;
    room.chaos_of({FaultKind::drop, FaultKind::delay, FaultKind::kill, FaultKind::pause});
    auto decider = random_strategy(room.setting(seed));
    const std::string drawn = room.drawn;
    const std::size_t split = drawn.find("; off: ");
    const auto struck = counts(room, *decider, 2'000);
    for (FaultKind kind : {FaultKind::drop, FaultKind::delay, FaultKind::kill, FaultKind::pause}) {
      const std::size_t at = drawn.find(sim::to_string(kind));
      ASSERT_NE(at, std::string::npos) << drawn;
      const bool is_on = at < split;
      EXPECT_EQ(struck[static_cast<std::size_t>(kind)] > 0, is_on)
          << sim::to_string(kind) << " in: " << drawn;
      ++(is_on ? on : off);
    }
  }
  EXPECT_GT(on, 80);
  EXPECT_GT(off, 60);
}

TEST(RandomStrategy, DrawsRatesAroundTheScenariosAndSaysThem) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    test::SearchRoom room;
    room.chaos_of({FaultKind::drop}, {1, 12});
    auto decider = random_strategy(room.setting(seed));
    seen.insert(room.drawn);
    const int denominator = std::stoi(room.drawn.substr(room.drawn.find('/') + 1));
    const int struck = counts(room, *decider, 5'000)[0];  // 2,000 of them are messages
    EXPECT_NEAR(struck, 2'000 / denominator, 20 + 600 / denominator) << room.drawn;
  }
  EXPECT_EQ(seen, (std::set<std::string>{"drop 1/48", "drop 1/24", "drop 1/12", "drop 1/6", "drop 1/3"}));
}

TEST(RandomStrategy, LeavesAHighRateBelowOne) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    test::SearchRoom room;
    room.chaos_of({FaultKind::drop}, {1, 2});
    random_strategy(room.setting(seed));
    EXPECT_TRUE(room.drawn == "drop 1/2" || room.drawn == "drop 1/4" || room.drawn == "drop 1/8")
        << room.drawn;
  }
}

TEST(UniformStrategy, StrikesEveryKindAtTheSameRateWhateverTheScenariosIs) {
  test::SearchRoom room;
  room.chaos_of({FaultKind::drop}, {1, 2});
  room.chaos_of({FaultKind::delay}, {1, 1'000});
  auto decider = uniform_strategy(room.setting(1));
  const auto struck = counts(room, *decider, 100'000);  // 40,000 of them are messages
  const int expected = static_cast<int>(40'000 * uniform_rate.numerator / uniform_rate.denominator);
  EXPECT_NEAR(struck[static_cast<std::size_t>(FaultKind::drop)], expected, expected / 4);
  EXPECT_NEAR(struck[static_cast<std::size_t>(FaultKind::delay)], expected, expected / 4);
}

}  // namespace
}  // namespace onefold::harness

// The strategy priority: few chains come last, as drawn.
#include "harness/search/priority.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/harness/search/search_room.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;

TEST(Priority, StrikesAtNoMorePointsThanItsDepthWhereNothingCanBeLate) {
  std::set<int> depths;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    test::SearchRoom room;
    room.chaos_of({FaultKind::drop, FaultKind::kill});
    auto decider = priority_strategy(room.setting(seed), {4, 300});
    const int depth = std::stoi(room.drawn.substr(std::string("depth ").size()));
    depths.insert(depth);
    int struck = 0;
    for (const sim::Key& key : test::usual_points(room, 300)) {
      struck += static_cast<int>(room.ask(*decider, key).size());
    }
    EXPECT_LE(struck, depth) << room.drawn;
    EXPECT_GE(struck, 1) << room.drawn;
  }
  EXPECT_EQ(depths, (std::set<int>{1, 2, 3, 4}));
}

TEST(Priority, HoldsAChainBackByTheSameTime) {
  int chains_held_back = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    test::SearchRoom room;
    room.chaos_of({FaultKind::delay});
    auto decider = priority_strategy(room.setting(seed), {2, 200});
    std::set<sim::TimeNs> by;
    int struck = 0;
    for (int i = 0; i < 100; ++i) {
      const bool request = i % 2 == 0;
      const sim::Key key = request ? room.message("desk-1", "venue", "new-order", "I1")
                                   : room.message("venue", "desk-1", "accepted", "I1");
      for (const sim::Fault& fault : room.ask(*decider, key)) {
        EXPECT_EQ(fault.kind, FaultKind::delay);
        by.insert(fault.delay_ns);
        ++struck;
      }
    }
    EXPECT_LE(by.size(), static_cast<std::size_t>(2 * depth_max)) << room.drawn;
    chains_held_back += struck > static_cast<int>(by.size());
  }
  EXPECT_GT(chains_held_back, 50);
}

TEST(Priority, MeasuresTheShapeOfARunWithoutDisturbingIt) {
  test::SearchRoom room;
  room.chaos_of({FaultKind::drop, FaultKind::kill});
  CalmShape shape;
  auto measure = shape_measure(room.setting(1), shape);
  for (const sim::Key& key : test::usual_points(room, 50)) EXPECT_TRUE(room.ask(*measure, key).empty());
  EXPECT_TRUE(
      room.ask(*measure, room.message("desk-1", "venue", "cancel", "I1"), room.chaos.until_ns).empty());
  EXPECT_EQ(shape.points, 50u);
  EXPECT_EQ(shape.chains, 4u) << "two nodes, and a link each way";
}

TEST(Priority, NeedsNoMeasureToStrike) {
  test::SearchRoom room;
  room.chaos_of({FaultKind::drop});
  auto decider = priority_strategy(room.setting(1), {});
  EXPECT_FALSE(room.ask(*decider, room.message("desk-1", "venue", "new-order", "I1")).empty());
}

}  // namespace
}  // namespace onefold::harness

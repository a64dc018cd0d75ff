// The strategy windows: in a window and not outside.
#include "harness/search/windows.hpp"

#include <gtest/gtest.h>

#include "tests/harness/search/search_room.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;

// How many faults strike over many seeds at points made by `point`, after `story` has happened.
template <class Story, class MakePoint>
int struck(const Story& story, const MakePoint& point) {
  int count = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    test::SearchRoom room;
    room.chaos_of({FaultKind::drop, FaultKind::kill, FaultKind::power_loss});
    auto decider = windows_strategy(room.setting(seed));
    story(room, *decider);
    for (int i = 0; i < 20; ++i) count += static_cast<int>(room.ask(*decider, point(room)).size());
  }
  return count;
}

sim::Key answer(test::SearchRoom& room) {
  return room.message("venue", "desk-1", "accepted", "I1");
}

TEST(Windows, NothingStrikesBeforeAnythingIsOpen) {
  EXPECT_EQ(struck([](test::SearchRoom&, sim::Decider&) {}, answer), 0);
  EXPECT_EQ(struck([](test::SearchRoom& room, sim::Decider&) { room.issue("I1"); }, answer), 0);
}

TEST(Windows, AnUnansweredRequestIsOne) {
  auto story = [](test::SearchRoom& room, sim::Decider&) {
    room.issue("I1");
    room.send_request();
  };
  EXPECT_GT(struck(story, answer), 50);
}

TEST(Windows, ADecidedIntentIsNone) {
  auto story = [](test::SearchRoom& room, sim::Decider&) {
    room.issue("I1");
    room.send_request();
    room.execute();
    room.tell_outcome("I1");
  };
  EXPECT_EQ(struck(story, answer), 0);
}

TEST(Windows, AnUntoldExecutionIsOneThoughEveryIntentIsDecided) {
  auto story = [](test::SearchRoom& room, sim::Decider&) {
    room.issue("I1");
    room.send_request();
    room.tell_outcome("I1");
    room.execute();
  };
  EXPECT_GT(struck(story, answer), 50);
}

TEST(Windows, AnUnsyncedWriteIsOneUntilItIsSynced) {
  auto send = [](test::SearchRoom& room) { return room.effect("desk-1", "send", "new-order"); };
  auto written = [](test::SearchRoom& room, sim::Decider& decider) {
    std::vector<sim::Fault> out;
    const sim::Key write = room.effect("desk-1", "write", "ledger.log");
    decider.decide({write, sim::hash_of(room.names, write), 0, 100, {}}, out);
  };
  auto synced = [&](test::SearchRoom& room, sim::Decider& decider) {
    written(room, decider);
    std::vector<sim::Fault> out;
    const sim::Key sync = room.effect("desk-1", "fsync", "ledger.log");
    decider.decide({sync, sim::hash_of(room.names, sync), 0, 0, {}}, out);
  };
  EXPECT_GT(struck(written, send), 50);
  EXPECT_EQ(struck(synced, send), 0);
}

TEST(Windows, ARunHasABudgetOfAFewFaults) {
  int most = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    test::SearchRoom room;
    room.chaos_of({FaultKind::drop, FaultKind::kill});
    auto decider = windows_strategy(room.setting(seed));
    room.issue("I1");
    room.send_request();
    int count = 0;
    for (const sim::Key& key : test::usual_points(room, 1'000)) {
      count += static_cast<int>(room.ask(*decider, key).size());
    }
    EXPECT_LE(count, windows_budget_max) << seed;
    most = std::max(most, count);
  }
  EXPECT_EQ(most, windows_budget_max);
}

TEST(Windows, AFocusedRunStrikesAboutHalfOfTheIntents) {
  int runs_that_left_one_alone = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    bool first = false;
    bool second = false;
    // A new decider per point: its budget never ends.
    for (int i = 0; i < 60; ++i) {
      test::SearchRoom room;
      room.chaos_of({FaultKind::drop});
      auto decider = windows_strategy(room.setting(seed));
      room.issue("I1");
      room.send_request();
      sim::Key key = room.message("venue", "desk-1", "accepted", i % 2 == 0 ? "I1" : "I2");
      key.n = static_cast<std::uint32_t>(i);
      const bool strikes = !room.ask(*decider, key).empty();
      (i % 2 == 0 ? first : second) |= strikes;
    }
    runs_that_left_one_alone += first != second;
  }
  EXPECT_GT(runs_that_left_one_alone, 20);
  EXPECT_LT(runs_that_left_one_alone, 80);
}

}  // namespace
}  // namespace onefold::harness

// The strategy guided, and what it remembers between runs.
#include "harness/search/guided.hpp"

#include <gtest/gtest.h>

#include "tests/harness/search/search_room.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;

FaultWords drop_of(const std::string& intent) {
  FaultWords words;
  words.key = "message venue->desk-1 orders accepted " + intent + " #1";
  words.fault.kind = FaultKind::drop;
  return words;
}

TEST(Corpus, KeepsTheListOfTheLowestSeedThatShowedSomething) {
  const Discovery first{3, {10, 20}, {drop_of("I3")}};
  const Discovery same{5, {20}, {drop_of("I5")}};
  const Discovery other{9, {20, 30}, {drop_of("I9")}};
  for (const std::vector<Discovery>& order :
       {std::vector{first, same, other}, std::vector{other, same, first}}) {
    Corpus corpus;
    corpus.merge(order);
    ASSERT_EQ(corpus.lists.size(), 2u);
    EXPECT_EQ(corpus.lists[0], first.faults);
    EXPECT_EQ(corpus.lists[1], other.faults);
    EXPECT_EQ(corpus.seen.list(), (std::vector<Feature>{10, 20, 30}));
  }
}

TEST(Corpus, IsTheSameHoweverARoundIsCut) {
  std::vector<Discovery> round;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    round.push_back({seed, {static_cast<Feature>(seed * seed % 17)}, {drop_of("I" + std::to_string(seed))}});
  }
  Corpus whole;
  whole.merge(round);
  // A worker does not tell what it has seen in its own chunk before.
  std::vector<Discovery> told;
  for (std::size_t from = 0; from < round.size(); from += 7) {
    FeatureSet seen;
    for (std::size_t i = from; i < std::min(from + 7, round.size()); ++i) {
      if (seen.add(round[i].features[0])) told.push_back(round[i]);
    }
  }
  Corpus cut;
  cut.merge(told);
  EXPECT_EQ(cut.lists, whole.lists);
  EXPECT_EQ(cut.seen.list(), whole.seen.list());
}

TEST(Corpus, ForgetsTheOldestAndKeepsNoListWithoutFaultsOrWithTooMany) {
  Corpus corpus;
  corpus.merge({{1, {1}, {}}, {2, {2}, std::vector<FaultWords>(Corpus::faults_max + 1, drop_of("I1"))}});
  EXPECT_TRUE(corpus.lists.empty());
  std::vector<Discovery> many;
  for (std::uint64_t seed = 1; seed <= Corpus::lists_max + 3; ++seed) {
    many.push_back({seed, {static_cast<Feature>(100 + seed)}, {drop_of("I" + std::to_string(seed))}});
  }
  corpus.merge(many);
  ASSERT_EQ(corpus.lists.size(), Corpus::lists_max);
  EXPECT_EQ(corpus.lists.front()[0].key, drop_of("I4").key);
}

TEST(Guided, StrikesWhatItsListsStruck) {
  Corpus corpus;
  corpus.lists = {{drop_of("I1"), drop_of("I2")}};
  int kept = 0;
  int gone = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    test::SearchRoom room;
    room.chaos_of({FaultKind::drop, FaultKind::delay});
    auto decider = guided_strategy(room.setting(seed), corpus);
    for (const char* intent : {"I1", "I2"}) {
      sim::Key key = room.message("venue", "desk-1", "accepted", intent);
      key.n = 1;
      std::vector<sim::Fault> struck = room.ask(*decider, key);
      const bool same = struck.size() == 1 && struck[0].kind == FaultKind::drop;
      ++(same ? kept : gone);
    }
  }
  EXPECT_GT(kept, 200);
  EXPECT_GT(gone, 40) << "nothing was changed or dropped";
}

TEST(Guided, AddsAtMostTwoFaultsToAList) {
  Corpus corpus;
  corpus.lists = {{drop_of("I1")}};
  int most = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    test::SearchRoom room;
    room.chaos_of({FaultKind::drop, FaultKind::delay});
    auto decider = guided_strategy(room.setting(seed), corpus);
    room.issue("I1");
    room.send_request();
    int added = 0;
    for (int i = 0; i < 500; ++i) {
      added +=
          static_cast<int>(room.ask(*decider, room.message("desk-1", "venue", "new-order", "I1")).size());
    }
    most = std::max(most, added);
  }
  EXPECT_EQ(most, 2);
}

TEST(Guided, IsWindowsAsLongAsNothingIsKept) {
  test::SearchRoom room;
  room.chaos_of({FaultKind::drop});
  guided_strategy(room.setting(1), Corpus{});
  EXPECT_TRUE(room.drawn.starts_with("nothing kept yet; at most ")) << room.drawn;
}

}  // namespace
}  // namespace onefold::harness

// What all strategies have in common, and how mixed deals seeds out.
#include "harness/search/strategies.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/harness/search/search_room.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;

Corpus small_corpus(test::SearchRoom& room) {
  sim::Fault fault;
  fault.key = room.message("venue", "desk-1", "accepted", "I1");
  fault.key.n = 5;
  fault.kind = FaultKind::drop;
  Corpus corpus;
  corpus.lists.push_back({words_of(room.names, fault)});
  return corpus;
}

// All faults of a run over the usual points in which everything is open, at times around the end of chaos.
std::vector<sim::Fault> run(StrategyName name, std::uint64_t seed, std::initializer_list<FaultKind> kinds,
                            std::string* drawn = nullptr) {
  test::SearchRoom room;
  room.chaos_of(kinds);
  Corpus corpus = small_corpus(room);
  test::SearchRoom fresh;
  fresh.chaos_of(kinds);
  MakeDecider make = decider_of(
      name,
      [] {
        return CalmShape{4, 200};
      },
      corpus);
  std::unique_ptr<sim::Decider> decider = make(fresh.setting(seed));
  if (drawn) *drawn = fresh.drawn;
  fresh.issue("I1");
  fresh.send_request();
  std::vector<sim::Fault> all;
  sim::TimeNs now_ns = 0;
  for (const sim::Key& key : test::usual_points(fresh, 300)) {
    for (const sim::Fault& fault : fresh.ask(*decider, key, now_ns += 4 * sim::millisecond_ns)) {
      EXPECT_LT(now_ns, fresh.chaos.until_ns);
      all.push_back(fault);
    }
  }
  return all;
}

constexpr StrategyName deciding[] = {StrategyName::uniform, StrategyName::random, StrategyName::windows,
                                     StrategyName::priority, StrategyName::guided};

TEST(Strategies, GiveTheSameFaultsForTheSameSeedAndOthersForOthers) {
  for (StrategyName name : deciding) {
    std::vector<std::vector<sim::Fault>> runs;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      std::string drawn;
      std::string again;
      runs.push_back(run(name, seed, {FaultKind::drop, FaultKind::delay, FaultKind::kill}, &drawn));
      EXPECT_EQ(runs.back(), run(name, seed, {FaultKind::drop, FaultKind::delay, FaultKind::kill}, &again));
      EXPECT_EQ(drawn, again);
      EXPECT_FALSE(drawn.empty()) << to_string(name);
    }
    std::size_t alike = 0;
    for (const auto& one : runs) alike += one == runs.front();
    EXPECT_LT(alike, runs.size() / 2) << to_string(name);
  }
}

TEST(Strategies, StrikeOnlyWithKindsOfTheScenariosChaosBeforeItEnds) {
  for (StrategyName name : deciding) {
    std::size_t struck = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      for (const sim::Fault& fault : run(name, seed, {FaultKind::drop, FaultKind::pause})) {
        EXPECT_TRUE(fault.kind == FaultKind::drop || fault.kind == FaultKind::pause)
            << to_string(name) << " gave " << sim::to_string(fault.kind);
        ++struck;
      }
    }
    EXPECT_GT(struck, 0u) << to_string(name);
  }
}

TEST(Strategies, LeaveWhatIsNotPermittedAlone) {
  test::SearchRoom room;
  room.chaos_of({FaultKind::drop, FaultKind::delay});
  room.chaos.permitted = {FaultKind::delay};
  Corpus empty;
  for (StrategyName name : deciding) {
    MakeDecider make = decider_of(
        name,
        [] {
          return CalmShape{4, 200};
        },
        empty);
    room.issue("I1");
    room.send_request();
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      std::unique_ptr<sim::Decider> decider = make(room.setting(seed));
      for (const sim::Key& key : test::usual_points(room, 200)) {
        for (const sim::Fault& fault : room.ask(*decider, key)) EXPECT_EQ(fault.kind, FaultKind::delay);
      }
    }
  }
}

TEST(Strategies, AreFoundByTheirWords) {
  for (const StrategyEntry& entry : strategies()) {
    EXPECT_EQ(parse_strategy(entry.word), entry.name);
    EXPECT_EQ(to_string(entry.name), entry.word);
  }
  EXPECT_EQ(parse_strategy("quick"), std::nullopt);
  EXPECT_EQ(strategies().front().name, strategy_default);
}

TEST(Mixed, DealsSeedsOutInFixedShares) {
  std::map<StrategyName, int> dealt;
  for (std::uint64_t seed = 0; seed < 160; ++seed) {
    const StrategyName name = dealt_to(StrategyName::mixed, seed);
    EXPECT_NE(name, StrategyName::mixed);
    EXPECT_EQ(name, dealt_to(StrategyName::mixed, seed + 160)) << seed;
    ++dealt[name];
  }
  EXPECT_GE(dealt.size(), 4u);
  EXPECT_FALSE(dealt.contains(StrategyName::uniform)) << "the baseline finds nothing sooner than others";
  for (const auto& [name, count] : dealt) EXPECT_EQ(count % 10, 0) << to_string(name);
}

TEST(Mixed, IsTheOnlyOneThatDeals) {
  for (const StrategyEntry& entry : strategies()) {
    if (entry.name == StrategyName::mixed) continue;
    EXPECT_EQ(dealt_to(entry.name, 17), entry.name);
  }
}

}  // namespace
}  // namespace onefold::harness

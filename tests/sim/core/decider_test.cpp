#include "sim/core/decider.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "sim/core/points.hpp"

namespace onefold::sim {
namespace {

const FaultSet message_menu{FaultKind::drop,        FaultKind::duplicate, FaultKind::reorder,
                            FaultKind::delay,       FaultKind::cut,       FaultKind::reset_before,
                            FaultKind::reset_after, FaultKind::silence};

Fault fault_at(NameTable& names, const char* key, FaultKind kind) {
  Fault fault;
  fault.key = *parse_key(names, key);
  fault.kind = kind;
  return fault;
}

std::vector<Fault> ask(Decider& decider, NameTable& names, const Key& key, FaultSet menu, TimeNs now_ns = 0) {
  std::vector<Fault> out;
  decider.decide({key, hash_of(names, key), now_ns, 100, menu | anchored_faults}, out);
  return out;
}

TEST(FaultKind, EachWordNamesItsKind) {
  for (int i = 0; i < fault_kind_count; ++i) {
    const auto kind = static_cast<FaultKind>(i);
    FaultKind parsed = kind == FaultKind::drop ? FaultKind::crash : FaultKind::drop;
    ASSERT_FALSE(to_string(kind).empty());
    ASSERT_TRUE(parse_fault_kind(to_string(kind), parsed));
    EXPECT_EQ(parsed, kind);
  }
  FaultKind unused = FaultKind::drop;
  EXPECT_FALSE(parse_fault_kind("dropp", unused));
  EXPECT_FALSE(parse_fault_kind("", unused));
}

TEST(ListDecider, GivesEachFaultAtItsKeyAndReportsTheOthers) {
  NameTable names;
  const Fault drop = fault_at(names, "message a->b c k I1 #1", FaultKind::drop);
  const Fault kill_there = fault_at(names, "message a->b c k I1 #2", FaultKind::kill);
  const Fault never = fault_at(names, "boot a #9", FaultKind::lose_disk);
  ListDecider decider(names, {never, kill_there, drop});
  EXPECT_EQ(ask(decider, names, drop.key, message_menu), std::vector<Fault>{drop});
  EXPECT_TRUE(ask(decider, names, kill_there.key, message_menu).empty());  // not on the menu
  EXPECT_EQ(decider.unasked(), (std::vector<Fault>{never, kill_there}));
}

TEST(ListDecider, GivesSeveralAnchoredFaultsButOneOther) {
  NameTable names;
  const char* key = "message a->b c k - #1";
  const Fault drop = fault_at(names, key, FaultKind::drop);
  const Fault delay = fault_at(names, key, FaultKind::delay);
  const Fault pause = fault_at(names, key, FaultKind::pause);
  const Fault crash = fault_at(names, key, FaultKind::crash);
  ListDecider decider(names, {pause, drop, delay, crash});
  EXPECT_EQ(ask(decider, names, drop.key, message_menu), (std::vector<Fault>{pause, drop, crash}));
  EXPECT_EQ(decider.unasked(), std::vector<Fault>{delay});
}

TEST(CombinedDecider, TheEarlierOneWins) {
  NameTable names;
  const char* key = "message a->b c k - #1";
  const Fault drop = fault_at(names, key, FaultKind::drop);
  const Fault delay = fault_at(names, key, FaultKind::delay);
  const Fault pause = fault_at(names, key, FaultKind::pause);
  ListDecider first(names, {drop});
  ListDecider second(names, {delay, pause});
  CombinedDecider both({&first, &second});
  EXPECT_EQ(ask(both, names, drop.key, message_menu), (std::vector<Fault>{drop, pause}));
}

Chaos wild(NameTable& names) {
  Chaos chaos;
  for (Ratio& rate : chaos.rate) rate = {1, 4};
  chaos.permitted.bits = ~std::uint64_t{0};
  chaos.until_ns = second_ns;
  chaos.delay_max_ns = 500 * millisecond_ns;
  chaos.restart_min_ns = millisecond_ns;
  chaos.restart_max_ns = 50 * millisecond_ns;
  chaos.partition_max_ns = chaos.pause_max_ns = 100 * millisecond_ns;
  chaos.jump_max_ns = second_ns;
  chaos.drift_max_ppm = 200;
  chaos.query_lag_max_ns = 70 * millisecond_ns;
  chaos.nodes = {names.intern("a"), names.intern("b")};
  chaos.crash_nodes = {names.intern("a")};
  return chaos;
}

TEST(ChaosDecider, StrikesAtItsRateAndWithinItsBounds) {
  NameTable names;
  Chaos chaos = wild(names);
  for (Ratio& rate : chaos.rate) rate = {0, 1};
  chaos.rate[static_cast<int>(FaultKind::delay)] = {1, 10};
  ChaosDecider decider(1, names, chaos);
  Key key = *parse_key(names, "message a->b c k - #1");
  int struck = 0;
  for (key.n = 1; key.n <= 10'000; ++key.n) {
    for (const Fault& fault : ask(decider, names, key, message_menu)) {
      ++struck;
      EXPECT_EQ(fault.kind, FaultKind::delay);
      EXPECT_GE(fault.delay_ns, 1);
      EXPECT_LE(fault.delay_ns, chaos.delay_max_ns);
    }
  }
  EXPECT_GT(struck, 850);
  EXPECT_LT(struck, 1150);
}

// Scenario files and capsules have no words for it.
TEST(ChaosDecider, NeverGivesAClockFaultOfNothing) {
  NameTable names;
  Chaos chaos;
  chaos.nodes = {names.intern("a")};
  chaos.jump_max_ns = 5 * microsecond_ns;  // drawn in whole us: every tenth would be 0
  chaos.drift_max_ppm = 5;
  const Key boot{PointKind::boot, names.intern("a"), name_none, name_none, name_none, name_none, 1};
  int given = 0;
  for (std::uint64_t hash = 0; hash < 500; ++hash) {
    for (FaultKind kind : {FaultKind::clock_jump, FaultKind::clock_skew, FaultKind::clock_drift}) {
      Fault fault;
      if (!draw_fault(chaos, mix(1, hash), {boot, hash, 0, 0, {kind}}, kind, fault)) continue;
      ++given;
      EXPECT_NE(fault.amount, 0) << to_string(kind);
    }
  }
  EXPECT_GT(given, 1'200);
}

TEST(ChaosDecider, DependsOnSeedAndKeyOnly) {
  NameTable names;
  ChaosDecider once(1, names, wild(names));
  ChaosDecider again(1, names, wild(names));
  ChaosDecider other(2, names, wild(names));
  Key key = *parse_key(names, "message a->b c k - #1");
  std::vector<std::vector<Fault>> forward;
  int differ = 0;
  for (key.n = 1; key.n <= 200; ++key.n) {
    forward.push_back(ask(once, names, key, message_menu));
    if (ask(other, names, key, message_menu) != forward.back()) ++differ;
  }
  for (key.n = 200; key.n >= 1; --key.n) EXPECT_EQ(ask(again, names, key, message_menu), forward[key.n - 1]);
  EXPECT_GT(differ, 100);
}

TEST(ChaosDecider, GivesOnlyWhatIsOnTheMenuPermittedAndInTime) {
  NameTable names;
  Chaos chaos = wild(names);
  chaos.permitted = {FaultKind::drop, FaultKind::pause};
  ChaosDecider decider(1, names, chaos);
  Key key = *parse_key(names, "message a->b c k - #1");
  int drops = 0;
  for (key.n = 1; key.n <= 200; ++key.n) {
    for (const Fault& fault : ask(decider, names, key, message_menu)) {
      EXPECT_TRUE(fault.kind == FaultKind::drop || fault.kind == FaultKind::pause);
      drops += fault.kind == FaultKind::drop;
    }
    for (const Fault& fault : ask(decider, names, key, {FaultKind::delay}))
      EXPECT_EQ(fault.kind, FaultKind::pause);
    EXPECT_TRUE(ask(decider, names, key, message_menu, chaos.until_ns).empty());
  }
  EXPECT_GT(drops, 20);
}

TEST(ChaosDecider, CrashesOnlyTheNodesThatMayCrash) {
  NameTable names;
  ChaosDecider decider(1, names, wild(names));
  int crashes = 0;
  for (const char* node : {"a", "b"}) {
    Key key = *parse_key(names, "effect a send k - #1");
    key.a = names.intern(node);
    for (key.n = 1; key.n <= 300; ++key.n) {
      for (const Fault& fault : ask(decider, names, key, {FaultKind::kill, FaultKind::power_loss})) {
        EXPECT_TRUE(fault.kind != FaultKind::crash || fault.node == names.intern("a"));
        if (anchored_faults.has(fault.kind)) continue;
        EXPECT_STREQ(node, "a");
        EXPECT_GE(fault.restart_after_ns, millisecond_ns);
        ++crashes;
      }
    }
  }
  EXPECT_GT(crashes, 50);
}

struct NoAnchored final : AnchoredFaults {
  void begin(const Fault& fault, TimeNs) override { begun.push_back(fault); }
  std::vector<Fault> begun;
};

TEST(Points, CountsKeysRecordsWhatStruckAndAsksNothingOnceHealed) {
  NameTable names;
  const Fault drop = fault_at(names, "message a->b c k - #2", FaultKind::drop);
  const Fault pause = fault_at(names, "message a->b c k - #2", FaultKind::pause);
  const Fault late = fault_at(names, "message a->b c k - #3", FaultKind::drop);
  ListDecider decider(names, {drop, pause, late});
  NoAnchored anchored;
  Digest digest;
  Points points(names, decider, anchored, digest, 100);
  Key key = *parse_key(names, "message a->b c k - #7");
  EXPECT_EQ(points.ask(key, message_menu, 1, 0), nullptr);
  EXPECT_EQ(key.n, 1u);
  const Fault* struck = points.ask(key, message_menu, 1, 99);
  ASSERT_NE(struck, nullptr);
  EXPECT_EQ(*struck, drop);
  EXPECT_EQ(anchored.begun, std::vector<Fault>{pause});
  EXPECT_EQ(points.ask(key, message_menu, 1, 100), nullptr);
  EXPECT_EQ(key.n, 3u);
  EXPECT_EQ(points.last_hash(), hash_of(names, key));
  EXPECT_EQ(points.asked(), 2u);
  EXPECT_EQ(points.struck(), (std::vector<Fault>{drop, pause}));
}

}  // namespace
}  // namespace onefold::sim

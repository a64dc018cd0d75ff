#include "harness/search/bytes_decider.hpp"

#include <gtest/gtest.h>

namespace onefold::harness {
namespace {

using sim::Fault;
using sim::FaultKind;
using sim::FaultSet;

class Bytes : public testing::Test {
 protected:
  Bytes() {
    for (sim::Ratio& rate : chaos.rate) rate = {1, 2};
    chaos.permitted.bits = (std::uint64_t{1} << sim::fault_kind_count) - 1;
    chaos.until_ns = sim::second_ns;
    chaos.delay_max_ns = 100 * sim::millisecond_ns;
  }

  // Faults at `count` points in a row, each with its place: from 1.
  std::vector<std::pair<int, Fault>> decide(const std::vector<std::uint8_t>& bytes, int count,
                                            sim::TimeNs now_ns = 0) {
    BytesDecider decider(bytes, chaos);
    std::vector<std::pair<int, Fault>> found;
    for (int i = 1; i <= count; ++i) {
      const sim::Key key{sim::PointKind::message,      names.intern("desk-1"), names.intern("venue"),
                         names.intern("orders"),       names.intern("cancel"), sim::name_none,
                         static_cast<std::uint32_t>(i)};
      std::vector<Fault> out;
      decider.decide({key, sim::hash_of(names, key), now_ns, 100, menu}, out);
      for (const Fault& fault : out) {
        EXPECT_EQ(fault.key, key);
        found.emplace_back(i, fault);
      }
    }
    return found;
  }

  sim::NameTable names;
  sim::Chaos chaos;
  FaultSet menu{FaultKind::drop, FaultKind::delay, FaultKind::silence};
};

TEST_F(Bytes, ThatAreNoneStrikeNothing) {
  EXPECT_TRUE(decide({}, 50).empty());
}

TEST_F(Bytes, SayAfterHowManyPointsWhichKindStrikes) {
  const auto found = decide({3, 0, 1, 2, 0, 2, 1, 2, 1, 4, 1, 2}, 20);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].first, 4);
  EXPECT_EQ(found[0].second.kind, FaultKind::drop);
  EXPECT_EQ(found[1].first, 5);
  EXPECT_EQ(found[1].second.kind, FaultKind::silence);
  EXPECT_EQ(found[2].first, 7);
  EXPECT_EQ(found[2].second.kind, FaultKind::delay) << "the second of three: 4 modulo 3";
}

TEST_F(Bytes, CountLongGapsOverSeveralBytes) {
  const auto found = decide({255, 255, 10, 0, 0, 0}, 600);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].first, 255 + 255 + 10 + 1);
}

TEST_F(Bytes, ThatEndInAStepStrikeNothingMore) {
  for (const std::vector<std::uint8_t>& cut :
       {std::vector<std::uint8_t>{0}, {0, 1}, {0, 1, 1}, {255}, {255, 255}}) {
    EXPECT_TRUE(decide(cut, 600).empty());
  }
}

TEST_F(Bytes, DrawStrengthsFromTwoOfThem) {
  const Fault weak = decide({0, 1, 7, 0}, 1).at(0).second;
  EXPECT_EQ(weak, decide({0, 1, 7, 0}, 1).at(0).second);
  EXPECT_NE(weak, decide({0, 1, 8, 0}, 1).at(0).second);
  EXPECT_NE(weak, decide({0, 1, 7, 1}, 1).at(0).second);
  EXPECT_GT(weak.delay_ns, 0);
  EXPECT_LE(weak.delay_ns, chaos.delay_max_ns);
}

TEST_F(Bytes, NeverStrikeWhatChaosCouldNot) {
  chaos.rate[static_cast<int>(FaultKind::drop)] = {0, 1};
  chaos.permitted.bits &= ~FaultSet{FaultKind::silence}.bits;
  for (std::uint8_t kind = 0; kind < 9; ++kind)
    EXPECT_EQ(decide({0, kind, 0, 0}, 1).at(0).second.kind, FaultKind::delay);
  EXPECT_TRUE(decide({0, 0, 0, 0}, 5, chaos.until_ns).empty());
}

TEST_F(Bytes, PassOverPointsWhereNothingMayStrike) {
  const FaultSet wide = menu;
  menu = {};
  EXPECT_TRUE(decide({0, 0, 0, 0}, 5).empty());
  menu = wide;
  EXPECT_EQ(decide({0, 0, 0, 0}, 5).at(0).first, 1);
}

}  // namespace
}  // namespace onefold::harness

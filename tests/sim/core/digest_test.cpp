#include "sim/core/digest.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sim/core/counter_table.hpp"
#include "sim/core/random.hpp"

namespace onefold::sim {
namespace {

TEST(Digest, IsTheGoldenOne) {
  Digest digest;
  digest.add(42);
  digest.add_text("accepted I1, thirteen bytes and more");
  digest.add_text("");
  EXPECT_EQ(digest.value(), 0xea63f654c4069b67u) << std::hex << "0x" << digest.value();
}

TEST(Digest, EachByteAndEachBoundaryCounts) {
  const std::string text = "0123456789abcdefghi";
  Digest whole;
  whole.add_text(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = '!';
    Digest other;
    other.add_text(changed);
    EXPECT_NE(other.value(), whole.value()) << i;
    Digest halves;
    halves.add_text(text.substr(0, i));
    halves.add_text(text.substr(i));
    EXPECT_NE(halves.value(), whole.value()) << i;
  }
}

TEST(Digest, OrderCounts) {
  Digest a;
  a.add(1);
  a.add(2);
  Digest b;
  b.add(2);
  b.add(1);
  EXPECT_NE(a.value(), b.value());
}

TEST(CounterTable, CountsEachHashApart) {
  CounterTable table;
  for (std::uint64_t round = 1; round <= 3; ++round) {
    for (std::uint64_t i = 0; i < 2000; ++i) EXPECT_EQ(table.next(i * 64), round);
  }
}

TEST(Random, SpreadCoversTheWholeRangeAndNothingElse) {
  RandomStream random(3);
  std::vector<int> hits(11);
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t value = spread(random.next(), -5, 5);
    ASSERT_GE(value, -5);
    ASSERT_LE(value, 5);
    ++hits[static_cast<std::size_t>(value + 5)];
  }
  for (int count : hits) EXPECT_GT(count, 100);
  EXPECT_EQ(spread(~std::uint64_t{0}, 3, 3), 3);
  EXPECT_EQ(spread(~std::uint64_t{0}, 1, 9), 9);
  EXPECT_EQ(spread(0, 1, 9), 1);
}

TEST(Random, FillIsTheStreamByteByByte) {
  RandomStream a(5);
  RandomStream b(5);
  unsigned char bytes[11];
  a.fill(bytes, sizeof bytes);
  const std::uint64_t first = b.next();
  const std::uint64_t second = b.next();
  for (int i = 0; i < 8; ++i) EXPECT_EQ(bytes[i], (first >> (8 * i)) & 255);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bytes[8 + i], (second >> (8 * i)) & 255);
}

}  // namespace
}  // namespace onefold::sim

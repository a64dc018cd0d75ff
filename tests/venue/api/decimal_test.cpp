// Decimal text.
#include "venue/api/decimal.hpp"

#include <gtest/gtest.h>

namespace onefold::venue {
namespace {

TEST(Decimal, ReadsWholeAndBrokenNumbers) {
  EXPECT_EQ(parse_decimal("101.10", 2), 10110);
  EXPECT_EQ(parse_decimal("101.1", 2), 10110);
  EXPECT_EQ(parse_decimal("101", 2), 10100);
  EXPECT_EQ(parse_decimal("0", 0), 0);
  EXPECT_EQ(parse_decimal("0.000000001", 9), 1);
  EXPECT_EQ(parse_decimal("007", 0), 7);
  EXPECT_EQ(parse_decimal("9223372036854775807", 0), INT64_MAX);
}

TEST(Decimal, RefusesWhatIsNoDecimalOrDoesNotFit) {
  for (const char* text :
       {"", ".", "1.", ".5", "-1", "+1", "1e3", " 1", "1 ", "1.2.3", "1,5", "0x1", "1.234"}) {
    EXPECT_EQ(parse_decimal(text, 2), std::nullopt) << text;
  }
  EXPECT_EQ(parse_decimal("9223372036854775808", 0), std::nullopt);
  EXPECT_EQ(parse_decimal("9223372036854775807", 1), std::nullopt);
  EXPECT_EQ(parse_decimal("1.5", 0), std::nullopt);
}

TEST(Decimal, WritesAllDecimalsOrOnlyThoseThatMatter) {
  EXPECT_EQ(format_decimal(10110, 2), "101.10");
  EXPECT_EQ(format_decimal(5, 2), "0.05");
  EXPECT_EQ(format_decimal(0, 2), "0.00");
  EXPECT_EQ(format_decimal(7, 0), "7");
  EXPECT_EQ(format_decimal(-15, 1), "-1.5");
  EXPECT_EQ(format_decimal(INT64_MIN, 0), "-9223372036854775808");
  EXPECT_EQ(format_decimal_short(15, 1), "1.5");
  EXPECT_EQ(format_decimal_short(30, 1), "3");
  EXPECT_EQ(format_decimal_short(0, 9), "0");
  EXPECT_EQ(format_decimal_short(100, 0), "100");
}

TEST(Decimal, ReadsBackWhatItWrote) {
  for (int decimals = 0; decimals <= 9; ++decimals) {
    for (std::int64_t value : {0L, 1L, 9L, 10L, 12345L, 999'999'999L, 1'000'000'000L, INT64_MAX}) {
      EXPECT_EQ(parse_decimal(format_decimal(value, decimals), decimals), value);
      EXPECT_EQ(parse_decimal(format_decimal_short(value, decimals), decimals), value);
    }
  }
}

}  // namespace
}  // namespace onefold::venue

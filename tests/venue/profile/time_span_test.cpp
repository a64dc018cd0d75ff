// Time spans as text.
#include "venue/profile/time_span.hpp"

#include <gtest/gtest.h>

namespace onefold::venue {
namespace {

TEST(TimeSpan, ReadsEveryUnit) {
  EXPECT_EQ(parse_time_span("7ns"), 7);
  EXPECT_EQ(parse_time_span("7us"), 7'000);
  EXPECT_EQ(parse_time_span("15ms"), 15'000'000);
  EXPECT_EQ(parse_time_span("2s"), 2'000'000'000);
  EXPECT_EQ(parse_time_span("3m"), 180'000'000'000);
  EXPECT_EQ(parse_time_span("24h"), 86'400'000'000'000);
  EXPECT_EQ(parse_time_span("1d"), 86'400'000'000'000);
  EXPECT_EQ(parse_time_span("0s"), 0);
}

TEST(TimeSpan, RefusesAnythingElse) {
  for (const char* text :
       {"", "5", "ms", "-1s", "+1s", "1.5s", " 1s", "1 s", "1s ", "1S", "1sec", "1ms2", "0x1s",
        "9223372036854775808ns", "9223372036854776us", "106752d", "99999999999999999999s"}) {
    EXPECT_EQ(parse_time_span(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_time_span("9223372036854775807ns"), INT64_MAX);
}

TEST(TimeSpan, WritesTheShortestTextThatReadsBack) {
  EXPECT_EQ(format_time_span(0), "0s");
  EXPECT_EQ(format_time_span(15'000'000), "15ms");
  EXPECT_EQ(format_time_span(1'500'000'000), "1500ms");
  EXPECT_EQ(format_time_span(86'400'000'000'000), "1d");
  for (std::int64_t span : {1L, 999L, 60'000'000'000L, 61'000'000'000L, 3'600'000'000'000L, INT64_MAX}) {
    EXPECT_EQ(parse_time_span(format_time_span(span)), span);
  }
}

}  // namespace
}  // namespace onefold::venue

#include "harness/scenario/units.hpp"

#include <gtest/gtest.h>

namespace onefold::harness {
namespace {

TEST(Units, ReadSignedTimes) {
  EXPECT_EQ(parse_signed_time("10ms"), 10 * sim::millisecond_ns);
  EXPECT_EQ(parse_signed_time("-5s"), -5 * sim::second_ns);
  for (const char* text : {"", "-", "--1s", "+1s", "1", "1 s", "- 1s"})
    EXPECT_FALSE(parse_signed_time(text)) << text;
}

TEST(Units, WriteSignedTimesSoThatTheyReadBack) {
  for (sim::TimeNs time_ns :
       {sim::TimeNs{0}, sim::TimeNs{1}, sim::TimeNs{-1'500'000}, -90 * sim::second_ns}) {
    EXPECT_EQ(parse_signed_time(format_signed_time(time_ns)), time_ns);
  }
}

TEST(Units, ReadRatiosAsWritten) {
  std::optional<sim::Ratio> ratio = parse_ratio("2/40");
  ASSERT_TRUE(ratio);
  EXPECT_EQ(format_ratio(*ratio), "2/40");
  EXPECT_TRUE(parse_ratio("0/1"));
  EXPECT_TRUE(parse_ratio("1000000000/1000000000"));
}

TEST(Units, RefuseWhatIsNoRatioFromNoneToAll) {
  for (const char* text : {"", "/", "1/", "/2", "1", "0.5", "1/0", "3/2", "-1/2", "1/-2", "+1/2", "1/2/3",
                           " 1/2", "1/2 ", "1/1000000001", "4294967296/4294967297"}) {
    EXPECT_FALSE(parse_ratio(text)) << text;
  }
}

}  // namespace
}  // namespace onefold::harness

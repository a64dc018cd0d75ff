#include "client/failover/copy_frame.hpp"

#include <gtest/gtest.h>

namespace onefold::client {
namespace {

venue::Intent intent() {
  venue::Intent intent;
  intent.id = "I1";
  intent.symbol = "BTC-USD";
  intent.quantity = 15;
  intent.limit = 10'110;
  return intent;
}

TEST(CopyFrame, ReadsWhatItWrites) {
  const std::string copy = write_frame(IntentCopy{intent()});
  const std::string answer =
      write_frame(CopyAnswer{"I1", {venue::Outcome::refused, venue::Reason::throttled}});
  const TakenFrame first = take_frame(copy + answer);
  ASSERT_EQ(first.size, copy.size());
  ASSERT_TRUE(first.frame);
  EXPECT_EQ(std::get<IntentCopy>(*first.frame).intent, intent());
  const TakenFrame second = take_frame(answer);
  ASSERT_TRUE(second.frame);
  const auto& told = std::get<CopyAnswer>(*second.frame);
  EXPECT_EQ(told.intent, "I1");
  EXPECT_EQ(told.resolution.outcome, venue::Outcome::refused);
  EXPECT_EQ(told.resolution.reason, venue::Reason::throttled);
}

TEST(CopyFrame, WaitsForTheRest) {
  const std::string whole = write_frame(IntentCopy{intent()});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(take_frame(whole.substr(0, size)).size, 0u) << size;
}

TEST(CopyFrame, GivesUpOnWhatIsNone) {
  auto refused = [](std::string bytes) {
    const TakenFrame taken = take_frame(bytes);
    return taken.size > 0 && !taken.frame;
  };
  EXPECT_TRUE(refused(std::string("\0\0", 2)));
  EXPECT_TRUE(refused("\xff\xff"));
  EXPECT_TRUE(refused(std::string("\1\0\7", 3)));
  EXPECT_TRUE(refused(std::string("\3\0\2\1\1", 5))) << "an answer without an id";
  EXPECT_TRUE(refused(std::string("\4\0\2\x7f\1I", 6))) << "no such outcome";
  EXPECT_TRUE(refused(std::string("\4\0\2\1\x7fI", 6))) << "no such reason";
  std::string cut = write_frame(IntentCopy{intent()});
  cut[0] = static_cast<char>(cut[0] - 1);
  EXPECT_TRUE(refused(cut));
}

}  // namespace
}  // namespace onefold::client

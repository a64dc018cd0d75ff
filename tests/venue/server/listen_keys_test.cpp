// Who may follow a stream, and until when.
#include "venue/server/listen_keys.hpp"

#include <gtest/gtest.h>

namespace onefold::venue {
namespace {

using std::chrono::minutes;

struct ListenKeysTest : testing::Test {
  ListenKeys keys;
  const Credentials a = simulated_credentials("A");
  const Credentials b = simulated_credentials("B");
  const ListenKeys::Time start{};
};

TEST_F(ListenKeysTest, AKeyLivesForAnHourFromTheLastTimeItWasAskedFor) {
  const std::string key = keys.open(a, start, 1);
  EXPECT_EQ(keys.account_of(key, start + minutes(59)), "A");
  EXPECT_EQ(keys.account_of(key, start + minutes(60)), "");
  EXPECT_EQ(keys.open(a, start + minutes(30), 2), key);
  EXPECT_EQ(keys.account_of(key, start + minutes(89)), "A");
  EXPECT_TRUE(keys.keep("A", key, start + minutes(80)));
  EXPECT_EQ(keys.account_of(key, start + minutes(139)), "A");
  EXPECT_FALSE(keys.keep("A", key, start + minutes(140))) << "too late";
}

TEST_F(ListenKeysTest, AKeyIsOfOneAccount) {
  const std::string key = keys.open(a, start, 1);
  EXPECT_NE(keys.open(b, start, 1), key);
  EXPECT_FALSE(keys.keep("B", key, start));
  EXPECT_FALSE(keys.close("B", key));
  EXPECT_EQ(keys.account_of("", start), "");
}

TEST_F(ListenKeysTest, AClosedKeyIsReplacedByAnotherOne) {
  const std::string key = keys.open(a, start, 1);
  EXPECT_TRUE(keys.close("A", key));
  EXPECT_EQ(keys.account_of(key, start), "");
  EXPECT_NE(keys.open(a, start, 1), key);
}

TEST_F(ListenKeysTest, ExpiredKeysAreTakenOneByOne) {
  const std::string first = keys.open(a, start, 1);
  const std::string second = keys.open(b, start + minutes(1), 1);
  EXPECT_EQ(keys.next_expiry(), start + minutes(60));
  EXPECT_EQ(keys.take_expired(start + minutes(59)), "");
  EXPECT_EQ(keys.take_expired(start + minutes(60)), first);
  EXPECT_EQ(keys.take_expired(start + minutes(60)), "");
  EXPECT_EQ(keys.take_expired(start + minutes(61)), second);
  EXPECT_EQ(keys.next_expiry(), ListenKeys::Time::max());
}

}  // namespace
}  // namespace onefold::venue

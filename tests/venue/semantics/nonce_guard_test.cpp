// Which signed bytes pass.
#include "venue/semantics/nonce_guard.hpp"

#include <gtest/gtest.h>

namespace onefold::venue {
namespace {

constexpr std::int64_t ms = 1'000'000;

Profile three_recalled() {
  Profile profile;
  profile.nonce.recalled = 3;
  return profile;
}

TEST(NonceGuard, RefusesTheSameNonceAgainAndEachAccountApart) {
  const Profile profile = three_recalled();
  NonceGuard guard(profile, 2);
  EXPECT_EQ(guard.take(0, 5, 0), Reason::none);
  EXPECT_EQ(guard.take(0, 5, 0), Reason::nonce_used);
  EXPECT_EQ(guard.take(1, 5, 0), Reason::none);
}

TEST(NonceGuard, TakesOlderNoncesUntilAllThatItRecallsAreHigher) {
  const Profile profile = three_recalled();
  NonceGuard guard(profile, 1);
  for (std::uint64_t nonce : {10, 20, 5}) EXPECT_EQ(guard.take(0, nonce, 0), Reason::none);
  EXPECT_EQ(guard.take(0, 4, 0), Reason::nonce_too_old);
  EXPECT_EQ(guard.take(0, 6, 0), Reason::none);
  EXPECT_EQ(guard.take(0, 5, 0), Reason::nonce_too_old) << "it is no longer recalled, and still refused";
  EXPECT_EQ(guard.take(0, 0, 0), Reason::nonce_too_old) << "a request that is not signed";
}

TEST(NonceGuard, HoldsNoncesToTheSpanAroundItsClock) {
  Profile profile = three_recalled();
  profile.nonce.ahead_ns = 10 * ms;
  profile.nonce.behind_ns = 20 * ms;
  NonceGuard guard(profile, 1);
  const TimeNs now_ns = 100 * ms;
  EXPECT_EQ(guard.take(0, 111, now_ns), Reason::nonce_too_old);
  EXPECT_EQ(guard.take(0, 110, now_ns), Reason::none);
  EXPECT_EQ(guard.take(0, 79, now_ns), Reason::nonce_too_old);
  EXPECT_EQ(guard.take(0, 80, now_ns), Reason::none);
}

TEST(NonceGuard, ARefusalChangesNothing) {
  const Profile profile = three_recalled();
  NonceGuard guard(profile, 1);
  guard.take(0, 5, 0);
  const std::uint64_t digest = guard.digest();
  guard.take(0, 5, 0);
  EXPECT_EQ(guard.digest(), digest);
  guard.take(0, 6, 0);
  EXPECT_NE(guard.digest(), digest);
}

}  // namespace
}  // namespace onefold::venue

// How long ids are recalled by session, day and expiry, and what cancels and orders in sequence do to them.
#include <gtest/gtest.h>

#include "venue/semantics/id_store.hpp"
#include "venue/semantics/in_flight.hpp"

namespace onefold::venue {
namespace {

using Kind = IdVerdict::Kind;

constexpr OrderId first_order = 7;
const FirstAnswer done{Reason::none, first_order, 3};

Profile rules(Retention retention, DuplicateAnswer duplicate) {
  Profile profile;
  profile.retention = retention;
  profile.duplicate = duplicate;
  return profile;
}

Terms expiring(TimeNs expires_ns) {
  Terms terms;
  terms.quantity = 5;
  terms.expires_ns = expires_ns;
  return terms;
}

TEST(IdRetention, ByDayAClosedOrdersIdIsTakenUntilTheDayEnds) {
  const Profile profile = rules(Retention::day, DuplicateAnswer::reject);
  IdStore store(profile);
  store.remember(0, "x", {}, done, 10);
  store.close(0, "x", first_order, true);
  EXPECT_EQ(store.judge(0, "x", {}, 1'000'000).kind, Kind::duplicate);
  store.end_day();
  EXPECT_EQ(store.judge(0, "x", {}, 11).kind, Kind::fresh);
  EXPECT_EQ(store.size(), 0U);
}

TEST(IdRetention, ByDayAnOpenOrdersIdIsNeverFree) {
  const Profile profile = rules(Retention::day, DuplicateAnswer::reject);
  IdStore store(profile);
  store.remember(0, "x", {}, done, 10);
  store.end_day();
  EXPECT_EQ(store.judge(0, "x", {}, 11).kind, Kind::duplicate);
  store.close(0, "x", first_order, false);
  EXPECT_EQ(store.judge(0, "x", {}, 12).kind, Kind::fresh) << "its day was over already";
}

TEST(IdRetention, ASessionEndsForItsAccountAlone) {
  const Profile profile = rules(Retention::session, DuplicateAnswer::reject);
  IdStore store(profile);
  for (std::uint32_t account : {0U, 1U}) {
    store.remember(account, "x", {}, done, 10);
    store.close(account, "x", first_order, true);
  }
  store.end_session(1);
  EXPECT_EQ(store.judge(0, "x", {}, 11).kind, Kind::duplicate);
  EXPECT_EQ(store.judge(1, "x", {}, 11).kind, Kind::fresh);
  store.end_day();
  EXPECT_EQ(store.judge(0, "x", {}, 11).kind, Kind::fresh) << "sessions end with the day";
}

TEST(IdRetention, TheEndOfADayMeansNothingToIdsForEver) {
  const Profile profile = rules(Retention::for_ever, DuplicateAnswer::reject);
  IdStore store(profile);
  store.remember(0, "x", {}, done, 10);
  store.close(0, "x", first_order, true);
  store.end_day();
  store.end_session(0);
  EXPECT_EQ(store.judge(0, "x", {}, 11).kind, Kind::duplicate);
}

TEST(IdRetention, UntilExpiryAnIdIsTakenUntilTheOrdersOwnEnd) {
  const Profile profile = rules(Retention::until_expiry, DuplicateAnswer::reject);
  IdStore store(profile);
  store.remember(0, "x", expiring(100), done, 10);
  EXPECT_EQ(store.judge(0, "x", expiring(300), 200).kind, Kind::duplicate) << "open: it never is free";
  store.close(0, "x", first_order, true);
  EXPECT_EQ(store.judge(0, "x", expiring(300), 99).kind, Kind::duplicate);
  EXPECT_EQ(store.judge(0, "x", expiring(300), 100).kind, Kind::fresh);
  store.remember(0, "y", expiring(500), done, 100);
  EXPECT_EQ(store.size(), 1U) << "what expired is dropped";
}

TEST(IdRetention, AnUpsertHasToExpireLaterThanTheOpenOrder) {
  const Profile profile = rules(Retention::until_expiry, DuplicateAnswer::upsert);
  IdStore store(profile);
  store.remember(0, "x", expiring(100), done, 10);
  EXPECT_EQ(store.judge(0, "x", expiring(99), 11).kind, Kind::expired_before);
  EXPECT_EQ(store.judge(0, "x", expiring(100), 11).kind, Kind::expired_before) << "a copy changes nothing";
  EXPECT_EQ(store.judge(0, "x", expiring(101), 11).kind, Kind::amend);
  Terms other_side = expiring(101);
  other_side.side = Side::sell;
  EXPECT_EQ(store.judge(0, "x", other_side, 11).kind, Kind::mismatch);
  store.close(0, "x", first_order, true);
  EXPECT_EQ(store.judge(0, "x", expiring(101), 11).kind, Kind::duplicate) << "a filled order stays filled";
}

TEST(IdRetention, ACancelledOrderComesBackOnlyWithAnExpiryLaterThanItsCancels) {
  const Profile profile = rules(Retention::until_expiry, DuplicateAnswer::upsert);
  IdStore store(profile);
  store.remember(0, "x", expiring(100), done, 10);
  store.close(0, "x", first_order, false);
  EXPECT_TRUE(store.bury(0, "x", 200, 20));
  EXPECT_FALSE(store.bury(0, "x", 150, 20)) << "the later cancel stands";
  EXPECT_EQ(store.judge(0, "x", expiring(100), 21).kind, Kind::expired_before);
  EXPECT_EQ(store.judge(0, "x", expiring(200), 21).kind, Kind::expired_before);
  EXPECT_EQ(store.judge(0, "x", expiring(201), 21).kind, Kind::fresh);
}

TEST(IdRetention, ACancelThatCameFirstStopsThePlaceUntilItIsOver) {
  for (const Retention retention : {Retention::while_open, Retention::window, Retention::until_expiry}) {
    Profile profile = rules(retention, DuplicateAnswer::reject);
    profile.window_ns = 1000;
    IdStore store(profile);
    EXPECT_TRUE(store.bury(0, "x", 50, 10));
    EXPECT_EQ(store.judge(0, "x", {}, 49).kind, Kind::expired_before);
    EXPECT_EQ(store.judge(0, "x", {}, 50).kind, Kind::fresh);
    EXPECT_FALSE(store.bury(0, "x", 60, 60)) << "it is over when it comes";
    store.remember(0, "y", {}, done, 60);
    EXPECT_EQ(store.size(), 1U);
  }
}

TEST(IdRetention, AmendMeansTheOpenOrderAndNoClosedOne) {
  const Profile profile = rules(Retention::for_ever, DuplicateAnswer::amend);
  IdStore store(profile);
  store.remember(0, "x", {}, done, 10);
  Terms more;
  more.quantity = 9;
  EXPECT_EQ(store.judge(0, "x", more, 11).kind, Kind::amend);
  more.about = "another symbol";
  EXPECT_EQ(store.judge(0, "x", more, 11).kind, Kind::mismatch);
  store.close(0, "x", first_order, false);
  EXPECT_EQ(store.judge(0, "x", {}, 11).kind, Kind::duplicate);
}

TEST(IdRetention, IgnoreIsSilentWhateverTheTerms) {
  const Profile profile = rules(Retention::day, DuplicateAnswer::ignore);
  IdStore store(profile);
  store.remember(0, "x", {}, done, 10);
  Terms replace;
  replace.kind = Terms::Kind::replace;
  EXPECT_EQ(store.judge(0, "x", {}, 11).kind, Kind::ignore);
  EXPECT_EQ(store.judge(0, "x", replace, 11).kind, Kind::ignore);
}

TEST(IdRetention, IncreasingIdsAreComparedAsNumbersAndByScope) {
  Profile profile = rules(Retention::day, DuplicateAnswer::ignore);
  profile.id.order = IdOrder::increasing;
  IdStore store(profile);
  store.remember(0, "9", {}, done, 10);
  EXPECT_EQ(store.judge(0, "10", {}, 11).kind, Kind::fresh) << "nine is less than ten";
  EXPECT_EQ(store.judge(0, "8", {}, 11).kind, Kind::ignore) << "never used, and passed over";
  EXPECT_EQ(store.judge(0, "09", {}, 11).kind, Kind::ignore);
  EXPECT_EQ(store.judge(1, "8", {}, 11).kind, Kind::fresh);
  store.close(0, "9", first_order, true);
  store.end_day();
  EXPECT_EQ(store.judge(0, "8", {}, 11).kind, Kind::fresh) << "a new day counts anew";
}

TEST(IdRetention, ARefusedOrderUsesUpItsIdWhereTheProfileSaysSo) {
  Profile profile = rules(Retention::for_ever, DuplicateAnswer::return_original);
  profile.refused_claims_id = true;
  IdStore store(profile);
  EXPECT_TRUE(store.remember(0, "x", {}, {Reason::would_take, 0, 0}, 10));
  EXPECT_EQ(store.judge(0, "x", {}, 11).kind, Kind::duplicate) << "there is no original to return";
}

TEST(IdRetention, CaseIsIgnoredWhereTheVenueDoesSo) {
  Profile profile = rules(Retention::for_ever, DuplicateAnswer::reject);
  profile.id.case_sensitive = false;
  profile.in_flight_conflict = true;
  IdStore store(profile);
  store.remember(0, "Ab-1", {}, done, 10);
  EXPECT_EQ(store.judge(0, "aB-1", {}, 11).kind, Kind::duplicate);
  InFlight in_flight(profile);
  EXPECT_TRUE(in_flight.enter(0, "Ab"));
  EXPECT_FALSE(in_flight.enter(0, "aB"));
  in_flight.leave(0, "AB");
  EXPECT_TRUE(in_flight.enter(0, "ab"));
}

TEST(IdRetention, AnIdThatAnotherOrderClaimedSinceIsNotClosedWithTheFirst) {
  Profile profile = rules(Retention::window, DuplicateAnswer::reject);
  profile.window_ns = 100;
  IdStore store(profile);
  store.remember(0, "x", {}, done, 10);
  store.remember(0, "x", {}, {Reason::none, 8, 9}, 200);
  const std::uint64_t digest = store.digest();
  store.close(0, "x", first_order, true);
  EXPECT_EQ(store.digest(), digest);
}

}  // namespace
}  // namespace onefold::venue

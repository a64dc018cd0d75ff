// Transfers: one balance change per id for as long as the profile recalls it.
#include "venue/engine/transfer_book.hpp"

#include <gtest/gtest.h>

#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

constexpr std::int64_t day_ns = 24LL * 3600 * 1'000'000'000;

Profile rules(Retention retention, DuplicateAnswer duplicate,
              MismatchAnswer mismatch = MismatchAnswer::ignore) {
  Profile profile = built_in_profile("reject-for-ever");
  profile.transfers = {true, retention, retention == Retention::window ? 7 * day_ns : 0, duplicate, mismatch};
  return profile;
}

Transfer transfer(std::string id, std::int64_t amount = 500, std::string to = "B") {
  return {7, std::move(id), "USD", amount, std::move(to)};
}

TEST(Transfers, MoveMoneyFromOneAccountToTheOther) {
  EngineFixture venue(rules(Retention::for_ever, DuplicateAnswer::reject));
  const Reply reply = venue.send(0, transfer("t-1"));
  ASSERT_TRUE(std::holds_alternative<Transferred>(reply));
  EXPECT_EQ(std::get<Transferred>(reply).transfer.transfer_id, 1u);
  EXPECT_EQ(std::get<Transferred>(reply).request, 7u);
  EXPECT_EQ(venue.engine.balance(0, "USD"), opening_balance - 500);
  EXPECT_EQ(venue.engine.balance(1, "USD"), opening_balance + 500);
  EXPECT_EQ(venue.engine.balance(0, "BTC"), opening_balance);
}

TEST(Transfers, AWithdrawalLeavesTheVenue) {
  EngineFixture venue(rules(Retention::for_ever, DuplicateAnswer::reject));
  venue.send(0, transfer("t-1", 500, "an-address-outside"));
  EXPECT_EQ(venue.engine.balance(0, "USD"), opening_balance - 500);
  EXPECT_EQ(venue.engine.transfers().size(), 1u);
}

TEST(Transfers, ACopyIsRefusedAndChangesNothing) {
  EngineFixture venue(rules(Retention::for_ever, DuplicateAnswer::reject));
  venue.send(0, transfer("t-1"));
  EXPECT_EQ(reason_of(venue.send(0, transfer("t-1"))), Reason::duplicate_id);
  EXPECT_TRUE(venue.took(path::duplicate_suppressed));
  EXPECT_EQ(venue.engine.balance(0, "USD"), opening_balance - 500);
}

TEST(Transfers, ACopyGetsTheOriginalWhereTheVenueReturnsIt) {
  EngineFixture venue(rules(Retention::for_ever, DuplicateAnswer::return_original));
  venue.send(0, transfer("t-1"));
  const Reply reply = venue.send(0, transfer("t-1", 900));
  ASSERT_TRUE(std::holds_alternative<Transferred>(reply));
  EXPECT_TRUE(std::get<Transferred>(reply).original);
  EXPECT_EQ(std::get<Transferred>(reply).transfer.amount, 500);
}

TEST(Transfers, AnIdIsFreeAgainSevenDaysAfterItsFirstUse) {
  EngineFixture venue(rules(Retention::window, DuplicateAnswer::reject));
  const TimeNs first_ns = venue.now_ns;
  venue.send(0, transfer("t-1"));
  venue.now_ns = first_ns + 7 * day_ns - 1'000'000;
  EXPECT_EQ(reason_of(venue.send(0, transfer("t-1"))), Reason::duplicate_id);
  venue.now_ns = first_ns + 7 * day_ns + 1'000'000;
  EXPECT_EQ(reason_of(venue.send(0, transfer("t-1"))), Reason::none);
  EXPECT_TRUE(venue.took(path::window_expired));
  EXPECT_EQ(venue.engine.transfers().size(), 2u);
}

TEST(Transfers, OtherTermsUnderAKnownIdAreAMismatchWhereTermsAreCompared) {
  EngineFixture venue(rules(Retention::for_ever, DuplicateAnswer::return_original, MismatchAnswer::reject));
  venue.send(0, transfer("t-1"));
  EXPECT_EQ(reason_of(venue.send(0, transfer("t-1", 501))), Reason::payload_mismatch);
  EXPECT_EQ(venue.engine.transfers().size(), 1u);
}

TEST(Transfers, ARefusalIsStoredWhereAnswersAreStored) {
  EngineFixture venue(rules(Retention::for_ever, DuplicateAnswer::stored_response));
  venue.send(0, transfer("all", opening_balance));
  EXPECT_EQ(reason_of(venue.send(0, transfer("t-1"))), Reason::insufficient_funds);
  venue.send(1, Transfer{8, "back", "USD", opening_balance, "A"});
  EXPECT_EQ(reason_of(venue.send(0, transfer("t-1"))), Reason::insufficient_funds);
  EXPECT_EQ(reason_of(venue.send(0, transfer("t-2"))), Reason::none);
}

TEST(Transfers, WhatIsMalformedIsRefusedBeforeItMovesAnything) {
  EngineFixture venue(rules(Retention::for_ever, DuplicateAnswer::reject));
  EXPECT_EQ(reason_of(venue.send(0, transfer("t-1", 0))), Reason::invalid_quantity);
  EXPECT_EQ(reason_of(venue.send(0, transfer("t-1", 5, "A"))), Reason::unknown_account);
  EXPECT_EQ(reason_of(venue.send(0, transfer("", 5))), Reason::invalid_id);
  EXPECT_EQ(reason_of(EngineFixture("reject-for-ever").send(0, transfer("t-1"))), Reason::unsupported);
  EXPECT_TRUE(venue.engine.transfers().empty());
}

TEST(Transfers, IdsAreComparedWithinOneAccount) {
  EngineFixture venue(rules(Retention::for_ever, DuplicateAnswer::reject));
  venue.send(0, transfer("t-1"));
  EXPECT_EQ(reason_of(venue.send(1, Transfer{8, "t-1", "USD", 500, "A"})), Reason::none);
}

TEST(Transfers, AQueryFindsThemByIdAndMayBeAnsweredFromThePast) {
  EngineFixture venue(rules(Retention::for_ever, DuplicateAnswer::reject));
  venue.send(0, transfer("t-1"));
  venue.now_ns += 5 * ms;
  const auto found = std::get<TransferReport>(venue.send(0, QueryTransfer{9, "t-1"}));
  ASSERT_EQ(found.transfers.size(), 1u);
  EXPECT_EQ(found.request, 9u);
  EXPECT_TRUE(std::get<TransferReport>(venue.send(1, QueryTransfer{9, "t-1"})).transfers.empty());
  venue.profile.query_lag_ns = 20 * ms;
  venue.misbehaviour.age_ns = 10 * ms;
  EXPECT_TRUE(std::get<TransferReport>(venue.send(0, QueryTransfer{9, "t-1"})).transfers.empty());
}

TEST(Transfers, ARestartedVenueRecallsThem) {
  EngineFixture venue(rules(Retention::for_ever, DuplicateAnswer::reject));
  venue.send(0, transfer("t-1"));
  venue.send(0, transfer("t-2", 7, "outside"));
  Engine restarted(venue.options());
  for (const std::string& record : venue.journal) ASSERT_EQ(restarted.recover(record), "");
  EXPECT_EQ(restarted.state_digest(), venue.engine.state_digest());
  EXPECT_EQ(restarted.transfers(), venue.engine.transfers());
}

}  // namespace
}  // namespace onefold::venue

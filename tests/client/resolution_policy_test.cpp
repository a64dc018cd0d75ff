// The decision table: what silence, refusals and empty queries mean on each kind of venue.
#include "client/resolution_policy.hpp"

#include <gtest/gtest.h>

#include "client/paths.hpp"

namespace onefold::client {
namespace {

using venue::Outcome;
using venue::Reason;
using venue::Retention;

constexpr std::int64_t ms = 1'000'000;
constexpr SteadyNs start_ns = 10'000 * ms;

class Policy : public testing::Test {
 protected:
  Policy() {
    bounds.late_delivery_ns = 1'000 * ms;
    bounds.clock_drift_per_mille = 10;
    bounds.attempts_max = 5;
    profile.query_lag_ns = 50 * ms;
    profile.processing_ns = 10 * ms;
    // One attempt that nobody answered.
    standing.attempts = standing.spent = standing.open = 1;
    standing.first_open_ns = standing.last_open_ns = start_ns;
  }
  ResolutionPolicy policy() const { return {profile, bounds}; }
  Action place(SteadyNs now_ns) const { return policy().place(standing, now_ns); }

  venue::Profile profile;
  Bounds bounds;
  Standing standing;
};

TEST_F(Policy, WhatWasNeverSentIsSent) {
  for (const Retention retention :
       {Retention::none, Retention::while_open, Retention::window, Retention::for_ever}) {
    profile.retention = retention;
    standing = Standing{};
    EXPECT_EQ(place(start_ns).kind, Action::Kind::send);
  }
}

TEST_F(Policy, AnIdRememberedForEverMayBeSentAgainAtAnyTime) {
  profile.retention = Retention::for_ever;
  standing.not_before_ns = start_ns + 70 * ms;
  for (const SteadyNs now_ns : {start_ns, start_ns + 86'400'000 * ms}) {
    EXPECT_EQ(place(now_ns).kind, Action::Kind::send);
    EXPECT_EQ(place(now_ns).at_ns, standing.not_before_ns);
    EXPECT_FALSE(place(now_ns).afresh);
  }
}

TEST_F(Policy, WithinAWindowTheIdIsSentAgainOnlyWhileEveryCopySurelyArrivesInTime) {
  profile.retention = Retention::window;
  profile.window_ns = 10'000 * ms;
  EXPECT_EQ(place(start_ns + 8'000 * ms).kind, Action::Kind::send);
  // 10 s less 1 % of drift, less D and processing and theirs: below 8.9 s.
  EXPECT_EQ(place(start_ns + 8'870 * ms).kind, Action::Kind::send);
  EXPECT_EQ(place(start_ns + 8'890 * ms).kind, Action::Kind::query);
}

TEST_F(Policy, OfAnEarlierLifeNobodyKnowsHowMuchOfTheWindowIsLeft) {
  profile.retention = Retention::window;
  profile.window_ns = 86'400'000 * ms;
  standing.first_open_ns = never_ns;
  EXPECT_EQ(place(start_ns).kind, Action::Kind::query);
}

TEST_F(Policy, WithoutALastingMemoryItAsksOnceEarlyAndThenAfterEverythingMustHaveArrived) {
  for (const Retention retention : {Retention::none, Retention::while_open}) {
    profile.retention = retention;
    standing.found_nothing_ns = never_ns;
    Action action = place(start_ns + 100 * ms);
    EXPECT_EQ(action.kind, Action::Kind::query);
    EXPECT_LE(action.at_ns, start_ns + 100 * ms);
    standing.found_nothing_ns = start_ns + 100 * ms;
    action = place(start_ns + 200 * ms);
    EXPECT_EQ(action.kind, Action::Kind::query);
    EXPECT_GE(action.at_ns, start_ns + 1'060 * ms);
    EXPECT_LE(action.at_ns, start_ns + 1'080 * ms);
    standing.found_nothing_ns = action.at_ns - 1;
    EXPECT_EQ(place(action.at_ns).kind, Action::Kind::query) << "a query that was too early proves nothing";
    standing.found_nothing_ns = action.at_ns;
    EXPECT_EQ(place(action.at_ns).kind, Action::Kind::send);
    EXPECT_TRUE(place(action.at_ns).afresh);
  }
}

TEST_F(Policy, ARefusalCountsOnceNoOtherAttemptCanHaveHadAnEffect) {
  standing.refusal = Reason::invalid_price;
  EXPECT_EQ(place(start_ns).kind, Action::Kind::query);
  EXPECT_GE(place(start_ns).at_ns, start_ns + 1'060 * ms);
  standing.open = 0;
  const Action action = place(start_ns);
  EXPECT_EQ(action.kind, Action::Kind::finish);
  EXPECT_EQ(action.outcome, Outcome::refused);
  EXPECT_EQ(action.reason, Reason::invalid_price);
}

TEST_F(Policy, WhatExistsIsNeverSentAgainAndNeverRefusedByAnEmptyAnswer) {
  profile.retention = Retention::for_ever;
  standing.exists = true;
  standing.exists_ns = start_ns;
  standing.found_nothing_ns = start_ns + 9'000 * ms;
  standing.contradictions = 1;
  EXPECT_EQ(place(start_ns + 10'000 * ms).kind, Action::Kind::query);
}

TEST_F(Policy, AProofThatEveryQueryContradictsIsForAPerson) {
  standing.exists = true;
  standing.contradictions = 8;
  standing.found_nothing_ns = start_ns + 9'000 * ms;
  EXPECT_EQ(place(start_ns + 10'000 * ms).outcome, Outcome::unknown);
  profile.id.per_account = false;
  EXPECT_EQ(place(start_ns + 10'000 * ms).outcome, Outcome::refused) << "the id is another account's";
  standing.found_nothing_ns = start_ns + 10 * ms;
  EXPECT_EQ(place(start_ns + 20 * ms).kind, Action::Kind::query) << "too early to say";
}

TEST_F(Policy, ASpentBudgetEndsSendingAndNotAsking) {
  profile.retention = Retention::for_ever;
  standing.spent = bounds.attempts_max;
  EXPECT_EQ(place(start_ns).kind, Action::Kind::query);
  standing.found_nothing_ns = start_ns + 2'000 * ms;
  EXPECT_EQ(place(start_ns + 2'000 * ms).kind, Action::Kind::finish);
  EXPECT_EQ(place(start_ns + 2'000 * ms).outcome, Outcome::refused);
  EXPECT_EQ(place(start_ns + 2'000 * ms).path, path::budget_exhausted);
}

TEST_F(Policy, AReplaceIsSentAgainOnAnyVenue) {
  for (const Retention retention : {Retention::none, Retention::while_open, Retention::for_ever}) {
    profile.retention = retention;
    EXPECT_EQ(policy().replace(standing, start_ns).kind, Action::Kind::send);
  }
}

TEST_F(Policy, AStaleTargetOfAReplaceIsAQuestionOfLineage) {
  standing.refusal = Reason::stale_target;
  standing.refusal_ns = start_ns + 5 * ms;
  const Action action = policy().replace(standing, start_ns + 5 * ms);
  EXPECT_EQ(action.kind, Action::Kind::query);
  EXPECT_GE(action.at_ns, standing.refusal_ns + profile.query_lag_ns);
  EXPECT_LT(action.at_ns, start_ns + 1'000 * ms) << "no copy can take effect any more: no need to wait for D";
  standing.found_nothing_ns = action.at_ns;
  EXPECT_EQ(policy().replace(standing, action.at_ns).outcome, Outcome::refused);
}

TEST_F(Policy, AReplaceThatNeverLeftIsRefusedAtOnceWhenItsOrderIsClosed) {
  standing = Standing{};
  standing.refusal = Reason::already_closed;
  EXPECT_EQ(policy().replace(standing, start_ns).outcome, Outcome::refused);
}

TEST_F(Policy, ACancelIsSentUntilTheOrderIsKnownToBeClosed) {
  EXPECT_EQ(policy().cancel(standing, start_ns).kind, Action::Kind::send);
  standing.crossed = true;
  EXPECT_EQ(policy().cancel(standing, start_ns).kind, Action::Kind::query);
}

TEST_F(Policy, ACancelWithASpentBudgetEndsOnlyWhenTheOrderIsSeenOpenAfterAllCopiesAreDead) {
  standing.spent = bounds.attempts_max;
  EXPECT_EQ(policy().cancel(standing, start_ns).kind, Action::Kind::query);
  standing.found_open_ns = start_ns + 500 * ms;
  EXPECT_EQ(policy().cancel(standing, start_ns + 600 * ms).kind, Action::Kind::query);
  standing.found_open_ns = start_ns + 2'000 * ms;
  EXPECT_EQ(policy().cancel(standing, start_ns + 2'000 * ms).outcome, Outcome::refused);
}

// ---- per family: what one attempt that nobody answered leads to

TEST_F(Policy, SignedBytesMayBeSentAgainUntilTheirDeadlineAndThenOnlyAQueryDecides) {
  profile.retention = Retention::none;
  profile.nonce.recalled = 100;
  EXPECT_EQ(place(start_ns + 86'400'000 * ms).kind, Action::Kind::send) << "no deadline: at any time";
  standing.taken_until_ns = start_ns + 500 * ms;
  EXPECT_EQ(place(start_ns + 499 * ms).kind, Action::Kind::send);
  EXPECT_FALSE(place(start_ns + 499 * ms).afresh) << "signed anew they would be another order";
  EXPECT_EQ(place(start_ns + 500 * ms).kind, Action::Kind::query);
  standing.found_nothing_ns = start_ns + 2'000 * ms;
  EXPECT_TRUE(place(start_ns + 2'000 * ms).afresh);
}

TEST_F(Policy, ANonceThatWasUsedSaysThatTheBytesCameNotWhatBecameOfThem) {
  profile.retention = Retention::none;
  profile.nonce.recalled = 100;
  standing.used_up = true;
  EXPECT_EQ(place(start_ns + 10 * ms).kind, Action::Kind::query);
  standing.found_nothing_ns = start_ns + 10 * ms;
  EXPECT_EQ(place(start_ns + 20 * ms).kind, Action::Kind::query) << "too early a query proves nothing";
  standing.found_nothing_ns = start_ns + 2'000 * ms;
  EXPECT_TRUE(place(start_ns + 2'000 * ms).afresh);
}

TEST_F(Policy, AnUpsertIsSentAgainUntilItsExpiryAndNeverAfterIt) {
  profile.retention = Retention::until_expiry;
  profile.duplicate = venue::DuplicateAnswer::upsert;
  EXPECT_EQ(place(start_ns).kind, Action::Kind::query) << "of an unknown expiry nothing is known";
  standing.taken_until_ns = start_ns + 3'000 * ms;
  EXPECT_EQ(place(start_ns + 2'999 * ms).kind, Action::Kind::send);
  EXPECT_FALSE(place(start_ns + 2'999 * ms).afresh) << "a later expiry would replace the order";
  EXPECT_EQ(place(start_ns + 3'000 * ms).kind, Action::Kind::query);
}

TEST_F(Policy, NearARolloverAnIdCountsAsForgotten) {
  for (const Retention retention : {Retention::session, Retention::day}) {
    profile.retention = retention;
    standing.recalled_until_ns = never_ns;
    EXPECT_EQ(place(start_ns).kind, Action::Kind::query) << "of an unknown rollover nothing is known";
    standing.recalled_until_ns = start_ns + 5'000 * ms;
    EXPECT_EQ(place(start_ns + 3'900 * ms).kind, Action::Kind::send);
    EXPECT_EQ(place(start_ns + 4'000 * ms).kind, Action::Kind::query) << "a copy may arrive after it";
  }
}

TEST_F(Policy, WhatMayHaveBeenIgnoredIsAskedForAndNotRepeated) {
  profile.retention = Retention::for_ever;
  profile.duplicate = venue::DuplicateAnswer::ignore;
  EXPECT_EQ(place(start_ns + 10 * ms).kind, Action::Kind::query);
  standing.whole_ns = start_ns + 500 * ms;
  EXPECT_NE(place(start_ns + 500 * ms).kind, Action::Kind::send) << "a copy may still be under way";
  standing.whole_ns = start_ns + 1'100 * ms;
  EXPECT_TRUE(place(start_ns + 1'100 * ms).afresh) << "the stream up to then has not told of it";
}

TEST_F(Policy, AStoredErrorIsNotAskedForAgainAndAnotherKeyIsTakenOnlyWhenNothingTookEffect) {
  profile.retention = Retention::window;
  profile.window_ns = 86'400'000 * ms;
  profile.duplicate = venue::DuplicateAnswer::stored_response;
  EXPECT_EQ(place(start_ns + 10 * ms).kind, Action::Kind::send);
  standing.used_up = true;
  EXPECT_EQ(place(start_ns + 10 * ms).kind, Action::Kind::query);
  standing.found_nothing_ns = start_ns + 10 * ms;
  EXPECT_EQ(place(start_ns + 20 * ms).kind, Action::Kind::query);
  standing.found_nothing_ns = start_ns + 2'000 * ms;
  EXPECT_TRUE(place(start_ns + 2'000 * ms).afresh);
}

TEST_F(Policy, AnAmendedOrderIsNotChangedBeforeItsCopiesAreIn) {
  profile.retention = Retention::for_ever;
  EXPECT_EQ(policy().change_after_ns(standing), never_ns) << "a copy changes nothing";
  profile.duplicate = venue::DuplicateAnswer::amend;
  EXPECT_EQ(place(start_ns + 10 * ms).kind, Action::Kind::send) << "the same terms again change nothing";
  EXPECT_GE(policy().change_after_ns(standing), start_ns + 1'010 * ms);
}

TEST_F(Policy, IdsOfGatewaysThatShareNothingAreLabels) {
  profile.retention = Retention::for_ever;
  profile.place.at_engine = false;
  profile.place.gateways = 2;
  EXPECT_EQ(place(start_ns + 10 * ms).kind, Action::Kind::query);
}

TEST_F(Policy, WhereClosedOrdersLeaveNoTraceSilenceIsForAPerson) {
  profile.retention = Retention::while_open;
  profile.stream.on_connect = venue::StreamStart::nothing;
  standing.found_nothing_ns = start_ns + 2'000 * ms;
  for (int knob = 0; knob < 4; ++knob) {
    venue::Profile one = profile;
    EXPECT_TRUE(ResolutionPolicy(one, bounds).place(standing, start_ns + 2'000 * ms).afresh);
    if (knob == 0) one.query.purge_unfilled = true;
    if (knob == 1) one.query.closed_max = 100;
    if (knob == 2) one.cancel.renames = true;
    if (knob == 3) one.query.by_client_id = venue::QueryRules::Shape::unsupported;
    const Action action = ResolutionPolicy(one, bounds).place(standing, start_ns + 2'000 * ms);
    EXPECT_EQ(action.kind, Action::Kind::finish) << knob;
    EXPECT_EQ(action.outcome, Outcome::unknown) << knob;
    one.stream.on_connect = venue::StreamStart::replay;
    EXPECT_EQ(ResolutionPolicy(one, bounds).place(standing, start_ns + 2'000 * ms).kind, Action::Kind::query)
        << "the stream will tell";
  }
}

TEST_F(Policy, AskedTooLateAVenueThatKeepsClosedOrdersForATimeProvesNothing) {
  profile.retention = Retention::none;
  profile.stream.on_connect = venue::StreamStart::nothing;
  profile.query.closed_for_ns = 3'600'000 * ms;
  standing.found_nothing_ns = start_ns + 2'000 * ms;
  EXPECT_TRUE(place(start_ns + 2'000 * ms).afresh);
  standing.first_open_ns = never_ns;
  standing.earlier_ns = 3'000'000 * ms;
  EXPECT_EQ(place(start_ns + 2'000 * ms).outcome, Outcome::unknown);
}

TEST_F(Policy, AnIdThatOnlyAnOrderTakesProvesTheOrderWhereNoAnswerShowsIt) {
  profile.retention = Retention::for_ever;
  profile.stream.on_connect = venue::StreamStart::nothing;
  profile.query.purge_unfilled = true;
  standing.exists = true;
  standing.contradictions = 8;
  standing.found_nothing_ns = start_ns + 9'000 * ms;
  EXPECT_EQ(place(start_ns + 10'000 * ms).outcome, Outcome::done);
}

TEST_F(Policy, ALoginThatTellsWhatWasTakenEndsTheWaitForCopies) {
  profile.retention = Retention::none;
  profile.sequence.numbered = true;
  standing.settled_ns = start_ns + 100 * ms;
  standing.found_nothing_ns = start_ns + 120 * ms;
  const Action action = place(start_ns + 130 * ms);
  EXPECT_EQ(action.kind, Action::Kind::query);
  EXPECT_GE(action.at_ns, start_ns + 150 * ms) << "the lag of the query remains";
  EXPECT_LT(action.at_ns, start_ns + 200 * ms) << "nothing is under way any more";
}

TEST_F(Policy, ACancelThatMayHaveBeenIgnoredIsFollowedByAQuestion) {
  EXPECT_EQ(policy().cancel(standing, start_ns).kind, Action::Kind::send);
  profile.cancel.filled = venue::DeadTarget::ignore;
  EXPECT_EQ(policy().cancel(standing, start_ns).kind, Action::Kind::query);
  standing.found_open_ns = start_ns + 10 * ms;
  EXPECT_EQ(policy().cancel(standing, start_ns + 20 * ms).kind, Action::Kind::send);
}

TEST_F(Policy, AReplaceOfWhichACopyCouldDoMoreIsRefused) {
  profile.replace.chained_id = false;
  EXPECT_EQ(policy().replace(standing, start_ns).reason, Reason::unsupported);
  profile.replace = {};
  profile.replace.total_quantity = false;
  EXPECT_EQ(policy().replace(standing, start_ns).outcome, Outcome::refused);
}

}  // namespace
}  // namespace onefold::client

// What clients promise over time: intents resolve and survive, cancels are idempotent, callbacks come in
// order, retries stay within their budget.
#include <gtest/gtest.h>

#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

using venue::Outcome;

const std::vector<std::string> nothing;

TEST(EveryIntentResolves, SeesAPendingIntent) {
  Story story;
  story.placed(place("I1"), "a");
  story.issue(place("I2", 7));
  Judgement judgement = story.end();
  EXPECT_EQ(the(judgement, Property::every_intent_resolves).intent, "I2");
  EXPECT_EQ(the(judgement, Property::every_intent_resolves).cause, "an intent is pending at the end");
  EXPECT_EQ(told(judgement.violations), std::vector<std::string>{"every-intent-resolves client desk-1"});
}

TEST(EveryIntentResolves, SeesAnIntentThatIsNeverAccepted) {
  Story story;
  story.issue_unaccepted(place("I1"));
  story.issue_unaccepted(place("I1"));
  EXPECT_EQ(the(story.end(), Property::every_intent_resolves).cause, "an intent was never accepted");
  EXPECT_EQ(story.history().intents()[0].times, 2);
}

TEST(EveryIntentResolves, AsksNothingOfARunThatWasCutAndAllOfOneThatIsOverdue) {
  for (Ending ending : {Ending::cut, Ending::overdue}) {
    Story story;
    story.issue(place("I1"));
    EXPECT_EQ(has(story.end({}, ending), Property::every_intent_resolves), ending == Ending::overdue);
  }
}

TEST(EveryIntentResolves, PermitsUnknownOnlyWhereNothingCouldDecide) {
  struct Case {
    venue::Retention retention;
    TimeNs longest_delay_ns;
    std::int64_t unknown_max;
    bool holds;
  };
  for (Case c :
       {Case{venue::Retention::for_ever, -1, 1, false}, Case{venue::Retention::none, 1'000, 1, false},
        Case{venue::Retention::none, -1, 1, true}, Case{venue::Retention::none, -1, 0, false}}) {
    Terms terms = usual_terms(c.retention);
    terms.longest_delay_ns = c.longest_delay_ns;
    terms.unknown_max = c.unknown_max;
    Story story(terms);
    story.issue(place("I1"));
    story.outcome("I1", Outcome::unknown);
    Judgement judgement = story.end();
    EXPECT_EQ(judgement.unknowns, 1);
    EXPECT_EQ(has(judgement, Property::every_intent_resolves), !c.holds);
  }
}

TEST(EveryIntentResolves, SeesAClientThatNeverComesBack) {
  Story story;
  story.placed(place("I1"), "a");
  story.restart();
  Judgement judgement = story.end([](venue::ClientView& view) { view.ready = false; });
  EXPECT_EQ(the(judgement, Property::every_intent_resolves).cause, "a client never became ready");
}

TEST(AcceptedIntentsSurvive, SeesAnIntentThatIsGoneAfterARestart) {
  for (bool lost : {true, false}) {
    Story story;
    story.issue(place("I1"));
    story.restart();
    story.look([&](venue::ClientView& view) {
      if (lost) view.intents.clear();
    });
    EXPECT_EQ(has(story.end(), Property::accepted_intents_survive), lost);
  }
}

TEST(AcceptedIntentsSurvive, MayLoseWhatWasNeverAccepted) {
  Story story;
  story.issue_unaccepted(place("I1"));
  story.restart();
  story.look();
  EXPECT_FALSE(has(story.end(), Property::accepted_intents_survive));
}

TEST(CancelIsIdempotent, HoldsForACancelAndItsRetry) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.issue(cancel("C1", "I1"));
  story.send_cancel("a");
  story.close(order);
  story.send_cancel("a");
  story.outcome("C1", Outcome::done);
  EXPECT_EQ(told(story.end().violations), nothing);
}

TEST(CancelIsIdempotent, IsDoneForAnOrderThatIsFilled) {
  for (Outcome outcome : {Outcome::done, Outcome::refused}) {
    Story story;
    story.filled(story.placed(place("I1"), "a"), 15, "I1");
    story.issue(cancel("C1", "I1"));
    story.send_cancel("a");
    story.outcome("C1", outcome);
    EXPECT_EQ(has(story.end(), Property::cancel_is_idempotent), outcome == Outcome::refused);
  }
}

// What counts is when the client first said so, not when it was last looked at.
TEST(CancelIsIdempotent, MayBeRefusedForAnOrderThatIsFilledLater) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.issue(cancel("C1", "I1"));
  story.outcome("C1", Outcome::refused);
  story.filled(order, 15, "I1");
  EXPECT_EQ(told(story.end().violations), nothing);
}

TEST(CancelIsIdempotent, MustNotTurnAFilledOrderIntoACancelledOne) {
  Story story;
  story.filled(story.placed(place("I1"), "a"), 15, "I1");
  story.issue(cancel("C1", "I1"));
  story.send_cancel("a");
  story.outcome("C1", Outcome::done);
  Judgement judgement = story.end([](venue::ClientView& view) {
    for (venue::IntentView& intent : view.intents) intent.status = venue::OrderStatus::cancelled;
  });
  EXPECT_EQ(the(judgement, Property::cancel_is_idempotent).cause,
            "a cancel changed what is believed of a closed order");
}

TEST(CancelIsIdempotent, SeesACancelReportedAsDoneThatLeftItsOrderOpen) {
  Story story;
  story.placed(place("I1"), "a");
  story.issue(cancel("C1", "I1"));
  story.outcome("C1", Outcome::done);
  EXPECT_EQ(the(story.end(), Property::cancel_is_idempotent).cause,
            "a cancel reported as done left its order open");
}

TEST(CancelIsIdempotent, LeavesTheOtherTwinOpen) {
  for (bool both : {true, false}) {
    Story story;
    venue::OrderId first = story.placed(place("I1"), "a");
    venue::OrderId second = story.placed(place("I2"), "b");
    story.issue(cancel("C1", "I1"));
    story.send_cancel("a");
    story.close(first);
    if (both) {
      story.send_cancel("b");
      story.close(second);
    }
    story.outcome("C1", Outcome::done);
    Judgement judgement = story.end();
    EXPECT_EQ(has(judgement, Property::cancel_is_idempotent), both);
    EXPECT_EQ(judgement.violations.empty(), !both);
  }
}

TEST(CancelIsIdempotent, BlamesTheVenueForACancellationWithoutARequest) {
  Story story;
  story.close(story.placed(place("I1"), "a"));
  Judgement judgement = story.end();
  EXPECT_TRUE(has(judgement, Property::cancel_is_idempotent, "venue"));
  EXPECT_FALSE(has(judgement, Property::cancel_is_idempotent));
}

TEST(CancelIsIdempotent, KnowsOrdersThatTheVenueClosesByRule) {
  Story unfilled;
  venue::Intent market = place("I1", 15, 0);
  market.type = venue::OrderType::market;
  unfilled.close(unfilled.placed(market, "a"));
  EXPECT_EQ(told(unfilled.end().violations), nothing);

  Story self_trade;
  self_trade.placed(place("I1", 15, 10'110, venue::Side::buy), "a");
  self_trade.close(self_trade.placed(place("I2", 7, 10'100, venue::Side::sell), "b"));
  EXPECT_EQ(told(self_trade.end().violations), nothing);
  Story both_ended;
  const venue::OrderId maker = both_ended.placed(place("I1", 15, 10'110, venue::Side::buy), "a");
  const venue::OrderId taker = both_ended.placed(place("I2", 7, 10'100, venue::Side::sell), "b");
  both_ended.close_both(maker, taker);
  EXPECT_EQ(told(both_ended.end().violations), nothing);
}

venue::ClientCallback accepted(std::string intent) {
  venue::ClientCallback callback;
  callback.intent = std::move(intent);
  return callback;
}

TEST(CallbacksOnceInOrder, LetsARestartedClientBeginAgainWhereItHadBeen) {
  Story story;
  story.issue(place("I1"));
  story.issue(place("I2", 7));
  story.restart();
  story.tell_as(1, accepted("I1"));
  story.tell_as(2, accepted("I2"));
  EXPECT_FALSE(has(story.end(), Property::callbacks_once_in_order));
}

TEST(CallbacksOnceInOrder, SeesGapsRepetitionsAndChangedContent) {
  for (int wrong = 1; wrong <= 7; ++wrong) {
    Story story;
    if (wrong == 7) story.outcome("I1", Outcome::unknown);  // before anything else
    story.issue(place("I1"));
    if (wrong == 1) story.tell_as(3, accepted("I1"));
    if (wrong == 2) story.tell_as(1, accepted("I1"));
    if (wrong == 3 || wrong == 4) {
      story.issue(place("I2", 7));
      story.restart();
      story.tell_as(1, accepted(wrong == 3 ? "I2" : "I1"));
      if (wrong == 4) story.tell_as(3, accepted("I1"));
    }
    if (wrong == 5) story.tell(accepted("nobody's"));
    if (wrong == 6) story.tell(accepted("I1"));
    EXPECT_TRUE(has(story.end(), Property::callbacks_once_in_order)) << wrong;
  }
}

TEST(CallbacksOnceInOrder, LetsAnUnknownOutcomeBecomeFinalOnce) {
  for (bool twice : {true, false}) {
    Story story;
    story.issue(place("I1"));
    story.outcome("I1", Outcome::unknown);
    story.outcome("I1", Outcome::refused);
    if (twice) story.outcome("I1", Outcome::refused);
    EXPECT_EQ(has(story.end(), Property::callbacks_once_in_order), twice);
  }
}

TEST(RetriesWithinBudget, CountsRequestsOverAllLivesAndTwinsTogether) {
  for (int sends : {4, 5}) {
    Story story;
    story.issue(place("I1"));
    for (int i = 0; i < sends; ++i) {
      story.send_place(place("I1"), "a");
      story.restart();
    }
    EXPECT_EQ(has(story.end(), Property::retries_within_budget), sends == 5);
  }
  Story twins;
  twins.issue(place("I1"));
  twins.issue(place("I2"));
  for (int i = 0; i < 8; ++i) twins.send_place(place("I1"), i % 2 ? "a" : "b");
  EXPECT_FALSE(has(twins.end(), Property::retries_within_budget));
}

TEST(RetriesWithinBudget, CountsCancelsReplacesAndQueriesByTheIdsTheyName) {
  for (int sends : {4, 5}) {
    Story cancels;
    cancels.placed(place("I1"), "a");
    cancels.issue(cancel("C1", "I1"));
    for (int i = 0; i < sends; ++i) cancels.send_cancel("a");
    EXPECT_EQ(has(cancels.end(), Property::retries_within_budget), sends == 5);

    Story replaces;
    replaces.placed(place("I1"), "a");
    replaces.issue(replace("R1", "I1", 20, 10'110));
    for (int i = 0; i < sends; ++i) replaces.send_replace("a", "b", 20, 10'110);
    EXPECT_EQ(has(replaces.end(), Property::retries_within_budget), sends == 5);

    Story queries;
    queries.placed(place("I1"), "a");
    for (int i = 0; i < sends; ++i) queries.query("a");
    EXPECT_EQ(has(queries.end(), Property::retries_within_budget), sends == 5);
  }
}

TEST(RetriesWithinBudget, GoesByTheClientsIdWhereTheVenueGaveTheNumberOfAnOrderToAnother) {
  for (bool with_own_id : {true, false}) {
    Story story;
    story.placed(place("I1"), "a");
    const venue::OrderId other = story.placed(place("I2", 21), "b");
    story.issue(cancel("C1", "I1"));
    story.send_cancel(with_own_id ? "a" : "", 0, other);
    EXPECT_EQ(has(story.end(), Property::retries_within_budget), !with_own_id);
  }
}

}  // namespace
}  // namespace onefold::properties

// one-order-per-intent, never-overfilled, exposure, no-orphan-orders, and whom they blame.
#include <gtest/gtest.h>

#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

using venue::Outcome;

TEST(OneOrderPerIntent, HoldsForAnIntentThatBecameOneOrder) {
  Story story;
  story.filled(story.placed(place("I1"), "a"), 15, "I1");
  Judgement judgement = story.end();
  EXPECT_EQ(told(judgement.violations), std::vector<std::string>{});
  EXPECT_EQ(judgement.intents, 1);
  EXPECT_FALSE(judgement.beyond);
}

TEST(OneOrderPerIntent, SeesTwoOrdersOfOneIntentUnderDifferentIds) {
  Story story;
  story.filled(story.placed(place("I1"), "a"), 15, "I1");
  story.send_place(place("I1"), "b");
  story.filled(story.accept(place("I1"), "b"), 15, "I1");
  Judgement judgement = story.end();
  const Violation& found = the(judgement, Property::one_order_per_intent);
  EXPECT_EQ(found.intent, "I1");
  EXPECT_EQ(found.blamed, "client desk-1");
  EXPECT_EQ(found.explanation, "Intent I1 (buy 1.5 BTC-USD at 101.10) became 2 orders; 3 was filled.");
  EXPECT_EQ(found.money_at_risk, "151.65 USD");
  EXPECT_EQ(found.cause, "an intent became several orders, under different client order ids");
  EXPECT_TRUE(has(judgement, Property::never_overfilled));
  EXPECT_TRUE(has(judgement, Property::exposure));
  EXPECT_TRUE(has(judgement, Property::ids_map_one_to_one));
  EXPECT_FALSE(has(judgement, Property::venue_keeps_its_contract, "venue"));
}

TEST(OneOrderPerIntent, BlamesTheVenueForASecondOrderUnderAnIdThatItHadToRecall) {
  Story story;
  story.filled(story.placed(place("I1"), "a"), 15, "I1");
  story.send_place(place("I1"), "a");
  story.filled(story.accept(place("I1"), "a"), 15, "I1");
  Judgement judgement = story.end();
  EXPECT_TRUE(has(judgement, Property::one_order_per_intent, "venue"));
  EXPECT_TRUE(has(judgement, Property::venue_keeps_its_contract, "venue"));
  EXPECT_FALSE(has(judgement, Property::one_order_per_intent));
}

TEST(OneOrderPerIntent, BlamesTheClientForReusingAnIdThatIsFreeAgain) {
  Story story(usual_terms(venue::Retention::while_open));
  story.filled(story.placed(place("I1"), "a"), 15, "I1");
  story.send_place(place("I1"), "a");
  story.filled(story.accept(place("I1"), "a"), 15, "I1");
  Judgement judgement = story.end();
  EXPECT_TRUE(has(judgement, Property::one_order_per_intent));
  EXPECT_FALSE(has(judgement, Property::venue_keeps_its_contract, "venue"));
}

TEST(OneOrderPerIntent, AllowsTwinsTwoOrdersAndNoThird) {
  for (int orders : {2, 3}) {
    Story story;
    story.placed(place("I1"), "a");
    story.placed(place("I2"), "b");
    if (orders == 3) {
      story.send_place(place("I1"), "c");
      story.accept(place("I1"), "c");
    }
    Judgement judgement = story.end();
    EXPECT_EQ(has(judgement, Property::one_order_per_intent), orders == 3);
    EXPECT_EQ(judgement.violations.empty(), orders == 2)
        << ::testing::PrintToString(told(judgement.violations));
  }
}

TEST(OneOrderPerIntent, ComparesTwinsTheOtherWayToo) {
  for (bool both : {true, false}) {
    Story story;
    story.placed(place("I1"), "a");
    story.issue(place("I2"));
    if (both) {
      story.send_place(place("I2"), "b");
      story.seen("I2").order_id = story.accept(place("I2"), "b");
    }
    story.outcome("I2", Outcome::done);
    Judgement judgement = story.end();
    EXPECT_EQ(has(judgement, Property::one_order_per_intent), !both);
  }
}

TEST(OneOrderPerIntent, TellsTwinsOnDifferentAccountsApart) {
  Terms terms = usual_terms();
  terms.clients.push_back({"desk-2", "B"});
  Story story(terms);
  story.placed(place("I1"), "a", 0);
  story.placed(place("I1"), "a", 1);
  EXPECT_EQ(told(story.end().violations), std::vector<std::string>{});
}

TEST(OneOrderPerIntent, SeesARefusedIntentThatHasAnOrder) {
  for (bool has_order : {true, false}) {
    Story story;
    story.issue(place("I1"));
    story.send_place(place("I1"), "a");
    if (has_order) story.accept(place("I1"), "a");
    story.outcome("I1", Outcome::refused);
    Judgement judgement = story.end();
    EXPECT_EQ(has(judgement, Property::one_order_per_intent), has_order);
    EXPECT_EQ(has(judgement, Property::no_orphan_orders), has_order);
    EXPECT_EQ(judgement.violations.empty(), !has_order);
  }
}

TEST(OneOrderPerIntent, IsJudgedInARunThatWasCutToo) {
  Story story;
  story.issue(place("I1"));
  story.send_place(place("I1"), "a");
  story.accept(place("I1"), "a");
  story.outcome("I1", Outcome::refused);
  Judgement judgement = story.end_without_views(Ending::cut);
  EXPECT_TRUE(has(judgement, Property::one_order_per_intent));
  EXPECT_FALSE(has(judgement, Property::every_intent_resolves));
}

TEST(OneOrderPerIntent, FollowsAnOrderThroughReplaces) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.issue(replace("I2", "I1", 20, 10'120));
  story.send_replace("a", "b", 20, 10'120);
  story.change(order, "b", 20, 10'120);
  story.outcome("I2", Outcome::done);
  story.filled(order, 20, "I1");
  EXPECT_EQ(told(story.end().violations), std::vector<std::string>{});
}

TEST(OneOrderPerIntent, SeesAReplaceThatTookEffectTwice) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.issue(replace("I2", "I1", 20, 10'120));
  story.send_replace("a", "b", 20, 10'120);
  story.change(order, "b", 20, 10'120);
  story.send_replace("b", "c", 20, 10'120);
  story.change(order, "c", 20, 10'120);
  story.outcome("I2", Outcome::done);
  Judgement judgement = story.end();
  EXPECT_EQ(the(judgement, Property::one_order_per_intent).cause, "a replace took effect more than once");
  EXPECT_TRUE(has(judgement, Property::ids_map_one_to_one));
}

TEST(OneOrderPerIntent, SeesReplacesThatNobodyMeantOrThatNeverHappened) {
  Story unmeant;
  venue::OrderId order = unmeant.placed(place("I1"), "a");
  unmeant.send_replace("a", "b", 99, 10'120);
  unmeant.change(order, "b", 99, 10'120);
  EXPECT_EQ(the(unmeant.end(), Property::one_order_per_intent).cause,
            "an order was replaced without an intent");

  Story claimed;
  claimed.placed(place("I1"), "a");
  claimed.issue(replace("I2", "I1", 20, 10'120));
  claimed.outcome("I2", Outcome::done);
  EXPECT_EQ(the(claimed.end(), Property::one_order_per_intent).cause,
            "a replace reported as done took no effect");

  Story refused;
  order = refused.placed(place("I1"), "a");
  refused.issue(replace("I2", "I1", 20, 10'120));
  refused.send_replace("a", "b", 20, 10'120);
  refused.change(order, "b", 20, 10'120);
  refused.outcome("I2", Outcome::refused);
  EXPECT_EQ(the(refused.end(), Property::one_order_per_intent).cause, "a refused replace took effect");
}

TEST(OneOrderPerIntent, TakesAReplaceBelowTheExecutedPartForACancellation) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.filled(order, 10, "I1");
  story.issue(replace("I2", "I1", 5, 10'120));
  story.send_replace("a", "b", 5, 10'120);
  story.change(order, "b", 15, 10'110);
  story.close(order);
  story.outcome("I2", Outcome::done);
  EXPECT_EQ(told(story.end().violations), std::vector<std::string>{});
}

TEST(OneOrderPerIntent, DoesNotCountAClosingReplaceAsTheOneBefore) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.issue(replace("I2", "I1", 20, 10'120));
  story.send_replace("a", "b", 20, 10'120);
  story.change(order, "b", 20, 10'120);
  story.outcome("I2", Outcome::done);
  story.filled(order, 10, "I1");
  story.issue(replace("I3", "I1", 5, 10'130));
  story.send_replace("b", "c", 5, 10'130);
  story.change(order, "c", 20, 10'120);
  story.close(order);
  story.outcome("I3", Outcome::done);
  EXPECT_EQ(told(story.end().violations), std::vector<std::string>{});
}

TEST(OneOrderPerIntent, DoesNotCountWhatTheVenueForgotUntold) {
  Story story;
  story.issue(place("I1"));
  story.send_place(place("I1"), "a");
  story.keep_quiet();
  story.accept(place("I1"), "a");
  story.venue_restarts(0);
  std::uint64_t request = story.send_place(place("I1"), "a");
  venue::OrderId order = story.accept(place("I1"), "a");
  story.answer_place(request, order);
  story.outcome("I1", Outcome::done);
  story.seen("I1").order_id = order;
  EXPECT_EQ(told(story.end().violations), std::vector<std::string>{});
}

TEST(OneOrderPerIntent, BlamesTheVenueWhenAnAcknowledgedOrderIsForgotten) {
  Story story;
  story.placed(place("I1"), "a");
  story.venue_restarts(0);
  Judgement judgement = story.end();
  EXPECT_TRUE(has(judgement, Property::venue_keeps_its_contract, "venue"));
  EXPECT_TRUE(has(judgement, Property::one_order_per_intent, "venue"));
  EXPECT_FALSE(has(judgement, Property::one_order_per_intent));
}

TEST(NeverOverfilled, HoldsUpToTheQuantityAndBlamesTheVenueBeyondIt) {
  for (venue::Lots quantity : {15, 16}) {
    Story story;
    venue::OrderId order = story.placed(place("I1"), "a");
    story.filled(order, 10, "I1");
    story.filled(order, quantity - 10, "I1");
    Judgement judgement = story.end();
    EXPECT_EQ(has(judgement, Property::never_overfilled, "venue"), quantity == 16);
    EXPECT_FALSE(has(judgement, Property::never_overfilled));
    if (quantity == 15) {
      EXPECT_EQ(told(judgement.violations), std::vector<std::string>{});
    }
  }
}

TEST(NeverOverfilled, CountsTheOrdersOfOneIntentTogether) {
  for (venue::Lots second : {5, 6}) {
    Story story(usual_terms(venue::Retention::none));
    venue::OrderId order = story.placed(place("I1"), "a");
    story.filled(order, 10, "I1");
    story.send_place(place("I1"), "a");
    story.filled(story.accept(place("I1"), "a"), second, "I1");
    EXPECT_EQ(has(story.end(), Property::never_overfilled), second == 6);
  }
}

TEST(Exposure, SeesAnExcessThatIsGoneAtTheEnd) {
  for (bool twice : {true, false}) {
    Story story;
    venue::OrderId order = story.placed(place("I1"), "a");
    story.issue(cancel("C1", "I1"));
    if (twice) {
      story.send_place(place("I1"), "b");
      venue::OrderId second = story.accept(place("I1"), "b");
      story.send_cancel("b");
      story.close(second);
    }
    story.send_cancel("a");
    story.close(order);
    story.outcome("C1", Outcome::done);
    Judgement judgement = story.end();
    EXPECT_EQ(has(judgement, Property::exposure), twice);
    if (twice) {
      EXPECT_EQ(the(judgement, Property::exposure).money_at_risk, "151.65 USD");
    }
  }
}

TEST(Exposure, CountsOnlyWhatWasIntendedByThen) {
  for (bool early : {true, false}) {
    Story story;
    venue::OrderId order = story.placed(place("I1"), "a");
    auto intend = [&] { story.issue(replace("I2", "I1", 30, 10'110)); };
    if (!early) intend();
    story.send_replace("a", "b", 30, 10'110);
    story.change(order, "b", 30, 10'110);
    if (early) intend();
    story.outcome("I2", Outcome::done);
    EXPECT_EQ(has(story.end(), Property::exposure), early);
  }
}

TEST(Exposure, LooksAtEachSymbolAndSideAlone) {
  Story story;
  story.placed(place("I1", 15, 10'110, venue::Side::buy), "a");
  story.placed(place("I2", 20, 10'200, venue::Side::sell), "b");
  EXPECT_EQ(told(story.end().violations), std::vector<std::string>{});
}

TEST(NoOrphanOrders, SeesAnOrderWhoseTermsNobodyMeant) {
  Story story;
  story.issue(place("I1", 15));
  story.send_place(place("I1", 16), "a");
  story.accept(place("I1", 16), "a");
  story.outcome("I1", Outcome::refused);
  Judgement judgement = story.end();
  EXPECT_TRUE(has(judgement, Property::no_orphan_orders));
  EXPECT_FALSE(has(judgement, Property::one_order_per_intent));
}

TEST(NoOrphanOrders, BlamesTheVenueForAnOrderThatNoRequestAskedFor) {
  Story story;
  story.accept(place("I1"), "a");
  Judgement judgement = story.end();
  EXPECT_TRUE(has(judgement, Property::no_orphan_orders, "venue"));
  EXPECT_FALSE(has(judgement, Property::no_orphan_orders));
}

TEST(NoOrphanOrders, IgnoresTheCrowd) {
  Story story;
  venue::OrderId order = story.accept(place("I1"), "crowd-1", "crowd");
  story.fill(order, 15);
  EXPECT_EQ(told(story.end().violations), std::vector<std::string>{});
}

TEST(Blame, IsNobodysWhenAFaultBeyondTheContractTookThePromiseAway) {
  Story story(usual_terms(venue::Retention::none));
  story.filled(story.placed(place("I1"), "a"), 15, "I1");
  story.filled(story.accept(place("I1"), "a"), 15, "I1");
  story.history().struck({"duplicate", "new-order", Where::towards_venue, 1'000});
  Judgement judgement = story.end();
  EXPECT_TRUE(judgement.beyond);
  EXPECT_FALSE(has(judgement, Property::one_order_per_intent));
  ASSERT_FALSE(judgement.excused.empty());
  for (const Violation& violation : judgement.excused) EXPECT_EQ(violation.blamed, "nobody");
}

TEST(Blame, StaysWithTheClientForAPromiseThatTheFaultLeaves) {
  Story story(usual_terms(venue::Retention::none));
  story.placed(place("I1"), "a");
  story.issue(place("I2", 7));
  story.history().struck({"duplicate", "new-order", Where::towards_venue, 1'000});
  Judgement judgement = story.end();
  EXPECT_TRUE(judgement.beyond);
  EXPECT_TRUE(has(judgement, Property::every_intent_resolves));
}

TEST(Judgement, IsTheSameForTheSameRecordAndSortedByTime) {
  auto run = [] {
    Story story;
    story.filled(story.placed(place("I1"), "a"), 15, "I1");
    story.send_place(place("I1"), "b");
    story.fill(story.accept(place("I1"), "b"), 15);
    story.issue(place("I2", 9));
    return story.end().violations;
  };
  std::vector<Violation> first = run();
  std::vector<Violation> second = run();
  ASSERT_EQ(first.size(), second.size());
  ASSERT_GE(first.size(), 4u);
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].explanation, second[i].explanation);
    if (i > 0) {
      EXPECT_LE(first[i - 1].at_ns, first[i].at_ns);
    }
  }
}

}  // namespace
}  // namespace onefold::properties

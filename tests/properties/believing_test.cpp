// What clients tell and believe: fills, positions, open orders, quantities, status, ids.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

using venue::Outcome;

const std::vector<std::string> nothing;

TEST(FillsAppliedOnce, HoldsForPartialFillsAndRepeatedCallbacks) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.filled(order, 5, "I1");
  venue::Fill last = story.fill(order, 10);
  story.tell_fill(last, "I1");
  story.restart();
  venue::ClientCallback again;
  again.kind = venue::ClientCallback::Kind::fill;
  again.intent = "I1";
  again.fill = last;
  story.tell_as(4, again);
  EXPECT_EQ(told(story.end().violations), nothing);
}

TEST(FillsAppliedOnce, SeesAFillToldTwiceUnderTwoNumbers) {
  Story story;
  venue::Fill fill = story.fill(story.placed(place("I1"), "a"), 15);
  story.tell_fill(fill, "I1");
  story.tell_fill(fill, "I1");
  Judgement judgement = story.end();
  EXPECT_EQ(the(judgement, Property::fills_applied_once).cause, "a fill was reported twice");
  EXPECT_EQ(the(judgement, Property::fills_applied_once).money_at_risk, "151.65 USD");
}

TEST(FillsAppliedOnce, SeesAFillThatWasNeverTold) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.filled(order, 5, "I1");
  story.fill(order, 10);
  EXPECT_EQ(the(story.end(), Property::fills_applied_once).cause, "a fill was never reported");
}

TEST(FillsAppliedOnce, DoesNotMissFillsOfARunThatWasCut) {
  Story story;
  story.fill(story.placed(place("I1"), "a"), 15);
  EXPECT_EQ(told(story.end_without_views(Ending::cut).violations), nothing);
}

TEST(FillsAppliedOnce, SeesInventedAlteredAndMisplacedFills) {
  for (int wrong = 0; wrong < 4; ++wrong) {
    Story story;
    venue::OrderId order = story.placed(place("I1"), "a");
    story.placed(place("I2", 7), "b");
    venue::Fill fill = story.fill(order, 15);
    if (wrong == 1) fill.trade_id = 99;
    if (wrong == 2) fill.quantity = 14;
    story.tell_fill(fill, wrong == 3 ? "I2" : "I1");
    EXPECT_EQ(has(story.end(), Property::fills_applied_once), wrong != 0) << wrong;
  }
}

TEST(FillsAppliedOnce, DoesNotCountAFillToldAsNobodys) {
  Story story;
  story.tell_fill(story.fill(story.placed(place("I1"), "a"), 15), "");
  EXPECT_EQ(the(story.end(), Property::fills_applied_once).cause, "a fill was never reported");
}

TEST(FillsAppliedOnce, LetsAClientTellFillsOfItsNeighbourAsNobodys) {
  Terms terms = usual_terms();
  terms.clients.push_back({"desk-2", "A"});
  Story story(terms);
  venue::OrderId order = story.placed(place("I1"), "a", 0);
  venue::Fill fill = story.fill(order, 15);
  story.tell_fill(fill, "I1", 0);
  story.tell_fill(fill, "", 1);
  EXPECT_EQ(told(story.end().violations), nothing);
}

TEST(PositionsAgree, MustBeExactAtTheEnd) {
  for (venue::Lots believed : {15, 14, 30, 0}) {
    Story story;
    story.filled(story.placed(place("I1"), "a"), 15, "I1");
    Judgement judgement = story.end([&](venue::ClientView& view) {
      view.positions = {{"BTC-USD", believed}};
    });
    EXPECT_EQ(has(judgement, Property::positions_agree), believed != 15) << believed;
    EXPECT_EQ(judgement.violations.empty(), believed == 15);
  }
}

TEST(PositionsAgree, MayLagAfterARestartButNotBehindWhatWasTold) {
  for (venue::Lots believed : {4, 5, 15, 20}) {
    Story story;
    venue::OrderId order = story.placed(place("I1"), "a");
    story.filled(order, 5, "I1");
    venue::Fill untold = story.fill(order, 10);
    story.restart();
    story.look([&](venue::ClientView& view) {
      view.positions = {{"BTC-USD", believed}};
      view.intents[0].filled = 5;
    });
    story.tell_fill(untold, "I1");
    bool possible = believed == 5 || believed == 15;
    EXPECT_EQ(has(story.end(), Property::positions_agree), !possible) << believed;
  }
}

TEST(PositionsAgree, AfterARestartCountsATradeOnceThoughItWasToldTwice) {
  Story story;
  venue::Fill fill = story.fill(story.placed(place("I1"), "a"), 5);
  story.tell_fill(fill, "I1");
  story.tell_fill(fill, "I1");
  story.restart();
  story.look();
  Judgement judgement = story.end();
  EXPECT_FALSE(has(judgement, Property::positions_agree));
  EXPECT_FALSE(has(judgement, Property::quantities_add_up));
  EXPECT_TRUE(has(judgement, Property::fills_applied_once));
}

TEST(PositionsAgree, CountsSellsAgainstBuys) {
  Story story;
  story.filled(story.placed(place("I1", 15), "a"), 15, "I1");
  story.filled(story.placed(place("I2", 20, 10'110, venue::Side::sell), "b"), 20, "I2");
  Judgement judgement = story.end([](venue::ClientView& view) { EXPECT_EQ(view.positions[0].quantity, -5); });
  EXPECT_EQ(told(judgement.violations), nothing);
}

TEST(PositionsAgree, OnASharedAccountIsTheAccountsOrTheClientsOwn) {
  for (venue::Lots believed : {15, 22, 7}) {
    Terms terms = usual_terms();
    terms.clients.push_back({"desk-2", "A"});
    Story story(terms);
    story.filled(story.placed(place("I1", 15), "a", 0), 15, "I1", 0);
    story.filled(story.placed(place("J1", 7), "b", 1), 7, "J1", 1);
    Judgement judgement = story.end([&](venue::ClientView& view) {
      view.positions = {{"BTC-USD", believed}};
    });
    EXPECT_EQ(has(judgement, Property::positions_agree), believed == 7) << believed;
  }
}

TEST(PositionsAgree, SeesAPositionInASymbolThatIsNotTraded) {
  Story story;
  Judgement judgement = story.end([](venue::ClientView& view) { view.positions = {{"XXX-USD", 1}}; });
  EXPECT_TRUE(has(judgement, Property::positions_agree));
}

TEST(OpenOrdersAgree, HoldsForAnOpenOrderListedAsItIs) {
  Story story;
  story.filled(story.placed(place("I1"), "a"), 5, "I1");
  EXPECT_EQ(told(story.end().violations), nothing);
}

TEST(OpenOrdersAgree, SeesMissingInventedClosedAndAlteredOrders) {
  for (int wrong = 1; wrong <= 5; ++wrong) {
    Story story;
    story.placed(place("I1"), "a");
    venue::OrderId closed = story.placed(place("I2", 7), "b");
    story.filled(closed, 7, "I2");
    Judgement judgement = story.end([&](venue::ClientView& view) {
      if (wrong == 1) view.open_orders.clear();
      if (wrong == 2) view.open_orders.push_back(story.state(99));
      if (wrong == 3) view.open_orders.push_back(story.state(closed));
      if (wrong == 4) view.open_orders[0].limit = 1;
      if (wrong == 5) view.ghosts = {"I1"};
    });
    EXPECT_TRUE(has(judgement, Property::open_orders_agree)) << wrong;
  }
}

TEST(OpenOrdersAgree, SeesAnOwnOrderCalledAnOrphan) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  Judgement judgement = story.end([&](venue::ClientView& view) {
    view.open_orders.clear();
    view.orphans = {order};
  });
  EXPECT_EQ(the(judgement, Property::open_orders_agree).cause, "an order of the client is called an orphan");
}

TEST(OpenOrdersAgree, LetsAClientCallItsNeighboursOrdersOrphans) {
  for (bool mention : {true, false}) {
    Terms terms = usual_terms();
    terms.clients.push_back({"desk-2", "A"});
    Story story(terms);
    venue::OrderId other = story.placed(place("J1"), "b", 1);
    Judgement judgement = story.end([&](venue::ClientView& view) {
      if (mention) view.orphans = {other};
    });
    EXPECT_EQ(told(judgement.violations), nothing);
  }
}

TEST(OpenOrdersAgree, SeesAnOwnClosedOrderCalledAnOrphanButNotANeighboursOne) {
  for (ClientIndex owner : {0, 1}) {
    Terms terms = usual_terms();
    terms.clients.push_back({"desk-2", "A"});
    Story story(terms);
    venue::OrderId order = story.placed(place("I1"), "a", owner);
    story.filled(order, 15, "I1", owner);
    Judgement judgement = story.end([&](venue::ClientView& view) { view.orphans = {order}; });
    EXPECT_EQ(has(judgement, Property::open_orders_agree), owner == 0);
  }
}

TEST(OpenOrdersAgree, AfterARestartOnlyKnowsThatAListedOrderMustExist) {
  for (bool invented : {true, false}) {
    Story story;
    story.placed(place("I1"), "a");
    story.restart();
    story.look([&](venue::ClientView& view) {
      view.open_orders.clear();
      if (invented) view.open_orders.push_back(story.state(99));
    });
    EXPECT_EQ(has(story.end(), Property::open_orders_agree), invented);
  }
}

TEST(QuantitiesAddUp, MustBeExactAtTheEnd) {
  for (venue::Lots filled : {4, 5, 6}) {
    Story story;
    story.filled(story.placed(place("I1"), "a"), 5, "I1");
    Judgement judgement = story.end([&](venue::ClientView& view) { view.intents[0].filled = filled; });
    EXPECT_EQ(has(judgement, Property::quantities_add_up), filled != 5) << filled;
  }
}

TEST(QuantitiesAddUp, SeesAnExcessAfterARestartThatIsCorrectedLater) {
  for (venue::Lots filled : {5, 10}) {
    Story story;
    story.filled(story.placed(place("I1"), "a"), 5, "I1");
    story.restart();
    story.look([&](venue::ClientView& view) { view.intents[0].filled = filled; });
    EXPECT_EQ(has(story.end(), Property::quantities_add_up), filled == 10);
  }
}

TEST(QuantitiesAddUp, BlamesTheVenueForItsOwnSums) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.state(order).filled = 1;  // from nowhere
  story.filled(order, 5, "I1");
  Judgement judgement = story.end();
  EXPECT_TRUE(has(judgement, Property::quantities_add_up, "venue"));
  EXPECT_TRUE(has(judgement, Property::venue_keeps_its_contract, "venue"));
}

TEST(StatusNeverRegresses, LetsUnknownBecomeFinalAndNothingElseChange) {
  struct Case {
    Outcome from;
    Outcome to;
    bool regresses;
  };
  for (Case c :
       {Case{Outcome::unknown, Outcome::done, false}, Case{Outcome::pending, Outcome::unknown, false},
        Case{Outcome::unknown, Outcome::pending, true}, Case{Outcome::done, Outcome::refused, true},
        Case{Outcome::refused, Outcome::done, true}, Case{Outcome::done, Outcome::pending, true}}) {
    Story story;
    story.placed(place("I1"), "a");
    story.seen("I1").outcome = c.from;
    // The first claim is the callback of placed(): start from a second intent, told by views only.
    story.issue(place("I2", 7));
    story.restart();
    story.seen("I1").outcome = Outcome::done;
    story.seen("I2").outcome = c.from;
    story.look();
    story.seen("I2").outcome = c.to;
    story.look();
    EXPECT_EQ(has(story.end(), Property::status_never_regresses), c.regresses)
        << to_string(c.from) << " to " << to_string(c.to);
  }
}

TEST(StatusNeverRegresses, ComparesCallbacksWithLaterViews) {
  Story story;
  story.placed(place("I1"), "a");
  story.restart();
  story.look([](venue::ClientView& view) { view.intents[0].outcome = Outcome::pending; });
  EXPECT_EQ(the(story.end(), Property::status_never_regresses).cause, "a final outcome changed");
}

TEST(StatusNeverRegresses, SeesFilledQuantitiesShrinkAndOrdersChange) {
  for (int wrong = 0; wrong < 4; ++wrong) {
    Story story;
    venue::OrderId order = story.placed(place("I1"), "a");
    story.filled(order, 5, "I1");
    story.look();
    story.restart();
    story.look([&](venue::ClientView& view) {
      if (wrong == 1) view.intents[0].filled = 4;
      if (wrong == 2) view.intents[0].order_id = order + 1;
      if (wrong == 3) view.intents[0].status = venue::OrderStatus::open;
    });
    EXPECT_EQ(has(story.end(), Property::status_never_regresses), wrong != 0) << wrong;
  }
}

TEST(StatusNeverRegresses, IgnoresAClientThatIsNotReady) {
  Story story;
  story.placed(place("I1"), "a");
  story.restart();
  story.look([](venue::ClientView& view) {
    view.ready = false;
    view.intents[0].outcome = Outcome::pending;
    view.positions = {{"BTC-USD", 99}};
  });
  EXPECT_EQ(told(story.end().violations), nothing);
}

TEST(StatusNeverRegresses, BlamesTheVenueForAClosedOrderThatChanges) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.filled(order, 15, "I1");
  story.send_cancel("a");
  story.close(order);
  Judgement judgement = story.end();
  EXPECT_TRUE(has(judgement, Property::status_never_regresses, "venue"));
}

TEST(IdsMapOneToOne, LetsARetryRepeatItsRequestWithAnotherDeadline) {
  Story story;
  story.issue(place("I1"));
  story.send_place(place("I1"), "a");
  std::uint64_t request = story.send_place(place("I1"), "a");
  venue::OrderId order = story.accept(place("I1"), "a");
  story.answer_place(request, order);
  story.outcome("I1", Outcome::done);
  story.seen("I1").order_id = order;
  EXPECT_EQ(told(story.end().violations), nothing);
}

TEST(IdsMapOneToOne, SeesOneIdForTwoIntentsAndTwoForOne) {
  Story same;
  same.issue(place("I1"));
  same.issue(place("I2", 7));
  same.send_place(place("I1"), "a");
  same.send_place(place("I2", 7), "a");
  EXPECT_EQ(the(same.end(), Property::ids_map_one_to_one).cause, "one id was used for two intents");

  Story several;
  several.issue(place("I1"));
  several.send_place(place("I1"), "a");
  several.send_place(place("I1"), "b");
  EXPECT_EQ(the(several.end(), Property::ids_map_one_to_one).cause, "one intent was sent under several ids");

  Story changed;
  changed.placed(place("I1"), "a");
  changed.send_replace("a", "a", 20, 10'110);
  EXPECT_TRUE(has(changed.end(), Property::ids_map_one_to_one));
}

TEST(IdsMapOneToOne, ComparesClientsOfOneAccountOnly) {
  for (const char* account : {"A", "B"}) {
    Terms terms = usual_terms();
    terms.clients.push_back({"desk-2", account});
    Story story(terms);
    story.issue(place("I1"), 0);
    story.issue(place("I1"), 1);
    story.send_place(place("I1"), "a", 0);
    story.send_place(place("I1"), "a", 1);
    bool shared = std::string_view(account) == "A";
    EXPECT_EQ(has(story.end(), Property::ids_map_one_to_one, "client desk-2"), shared);
  }
}

TEST(IdsMapOneToOne, SeesWhatClientsMixUp) {
  for (int wrong = 0; wrong < 4; ++wrong) {
    Story story;
    venue::OrderId first = story.placed(place("I1"), "a");
    story.placed(place("I2"), "b");
    venue::OrderId other = story.placed(place("I3", 7), "c");
    story.look();
    Judgement judgement = story.end([&](venue::ClientView& view) {
      if (wrong == 1) view.intents[1].order_id = first;
      if (wrong == 2) view.intents[0].order_id = other;
      if (wrong == 3) view.intents[0].client_order_id = "z";
    });
    EXPECT_EQ(has(judgement, Property::ids_map_one_to_one), wrong != 0) << wrong;
  }
}

}  // namespace
}  // namespace onefold::properties

// What a client does not show is not judged, and told as not checked; what the venue's truth shows is judged
// at every level.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

using venue::AdapterLevel;

Terms terms_at(AdapterLevel level) {
  Terms terms = usual_terms();
  terms.clients[0].level = level;
  return terms;
}

bool is_listed(const std::vector<NotChecked>& all, Property property) {
  return std::any_of(all.begin(), all.end(), [&](const NotChecked& one) { return one.property == property; });
}

TEST(AdapterLevel, AFullViewLeavesNothingUnchecked) {
  EXPECT_TRUE(not_checked(terms_at(AdapterLevel::full_view)).empty());
}

TEST(AdapterLevel, EachLevelShowsMoreThanTheOneBelow) {
  const auto of_orders = not_checked(terms_at(AdapterLevel::orders_only));
  const auto of_positions = not_checked(terms_at(AdapterLevel::with_positions));
  EXPECT_TRUE(is_listed(of_orders, Property::positions_agree));
  EXPECT_FALSE(is_listed(of_positions, Property::positions_agree));
  EXPECT_EQ(of_orders.size(), of_positions.size() + 1);
  EXPECT_TRUE(is_listed(of_positions, Property::every_intent_resolves));
  for (Property property : {Property::one_order_per_intent, Property::never_overfilled, Property::exposure,
                            Property::no_orphan_orders, Property::retries_within_budget}) {
    EXPECT_FALSE(is_listed(of_orders, property)) << to_string(property);
  }
}

TEST(AdapterLevel, APositionThatDiffersIsSeenFromPositionsOn) {
  for (AdapterLevel level :
       {AdapterLevel::orders_only, AdapterLevel::with_positions, AdapterLevel::full_view}) {
    Story story(terms_at(level));
    venue::OrderId order = story.placed(place("I1"), "a");
    story.filled(order, 5, "I1");
    Judgement judgement = story.end([](venue::ClientView& view) { view.positions = {{"BTC-USD", 7}}; });
    EXPECT_EQ(has(judgement, Property::positions_agree), level >= AdapterLevel::with_positions)
        << to_string(level);
  }
}

TEST(AdapterLevel, AnIntentThatIsNeverResolvedIsSeenInAFullViewOnly) {
  for (AdapterLevel level : {AdapterLevel::with_positions, AdapterLevel::full_view}) {
    Story story(terms_at(level));
    story.issue(place("I1"));
    Judgement judgement = story.end();
    EXPECT_EQ(has(judgement, Property::every_intent_resolves), level == AdapterLevel::full_view);
  }
}

TEST(AdapterLevel, ASecondOrderOfOneIntentIsSeenAtEveryLevel) {
  for (AdapterLevel level :
       {AdapterLevel::orders_only, AdapterLevel::with_positions, AdapterLevel::full_view}) {
    Story story(terms_at(level));
    venue::Intent intent = place("I1");
    story.placed(intent, "a");
    story.send_place(intent, "b");
    story.accept(intent, "b");
    EXPECT_TRUE(has(story.end(), Property::one_order_per_intent)) << to_string(level);
  }
}

// A venue without an observer answers with a fill, and tells of it on its event stream only later.
TEST(AdapterLevel, ATradeThatIsToldLateWasKnownToTheClientAllTheSame) {
  for (bool from_wire : {false, true}) {
    Terms terms = usual_terms();
    terms.truth_from_wire = from_wire;
    Story story(terms);
    venue::OrderId order = story.placed(place("I1"), "a");
    story.restart();
    story.look([](venue::ClientView& view) {
      view.positions = {{"BTC-USD", 5}};
      view.intents[0].filled = 5;
    });
    story.filled(order, 5, "I1");
    Judgement judgement = story.end();
    EXPECT_EQ(has(judgement, Property::quantities_add_up), !from_wire);
    EXPECT_EQ(has(judgement, Property::positions_agree), !from_wire);
  }
}

TEST(AdapterLevel, WhatTheVenueDidIsItsOwnAtEveryLevel) {
  Story story(terms_at(AdapterLevel::orders_only));
  venue::OrderId order = story.placed(place("I1", 15), "a");
  story.state(order).filled = 9;  // of which no fill tells
  story.close(order);
  EXPECT_TRUE(has(story.end(), Property::quantities_add_up, "venue"));
}

}  // namespace
}  // namespace onefold::properties

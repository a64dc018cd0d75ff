// When client and venue agree.
#include <gtest/gtest.h>

#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

// A view that knows of one open order, 5 of 15 filled; then altered.
bool agrees_after(const Story::Alter& alter) {
  Story story;
  venue::OrderId order = story.placed(place("I1"), "a");
  story.filled(order, 5, "I1");
  venue::ClientView view = story.view();
  view.positions = {{"BTC-USD", 5}};
  view.open_orders = {story.state(order)};
  alter(view);
  return agrees(story.history(), 0, view);
}

TEST(Agreement, IsOfPositionsAndOpenOrders) {
  EXPECT_TRUE(agrees_after([](venue::ClientView&) {}));
  EXPECT_TRUE(agrees_after([](venue::ClientView& view) { view.positions.push_back({"ETH-USD", 0}); }));
  EXPECT_FALSE(agrees_after([](venue::ClientView& view) { view.ready = false; }));
  EXPECT_FALSE(agrees_after([](venue::ClientView& view) { view.positions.clear(); }));
  EXPECT_FALSE(agrees_after([](venue::ClientView& view) { view.positions[0].quantity = 6; }));
  EXPECT_FALSE(agrees_after([](venue::ClientView& view) { view.open_orders.clear(); }));
  EXPECT_FALSE(agrees_after([](venue::ClientView& view) { view.open_orders[0].filled = 4; }));
  EXPECT_FALSE(agrees_after([](venue::ClientView& view) { view.open_orders[0].order_id = 9; }));
}

TEST(Agreement, DoesNotCountWhatTheVenueForgot) {
  Story story;
  story.placed(place("I1"), "a");
  story.venue_restarts(0);
  venue::ClientView view = story.view();
  EXPECT_TRUE(agrees(story.history(), 0, view));
}

TEST(Agreement, OnASharedAccountIsOfTheAccountOrTheClientsOwnOrders) {
  for (venue::Lots believed : {15, 7, 22, 0}) {
    Terms terms = usual_terms();
    terms.clients.push_back({"desk-2", "A"});
    Story story(terms);
    story.filled(story.placed(place("I1"), "a", 0), 15, "I1", 0);
    story.filled(story.placed(place("J1", 7), "b", 1), 7, "J1", 1);
    venue::ClientView view = story.view(0);
    view.positions = {{"BTC-USD", believed}};
    EXPECT_EQ(agrees(story.history(), 0, view), believed == 15 || believed == 22) << believed;
  }
}

}  // namespace
}  // namespace onefold::properties

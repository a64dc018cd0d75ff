// Batches: each leg has its own outcome, and the last one completes the answer.
#include "venue/server/batch.hpp"

#include <gtest/gtest.h>

namespace onefold::venue {
namespace {

NewOrders three_legs() {
  NewOrders orders;
  orders.request = 9;
  for (const char* id : {"a", "b", "c"}) {
    NewOrder leg;
    leg.request = 10 + orders.legs.size();
    leg.client_order_id = id;
    orders.legs.push_back(leg);
  }
  return orders;
}

TEST(Batch, IsCompleteOnceEachLegHasItsOutcome) {
  Batch batch(three_legs());
  OrderState order;
  order.order_id = 5;
  batch.answer(1, Accepted{11, order, false});
  batch.answer(0, Rejected{10, Reason::invalid_price, "a", 0, "-1013"});
  EXPECT_FALSE(batch.complete());
  batch.answer(2, Accepted{12, order, true});
  ASSERT_TRUE(batch.complete());
  const BatchAnswer& reply = batch.reply();
  EXPECT_EQ(reply.request, 9u);
  ASSERT_EQ(reply.legs.size(), 3u);
  EXPECT_EQ(reply.legs[0].reason, Reason::invalid_price);
  EXPECT_EQ(reply.legs[0].code, "-1013");
  EXPECT_EQ(reply.legs[1].request, 11u);
  EXPECT_EQ(reply.legs[1].reason, Reason::none);
  EXPECT_EQ(reply.legs[1].order.order_id, 5u);
  EXPECT_TRUE(reply.legs[2].original);
}

TEST(Batch, ALegThatTheVenueIsSilentAboutIsUnknown) {
  Batch batch(three_legs());
  for (std::size_t leg = 0; leg < 3; ++leg) batch.answer(leg, Heartbeat{});
  ASSERT_TRUE(batch.complete());
  for (const LegAnswer& leg : batch.reply().legs) EXPECT_EQ(leg.reason, Reason::internal_error);
}

}  // namespace
}  // namespace onefold::venue

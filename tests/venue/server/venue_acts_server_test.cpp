// What the exchange process does of its own accord: by its timers, and when connections end.
#include <gtest/gtest.h>

#include "tests/venue/server/venue_house.hpp"

namespace onefold::venue {
namespace {

constexpr std::int64_t ms = 1'000'000;

class ActingServer : public testing::Test {
 protected:
  void start(const CancelOnDisconnect& rule) {
    house.options.profile = built_in_profile("reject-for-ever");
    house.options.profile.orders.good_till_time = true;
    house.options.profile.cancel_on_disconnect = rule;
    house.start();
  }
  void TearDown() override { house.server.reset(); }

  bool cancelled() {
    return house.run_until([&] {
      return !house.told.executions.empty() && is_terminal(house.told.executions.back().order.status);
    });
  }

  VenueHouse house;
};

TimeNs venue_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

TEST_F(ActingServer, EndsAnOrderAtItsTimeWithoutBeingAsked) {
  start({});
  OrderClient client(house, "A");
  NewOrder order = limit_order("a-1", Side::buy, 15, 10'110);
  order.tif = TimeInForce::good_till_time;
  order.expires_ns = venue_now() + 30 * ms;
  client.ask<Accepted>(order);
  ASSERT_TRUE(cancelled());
  EXPECT_EQ(house.told.executions.back().kind, ExecutionKind::expired);
  EXPECT_GE(house.told.executions.back().time_ns, order.expires_ns);
  EXPECT_TRUE(house.told.took(path::order_expired));
}

TEST_F(ActingServer, CancelsTheOrdersOfAnAccountThatIsGone) {
  start({CancelOnDisconnect::Kind::on_disconnect, 5 * ms, 0, 0});
  OrderClient other(house, "B");
  OrderClient client(house, "A");
  OrderClient second(house, "A");
  client.ask<Accepted>(limit_order("a-1", Side::buy, 15, 10'110));
  client.close();
  for (int i = 0; i < 20; ++i) second.ask<OpenOrders>(QueryOpenOrders{3});
  EXPECT_EQ(house.told.executions.size(), 1u) << "another connection of the account is there";
  second.close();
  ASSERT_TRUE(cancelled());
  EXPECT_TRUE(house.told.took(path::cancelled_on_disconnect));
}

TEST_F(ActingServer, CancelsNothingOfAnAccountThatComesBackInTime) {
  start({CancelOnDisconnect::Kind::on_disconnect, 3'600'000 * ms, 0, 0});
  {
    OrderClient client(house, "A");
    client.ask<Accepted>(limit_order("a-1", Side::buy, 15, 10'110));
    client.close();
  }
  house.run_ready();
  OrderClient again(house, "A");
  EXPECT_EQ(again.ask<OpenOrders>(QueryOpenOrders{3}).orders.size(), 1u);
}

TEST_F(ActingServer, GivesAccountsTheirTimeToConnectAfterARestart) {
  start({CancelOnDisconnect::Kind::on_disconnect, 5 * ms, 0, 0});
  {
    OrderClient client(house, "A");
    client.ask<Accepted>(limit_order("a-1", Side::buy, 15, 10'110));
    house.start();
  }
  ASSERT_TRUE(house.run_until([&] { return house.told.took(path::cancelled_on_disconnect); }));
  EXPECT_EQ(house.told.executions.back().order.status, OrderStatus::cancelled);
}

TEST_F(ActingServer, KeepsADeadMansSwitchOverARestart) {
  start({CancelOnDisconnect::Kind::timer, 0, ms, 10'000 * ms});
  {
    OrderClient client(house, "A");
    client.ask<Accepted>(limit_order("a-1", Side::buy, 15, 10'110));
    EXPECT_NE(client.ask<CancelAfterSet>(CancelAfter{2, 20 * ms}).at_ns, 0);
    house.start();
  }
  ASSERT_TRUE(house.run_until([&] { return house.told.took(path::cancel_timer_struck); }));
  EXPECT_EQ(house.told.executions.back().order.status, OrderStatus::cancelled);
}

}  // namespace
}  // namespace onefold::venue

// What the client makes of failures around it: a disk that takes nothing, a rate limit, a venue that forgets.
#include "client/client_core.hpp"

#include <gtest/gtest.h>

#include "client/paths.hpp"
#include "tests/client/scripted_host.hpp"

namespace onefold::client {
namespace {

using namespace venue;

class Failures : public testing::Test, public ScriptedHost {
 protected:
  // An intent that is placed, sent and accepted as order 1.
  OrderState place_accepted(const std::string& id = "I1") {
    submit(place_intent(id));
    const auto request = take_one<NewOrder>();
    OrderState order = order_of(request, 1);
    reply(Accepted{request.request, order, false});
    EXPECT_EQ(seen(id).outcome, Outcome::done);
    return order;
  }
};

TEST_F(Failures, WhatTheDiskDidNotTakeIsNotAcceptedAndComesAgain) {
  start_online();
  disk.sync_failures = 2;
  submit(place_intent("I1"));
  EXPECT_TRUE(heard.callbacks.empty());
  EXPECT_TRUE(sent.empty());
  EXPECT_FALSE(core->view().ready);
  EXPECT_TRUE(heard.took(path::ledger_failed));
  pass(1'000 * ms);
  ASSERT_EQ(heard.callbacks.size(), 1u);
  go_online();
  take_one<NewOrder>();
}

TEST_F(Failures, RefusesTermsThatNoVenueWouldTake) {
  start_online();
  submit(place_intent("I1", -5));
  submit(place_intent("I2", 5, 0));
  EXPECT_EQ(seen("I1").reason, Reason::invalid_quantity);
  EXPECT_EQ(seen("I2").reason, Reason::invalid_price);
  submit(place_intent(std::string(65, 'x')));
  EXPECT_TRUE(heard.took(path::intent_invalid));
  EXPECT_TRUE(sent.empty());
}

TEST_F(Failures, KeepsToTheRateLimitAndLetsCancelsPass) {
  options.profile.rate_limit = {4, 1000 * ms};
  start_online();
  OrderState order = place_accepted();
  for (const char* id : {"P2", "P3", "P4", "P5"}) submit(place_intent(id));
  EXPECT_EQ(sent.size(), 2u) << "three of four tokens are for orders";
  sent.clear();
  submit(cancel_intent("I2", "I1"));
  take_one<CancelOrder>();
  pass(1'000 * ms);
  EXPECT_GE(sent.size(), 2u);
}

// Otherwise it would wait for ever for the one before, which now is another event or none.
TEST_F(Failures, AVenueThatForgotAnEventThatWaitedForOthersIsReadAgainToo) {
  options.bounds.ping_interval_ns = 50 * ms;
  start_online();
  OrderState order = place_accepted();
  event(event_of(2, ExecutionKind::accepted, order));
  pass(50 * ms);
  const auto ping = take_one<Login>();
  reply(LoggedIn{ping.request, 0});
  EXPECT_TRUE(heard.took(path::stream_rolled_back));
}

TEST_F(Failures, AVenueThatForgotEventsIsReadAgainFromTheStart) {
  options.bounds.ping_interval_ns = 500 * ms;
  start_online();
  OrderState order = place_accepted();
  event(event_of(1, ExecutionKind::accepted, order));
  event(fill_of(2, order, 9, 5));
  pass(500 * ms);
  const auto ping = take_one<Login>();
  reply(LoggedIn{ping.request, 1});
  EXPECT_TRUE(heard.took(path::stream_rolled_back));
  pass(100 * ms);
  const auto query = take_one<QueryOrder>();
  reply(OrderReport{query.request, {order}});
  open(LinkKind::events, 1);
  EXPECT_EQ(subscribed_from, 1u);
  EXPECT_EQ(core->view().positions.at(0).quantity, 5);
}

}  // namespace
}  // namespace onefold::client

// Which requests come too late.
#include "venue/semantics/late_bound.hpp"

#include <gtest/gtest.h>

namespace onefold::venue {
namespace {

LateBound bound(LateBound::Kind kind) {
  LateBound result;
  result.kind = kind;
  return result;
}

NewOrder order(TimeNs valid_until_ns, TimeNs sent_ns = 0) {
  NewOrder result;
  result.valid_until_ns = valid_until_ns;
  result.sent_ns = sent_ns;
  return result;
}

TEST(LateBound, RefusesFromTheFirstNanosecondAfterTheEnd) {
  const LateBound absolute = bound(LateBound::Kind::absolute);
  EXPECT_FALSE(too_late(absolute, order(100), 100));
  EXPECT_TRUE(too_late(absolute, order(100), 101));
  EXPECT_FALSE(too_late(absolute, order(0), 101)) << "no end was said";
  EXPECT_FALSE(too_late(bound(LateBound::Kind::none), order(100), 101));
}

TEST(LateBound, RefusesAnEndTooFarAhead) {
  LateBound limited = bound(LateBound::Kind::absolute);
  limited.max_ns = 50;
  EXPECT_FALSE(too_late(limited, order(150), 100));
  EXPECT_TRUE(too_late(limited, order(151), 100));
}

TEST(LateBound, AWindowIsMeasuredFromWhenItWasSent) {
  LateBound window = bound(LateBound::Kind::window);
  window.max_ns = 50;
  window.ahead_ns = 10;
  EXPECT_FALSE(too_late(window, order(150, 100), 110));
  EXPECT_TRUE(too_late(window, order(151, 100), 110)) << "a span beyond the permitted one";
  EXPECT_FALSE(too_late(window, order(150, 110), 100));
  EXPECT_TRUE(too_late(window, order(150, 111), 100)) << "sent in the future";
}

TEST(LateBound, TheDefaultCountsForAClientThatSaysNothing) {
  LateBound window = bound(LateBound::Kind::window);
  window.default_ns = 30;
  EXPECT_FALSE(too_late(window, order(0, 100), 130));
  EXPECT_TRUE(too_late(window, order(0, 100), 131));
  EXPECT_FALSE(too_late(window, order(140, 100), 131)) << "it said more";
}

TEST(LateBound, IsOnlyForTheRequestsThatTheProfileNames) {
  LateBound absolute = bound(LateBound::Kind::absolute);
  CancelOrder cancel;
  cancel.valid_until_ns = 100;
  EXPECT_FALSE(too_late(absolute, Request(cancel), 101));
  absolute.for_cancel = true;
  EXPECT_TRUE(too_late(absolute, Request(cancel), 101));
  absolute.for_place = false;
  EXPECT_FALSE(too_late(absolute, Request(order(100)), 101));
  EXPECT_FALSE(too_late(absolute, Request(QueryOpenOrders{}), 101));
}

}  // namespace
}  // namespace onefold::venue

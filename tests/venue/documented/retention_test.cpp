// How long venues recall ids and show closed orders, over the end of days and over time.
#include <gtest/gtest.h>

#include <string>

#include "tests/venue/documented/documented_profiles.hpp"

namespace onefold::venue {
namespace {

class Recall : public testing::TestWithParam<std::string>, protected DocumentedVenue {
 protected:
  Recall() : DocumentedVenue(GetParam()) {}

  void end_day() {
    x.act({VenueAct::Kind::end_day}, x.engine.crowd_account());
    last = x.engine.last_order();
  }
  bool ends_with_the_day() const {
    const bool session = profile.retention == Retention::session || profile.retention == Retention::day;
    return session && profile.rollover.daily;
  }
};

TEST_P(Recall, OfAFilledOrderEndsWithTheDayOrTheSessionWhereItIsOne) {
  bring(State::filled);
  if (recalled(State::filled)) {  // else a copy would be an order of its own
    EXPECT_EQ(outcome(place(a, order(1))), expected(State::filled));
  }
  end_day();
  EXPECT_EQ(outcome(place(a, order(1))), ends_with_the_day() ? "accept-new" : expected(State::filled));
}

TEST_P(Recall, OfAnOpenOrderOutlivesTheDay) {
  bring(State::live);
  end_day();
  EXPECT_EQ(x.engine.order(a, first.order_id)->status, OrderStatus::open);
  EXPECT_EQ(outcome(place(a, order(1))), expected(State::live));
}

TEST_P(Recall, OfAnIdIsNotRenewedByACopy) {
  if (profile.retention != Retention::window) return;
  bring(State::filled);
  x.now_ns += profile.window_ns / 2;
  EXPECT_EQ(outcome(place(a, order(1))), expected(State::filled));
  x.now_ns += profile.window_ns / 2 + 1;
  EXPECT_EQ(outcome(place(a, order(1))), "accept-new");
}

INSTANTIATE_TEST_SUITE_P(Venues, Recall, testing::ValuesIn(profiles_and_variants()), test_name);

Profile with_query(const std::string& query) {
  return parse_profile(R"({"name": "p", "title": "t", "source": "s",
    "id": {"length_min": 1, "length_max": 8, "scope": "account"}, "retention": "for-ever",
    "duplicate": "reject", "query": )" +
                           query + "}",
                       "p.json");
}

// Orders 1 to `count` of account a, cancelled one after the other.
void close(DocumentedVenue& venue, int count) {
  for (int i = 1; i <= count; ++i) {
    ASSERT_FALSE(accepted(venue.place(a, venue.order(i))).client_order_id.empty());
    ASSERT_TRUE(std::holds_alternative<Cancelled>(venue.send(a, cancel(venue.id(i)))));
  }
}

std::size_t found(DocumentedVenue& venue, int n) {
  return std::get<OrderReport>(venue.send(a, QueryOrder{9, venue.id(n), 0})).orders.size();
}

TEST(ClosedOrders, AreFoundForAsLongAsTheFileSays) {
  DocumentedVenue venue(with_query(R"({"closed_for": "1h"})"));
  close(venue, 1);
  venue.x.now_ns += hour;
  EXPECT_EQ(found(venue, 1), 1U);
  venue.x.now_ns += 1;
  EXPECT_EQ(found(venue, 1), 0U);
  EXPECT_EQ(venue.outcome(venue.place(a, venue.order(1))), "reject") << "not found, and still recalled";
}

TEST(ClosedOrders, AreFoundAsManyAsTheFileSays) {
  DocumentedVenue venue(with_query(R"({"closed_max": 2})"));
  close(venue, 3);
  EXPECT_EQ(found(venue, 1), 0U);
  EXPECT_EQ(found(venue, 2), 1U);
  EXPECT_EQ(found(venue, 3), 1U);
}

TEST(ClosedOrders, OfBybitAreFoundAmongTheLast500) {
  DocumentedVenue venue("bybit-v5");
  ASSERT_EQ(venue.profile.query.closed_max, 500U);
  close(venue, 501);
  EXPECT_EQ(found(venue, 1), 0U);
  EXPECT_EQ(found(venue, 2), 1U);
}

}  // namespace
}  // namespace onefold::venue

#include "harness/wire_tap.hpp"

#include <gtest/gtest.h>

namespace onefold::harness {
namespace {

properties::Terms terms() {
  properties::Terms terms;
  terms.clients = {{"desk-1", "A"}, {"desk-2", "B"}};
  terms.truth_from_wire = true;
  return terms;
}

venue::ExecutionReport event(std::string account, std::uint64_t seq, venue::OrderId order) {
  venue::ExecutionReport report;
  report.account = std::move(account);
  report.seq = seq;
  report.order.order_id = order;
  report.order.quantity = 5;
  return report;
}

struct Tapped {
  const properties::Terms agreed = terms();
  properties::History history{agreed};
  WireTap tap{history};

  void says(const venue::ExecutionReport& report, std::uint64_t connection = 1) {
    tap.sent(connection, venue::Reply(report), 10);
  }
  void subscribes(std::uint64_t connection, const std::string& account, std::uint64_t last_seq) {
    tap.sent(connection, venue::Request(venue::Subscribe{1, account, 1}));
    tap.sent(connection, venue::Reply(venue::LoggedIn{1, last_seq}), 20);
  }
};

TEST(WireTap, TakesTheFirstTellingOfEachEventForWhatHappened) {
  Tapped venue;
  venue.says(event("A", 1, 7));
  venue.says(event("B", 1, 8));
  venue.says(event("A", 1, 7), 2);  // another connection of the account
  ASSERT_EQ(venue.history.executions().size(), 2u);
  EXPECT_EQ(venue.history.executions()[1].report.account, "B");
  EXPECT_EQ(venue.history.executions()[1].report.number, 2u);
  EXPECT_FALSE(venue.history.executions()[0].rewritten);
  EXPECT_EQ(venue.tap.next_seq("A"), 2u);
  EXPECT_EQ(venue.tap.next_seq("C"), 1u);
}

TEST(WireTap, SeesAnEventThatIsToldAgainWithOtherContent) {
  Tapped venue;
  venue.says(event("A", 1, 7));
  venue.says(event("A", 1, 9));
  ASSERT_EQ(venue.history.executions().size(), 1u);
  EXPECT_TRUE(venue.history.executions()[0].rewritten);
}

TEST(WireTap, WaitsForTheEventsBeforeAnEarlyOne) {
  Tapped venue;
  venue.says(event("A", 3, 9));
  venue.says(event("A", 2, 8));
  EXPECT_TRUE(venue.history.executions().empty());
  venue.says(event("A", 1, 7));
  ASSERT_EQ(venue.history.executions().size(), 3u);
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(venue.history.executions()[i].report.seq, i + 1);
    EXPECT_EQ(venue.history.executions()[i].report.number, i + 1);
  }
}

TEST(WireTap, CountsAsForgottenWhatTheVenueNumbersAnew) {
  Tapped venue;
  for (std::uint64_t seq = 1; seq <= 3; ++seq) venue.says(event("A", seq, 6 + seq));
  venue.says(event("B", 1, 20));
  venue.subscribes(5, "A", 3);
  EXPECT_FALSE(venue.history.executions()[2].forgotten);
  venue.subscribes(6, "A", 1);
  EXPECT_FALSE(venue.history.executions()[0].forgotten);
  EXPECT_TRUE(venue.history.executions()[1].forgotten);
  EXPECT_TRUE(venue.history.executions()[2].forgotten);
  EXPECT_FALSE(venue.history.executions()[3].forgotten);
  EXPECT_EQ(venue.tap.next_seq("A"), 2u);
  venue.says(event("A", 2, 30));
  ASSERT_EQ(venue.history.executions().size(), 5u);
  EXPECT_EQ(venue.history.executions()[4].report.order.order_id, 30u);
}

}  // namespace
}  // namespace onefold::harness

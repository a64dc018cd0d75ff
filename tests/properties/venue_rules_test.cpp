// venue-keeps-its-contract: cancels that stand, numbers of a session, and codes.
#include <gtest/gtest.h>

#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

constexpr TimeNs minute_ns = 60'000'000'000;

std::string cause(const Judgement& judgement) {
  for (const Violation& violation : judgement.violations) {
    if (violation.property == to_string(Property::venue_keeps_its_contract)) return violation.cause;
  }
  return "";
}

// A cancel of an id that no order has yet, and then its order.
struct LateOrder {
  bool confirmed = true;
  TimeNs cancel_until_ns = 10 * minute_ns;
  TimeNs order_expires_ns = 5 * minute_ns;
  TimeNs pass_ns = 0;
};

std::string after_cancel(const LateOrder& late) {
  Terms terms = usual_terms();
  terms.profile.retention = venue::Retention::until_expiry;
  terms.profile.duplicate = venue::DuplicateAnswer::upsert;
  terms.profile.cancel.never_seen = venue::DeadTarget::tombstone;
  Story story(std::move(terms));
  venue::Intent intent = place("I1");
  intent.expires_ns = late.order_expires_ns;
  story.issue(intent);
  story.send_place(intent, "a");
  venue::CancelOrder request{90, "a", 0};
  request.valid_until_ns = late.cancel_until_ns;
  story.history().request_sent(0, 1, 1, request, story.now());
  venue::OrderState none;
  none.client_order_id = "a";
  none.status = venue::OrderStatus::cancelled;
  if (late.confirmed) story.reply(venue::Cancelled{90, none});
  story.pass(late.pass_ns);
  story.accept(intent, "a");
  return cause(story.end_without_views(Ending::cut));
}

TEST(VenueRules, MakeNoOrderUnderAnIdWhoseCancelStands) {
  EXPECT_EQ(after_cancel({}), "the venue made an order that a standing cancel forbade");
}

TEST(VenueRules, LetAnOrderComeThatOutlivesTheCancelOrOfWhichNobodyConfirmedOne) {
  EXPECT_EQ(after_cancel({.confirmed = false}), "");
  EXPECT_EQ(after_cancel({.cancel_until_ns = 4 * minute_ns}), "");
  EXPECT_EQ(after_cancel({.order_expires_ns = 0}), "");
  EXPECT_EQ(after_cancel({.order_expires_ns = 20 * minute_ns, .pass_ns = 11 * minute_ns}), "");
}

// One numbered order that was taken, and a later login that is told of `received`.
std::string after_login(std::uint64_t received, bool reset = false) {
  Terms terms = usual_terms();
  terms.profile.sequence.numbered = true;
  Story story(std::move(terms));
  const venue::Intent intent = place("I1");
  story.issue(intent);
  venue::NewOrder request{
      80, "a", intent.symbol, intent.side, intent.type, intent.tif, intent.quantity, intent.limit, 0};
  request.seq = 7;
  story.history().request_sent(0, 1, 1, request, story.now());
  story.accept(intent, "a");
  story.pass(1'000'000);
  story.history().request_sent(0, 1, 5, venue::Login{81, "A", reset}, story.now());
  story.history().reply_sent(0, 5, venue::LoggedIn{81, 1, received}, story.now());
  return cause(story.end_without_views(Ending::cut));
}

TEST(VenueRules, CountTheMessagesOfASession) {
  EXPECT_EQ(after_login(7), "");
  EXPECT_EQ(after_login(6), "the venue miscounted the messages of a session") << "7 made an order";
  EXPECT_EQ(after_login(8), "the venue miscounted the messages of a session") << "8 was never sent";
  EXPECT_EQ(after_login(0, true), "") << "it was asked to count anew";
}

std::string after_code(const std::string& code, venue::Reason reason) {
  Terms terms = usual_terms();
  terms.profile.codes.push_back({0, "TAKEN", "", {venue::Reason::duplicate_id}});
  terms.profile.codes.push_back({0, "BUSY", "", {venue::Reason::throttled}});
  terms.profile.codes.back().ambiguous = true;
  Story story(std::move(terms));
  story.placed(place("I1"), "a");
  const std::uint64_t again = story.send_place(place("I1"), "a");
  venue::Rejected rejected{again, reason, "a", 0};
  rejected.code = code;
  story.reply(rejected);
  return cause(story.end_without_views(Ending::cut));
}

TEST(VenueRules, HaveEachCodeMeanWhatTheTableSays) {
  EXPECT_EQ(after_code("TAKEN", venue::Reason::duplicate_id), "");
  EXPECT_EQ(after_code("BUSY", venue::Reason::internal_error), "") << "it may be said of anything";
  EXPECT_EQ(after_code("", venue::Reason::duplicate_id), "");
  EXPECT_EQ(after_code("TAKEN", venue::Reason::in_flight), "the venue used a code for what it does not mean");
  EXPECT_EQ(after_code("OTHER", venue::Reason::duplicate_id),
            "the venue used a code for what it does not mean");
}

}  // namespace
}  // namespace onefold::properties

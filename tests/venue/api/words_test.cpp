// The words of the vocabulary: each value has its own, and messages are called as keys and scenarios call
// them.
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "venue/api/hash.hpp"
#include "venue/api/intent.hpp"
#include "venue/api/messages.hpp"
#include "venue/api/venue_paths.hpp"

namespace onefold::venue {
namespace {

// The words of all values from the first to `last`; every one must differ, and none be "?".
template <class E>
std::vector<std::string> words(E last) {
  std::vector<std::string> all;
  for (int value = 0; value <= static_cast<int>(last); ++value)
    all.emplace_back(to_string(static_cast<E>(value)));
  std::set<std::string> distinct(all.begin(), all.end());
  EXPECT_EQ(distinct.size(), all.size());
  EXPECT_EQ(distinct.count("?"), 0U);
  return all;
}

TEST(Words, EveryValueHasItsOwn) {
  EXPECT_EQ(words(Side::sell), (std::vector<std::string>{"buy", "sell"}));
  EXPECT_EQ(words(OrderType::market), (std::vector<std::string>{"limit", "market"}));
  EXPECT_EQ(words(TimeInForce::immediate_or_cancel),
            (std::vector<std::string>{"good-till-cancel", "immediate-or-cancel"}));
  EXPECT_EQ(words(OrderStatus::cancelled),
            (std::vector<std::string>{"open", "partially-filled", "filled", "cancelled"}));
  EXPECT_EQ(words(ExecutionKind::replaced),
            (std::vector<std::string>{"accepted", "filled", "cancelled", "replaced"}));
  EXPECT_EQ(words(IntentKind::replace), (std::vector<std::string>{"place", "cancel", "replace"}));
  EXPECT_EQ(words(Outcome::unknown), (std::vector<std::string>{"pending", "done", "refused", "unknown"}));
  EXPECT_EQ(words(Reason::malformed).size(), 17U);
}

TEST(Words, MessagesAreCalledAsKeysCallThem) {
  std::vector<Request> requests = {Login{},        NewOrder{},   CancelOrder{},
                                   ReplaceOrder{}, QueryOrder{}, QueryOpenOrders{},
                                   QueryTrades{},  Subscribe{},  Heartbeat{}};
  std::vector<std::string> kinds;
  for (const Request& request : requests) kinds.emplace_back(kind_of(request));
  EXPECT_EQ(kinds, (std::vector<std::string>{"login", "new-order", "cancel", "replace", "query-order",
                                             "query-open", "query-trades", "subscribe", "heartbeat"}));
  std::vector<Reply> replies = {LoggedIn{},    Accepted{},   Cancelled{}, Replaced{}, Rejected{},
                                OrderReport{}, OpenOrders{}, Trades{},    Heartbeat{}};
  for (ExecutionKind kind :
       {ExecutionKind::accepted, ExecutionKind::filled, ExecutionKind::cancelled, ExecutionKind::replaced}) {
    ExecutionReport report;
    report.kind = kind;
    replies.emplace_back(report);
  }
  kinds.clear();
  for (const Reply& reply : replies) kinds.emplace_back(kind_of(reply));
  EXPECT_EQ(kinds,
            (std::vector<std::string>{"logged-in", "accepted", "cancelled", "replaced", "rejected",
                                      "order-report", "open-orders", "trades", "heartbeat", "event-accepted",
                                      "event-filled", "event-cancelled", "event-replaced"}));
}

TEST(Words, OnlyReasonsThatSayWhatHappenedAreCertain) {
  for (int value = 0; value <= static_cast<int>(Reason::malformed); ++value) {
    auto reason = static_cast<Reason>(value);
    Certainty expected = Certainty::refused;
    if (reason == Reason::duplicate_id) expected = Certainty::exists;
    if (reason == Reason::in_flight || reason == Reason::internal_error) expected = Certainty::unknown;
    EXPECT_EQ(certainty(reason), expected) << to_string(reason);
  }
}

TEST(Words, PathsHaveDistinctNames) {
  std::set<std::string_view> names(path::all.begin(), path::all.end());
  EXPECT_EQ(names.size(), path::all.size());
  EXPECT_TRUE(names.contains("duplicate-suppressed"));
}

TEST(Words, APathListHoldsWhatWasAdded) {
  path::Names names;
  EXPECT_FALSE(names.has(path::rate_limited));
  names.add(path::rate_limited);
  names.add(path::query_from_past);
  EXPECT_TRUE(names.has(path::rate_limited));
  EXPECT_TRUE(names.has(path::query_from_past));
  EXPECT_EQ(names.size(), 2U);
  names.clear();
  EXPECT_EQ(names.size(), 0U);
  EXPECT_FALSE(names.has(path::rate_limited));
}

TEST(Types, SumsAndProductsNeverWrap) {
  EXPECT_EQ(checked_add(2, 3), 5);
  EXPECT_EQ(checked_add(INT64_MAX, 1), std::nullopt);
  EXPECT_EQ(checked_add(INT64_MIN, -1), std::nullopt);
  EXPECT_EQ(checked_multiply(-4, 3), -12);
  EXPECT_EQ(checked_multiply(lots_max, ticks_max), std::nullopt);
}

TEST(Types, LeavesAreWhatCanStillTrade) {
  OrderState order;
  order.quantity = 10;
  order.filled = 4;
  order.status = OrderStatus::partially_filled;
  EXPECT_EQ(order.leaves(), 6);
  order.status = OrderStatus::cancelled;
  EXPECT_EQ(order.leaves(), 0);
}

// Digests and seeded choices rest on these: a change is a reviewed act.
TEST(Hash, KeepsItsValues) {
  EXPECT_EQ(mix(1), 0x5692161D100B05E5U);
  EXPECT_EQ(combine(1, 2), 0x7018EB47A52C2595U);
  EXPECT_EQ(combine(1, "order"), 0x4DF2D04955EF36C4U);
}

TEST(Hash, DependsOnEveryByteAndOnTheLength) {
  std::string text = "0123456789";
  std::uint64_t hash = combine(7, text);
  for (char& c : text) {
    ++c;
    EXPECT_NE(combine(7, text), hash);
    --c;
  }
  EXPECT_NE(combine(7, std::string_view("a")), combine(7, std::string_view("a\0", 2)));
  EXPECT_NE(combine(7, std::string_view()), combine(8, std::string_view()));
}

}  // namespace
}  // namespace onefold::venue

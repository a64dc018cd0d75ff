// The small books of a client: orders, fills, the stream, the rate, back-offs, reconciliation, refusals.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "client/deadline_queue.hpp"
#include "client/fill_book.hpp"
#include "client/order_merger.hpp"
#include "client/rate_gate.hpp"
#include "client/reconciler.hpp"
#include "client/reply_reader.hpp"
#include "client/retry_policy.hpp"
#include "client/stream_tracker.hpp"
#include "tests/client/scripted_host.hpp"

namespace onefold::client {
namespace {

using namespace venue;

OrderState state(OrderStatus status, Lots filled) {
  OrderState order = order_of(NewOrder{}, 1);
  order.client_order_id = order.first_client_order_id = "a";
  order.quantity = 10;
  order.status = status;
  order.filled = filled;
  return order;
}

TEST(OrderMerger, NeverGoesBack) {
  const OrderMerger merger;
  OrderState known = state(OrderStatus::filled, 10);
  EXPECT_FALSE(merger.merge(known, state(OrderStatus::open, 0), false));
  EXPECT_FALSE(merger.merge(known, state(OrderStatus::cancelled, 4), false));
  EXPECT_EQ(known, state(OrderStatus::filled, 10));
}

TEST(OrderMerger, TakesTermsOnlyFromNewerNews) {
  const OrderMerger merger;
  OrderState known = state(OrderStatus::open, 0);
  OrderState seen = known;
  seen.client_order_id = "b";
  seen.quantity = 20;
  EXPECT_FALSE(merger.merge(known, seen, false));
  EXPECT_TRUE(merger.merge(known, seen, true));
  EXPECT_EQ(known, seen);
}

TEST(OrderMerger, TakesAwayLotsThatSelfTradePreventionTookAway) {
  const OrderMerger merger;
  OrderState known = state(OrderStatus::open, 0);
  OrderState smaller = known;
  smaller.quantity = 6;
  OrderState late = known;
  EXPECT_TRUE(merger.merge(known, smaller, false));
  EXPECT_EQ(known.quantity, 6);
  EXPECT_FALSE(merger.merge(known, late, false)) << "late news gives them back";
}

TEST(OrderMerger, AStopOrderThatWokeStaysAwake) {
  const OrderMerger merger;
  OrderState known = state(OrderStatus::open, 0);
  OrderState awake = known;
  awake.triggered = true;
  const OrderState asleep = known;
  EXPECT_TRUE(merger.merge(known, awake, false));
  EXPECT_FALSE(merger.merge(known, asleep, false));
  EXPECT_TRUE(known.triggered);
}

TEST(FillBook, TakesABustedFillBackOnce) {
  FillBook book;
  Fill fill;
  fill.trade_id = 7;
  fill.order_id = 1;
  fill.symbol = "BTC-USD";
  fill.quantity = 5;
  book.apply(fill);
  book.bust(fill);
  book.bust(fill);
  EXPECT_EQ(book.positions().at("BTC-USD"), 0);
  EXPECT_EQ(book.filled(1), 0);
  EXPECT_TRUE(book.knows(fill)) << "so that late news does not count it again";
}

TEST(FillBook, NeverCountsAFillThatWasBustedBeforeItWasHeardOf) {
  FillBook book;
  Fill fill;
  fill.trade_id = 7;
  fill.order_id = 1;
  fill.symbol = "BTC-USD";
  fill.quantity = 5;
  book.bust(fill);
  EXPECT_TRUE(book.knows(fill));
  EXPECT_EQ(book.filled(1), 0);
}

TEST(OrderMerger, NewsInAnyOrderGiveTheSameState) {
  EXPECT_TRUE(rc::check("merge commutes on one order's history", [] {
    std::vector<OrderState> history = {state(OrderStatus::open, 0)};
    const int fills = *rc::gen::inRange(0, 4);
    for (int i = 1; i <= fills; ++i) history.push_back(state(OrderStatus::partially_filled, i));
    if (*rc::gen::arbitrary<bool>()) history.push_back(state(OrderStatus::cancelled, fills));
    std::vector<OrderState> news = history;
    for (std::size_t i = news.size(); i > 1; --i)
      std::swap(news[i - 1], news[*rc::gen::inRange<std::size_t>(0, i)]);
    const OrderMerger merger;
    OrderState known;
    for (const OrderState& seen : news) merger.merge(known, seen, false);
    RC_ASSERT(known == history.back());
  }));
}

Fill fill(TradeId trade, OrderId order, Side side, Lots quantity) {
  return {trade, order, "a", "BTC-USD", side, quantity, 100, 0};
}

TEST(FillBook, CountsBothSidesOfATradeWithOneself) {
  FillBook book;
  book.apply(fill(7, 1, Side::buy, 5));
  EXPECT_TRUE(book.knows(fill(7, 1, Side::buy, 5)));
  EXPECT_FALSE(book.knows(fill(7, 2, Side::sell, 5)));
  book.apply(fill(7, 2, Side::sell, 5));
  EXPECT_EQ(book.positions().at("BTC-USD"), 0);
  EXPECT_EQ(book.filled(1), 5);
  EXPECT_EQ(book.filled(2), 5);
  EXPECT_EQ(book.filled(3), 0);
}

TEST(StreamTracker, GivesEventsOnceAndInOrderWhateverTheNetworkDoes) {
  EXPECT_TRUE(rc::check("offered with repeats and overtaking, taken as 1..n", [] {
    const auto count = *rc::gen::inRange<std::uint64_t>(1, 20);
    std::vector<std::uint64_t> offers;
    for (std::uint64_t seq = 1; seq <= count; ++seq) {
      const int copies = *rc::gen::inRange(1, 3);
      for (int i = 0; i < copies; ++i) offers.push_back(seq);
    }
    for (std::size_t i = offers.size(); i > 1; --i) {
      std::swap(offers[i - 1], offers[*rc::gen::inRange<std::size_t>(0, i)]);
    }
    StreamTracker tracker;
    std::vector<std::uint64_t> taken;
    for (const std::uint64_t seq : offers) {
      tracker.offer(event_of(seq, ExecutionKind::accepted, {}));
      while (const auto report = tracker.next()) taken.push_back(report->seq);
    }
    RC_ASSERT(taken.size() == count);
    RC_ASSERT(std::is_sorted(taken.begin(), taken.end()));
    RC_ASSERT(!tracker.gap());
  }));
}

TEST(StreamTracker, KnowsThatSomethingIsMissing) {
  StreamTracker tracker;
  tracker.reset(4);
  EXPECT_FALSE(tracker.gap());
  EXPECT_FALSE(tracker.offer(event_of(4, ExecutionKind::accepted, {})));
  EXPECT_TRUE(tracker.offer(event_of(6, ExecutionKind::accepted, {})));
  EXPECT_TRUE(tracker.gap());
  EXPECT_FALSE(tracker.next());
  tracker.offer(event_of(5, ExecutionKind::accepted, {}));
  EXPECT_EQ(tracker.next()->seq, 5u);
  EXPECT_EQ(tracker.next()->seq, 6u);
  EXPECT_FALSE(tracker.gap());
  tracker.expect(7);
  EXPECT_TRUE(tracker.gap());
}

TEST(StreamTracker, HoldsABoundedNumberOfEarlyEvents) {
  StreamTracker tracker;
  for (std::uint64_t seq = 2; seq < 2 + early_events_max; ++seq) {
    ASSERT_TRUE(tracker.offer(event_of(seq, ExecutionKind::accepted, {})));
  }
  EXPECT_FALSE(tracker.offer(event_of(1'000'000, ExecutionKind::accepted, {})));
}

TEST(StreamTracker, TheMissingEventIsTakenAlthoughTheRoomIsFull) {
  StreamTracker tracker;
  for (std::uint64_t seq = 2; seq < 2 + early_events_max; ++seq) {
    tracker.offer(event_of(seq, ExecutionKind::accepted, {}));
  }
  EXPECT_TRUE(tracker.offer(event_of(1, ExecutionKind::accepted, {})));
  EXPECT_EQ(tracker.next()->seq, 1u);
}

TEST(RateGate, KeepsAQuarterForUrgentRequests) {
  RateGate gate({8, 1'000});
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(gate.take(false, 0));
  EXPECT_FALSE(gate.take(false, 0));
  EXPECT_TRUE(gate.take(true, 0));
  EXPECT_TRUE(gate.take(true, 0));
  EXPECT_FALSE(gate.take(true, 999));
  EXPECT_TRUE(gate.take(false, 1'000));
}

TEST(RateGate, AVenueWithoutALimitIsNotLimited) {
  RateGate gate({0, 0});
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(gate.take(false, 0));
}

TEST(RetryPolicy, JitterIsFullAndTheLimitDoublesUpToItsMaximum) {
  Bounds bounds;
  bounds.first_backoff_ns = 100;
  bounds.backoff_max_ns = 1'000;
  RandomSource random;
  RetryPolicy policy(bounds, random);
  for (int failures = 1; failures <= 100; ++failures) {
    const std::int64_t limit_ns = failures <= 4 ? 100 << (failures - 1) : 1'000;
    for (int i = 0; i < 50; ++i) {
      const std::int64_t backoff_ns = policy.backoff_ns(failures);
      ASSERT_GE(backoff_ns, 0);
      ASSERT_LE(backoff_ns, limit_ns);
    }
  }
}

TEST(DeadlineQueue, GivesTheEarliestFirst) {
  DeadlineQueue queue;
  for (const SteadyNs at_ns : {5, 1, 4, 1, 3}) queue.push({at_ns, Deadline::Kind::intent, 0});
  std::vector<SteadyNs> order;
  while (!queue.empty()) order.push_back(queue.pop().at_ns);
  EXPECT_EQ(order, (std::vector<SteadyNs>{1, 1, 3, 4, 5}));
}

TEST(ReplyReader, ReadsNoReasonOfTheMomentAsFinal) {
  const ReplyReader reader;
  EXPECT_EQ(reader.read(IntentKind::place, Reason::duplicate_id), Reading::exists);
  EXPECT_EQ(reader.read(IntentKind::replace, Reason::duplicate_id), Reading::refused_copy);
  for (const Reason reason : {Reason::throttled, Reason::not_logged_in}) {
    EXPECT_EQ(reader.read(IntentKind::place, reason), Reading::slow_down);
  }
  for (const Reason reason : {Reason::in_flight, Reason::internal_error, Reason::none}) {
    EXPECT_EQ(reader.read(IntentKind::place, reason), Reading::unclear);
  }
  for (const Reason reason : {Reason::deadline_passed, Reason::already_closed, Reason::unknown_order}) {
    EXPECT_EQ(reader.read(IntentKind::cancel, reason), Reading::refused_copy);
  }
  for (const Reason reason : {Reason::invalid_id, Reason::unknown_symbol, Reason::payload_mismatch}) {
    EXPECT_EQ(reader.read(IntentKind::place, reason), Reading::refused);
  }
}

class Reconcile : public testing::Test {
 protected:
  void track(const std::string& id, OrderId order) {
    ClientState& book = states;
    book.apply(IntentAccepted{book.callbacks() + 1, place_intent(id)});
    const IntentIndex index = book.size() - 1;
    book.apply(RequestStamped{index, 1, "c-" + id, "", 0});
    if (order == 0) return;
    book.apply(OrderSeen{index, order_at(id, order)});
    book.apply(IntentResolved{book.callbacks() + 1, index, Outcome::done, Reason::none});
  }
  static OrderState order_at(const std::string& id, OrderId order) {
    NewOrder request = RequestWriter().place(place_intent(id), RequestStamped{0, 1, "c-" + id, "", 0});
    return order_of(request, order);
  }

  FillBook fills;
  ClientState states{fills};
};

TEST_F(Reconcile, FindsOrphansAdoptionsAndOrdersToAskAbout) {
  track("I1", 1);
  track("I2", 0);
  track("I3", 3);
  OrderState foreign = order_at("I9", 9);
  const Findings findings = Reconciler().compare(states, {order_at("I1", 1), order_at("I2", 2), foreign});
  EXPECT_EQ(findings.adopted, std::vector<IntentIndex>{1});
  EXPECT_EQ(findings.missing, std::vector<IntentIndex>{2});
  EXPECT_EQ(findings.orphans, std::vector<OrderId>{9});
}

TEST_F(Reconcile, AnOrderWithOurIdAndOtherTermsIsNotOurs) {
  track("I1", 0);
  OrderState other = order_at("I1", 4);
  other.quantity += 1;
  EXPECT_EQ(owner_of(states, other), no_intent);
  EXPECT_EQ(Reconciler().compare(states, {other}).orphans, std::vector<OrderId>{4});
}

TEST_F(Reconcile, ASecondOrderOfOneIdIsAnOrphan) {
  track("I1", 1);
  EXPECT_EQ(owner_of(states, order_at("I1", 5)), no_intent);
}

}  // namespace
}  // namespace onefold::client

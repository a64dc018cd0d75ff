// Logins, queries with and without lag, streams, rate limits.
#include <gtest/gtest.h>

#include "tests/venue/engine/engine_fixture.hpp"
#include "venue/engine/rate_limiter.hpp"

namespace onefold::venue {
namespace {

constexpr AccountId a = 0;
constexpr AccountId b = 1;

TEST(EngineQueries, ALoginTellsWhereTheStreamStands) {
  EngineFixture x("reject-for-ever");
  x.send(a, buy("x", 5, 100));
  LoggedIn in = std::get<LoggedIn>(x.send(no_account, Login{7, "A"}));
  EXPECT_EQ(in.request, 7U);
  EXPECT_EQ(in.last_seq, 1U);
  EXPECT_EQ(std::get<LoggedIn>(x.send(no_account, Subscribe{8, "B", 1})).last_seq, 0U);
  EXPECT_EQ(x.engine.find_account("B"), b);
}

TEST(EngineQueries, NobodyLogsInToAnUnknownAccountOrTheCrowds) {
  EngineFixture x("reject-for-ever");
  EXPECT_EQ(reason_of(x.send(no_account, Login{1, "Z"})), Reason::unknown_account);
  EXPECT_EQ(reason_of(x.send(no_account, Login{1, "crowd"})), Reason::unknown_account);
  EXPECT_EQ(reason_of(x.send(no_account, Subscribe{1, "", 1})), Reason::unknown_account);
  EXPECT_EQ(x.engine.find_account("crowd"), std::nullopt);
}

TEST(EngineQueries, NothingIsDoneBeforeALogin) {
  EngineFixture x("reject-for-ever");
  for (const Request& request :
       std::initializer_list<Request>{buy("x", 1, 1), cancel("x"), replace("x", "y", 1, 1), QueryOrder{},
                                      QueryOpenOrders{}, QueryTrades{}}) {
    EXPECT_EQ(reason_of(x.send(no_account, request)), Reason::not_logged_in) << kind_of(request);
  }
  EXPECT_EQ(x.engine.arrive(no_account, Heartbeat{}, 0).next, Arrival::Next::nothing);
}

TEST(EngineQueries, AnOrderIsFoundByEveryIdThatItEverHadAndByItsVenueId) {
  EngineFixture x("reject-for-ever");
  x.send(a, buy("x1", 5, 100));
  x.send(a, replace("x1", "x2", 6, 100));
  for (const QueryOrder& query : {QueryOrder{1, "x1", 0}, QueryOrder{1, "x2", 0}, QueryOrder{1, "", 1}}) {
    OrderReport report = std::get<OrderReport>(x.send(a, query));
    ASSERT_EQ(report.orders.size(), 1U);
    EXPECT_EQ(report.orders[0].client_order_id, "x2");
  }
  EXPECT_TRUE(std::get<OrderReport>(x.send(b, QueryOrder{1, "x1", 0})).orders.empty());
  EXPECT_TRUE(std::get<OrderReport>(x.send(b, QueryOrder{1, "", 1})).orders.empty());
  EXPECT_TRUE(std::get<OrderReport>(x.send(a, QueryOrder{1, "x3", 0})).orders.empty());
  EXPECT_TRUE(std::get<OrderReport>(x.send(a, QueryOrder{1, "", 9})).orders.empty());
}

TEST(EngineQueries, TerminalOrdersStayVisible) {
  EngineFixture x("reject-while-open");
  x.send(a, buy("x", 5, 100));
  x.send(a, cancel("x"));
  OrderReport report = std::get<OrderReport>(x.send(a, QueryOrder{1, "x", 0}));
  ASSERT_EQ(report.orders.size(), 1U);
  EXPECT_EQ(report.orders[0].status, OrderStatus::cancelled);
  EXPECT_TRUE(std::get<OpenOrders>(x.send(a, QueryOpenOrders{1})).orders.empty());
}

TEST(EngineQueries, AStaleQueryAnswersFromThePastExactly) {
  EngineFixture x("reject-while-open");
  std::int64_t lag = x.profile.query_lag_ns;
  x.send(a, buy("x", 5, 100));
  TimeNs accepted_ns = x.now_ns;
  x.misbehaviour.age_ns = lag;
  auto orders = [&](std::string id) {
    return std::get<OrderReport>(x.send(a, QueryOrder{1, std::move(id), 0})).orders;
  };
  auto open = [&] { return std::get<OpenOrders>(x.send(a, QueryOpenOrders{1})).orders; };
  EXPECT_TRUE(orders("x").empty()) << "accepted a moment ago";
  EXPECT_TRUE(x.took(path::query_from_past));
  EXPECT_TRUE(open().empty());
  x.now_ns = accepted_ns + lag;
  ASSERT_EQ(orders("x").size(), 1U);
  EXPECT_FALSE(x.took(path::query_from_past));
  x.send(a, replace("x", "y", 6, 100));
  EXPECT_TRUE(orders("y").empty()) << "the id is too new";
  EXPECT_EQ(orders("x")[0].quantity, 5) << "as it was before";
  x.now_ns += lag;
  EXPECT_EQ(orders("x")[0].quantity, 6);
  x.send(a, cancel("y"));
  ASSERT_EQ(open().size(), 1U) << "closed a moment ago";
  EXPECT_EQ(open()[0].status, OrderStatus::open);
  x.now_ns += lag;
  EXPECT_TRUE(open().empty());
}

TEST(EngineQueries, TheLagIsAskedForByQueryAndNeverExceedsTheProfile) {
  EngineFixture x("reject-while-open");
  x.send(a, buy("x", 5, 100));
  x.now_ns += x.profile.query_lag_ns;
  x.misbehaviour.age_ns = INT64_MAX;
  EXPECT_EQ(std::get<OrderReport>(x.send(a, QueryOrder{1, "x", 0})).orders.size(), 1U);
  EXPECT_EQ(x.misbehaviour.asked, "A query-order x");
  x.misbehaviour.age_ns = -5;
  EXPECT_EQ(std::get<OpenOrders>(x.send(a, QueryOpenOrders{1})).orders.size(), 1U);
  EXPECT_EQ(x.misbehaviour.asked, "A query-open ");
}

TEST(EngineQueries, AClockThatWentBackHidesNothing) {
  EngineFixture x("reject-while-open");
  x.send(a, buy("x", 5, 100));
  x.misbehaviour.age_ns = x.profile.query_lag_ns;
  x.now_ns -= 3'600'000 * ms / 10'000;
  EXPECT_EQ(std::get<OrderReport>(x.send(a, QueryOrder{1, "x", 0})).orders.size(), 1U);
}

TEST(EngineQueries, TradesComeInPagesAscendingFromAnyTradeId) {
  EngineFixture x("no-deduplication");
  constexpr int count = static_cast<int>(trades_page_max) + 10;
  x.effect(b, sell("s", count, 100));
  for (int i = 0; i < count; ++i) x.effect(a, buy("x", 1, 100));
  Trades first = std::get<Trades>(x.send(a, QueryTrades{1, 0}));
  ASSERT_EQ(first.fills.size(), trades_page_max);
  EXPECT_TRUE(first.more);
  Trades rest = std::get<Trades>(x.send(a, QueryTrades{1, first.fills.back().trade_id}));
  EXPECT_EQ(rest.fills.size(), 10U);
  EXPECT_FALSE(rest.more);
  std::vector<Fill> all = first.fills;
  all.insert(all.end(), rest.fills.begin(), rest.fills.end());
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LT(all[i - 1].trade_id, all[i].trade_id);
  EXPECT_EQ(all[0].side, Side::buy);
  EXPECT_EQ(all[0].price, 100);
  EXPECT_EQ(all[0].client_order_id, "x");
  EXPECT_TRUE(std::get<Trades>(x.send(a, QueryTrades{1, UINT64_MAX})).fills.empty());
  EXPECT_TRUE(std::get<Trades>(x.send(2, QueryTrades{1, 0})).fills.empty());
  x.misbehaviour.age_ns = x.profile.query_lag_ns;
  EXPECT_TRUE(std::get<Trades>(x.send(a, QueryTrades{1, 0})).fills.empty());
}

TEST(EngineQueries, TooManyRequestsAreThrottledAndToldWhenToComeBack) {
  Profile profile = built_in_profile("reject-for-ever");
  profile.rate_limit = {3, 300 * ms};
  EngineFixture x(profile);
  x.profile.processing_ns = 0;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(reason_of(x.send(a, QueryOpenOrders{1})), Reason::none);
  Reply reply = x.send(a, buy("x", 5, 100));
  EXPECT_EQ(reason_of(reply), Reason::throttled);
  EXPECT_TRUE(x.took(path::rate_limited));
  EXPECT_EQ(std::get<Rejected>(reply).retry_after_ns, 100 * ms);
  EXPECT_EQ(x.engine.last_number(), 0U);
  EXPECT_EQ(reason_of(x.send(b, buy("x", 5, 100))), Reason::none) << "each account has its own";
  EXPECT_EQ(reason_of(x.send(a, Login{1, "A"})), Reason::none) << "logins are free";
  x.now_ns += 100 * ms - 1;
  EXPECT_EQ(std::get<Rejected>(x.send(a, buy("x", 5, 100))).retry_after_ns, 1);
  x.now_ns += 1;
  EXPECT_EQ(reason_of(x.send(a, buy("x", 5, 100))), Reason::none);
  EXPECT_EQ(reason_of(x.send(a, QueryOpenOrders{1})), Reason::throttled);
}

TEST(RateLimiter, NeverLetsMoreThroughThanTheBucketAndItsRefill) {
  RateLimit limit{10, 1000};
  RateLimiter limiter;
  int passed = 0;
  for (TimeNs now = 5000; now < 7000; ++now) passed += limiter.take(limit, now) == 0 ? 1 : 0;
  EXPECT_EQ(passed, 10 + 19);
}

TEST(RateLimiter, WaitingAsLongAsItSaysIsEnough) {
  RateLimit limit{7, 1000};
  RateLimiter limiter;
  TimeNs now = 0;
  for (int i = 0; i < 100; ++i) {
    std::int64_t wait = limiter.take(limit, now);
    if (wait == 0) continue;
    now += wait;
    EXPECT_EQ(limiter.take(limit, now), 0);
  }
}

TEST(RateLimiter, AClockThatWentBackFarStartsAnew) {
  RateLimit limit{1, 1000};
  RateLimiter limiter;
  EXPECT_EQ(limiter.take(limit, 1'000'000), 0);
  EXPECT_GT(limiter.take(limit, 1'000'000), 0);
  EXPECT_EQ(limiter.take(limit, 10), 0);
}

}  // namespace
}  // namespace onefold::venue

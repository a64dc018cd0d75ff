// The crowd's decisions.
#include "venue/engine/crowd.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/venue/engine/engine_fixture.hpp"

namespace onefold::venue {
namespace {

std::vector<std::string> texts(const std::vector<Request>& requests) {
  std::vector<std::string> result;
  for (const Request& request : requests) {
    if (const auto* order = std::get_if<NewOrder>(&request)) {
      result.push_back(order->client_order_id + " " + order->symbol + " " +
                       std::string(to_string(order->side)) + " " + std::to_string(order->quantity) + " at " +
                       std::to_string(order->limit));
    } else {
      result.push_back("cancel " + std::to_string(std::get<CancelOrder>(request).order_id));
    }
  }
  return result;
}

void act(EngineFixture& x, const CrowdOptions& options, std::uint64_t seed, std::uint64_t step) {
  std::vector<Request> requests;
  crowd_step(options, seed, step, x.engine, requests);
  for (const Request& request : requests) x.effect(x.engine.crowd_account(), request);
}

TEST(Crowd, DoesTheSameForTheSameSeedAndStep) {
  EngineFixture x("reject-for-ever");
  std::vector<Request> one;
  std::vector<Request> two;
  crowd_step({}, 7, 42, x.engine, one);
  crowd_step({}, 7, 42, x.engine, two);
  EXPECT_EQ(texts(one), texts(two));
  std::set<std::vector<std::string>> different;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    std::vector<Request> requests;
    crowd_step({}, seed, 42, x.engine, requests);
    different.insert(texts(requests));
  }
  EXPECT_GT(different.size(), 5U);
}

// The same with every compiler: a change here changes every run that has a crowd, which is a reviewed act.
TEST(Crowd, KeepsItsChoices) {
  EngineFixture x("reject-for-ever");
  std::vector<std::string> all;
  for (std::uint64_t step = 0; step < 3; ++step) {
    std::vector<Request> requests;
    crowd_step({}, 1, step, x.engine, requests);
    for (const std::string& text : texts(requests)) all.push_back(text);
  }
  const std::vector<std::string> expected = {"c0-1 BTC-USD sell 2 at 10032", "c0-2 ETH-USD buy 9 at 9986",
                                             "c1-1 BTC-USD buy 19 at 10009", "c1-2 ETH-USD buy 7 at 9983",
                                             "c2-1 BTC-USD buy 20 at 9992",  "c2-2 ETH-USD buy 8 at 9990"};
  EXPECT_EQ(all, expected);
}

TEST(Crowd, ProvidesLiquidityOnBothSidesWithinBounds) {
  EngineFixture x("reject-for-ever");
  CrowdOptions options;
  options.resting_max = 5;
  bool both = false;
  std::vector<OrderId> resting;
  for (std::uint64_t step = 1; step <= 2'000; ++step) {
    act(x, options, 3, step);
    resting.clear();
    x.engine.open_order_ids(x.engine.crowd_account(), "BTC-USD", resting);
    ASSERT_LE(resting.size(), options.resting_max);
    Ticks bid = x.engine.best_price("BTC-USD", Side::buy);
    Ticks ask = x.engine.best_price("BTC-USD", Side::sell);
    both = both || (bid != 0 && ask != 0);
    Ticks range = options.spread_max + options.wander_max * 4;
    ASSERT_TRUE(bid == 0 || bid >= options.reference - range) << bid;
    ASSERT_LE(ask, options.reference + range);
  }
  EXPECT_TRUE(both);
  EXPECT_EQ(x.engine.position(x.engine.crowd_account(), "BTC-USD"), 0) << "it cannot trade with itself";
}

TEST(Crowd, FillsOrdersOfOthersInTime) {
  EngineFixture x("reject-for-ever");
  x.send(0, buy("x", 5, 10'010));
  for (std::uint64_t step = 1; step <= 200 && x.engine.position(0, "BTC-USD") < 5; ++step)
    act(x, {}, 9, step);
  EXPECT_EQ(x.engine.position(0, "BTC-USD"), 5);
  EXPECT_EQ(x.engine.position(x.engine.crowd_account(), "BTC-USD"), -5);
}

TEST(Crowd, WithNothingToTakeAndNoRoomToQuoteDoesNothing) {
  EngineFixture x("reject-for-ever");
  CrowdOptions options;
  options.resting_max = 0;
  for (std::uint64_t step = 0; step < 50; ++step) {
    std::vector<Request> requests;
    crowd_step(options, 1, step, x.engine, requests);
    EXPECT_TRUE(requests.empty());
  }
}

}  // namespace
}  // namespace onefold::venue

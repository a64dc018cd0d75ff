// venue-keeps-its-contract, as to how orders live and end: stops, times in force, post-only, busts.
#include <gtest/gtest.h>

#include <functional>

#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

bool breached(const Judgement& judgement) {
  return has(judgement, Property::venue_keeps_its_contract, "venue");
}

std::string cause(const Judgement& judgement) {
  return the(judgement, Property::venue_keeps_its_contract).cause;
}

// The order of a place intent, and what the venue did to it, as reports.
struct Lived {
  venue::Intent intent = place("I1");
  TimeNs accepted_ns = 1000;
  std::vector<venue::ExecutionReport> reports;

  venue::ExecutionReport& add(venue::ExecutionKind kind) {
    venue::ExecutionReport& report =
        reports.emplace_back(reports.empty() ? venue::ExecutionReport{} : reports.back());
    report.kind = kind;
    report.trade_id = 0;
    report.last_quantity = report.last_price = 0;
    return report;
  }
};

Judgement judge_life(const venue::Intent& intent, const std::function<void(Lived&)>& live,
                     const venue::Rollover& rollover = {}) {
  Terms terms = usual_terms();
  terms.profile.rollover = rollover;
  Story story(std::move(terms));
  story.issue(intent);
  story.send_place(intent, "a");
  Lived lived;
  venue::ExecutionReport& first = lived.add(venue::ExecutionKind::accepted);
  first.account = "A";
  first.time_ns = lived.accepted_ns;
  first.order.order_id = 1;
  first.order.client_order_id = first.order.first_client_order_id = "a";
  first.order.symbol = intent.symbol;
  first.order.side = intent.side;
  first.order.type = intent.type;
  first.order.tif = intent.tif;
  first.order.quantity = intent.quantity;
  first.order.limit = intent.limit;
  first.order.stop = intent.stop;
  first.order.expires_ns = intent.expires_ns;
  first.order.post_only = intent.post_only;
  live(lived);
  for (std::size_t i = 0; i < lived.reports.size(); ++i) {
    lived.reports[i].seq = lived.reports[i].number = i + 1;
    story.report(lived.reports[i]);
  }
  return story.end_without_views(Ending::cut);
}

void fill_wholly(Lived& lived, venue::Ticks price) {
  venue::ExecutionReport& report = lived.add(venue::ExecutionKind::filled);
  report.trade_id = 1;
  report.last_quantity = report.order.filled = report.order.quantity;
  report.last_price = price;
  report.order.status = venue::OrderStatus::filled;
}

TEST(OrderLife, WakesAStopOrderBeforeItFillsIt) {
  venue::Intent intent = place("I1");
  intent.type = venue::OrderType::stop;
  intent.stop = 10'000;
  EXPECT_FALSE(breached(judge_life(intent, [](Lived& lived) {
    lived.add(venue::ExecutionKind::triggered).order.triggered = true;
    fill_wholly(lived, 10'110);
  })));
  Judgement asleep = judge_life(intent, [](Lived& lived) { fill_wholly(lived, 10'110); });
  ASSERT_TRUE(breached(asleep));
  EXPECT_EQ(cause(asleep), "a stop order was filled asleep");
}

TEST(OrderLife, EndsAnOrderAtItsTime) {
  venue::Intent intent = place("I1");
  intent.tif = venue::TimeInForce::good_till_time;
  intent.expires_ns = 5000;
  auto ends_at = [&](TimeNs time_ns) {
    return judge_life(intent, [&](Lived& lived) {
      venue::ExecutionReport& report = lived.add(venue::ExecutionKind::expired);
      report.time_ns = time_ns;
      report.order.status = venue::OrderStatus::cancelled;
    });
  };
  EXPECT_FALSE(breached(ends_at(5000)));
  ASSERT_TRUE(breached(ends_at(4999)));
  EXPECT_EQ(cause(ends_at(4999)), "an order expired before its time");
  Judgement late = judge_life(intent, [](Lived& lived) {
    fill_wholly(lived, 10'110);
    lived.reports.back().time_ns = 5000;
  });
  ASSERT_TRUE(breached(late));
  EXPECT_EQ(cause(late), "an order was filled after its end");
}

TEST(OrderLife, EndsADayOrderWithItsDay) {
  venue::Intent intent = place("I1");
  intent.tif = venue::TimeInForce::day;
  auto ends_at = [&](TimeNs time_ns) {
    return judge_life(intent,
                      [&](Lived& lived) {
                        venue::ExecutionReport& report = lived.add(venue::ExecutionKind::expired);
                        report.time_ns = time_ns;
                        report.order.status = venue::OrderStatus::cancelled;
                      },
                      {true, 3000});
  };
  EXPECT_FALSE(breached(ends_at(3000)));
  EXPECT_TRUE(breached(ends_at(2999)));
}

TEST(OrderLife, FillsWhatIsToBeFilledOrKilledWholly) {
  venue::Intent intent = place("I1");
  intent.tif = venue::TimeInForce::fill_or_kill;
  EXPECT_FALSE(breached(judge_life(intent, [](Lived& lived) { fill_wholly(lived, 10'110); })));
  Judgement part = judge_life(intent, [](Lived& lived) {
    fill_wholly(lived, 10'110);
    lived.reports.back().order.filled = lived.reports.back().last_quantity = 5;
    lived.reports.back().order.status = venue::OrderStatus::partially_filled;
    lived.add(venue::ExecutionKind::cancelled).order.status = venue::OrderStatus::cancelled;
  });
  ASSERT_TRUE(breached(part));
  EXPECT_EQ(cause(part), "a fill-or-kill order was filled in part");
}

TEST(OrderLife, NeverLetsAPostOnlyOrderTake) {
  venue::Intent intent = place("I1");
  intent.post_only = true;
  EXPECT_FALSE(breached(judge_life(intent, [](Lived& lived) { fill_wholly(lived, 10'110); })));
  Judgement took = judge_life(intent, [](Lived& lived) { fill_wholly(lived, 10'100); });
  ASSERT_TRUE(breached(took));
  EXPECT_EQ(cause(took), "a post-only order took");
}

TEST(OrderLife, MayBustATradeOfAClosedOrderThatStaysClosed) {
  auto bust = [](venue::OrderStatus status) {
    return judge_life(place("I1"), [&](Lived& lived) {
      fill_wholly(lived, 10'110);
      venue::ExecutionReport fill = lived.reports.back();
      venue::ExecutionReport& report = lived.add(venue::ExecutionKind::busted);
      report.trade_id = fill.trade_id;
      report.last_quantity = fill.last_quantity;
      report.last_price = fill.last_price;
      report.order.filled = 0;
      report.order.status = status;
    });
  };
  EXPECT_EQ(told(bust(venue::OrderStatus::cancelled).violations), std::vector<std::string>{});
  EXPECT_TRUE(breached(bust(venue::OrderStatus::open)));
}

}  // namespace
}  // namespace onefold::properties

// venue-keeps-its-contract: what the venue did and said, against what it documents.
#include <gtest/gtest.h>

#include <functional>

#include "tests/properties/story.hpp"

namespace onefold::properties {
namespace {

using venue::Retention;

const std::vector<std::string> nothing;

bool breached(const Judgement& judgement) {
  return has(judgement, Property::venue_keeps_its_contract, "venue");
}

std::string cause(const Judgement& judgement) {
  return the(judgement, Property::venue_keeps_its_contract).cause;
}

// One intent placed, then `more`, judged as a run that was cut: only the venue is looked at.
Judgement after_placing(const std::function<void(Story&, venue::OrderId)>& more,
                        Terms terms = usual_terms()) {
  Story story(std::move(terms));
  venue::OrderId order = story.placed(place("I1"), "a");
  more(story, order);
  return story.end_without_views(Ending::cut);
}

TEST(VenueKeepsItsContract, HoldsForAnOrdinaryDay) {
  Judgement judgement = after_placing([](Story& story, venue::OrderId order) {
    story.filled(order, 5, "I1");
    std::uint64_t query = story.query("a");
    story.reply(venue::OrderReport{query, {story.state(order)}});
    std::uint64_t again = story.send_place(place("I1"), "a");
    story.reply(venue::Rejected{again, venue::Reason::duplicate_id, "a", 0});
    story.issue(cancel("C1", "I1"));
    std::uint64_t request = story.send_cancel("a");
    story.close(order);
    story.reply(venue::Cancelled{request, story.state(order)});
  });
  EXPECT_EQ(told(judgement.violations), nothing);
}

TEST(VenueKeepsItsContract, RecallsIdsAsLongAsItSays) {
  struct Case {
    Retention retention;
    bool filled_before;
    TimeNs later_ns;
    bool breach;
  };
  for (Case c :
       {Case{Retention::none, false, 0, false}, Case{Retention::while_open, false, 0, true},
        Case{Retention::while_open, true, 0, false}, Case{Retention::window, true, 0, true},
        Case{Retention::window, true, 1'000'000'000'000, false}, Case{Retention::for_ever, true, 0, true}}) {
    Judgement judgement = after_placing(
        [&](Story& story, venue::OrderId order) {
          if (c.filled_before) story.filled(order, 15, "I1");
          story.pass(c.later_ns);
          story.send_place(place("I1"), "a");
          story.accept(place("I1"), "a");
        },
        usual_terms(c.retention));
    EXPECT_EQ(breached(judgement), c.breach) << to_string(c.retention) << c.filled_before << c.later_ns;
  }
}

TEST(VenueKeepsItsContract, RecallsTheIdsOfReplacesToo) {
  for (const char* id : {"a", "b", "c"}) {
    Judgement judgement = after_placing([&](Story& story, venue::OrderId order) {
      story.issue(replace("R1", "I1", 20, 10'110));
      story.send_replace("a", "b", 20, 10'110);
      story.change(order, "b", 20, 10'110);
      story.issue(place("I2", 7));
      story.send_place(place("I2", 7), id);
      story.accept(place("I2", 7), id);
    });
    EXPECT_EQ(breached(judgement), std::string_view(id) != "c") << id;
  }
}

TEST(VenueKeepsItsContract, ComparesIdsPerAccountIfItSaysSo) {
  for (bool per_account : {true, false}) {
    Terms terms = usual_terms();
    terms.clients.push_back({"desk-2", "B"});
    terms.profile.id.per_account = per_account;
    Story story(terms);
    story.placed(place("I1"), "a", 0);
    story.placed(place("J1", 7), "a", 1);
    EXPECT_EQ(breached(story.end()), !per_account);
  }
}

TEST(VenueKeepsItsContract, DoesNothingThatNobodyAskedFor) {
  EXPECT_EQ(cause(after_placing([](Story& story, venue::OrderId) { story.accept(place("I2", 7), "b"); })),
            "an order that no request asked for");
  EXPECT_EQ(cause(after_placing([](Story& story, venue::OrderId) {
              story.issue(place("I2", 7));
              story.send_place(place("I2", 7), "b");
              story.accept(place("I2", 8), "b");
            })),
            "an order that no request asked for");
  EXPECT_EQ(
      cause(after_placing([](Story& story, venue::OrderId order) { story.change(order, "b", 20, 10'110); })),
      "a replace that no request asked for");
  EXPECT_EQ(cause(after_placing([](Story& story, venue::OrderId order) { story.close(order); })),
            "a cancellation that no request asked for");
}

TEST(VenueKeepsItsContract, RefusesAStaleTarget) {
  for (const char* target : {"a", "b"}) {
    Judgement judgement = after_placing([&](Story& story, venue::OrderId order) {
      story.issue(replace("R1", "I1", 20, 10'110));
      story.issue(replace("R2", "I1", 25, 10'110));
      story.send_replace("a", "b", 20, 10'110);
      story.change(order, "b", 20, 10'110);
      story.send_replace(target, "c", 25, 10'110);
      story.change(order, "c", 25, 10'110);
    });
    EXPECT_EQ(breached(judgement), std::string_view(target) == "a") << target;
  }
}

TEST(VenueKeepsItsContract, RemembersWhatItToldAndMayForgetWhatItDidNot) {
  for (bool quiet : {true, false}) {
    Story story;
    story.issue(place("I1"));
    if (quiet) story.keep_quiet();
    story.send_place(place("I1"), "a");
    story.accept(place("I1"), "a");
    story.venue_restarts(0);
    Judgement judgement = story.end_without_views(Ending::cut);
    EXPECT_EQ(breached(judgement), !quiet);
    if (!quiet) {
      EXPECT_EQ(cause(judgement), "the venue forgot what it had told of");
    }
  }
}

TEST(VenueKeepsItsContract, MayNotForgetAnAnswerOrAQueriedState) {
  for (int way = 0; way < 3; ++way) {
    Story story;
    story.issue(place("I1"));
    story.keep_quiet();
    std::uint64_t request = story.send_place(place("I1"), "a");
    venue::OrderId order = story.accept(place("I1"), "a");
    if (way == 0) story.answer_place(request, order);
    if (way == 1) story.reply(venue::OrderReport{story.query("a"), {story.state(order)}});
    if (way == 2) story.reply(venue::OpenOrders{99, {story.state(order)}});
    story.venue_restarts(0);
    EXPECT_TRUE(breached(story.end_without_views(Ending::cut))) << way;
  }
}

TEST(VenueKeepsItsContract, ReportsAgainAfterARestartWithEqualContentOnly) {
  for (bool rewritten : {true, false}) {
    Judgement judgement = after_placing([&](Story& story, venue::OrderId) {
      venue::ExecutionReport again = story.history().executions()[0].report;
      if (rewritten) again.order.quantity = 14;
      story.history().execution(again, story.now());
      story.history().venue_recovered(1, story.now());
    });
    EXPECT_EQ(breached(judgement), rewritten);
  }
}

TEST(VenueKeepsItsContract, LeavesNoGapInNumbersAndSequences) {
  for (int wrong = 0; wrong < 3; ++wrong) {
    Judgement judgement = after_placing([&](Story& story, venue::OrderId order) {
      venue::ExecutionReport report = story.history().executions()[0].report;
      report.number = wrong == 1 ? 3 : 2;
      report.seq = wrong == 2 ? 3 : 2;
      report.kind = venue::ExecutionKind::filled;
      report.trade_id = 1;
      report.last_quantity = 15;
      report.last_price = 10'110;
      report.order = story.state(order);
      report.order.filled = 15;
      report.order.status = venue::OrderStatus::filled;
      story.report(report);
    });
    EXPECT_EQ(breached(judgement), wrong != 0) << wrong;
  }
}

TEST(VenueKeepsItsContract, MatchesWithinQuantityAndLimit) {
  struct Case {
    venue::Side side;
    venue::Ticks price;
    venue::Lots quantity;
    bool breach;
  };
  for (Case c : {Case{venue::Side::buy, 10'110, 15, false}, Case{venue::Side::buy, 10'111, 15, true},
                 Case{venue::Side::sell, 10'111, 15, false}, Case{venue::Side::sell, 10'109, 15, true},
                 Case{venue::Side::buy, 10'110, 16, true}, Case{venue::Side::buy, 10'110, 0, true}}) {
    Story story;
    venue::OrderId order = story.placed(place("I1", 15, 10'110, c.side), "a");
    story.fill(order, c.quantity, c.price);
    EXPECT_EQ(breached(story.end_without_views(Ending::cut)), c.breach) << c.price << " " << c.quantity;
  }
}

TEST(VenueKeepsItsContract, KeepsIdentityAndTermsOfAnOrder) {
  for (int wrong = 0; wrong < 5; ++wrong) {
    Judgement judgement = after_placing([&](Story& story, venue::OrderId order) {
      if (wrong == 1) story.state(order).side = venue::Side::sell;
      if (wrong == 2) story.state(order).client_order_id = "z";
      if (wrong == 3) story.state(order).quantity = 16;
      if (wrong == 4) story.state(order).first_client_order_id = "z";
      story.fill(order, 5);
    });
    EXPECT_EQ(breached(judgement), wrong != 0) << wrong;
  }
}

TEST(VenueKeepsItsContract, UsesATradeIdOnce) {
  for (bool twice : {true, false}) {
    Judgement judgement = after_placing([&](Story& story, venue::OrderId order) {
      story.fill(order, 5);
      venue::ExecutionReport report = story.history().executions()[1].report;
      ++report.number;
      ++report.seq;
      report.order.filled = 10;
      if (!twice) ++report.trade_id;
      story.report(report);
    });
    EXPECT_EQ(breached(judgement), twice);
  }
}

TEST(VenueKeepsItsContract, AcknowledgesOnlyWhatItHas) {
  Story story;
  story.issue(place("I1"));
  std::uint64_t request = story.send_place(place("I1"), "a");
  venue::OrderState order{1, "a", "a", "BTC-USD", {}, {}, {}, 15, 10'110, 0, {}};
  story.reply(venue::Accepted{request, order, false});
  story.outcome("I1", venue::Outcome::done);
  Judgement judgement = story.end();
  EXPECT_EQ(cause(judgement), "a state that the order never had, or has lost");
  EXPECT_TRUE(has(judgement, Property::one_order_per_intent, "venue"))
      << "the client had an answer to rely on";
}

TEST(VenueKeepsItsContract, AcceptsTheTermsThatWereAskedFor) {
  struct Case {
    venue::MismatchAnswer mismatch;
    bool original;
    bool breach;
  };
  for (Case c :
       {Case{venue::MismatchAnswer::ignore, true, false}, Case{venue::MismatchAnswer::reject, true, true},
        Case{venue::MismatchAnswer::ignore, false, true}}) {
    Terms terms = usual_terms();
    terms.profile.duplicate = venue::DuplicateAnswer::return_original;
    terms.profile.mismatch = c.mismatch;
    Judgement judgement = after_placing(
        [&](Story& story, venue::OrderId order) {
          story.issue(place("I2", 7));
          std::uint64_t request = story.send_place(place("I2", 7), "a");
          story.reply(venue::Accepted{request, story.state(order), c.original});
        },
        terms);
    EXPECT_EQ(breached(judgement), c.breach);
  }
}

TEST(VenueKeepsItsContract, RefusesWithoutEffect) {
  for (bool another_copy : {true, false}) {
    Story story;
    story.issue(place("I1"));
    std::uint64_t request = story.send_place(place("I1"), "a");
    story.accept(place("I1"), "a");
    if (another_copy) request = story.send_place(place("I1"), "a");
    story.reply(venue::Rejected{request, venue::Reason::throttled, "a", 1});
    EXPECT_EQ(breached(story.end_without_views(Ending::cut)), !another_copy);
  }
}

TEST(VenueKeepsItsContract, MayBeInDoubtAboutAnError) {
  Story story;
  story.issue(place("I1"));
  std::uint64_t request = story.send_place(place("I1"), "a");
  story.accept(place("I1"), "a");
  story.reply(venue::Rejected{request, venue::Reason::internal_error, "a", 0});
  EXPECT_FALSE(breached(story.end_without_views(Ending::cut)));
}

TEST(VenueKeepsItsContract, CallsAnIdTakenOnlyIfAnOrderHasIt) {
  for (const char* id : {"a", "b"}) {
    Judgement judgement = after_placing([&](Story& story, venue::OrderId) {
      story.issue(place("I2", 7));
      std::uint64_t request = story.send_place(place("I2", 7), id);
      story.reply(venue::Rejected{request, venue::Reason::duplicate_id, id, 0});
    });
    EXPECT_EQ(breached(judgement), std::string_view(id) == "b");
  }
}

TEST(VenueKeepsItsContract, AnswersQueriesFromAStateWithinItsLag) {
  for (TimeNs age_ns : {5'000'000, 50'000'000}) {
    Judgement none = after_placing([&](Story& story, venue::OrderId) {
      story.pass(age_ns);
      story.reply(venue::OrderReport{story.query("a"), {}});
    });
    EXPECT_EQ(breached(none), age_ns > 10'000'000);

    Judgement older = after_placing([&](Story& story, venue::OrderId order) {
      venue::OrderState before = story.state(order);
      story.fill(order, 5);
      story.pass(age_ns);
      story.reply(venue::OrderReport{story.query("a"), {before}});
    });
    EXPECT_EQ(breached(older), age_ns > 10'000'000);
  }
}

TEST(VenueKeepsItsContract, MayAnswerOlderOnceItsClockWasMoved) {
  Judgement judgement = after_placing([&](Story& story, venue::OrderId) {
    story.history().struck({"clock-jump", "", Where::at_venue, 0, -1'000'000'000});
    story.pass(50'000'000);
    story.reply(venue::OrderReport{story.query("a"), {}});
  });
  EXPECT_FALSE(breached(judgement));
}

TEST(VenueKeepsItsContract, ListsAllOpenOrdersAndAllTrades) {
  for (bool complete : {true, false}) {
    Judgement judgement = after_placing([&](Story& story, venue::OrderId order) {
      venue::Fill fill = story.fill(order, 5);
      story.pass(50'000'000);
      story.history().request_sent(0, 1, 1, venue::QueryOpenOrders{77}, story.now());
      venue::OpenOrders open{77, {}};
      if (complete) open.orders.push_back(story.state(order));
      story.reply(open);
      story.history().request_sent(0, 1, 1, venue::QueryTrades{78, 0}, story.now());
      venue::Trades trades{78, {}, false};
      if (complete) trades.fills.push_back(fill);
      story.reply(trades);
    });
    EXPECT_EQ(breached(judgement), !complete);
  }
}

TEST(VenueKeepsItsContract, TellsOnlyOfFillsThatItMade) {
  Judgement judgement = after_placing([&](Story& story, venue::OrderId order) {
    venue::Fill fill = story.fill(order, 5);
    fill.quantity = 6;
    story.reply(venue::Trades{78, {fill}, false});
  });
  EXPECT_EQ(cause(judgement), "the venue told of a fill that it never made");
}

TEST(VenueKeepsItsContract, StreamsEachEventOnceInOrderAndAsItWas) {
  for (int wrong = 0; wrong < 3; ++wrong) {
    Story story;
    story.issue(place("I1"));
    story.send_place(place("I1"), "a");
    story.keep_quiet();
    story.fill(story.accept(place("I1"), "a"), 15);
    for (const RecordedExecution& execution : story.history().executions()) {
      venue::ExecutionReport event = execution.report;
      event.number = 0;
      if (wrong == 1 && event.seq == 1) continue;
      if (wrong == 2) event.time_ns += 1;
      story.history().reply_sent(0, 2, event, story.now());
    }
    EXPECT_EQ(breached(story.end_without_views(Ending::cut)), wrong != 0) << wrong;
  }
}

TEST(VenueKeepsItsContract, MayReplayTheStreamToASecondSubscription) {
  for (std::uint64_t from : {1, 2}) {
    Judgement judgement = after_placing([&](Story& story, venue::OrderId order) {
      story.fill(order, 15);
      story.history().request_sent(0, 1, 9, venue::Subscribe{88, "A", from}, story.now());
      for (const RecordedExecution& execution : story.history().executions()) {
        venue::ExecutionReport event = execution.report;
        event.number = 0;
        if (event.seq >= 2) story.history().reply_sent(0, 9, event, story.now());
      }
    });
    EXPECT_EQ(breached(judgement), from == 1) << "the first event was asked for and left out";
  }
}

}  // namespace
}  // namespace onefold::properties

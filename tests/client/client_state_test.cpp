// The state of a client is the fold of its records, and its snapshot folds to the same state.
#include "client/client_state.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/client/scripted_host.hpp"

namespace onefold::client {
namespace {

using namespace venue;

// A row of records such as a client makes.
std::vector<Record> arbitrary_history() {
  std::vector<Record> records;
  std::uint64_t number = 0;
  std::uint64_t seq = 0;
  const auto places = *rc::gen::inRange<IntentIndex>(1, 5);
  for (IntentIndex i = 0; i < places; ++i) {
    records.emplace_back(IntentAccepted{++number, place_intent("I" + std::to_string(i))});
  }
  const int steps = *rc::gen::inRange(0, 20);
  for (int step = 0; step < steps; ++step) {
    const auto intent = *rc::gen::inRange<IntentIndex>(0, places);
    const std::string id = "c-" + std::to_string(intent);
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
        records.emplace_back(RequestStamped{intent, *rc::gen::inRange<std::uint32_t>(1, 9), id, "", 0});
        break;
      case 1: {
        OrderState order = order_of(NewOrder{}, intent + 1);
        order.client_order_id = order.first_client_order_id = id;
        order.filled = *rc::gen::inRange<Lots>(0, 9);
        records.emplace_back(OrderSeen{intent, order});
        break;
      }
      case 2:
        records.emplace_back(IntentResolved{++number, intent, Outcome::done, Reason::none});
        break;
      case 3: {
        Fill fill{static_cast<TradeId>(step + 1), intent + 1, id, "BTC-USD", Side::buy, 2, 100, 0};
        records.emplace_back(FillTaken{++number, intent, *rc::gen::arbitrary<bool>() ? ++seq : 0, fill});
        break;
      }
      case 4:
        records.emplace_back(StreamAdvanced{++seq});
        break;
      default:
        records.emplace_back(CallbacksDelivered{number});
        break;
    }
  }
  return records;
}

TEST(ClientState, ItsSnapshotFoldsToTheSameState) {
  EXPECT_TRUE(rc::check("fold(snapshot(fold(r))) == fold(r)", [] {
    FillBook fills;
    ClientState state(fills);
    for (const Record& record : arbitrary_history()) RC_ASSERT(state.apply(record));
    const std::vector<Record> snapshot = state.snapshot();
    FillBook again_fills;
    ClientState again(again_fills);
    for (const Record& record : snapshot) RC_ASSERT(again.apply(record));
    RC_ASSERT(again.snapshot() == snapshot);
    RC_ASSERT(again_fills.positions() == fills.positions());
    RC_ASSERT(again.callbacks() == state.callbacks());
    RC_ASSERT(again.delivered() == state.delivered());
    RC_ASSERT(again.stream_seq() == state.stream_seq());
    RC_ASSERT(again.trade_cursor() == state.trade_cursor());
    RC_ASSERT(again.callbacks_after(again.delivered()) == state.callbacks_after(state.delivered()));
    for (IntentIndex i = 0; i < state.size(); ++i) {
      RC_ASSERT(again.at(i).outcome == state.at(i).outcome);
      RC_ASSERT(again.at(i).stamp == state.at(i).stamp);
      RC_ASSERT(again.at(i).order == state.at(i).order);
    }
  }));
}

TEST(ClientState, FindsAnOrderByEveryIdThatItHad) {
  FillBook fills;
  ClientState state(fills);
  state.apply(IntentAccepted{1, place_intent("I1")});
  state.apply(IntentAccepted{2, replace_intent("I2", "I1", 20, 100)});
  state.apply(RequestStamped{0, 1, "first", "", 0});
  state.apply(RequestStamped{1, 1, "second", "first", 0});
  EXPECT_EQ(state.find_order(9, "first", "first"), 0u);
  EXPECT_EQ(state.find_order(9, "somebody", "second"), 0u);
  EXPECT_EQ(state.find_order(9, "somebody", "somebody"), no_intent);
  EXPECT_EQ(state.generation(0, "first"), 0);
  EXPECT_EQ(state.generation(0, "second"), 1);
  EXPECT_EQ(state.generation(0, "somebody"), -1);
  EXPECT_EQ(state.at(0).dependents, std::vector<IntentIndex>{1});
}

TEST(ClientState, GoesByItsOwnIdWhereTheVenueGaveTheNumberOfAnOrderToAnother) {
  FillBook fills;
  ClientState state(fills);
  state.apply(IntentAccepted{1, place_intent("I1")});
  state.apply(IntentAccepted{2, place_intent("I2")});
  state.apply(RequestStamped{0, 1, "first", "", 0});
  state.apply(RequestStamped{1, 1, "second", "", 0});
  venue::OrderState forgotten;
  forgotten.order_id = 9;
  forgotten.symbol = "BTC-USD";
  forgotten.quantity = 15;
  forgotten.limit = 10'000;
  forgotten.client_order_id = forgotten.first_client_order_id = "first";
  ASSERT_TRUE(state.apply(OrderSeen{0, forgotten}));
  EXPECT_EQ(state.find_order(9, "second", "second"), 1u);
  EXPECT_EQ(state.find_order(9, "first", "first"), 0u);
  EXPECT_EQ(state.find_order(9, "", ""), 0u) << "the venue's id is all there is to go by";
}

TEST(ClientState, RefusesRecordsThatCannotFollow) {
  FillBook fills;
  ClientState state(fills);
  EXPECT_FALSE(state.apply(RequestStamped{0, 1, "a", "", 0}));
  EXPECT_FALSE(state.apply(IntentResolved{1, 0, Outcome::done, Reason::none}));
  EXPECT_TRUE(state.apply(IntentAccepted{1, place_intent("I1")}));
  EXPECT_FALSE(state.apply(IntentAccepted{2, place_intent("I1")}));
}

// Found by fuzzing the ledger: what was taken from the file was lost when it was written anew.
TEST(ClientState, RefusesValuesThatNoClientWrites) {
  FillBook fills;
  ClientState state(fills);
  ASSERT_TRUE(state.apply(IntentAccepted{1, place_intent("I1")}));
  EXPECT_FALSE(state.apply(RequestStamped{0, 0, "a", "", 0})) << "attempts count from 1";
  EXPECT_FALSE(state.apply(RequestStamped{0, UINT32_MAX, "a", "", 0}));
  EXPECT_FALSE(state.apply(OrderSeen{0, order_of(NewOrder{}, 0)})) << "no order has this id";
  OrderState order = order_of(NewOrder{}, 7);
  order.filled = -1;
  EXPECT_FALSE(state.apply(OrderSeen{0, order}));
  EXPECT_FALSE(state.apply(IntentResolved{0, 0, Outcome::done, Reason::none})) << "callbacks count from 1";
  EXPECT_FALSE(state.apply(IntentResolved{2, 0, Outcome::pending, Reason::none}));
  EXPECT_FALSE(state.apply(FillTaken{2, 0, 1, Fill{1, 7, "a", "BTC-USD", Side::buy, lots_max + 1, 100, 0}}));
  EXPECT_TRUE(fills.positions().empty());
}

}  // namespace
}  // namespace onefold::client

// Price-time priority.
#include "venue/book/book.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <vector>

namespace onefold::venue {
namespace {

constexpr std::uint32_t me = 1;
constexpr std::uint32_t other = 2;

struct Match {
  std::vector<BookFill> fills;
  Lots left = 0;
  bool stopped = false;
};

using Effect = BookFill::Effect;

Match match(Book& book, Side side, Ticks limit, Lots quantity, std::uint32_t owner = me,
            SelfTrade mode = SelfTrade::cancel_taker) {
  Match result;
  result.left = book.match(side, limit, quantity, owner, mode, result.fills, result.stopped);
  return result;
}

TEST(Book, FillsTheBestPriceFirst) {
  Book book;
  book.rest(Side::sell, 102, 5, 1, other);
  book.rest(Side::sell, 101, 5, 2, other);
  book.rest(Side::sell, 103, 5, 3, other);
  EXPECT_EQ(book.best(Side::sell), 101);
  Match result = match(book, Side::buy, 102, 8);
  ASSERT_EQ(result.fills.size(), 2U);
  EXPECT_EQ(result.fills[0].order, 2U);
  EXPECT_EQ(result.fills[0].price, 101);
  EXPECT_TRUE(result.fills[0].complete);
  EXPECT_EQ(result.fills[1].order, 1U);
  EXPECT_EQ(result.fills[1].quantity, 3);
  EXPECT_FALSE(result.fills[1].complete);
  EXPECT_EQ(result.left, 0);
  EXPECT_EQ(book.best(Side::sell), 102);
  EXPECT_EQ(book.quantity_at(Side::sell, 102), 2);
}

TEST(Book, FillsTheOldestOrderAtAPriceFirst) {
  Book book;
  book.rest(Side::buy, 100, 5, 1, other);
  book.rest(Side::buy, 100, 5, 2, other);
  book.rest(Side::buy, 100, 5, 3, other);
  Match result = match(book, Side::sell, 100, 12);
  ASSERT_EQ(result.fills.size(), 3U);
  EXPECT_EQ(result.fills[0].order, 1U);
  EXPECT_EQ(result.fills[1].order, 2U);
  EXPECT_EQ(result.fills[2].order, 3U);
  EXPECT_EQ(result.fills[2].quantity, 2);
}

TEST(Book, DoesNotTradeThroughTheLimit) {
  Book book;
  book.rest(Side::sell, 101, 5, 1, other);
  Match result = match(book, Side::buy, 100, 5);
  EXPECT_TRUE(result.fills.empty());
  EXPECT_EQ(result.left, 5);
  book.rest(Side::buy, 99, 5, 2, other);
  EXPECT_EQ(match(book, Side::sell, 100, 5).left, 5);
}

TEST(Book, AMarketOrderTakesAnyPriceAndReturnsTheRest) {
  Book book;
  book.rest(Side::sell, 101, 5, 1, other);
  book.rest(Side::sell, 1'000'000, 5, 2, other);
  Match result = match(book, Side::buy, 0, 20);
  EXPECT_EQ(result.fills.size(), 2U);
  EXPECT_EQ(result.left, 10);
  EXPECT_EQ(book.best(Side::sell), 0);
}

// Mine stands between two of somebody else's.
Book book_with_my_order() {
  Book book;
  book.rest(Side::sell, 100, 5, 1, other);
  book.rest(Side::sell, 100, 5, 2, me);
  book.rest(Side::sell, 100, 5, 3, other);
  return book;
}

TEST(Book, StopsBeforeAnOrderOfTheSameOwner) {
  Book book = book_with_my_order();
  Match result = match(book, Side::buy, 100, 20);
  ASSERT_EQ(result.fills.size(), 1U);
  EXPECT_EQ(result.fills[0].order, 1U);
  EXPECT_EQ(result.left, 15);
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(book.quantity_at(Side::sell, 100), 10);
}

TEST(Book, TradesWithTheSameOwnerWhereThatIsAllowed) {
  Book book = book_with_my_order();
  Match result = match(book, Side::buy, 100, 12, me, SelfTrade::allow);
  ASSERT_EQ(result.fills.size(), 3U);
  EXPECT_EQ(result.fills[1].order, 2U);
  EXPECT_EQ(result.fills[1].effect, Effect::trade);
  EXPECT_EQ(result.left, 0);
  EXPECT_FALSE(result.stopped);
}

TEST(Book, TakesAnOwnOrderOutAndGoesOnWhereTheMakerIsCancelled) {
  Book book = book_with_my_order();
  Match result = match(book, Side::buy, 100, 8, me, SelfTrade::cancel_maker);
  ASSERT_EQ(result.fills.size(), 3U);
  EXPECT_EQ(result.fills[1].order, 2U);
  EXPECT_EQ(result.fills[1].effect, Effect::own_cancelled);
  EXPECT_EQ(result.fills[1].quantity, 5);
  EXPECT_TRUE(result.fills[1].complete);
  EXPECT_EQ(result.fills[2].quantity, 3) << "an order that is cancelled gives no lots";
  EXPECT_EQ(result.left, 0);
  EXPECT_FALSE(result.stopped);
  EXPECT_EQ(book.quantity_at(Side::sell, 100), 2);
}

TEST(Book, TakesAnOwnOrderOutAndStopsWhereBothAreCancelled) {
  Book book = book_with_my_order();
  Match result = match(book, Side::buy, 100, 8, me, SelfTrade::cancel_both);
  ASSERT_EQ(result.fills.size(), 2U);
  EXPECT_EQ(result.fills[1].effect, Effect::own_cancelled);
  EXPECT_EQ(result.left, 3);
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(book.quantity_at(Side::sell, 100), 5);
}

TEST(Book, LetsBothShrinkWithoutATradeWhereTheyAreDecremented) {
  Book book = book_with_my_order();
  Match result = match(book, Side::buy, 100, 8, me, SelfTrade::decrement);
  ASSERT_EQ(result.fills.size(), 2U);
  EXPECT_EQ(result.fills[1].effect, Effect::own_decremented);
  EXPECT_EQ(result.fills[1].quantity, 3);
  EXPECT_FALSE(result.fills[1].complete);
  EXPECT_EQ(result.left, 0);
  EXPECT_EQ(book.quantity_at(Side::sell, 100), 7);
}

TEST(Book, SaysWhatCouldBeTradedWithoutTradingIt) {
  Book book = book_with_my_order();
  EXPECT_EQ(book.available(Side::buy, 100, 100, other, SelfTrade::allow), 15);
  EXPECT_EQ(book.available(Side::buy, 99, 100, other, SelfTrade::allow), 0);
  EXPECT_EQ(book.available(Side::buy, 100, 3, me, SelfTrade::cancel_taker), 3);
  EXPECT_EQ(book.available(Side::buy, 100, 100, me, SelfTrade::cancel_taker), 5);
  EXPECT_EQ(book.available(Side::buy, 0, 100, me, SelfTrade::cancel_maker), 10);
  EXPECT_EQ(book.available(Side::buy, 0, 12, me, SelfTrade::decrement), 7);
  EXPECT_EQ(book.quantity_at(Side::sell, 100), 15);
}

TEST(Book, AnOrderThatShrinksKeepsItsPlace) {
  Book book;
  BookHandle first = book.rest(Side::buy, 100, 5, 1, other);
  book.rest(Side::buy, 100, 5, 2, other);
  book.reduce(first, 2);
  Match result = match(book, Side::sell, 100, 3);
  ASSERT_EQ(result.fills.size(), 2U);
  EXPECT_EQ(result.fills[0].order, 1U);
  EXPECT_EQ(result.fills[0].quantity, 2);
  EXPECT_EQ(result.fills[1].order, 2U);
}

TEST(Book, RemovesFromTheFrontTheMiddleAndTheBackOfALevel) {
  for (std::size_t removed = 0; removed < 3; ++removed) {
    Book book;
    std::vector<BookHandle> handles;
    for (std::uint32_t order = 0; order < 3; ++order)
      handles.push_back(book.rest(Side::sell, 7, 1, order, other));
    book.remove(handles[removed]);
    std::vector<std::uint32_t> left;
    book.visit(Side::sell, [&](std::uint32_t order, Lots, Ticks) { left.push_back(order); });
    std::vector<std::uint32_t> expected = {0, 1, 2};
    expected.erase(expected.begin() + static_cast<std::ptrdiff_t>(removed));
    EXPECT_EQ(left, expected);
    EXPECT_EQ(book.rest(Side::sell, 8, 1, 9, other), handles[removed]) << "the place is used again";
  }
}

// The obvious book: a list in order of arrival, searched for the best each time.
class NaiveBook {
 public:
  struct Order {
    Side side;
    Ticks price;
    Lots quantity;
    std::uint32_t order;
    std::uint32_t owner;
  };
  std::vector<Order> orders;

  Match match(Side side, Ticks limit, Lots quantity, std::uint32_t owner, SelfTrade mode) {
    Match result;
    result.left = quantity;
    while (result.left > 0 && !result.stopped) {
      auto best = orders.end();
      for (auto it = orders.begin(); it != orders.end(); ++it) {
        if (it->side == side) continue;
        if (side == Side::buy ? it->price > limit : it->price < limit) continue;
        bool better =
            best == orders.end() || (side == Side::buy ? it->price < best->price : it->price > best->price);
        if (better) best = it;
      }
      if (best == orders.end()) break;
      Lots lots = std::min(result.left, best->quantity);
      bool own = best->owner == owner && mode != SelfTrade::allow;
      if (own) result.stopped = mode == SelfTrade::cancel_taker || mode == SelfTrade::cancel_both;
      if (own && mode == SelfTrade::cancel_taker) break;
      bool cancelled = own && mode != SelfTrade::decrement;
      if (cancelled) lots = best->quantity;
      if (!cancelled) result.left -= lots;
      best->quantity -= lots;
      Effect effect = own ? (cancelled ? Effect::own_cancelled : Effect::own_decremented) : Effect::trade;
      result.fills.push_back({best->order, lots, best->price, best->quantity == 0, effect});
      if (best->quantity == 0) orders.erase(best);
    }
    return result;
  }
};

TEST(Book, AgreesWithTheObviousBookAndNeverCrosses) {
  bool held = rc::check("a book agrees with a list that is searched", [] {
    Book book;
    NaiveBook naive;
    std::map<std::uint32_t, BookHandle> handles;
    int steps = *rc::gen::inRange(1, 60);
    for (std::uint32_t order = 0; order < static_cast<std::uint32_t>(steps); ++order) {
      int action = *rc::gen::inRange(0, 10);
      if (action == 0 && !naive.orders.empty()) {
        auto at = naive.orders.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(naive.orders));
        book.remove(handles.at(at->order));
        naive.orders.erase(at);
        continue;
      }
      Side side = *rc::gen::element(Side::buy, Side::sell);
      Ticks price = *rc::gen::inRange<Ticks>(95, 106);
      Lots quantity = *rc::gen::inRange<Lots>(1, 10);
      auto owner = *rc::gen::inRange<std::uint32_t>(0, 3);
      auto mode = *rc::gen::element(SelfTrade::allow, SelfTrade::cancel_taker, SelfTrade::cancel_maker,
                                    SelfTrade::cancel_both, SelfTrade::decrement);
      Lots available = book.available(side, price, quantity, owner, mode);
      Match expected = naive.match(side, price, quantity, owner, mode);
      Match actual = match(book, side, price, quantity, owner, mode);
      RC_ASSERT(actual.left == expected.left);
      RC_ASSERT(actual.stopped == expected.stopped);
      for (const BookFill& fill : actual.fills) available -= fill.effect == Effect::trade ? fill.quantity : 0;
      RC_ASSERT(available == 0);
      RC_ASSERT(actual.fills.size() == expected.fills.size());
      for (std::size_t i = 0; i < actual.fills.size(); ++i) {
        RC_ASSERT(actual.fills[i].order == expected.fills[i].order);
        RC_ASSERT(actual.fills[i].quantity == expected.fills[i].quantity);
        RC_ASSERT(actual.fills[i].price == expected.fills[i].price);
        RC_ASSERT(actual.fills[i].complete == expected.fills[i].complete);
        RC_ASSERT(actual.fills[i].effect == expected.fills[i].effect);
      }
      if (actual.left > 0 && !actual.stopped) {
        handles[order] = book.rest(side, price, actual.left, order, owner);
        naive.orders.push_back({side, price, actual.left, order, owner});
      }
      RC_ASSERT(book.best(Side::buy) == 0 || book.best(Side::sell) == 0 ||
                book.best(Side::buy) < book.best(Side::sell));
    }
    Lots total = 0;
    for (Side side : {Side::buy, Side::sell}) {
      book.visit(side, [&](std::uint32_t, Lots quantity, Ticks) { total += quantity; });
    }
    for (const NaiveBook::Order& order : naive.orders) total -= order.quantity;
    RC_ASSERT(total == 0);
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace onefold::venue

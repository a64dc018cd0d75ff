// The order book of one symbol: price-time priority, in whole ticks and lots.
//
// Models: limit orders resting at price levels, and incoming orders matched against the best opposite price,
// oldest first, at the resting order's price. What happens where an incoming order meets one of its own
// owner is the caller's choice (SelfTrade). Ignores: hidden orders, auctions; stop orders rest elsewhere
// (venue/engine/stop_orders.hpp) until they wake.
//
// Flat: orders live in one vector, linked by index and reused; the levels of a side are a sorted vector with
// the best last. Single-threaded.
#pragma once

#include <cstdint>
#include <vector>

#include "venue/api/types.hpp"

namespace onefold::venue {

// An order's place in the book, from rest() until it is filled or removed; then it may be given to another
// order.
using BookHandle = std::uint32_t;
inline constexpr BookHandle no_handle = UINT32_MAX;

// One resting order that an incoming order met.
struct BookFill {
  enum class Effect : std::uint8_t {
    trade,
    own_cancelled,    // it was the owner's own, and has left the book
    own_decremented,  // it was the owner's own: both have `quantity` fewer lots, and nothing was traded
  };
  std::uint32_t order = 0;  // the caller's number of the resting order
  Lots quantity = 0;        // at least 1
  Ticks price = 0;
  bool complete = false;  // the resting order has no lots left and has left the book
  Effect effect = Effect::trade;
};

class Book {
 public:
  // Takes up to `quantity` from the opposite side at `limit` or better; any price if `limit` is 0. Appends
  // what happened to `fills`, in that order. `mode` (not venue_default) says what becomes of an order of
  // `owner`: cancel_taker and cancel_both stop there and set `stopped`, the caller then cancels the incoming
  // order's rest. Returns the lots left.
  Lots match(Side side, Ticks limit, Lots quantity, std::uint32_t owner, SelfTrade mode,
             std::vector<BookFill>& fills, bool& stopped);

  // The lots that match() would trade, up to `quantity`; nothing changes.
  Lots available(Side side, Ticks limit, Lots quantity, std::uint32_t owner, SelfTrade mode) const;

  // Adds an order behind all others at its price. It must not cross the opposite side (assert).
  BookHandle rest(Side side, Ticks price, Lots quantity, std::uint32_t order, std::uint32_t owner);

  // Takes the order out.
  void remove(BookHandle handle);

  // Sets the lots of a resting order to fewer than it has, at least 1; it keeps its place in the queue.
  void reduce(BookHandle handle, Lots quantity);

  // Best price of a side, or 0 when it is empty.
  Ticks best(Side side) const;

  // Lots resting at a price.
  Lots quantity_at(Side side, Ticks price) const;

  // Calls visit(order, quantity, price) for each resting order of a side, best price first, oldest first.
  template <class Visit>
  void visit(Side side, Visit&& call) const {
    const std::vector<Level>& levels = side_levels(side);
    for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
      for (BookHandle at = level->head; at != no_handle; at = nodes_[at].next) {
        call(nodes_[at].order, nodes_[at].quantity, level->price);
      }
    }
  }

 private:
  struct Node {
    Lots quantity = 0;
    Ticks price = 0;
    std::uint32_t order = 0;
    std::uint32_t owner = 0;
    BookHandle previous = no_handle;
    BookHandle next = no_handle;  // in its level, or in the list of free nodes
    Side side = Side::buy;
  };
  struct Level {
    Ticks price = 0;
    BookHandle head = no_handle;  // oldest
    BookHandle tail = no_handle;
  };

  const std::vector<Level>& side_levels(Side side) const { return side == Side::buy ? buys_ : sells_; }
  std::vector<Level>& side_levels(Side side) { return side == Side::buy ? buys_ : sells_; }
  std::vector<Level>::iterator find_level(Side side, Ticks price);
  BookHandle take_node();
  void free_node(BookHandle handle);

  std::vector<Node> nodes_;
  BookHandle free_ = no_handle;
  std::vector<Level> buys_;   // ascending: the highest last
  std::vector<Level> sells_;  // descending: the lowest last
};

}  // namespace onefold::venue

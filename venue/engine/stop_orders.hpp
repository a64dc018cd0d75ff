// The stop orders of one symbol that sleep: what wakes them, and in which order.
//
// Models: a buy wakes at a trade at its stop price or above, a sell at one at its stop price or below, by the
// trades that come after it alone. Those that one execution wakes go to the book one after the other, the
// oldest order first. Ignores: other triggers (mark or index price), trailing stops.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "venue/api/types.hpp"

namespace onefold::venue {

class StopOrders {
 public:
  void add(Side side, Ticks stop, OrderId order) { of(side).emplace(stop, order); }
  // Does nothing if it does not sleep here.
  void remove(Side side, Ticks stop, OrderId order) { of(side).erase({stop, order}); }

  // Takes out what trades at `lowest` to `highest` wake, and appends it to `woken`, by order id.
  void wake(Ticks lowest, Ticks highest, std::vector<OrderId>& woken);

  bool empty() const { return buys_.empty() && sells_.empty(); }

  // Calls visit(order, stop) for each that sleeps, buys first, by stop price and order id.
  template <class Visit>
  void visit(Visit&& call) const {
    for (const auto& [stop, order] : buys_) call(order, stop);
    for (const auto& [stop, order] : sells_) call(order, stop);
  }

 private:
  using Sleeping = std::set<std::pair<Ticks, OrderId>>;
  Sleeping& of(Side side) { return side == Side::buy ? buys_ : sells_; }

  Sleeping buys_;
  Sleeping sells_;
};

}  // namespace onefold::venue

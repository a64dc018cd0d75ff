// The trades that callbacks told of, each once whatever its number: for sums over what was reported.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "venue/api/messages.hpp"

namespace onefold::properties {

class ToldTrades {
 public:
  // Whether the trade of this order was not seen here before. Trades are few: looked for one by one.
  bool first(const venue::Fill& fill) {
    std::pair trade(fill.trade_id, fill.order_id);
    if (std::find(seen_.rbegin(), seen_.rend(), trade) != seen_.rend()) return false;
    seen_.push_back(trade);
    return true;
  }

 private:
  std::vector<std::pair<venue::TradeId, venue::OrderId>> seen_;
};

}  // namespace onefold::properties

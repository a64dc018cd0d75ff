#include "venue/engine/stop_orders.hpp"

#include <algorithm>

namespace onefold::venue {

void StopOrders::wake(Ticks lowest, Ticks highest, std::vector<OrderId>& woken) {
  const auto before = static_cast<std::ptrdiff_t>(woken.size());
  auto buys_end = buys_.upper_bound({highest, UINT64_MAX});
  for (auto at = buys_.begin(); at != buys_end; ++at) woken.push_back(at->second);
  buys_.erase(buys_.begin(), buys_end);
  auto sells_begin = sells_.lower_bound({lowest, 0});
  for (auto at = sells_begin; at != sells_.end(); ++at) woken.push_back(at->second);
  sells_.erase(sells_begin, sells_.end());
  std::sort(woken.begin() + before, woken.end());
}

}  // namespace onefold::venue

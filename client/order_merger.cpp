// Merges monotonically.
#include "client/order_merger.hpp"

#include <algorithm>

namespace onefold::client {

bool OrderMerger::merge(venue::OrderState& known, const venue::OrderState& seen, bool terms_newer) const {
  const venue::OrderState before = known;
  if (known.order_id == 0) {
    known = seen;
    return true;
  }
  if (terms_newer) {
    known.client_order_id = seen.client_order_id;
    known.quantity = seen.quantity;
    known.limit = seen.limit;
  }
  // Under one id and limit lots are only ever taken away: self-trade prevention does that.
  if (known.client_order_id == seen.client_order_id && known.limit == seen.limit)
    known.quantity = std::min(known.quantity, seen.quantity);
  known.triggered = known.triggered || seen.triggered;
  known.filled = std::max(known.filled, seen.filled);
  if (!is_terminal(known.status)) known.status = std::max(known.status, seen.status);
  return !(known == before);
}

}  // namespace onefold::client

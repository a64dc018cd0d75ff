// Folds what is heard of an order into what is known of it. News may be late, repeated and out of order.
#pragma once

#include "venue/api/messages.hpp"

namespace onefold::client {

class OrderMerger {
 public:
  virtual ~OrderMerger() = default;

  // `seen` is of the same order as `known`, or `known` is empty (order_id 0). Status never goes back, filled
  // never shrinks, a closed order stays as it is. Quantity, limit and current id are taken only if
  // `terms_newer`: the caller knows from the chain of ids that `seen` is not older. True if `known` changed.
  virtual bool merge(venue::OrderState& known, const venue::OrderState& seen, bool terms_newer) const;
};

}  // namespace onefold::client

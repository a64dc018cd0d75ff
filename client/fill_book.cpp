// Counts fills.
#include "client/fill_book.hpp"

namespace onefold::client {

bool FillBook::knows(const venue::Fill& fill) const {
  return known_.contains({fill.trade_id, fill.order_id});
}

void FillBook::clear() {
  known_.clear();
  busted_.clear();
  positions_.clear();
  filled_.clear();
}

void FillBook::apply(const venue::Fill& fill) {
  known_.emplace(fill.trade_id, fill.order_id);
  positions_[fill.symbol] += fill.side == venue::Side::buy ? fill.quantity : -fill.quantity;
  filled_[fill.order_id] += fill.quantity;
}

void FillBook::bust(const venue::Fill& fill) {
  if (!busted_.emplace(fill.trade_id, fill.order_id).second) return;
  if (known_.emplace(fill.trade_id, fill.order_id).second) return;
  positions_[fill.symbol] -= fill.side == venue::Side::buy ? fill.quantity : -fill.quantity;
  filled_[fill.order_id] -= fill.quantity;
}

venue::Lots FillBook::filled(venue::OrderId order) const {
  const auto found = filled_.find(order);
  return found == filled_.end() ? 0 : found->second;
}

}  // namespace onefold::client

// Writes requests.
#include "client/request_writer.hpp"

namespace onefold::client {

venue::NewOrder RequestWriter::place(const venue::Intent& intent, const RequestStamped& stamp) const {
  venue::NewOrder order;
  order.client_order_id = stamp.client_order_id;
  order.symbol = intent.symbol;
  order.side = intent.side;
  order.type = intent.type;
  order.tif = intent.tif;
  order.quantity = intent.quantity;
  order.limit = intent.limit;
  order.stop = intent.stop;
  order.expires_ns = intent.expires_ns;
  order.post_only = intent.post_only;
  order.self_trade = intent.self_trade;
  order.valid_until_ns = stamp.valid_until_ns;
  if (stamp.expires_ns != 0) order.expires_ns = stamp.expires_ns;
  order.sent_ns = stamp.sent_ns;
  order.nonce = stamp.nonce;
  order.seq = stamp.seq;
  return order;
}

venue::ReplaceOrder RequestWriter::replace(const venue::Intent& intent, const RequestStamped& stamp,
                                           const venue::OrderState& order) const {
  venue::ReplaceOrder replace;
  replace.symbol = order.symbol;
  replace.client_order_id = stamp.client_order_id;
  replace.target = stamp.target;
  replace.quantity = intent.quantity;
  replace.limit = intent.limit;
  replace.valid_until_ns = stamp.valid_until_ns;
  replace.seq = stamp.seq;
  return replace;
}

venue::Transfer RequestWriter::transfer(const venue::Intent& intent, const RequestStamped& stamp) const {
  return {0, stamp.client_order_id, intent.symbol, intent.quantity, intent.target};
}

venue::CancelOrder RequestWriter::cancel(const venue::OrderState& order) const {
  venue::CancelOrder cancel;
  cancel.target = order.client_order_id;
  cancel.order_id = order.order_id;
  return cancel;
}

}  // namespace onefold::client

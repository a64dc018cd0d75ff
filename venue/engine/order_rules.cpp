#include "venue/engine/order_rules.hpp"

#include <algorithm>

namespace onefold::venue {
namespace {

bool takes_type(const OrderRules& rules, const NewOrder& order) {
  const bool stop = order.type == OrderType::stop;
  return stop ? rules.stops : order.stop == 0;
}

bool takes_time_in_force(const Profile& profile, const NewOrder& order) {
  const OrderRules& rules = profile.orders;
  const bool always = profile.retention == Retention::until_expiry;  // its id is recalled by it
  const bool expires = order.tif == TimeInForce::good_till_time;
  if (expires ? order.expires_ns <= 0 : order.expires_ns != 0 && !always) return false;
  switch (order.tif) {
    case TimeInForce::good_till_cancel:
    case TimeInForce::immediate_or_cancel:
      return true;
    case TimeInForce::fill_or_kill:
      return rules.fill_or_kill;
    case TimeInForce::day:
      return rules.day;
    case TimeInForce::good_till_time:
      return rules.good_till_time;
  }
  return false;
}

bool takes_modes(const OrderRules& rules, const NewOrder& order) {
  const auto& modes = rules.self_trade_modes;
  const bool mode = order.self_trade == SelfTrade::venue_default ||
                    std::find(modes.begin(), modes.end(), order.self_trade) != modes.end();
  if (!order.post_only) return mode;
  return mode && rules.post_only && order.type == OrderType::limit &&
         may_rest(order.type, order.tif, order.limit);
}

}  // namespace

Reason check_order(const Profile& profile, const Instrument& instrument, const NewOrder& order) {
  const OrderRules& rules = profile.orders;
  if (!takes_type(rules, order) || !takes_time_in_force(profile, order) || !takes_modes(rules, order))
    return Reason::unsupported;
  if (order.quantity < 1 || order.quantity > lots_max) return Reason::invalid_quantity;
  const bool stop = order.type == OrderType::stop;
  const Ticks limit_min = order.type == OrderType::limit ? 1 : 0;
  const Ticks limit_max = order.type == OrderType::market ? 0 : ticks_max;
  if (order.limit < limit_min || order.limit > limit_max) return Reason::invalid_price;
  if (stop && (order.stop < 1 || order.stop > ticks_max)) return Reason::invalid_price;
  return check_steps(instrument, order.quantity, order.limit, order.stop);
}

Reason check_steps(const Instrument& instrument, Lots quantity, Ticks limit, Ticks stop) {
  if (quantity < instrument.quantity_min || quantity % instrument.quantity_step != 0)
    return Reason::invalid_quantity;
  if (limit % instrument.price_step != 0 || stop % instrument.price_step != 0) return Reason::invalid_price;
  return Reason::none;
}

SelfTrade self_trade_of(const OrderRules& rules, SelfTrade asked) {
  const SelfTrade mode = asked == SelfTrade::venue_default ? rules.self_trade : asked;
  return mode == SelfTrade::venue_default ? SelfTrade::cancel_taker : mode;
}

bool may_rest(OrderType type, TimeInForce tif, Ticks limit) {
  const bool now_or_never = tif == TimeInForce::immediate_or_cancel || tif == TimeInForce::fill_or_kill;
  return type != OrderType::market && limit != 0 && !now_or_never;
}

}  // namespace onefold::venue

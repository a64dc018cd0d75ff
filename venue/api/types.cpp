#include "venue/api/types.hpp"

namespace onefold::venue {

std::string_view to_string(Side side) {
  return side == Side::buy ? "buy" : "sell";
}

std::string_view to_string(OrderType type) {
  switch (type) {
    case OrderType::limit:
      return "limit";
    case OrderType::market:
      return "market";
    case OrderType::stop:
      return "stop";
  }
  return "?";
}

std::string_view to_string(TimeInForce tif) {
  switch (tif) {
    case TimeInForce::good_till_cancel:
      return "good-till-cancel";
    case TimeInForce::immediate_or_cancel:
      return "immediate-or-cancel";
    case TimeInForce::fill_or_kill:
      return "fill-or-kill";
    case TimeInForce::day:
      return "day";
    case TimeInForce::good_till_time:
      return "good-till-time";
  }
  return "?";
}

std::string_view to_string(OrderStatus status) {
  switch (status) {
    case OrderStatus::open:
      return "open";
    case OrderStatus::partially_filled:
      return "partially-filled";
    case OrderStatus::filled:
      return "filled";
    case OrderStatus::cancelled:
      return "cancelled";
  }
  return "?";
}

std::string_view to_string(SelfTrade mode) {
  switch (mode) {
    case SelfTrade::venue_default:
      return "venue-default";
    case SelfTrade::allow:
      return "allow";
    case SelfTrade::cancel_taker:
      return "cancel-taker";
    case SelfTrade::cancel_maker:
      return "cancel-maker";
    case SelfTrade::cancel_both:
      return "cancel-both";
    case SelfTrade::decrement:
      return "decrement";
  }
  return "?";
}

}  // namespace onefold::venue

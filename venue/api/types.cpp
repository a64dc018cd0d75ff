#include "venue/api/types.hpp"

namespace onefold::venue {

std::string_view to_string(Side side) {
  return side == Side::buy ? "buy" : "sell";
}

std::string_view to_string(OrderType type) {
  return type == OrderType::limit ? "limit" : "market";
}

std::string_view to_string(TimeInForce tif) {
  return tif == TimeInForce::good_till_cancel ? "good-till-cancel" : "immediate-or-cancel";
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

}  // namespace onefold::venue

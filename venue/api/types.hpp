// Prices, quantities and identifiers of the venue: the vocabulary shared by exchange, client and oracle.
//
// Models: money and size as integers (ticks and lots of an instrument). Ignores: currencies and fees.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace onefold::venue {

// Nanoseconds since the Unix epoch on some node's system clock, or a span of them where the name says so.
using TimeNs = std::int64_t;

// A count of the instrument's smallest price step. Never negative; 0 only on market orders.
using Ticks = std::int64_t;

// A count of the instrument's smallest size step. Signed only in positions.
using Lots = std::int64_t;

// Given by the venue, from 1, never reused within one venue, restarts included. 0 means none.
using OrderId = std::uint64_t;
using TradeId = std::uint64_t;

// Chosen by the client, at most client_order_id_size_max bytes, printable ASCII without space.
using ClientOrderId = std::string;

inline constexpr std::size_t client_order_id_size_max = 64;
inline constexpr std::size_t account_size_max = 32;
inline constexpr std::size_t symbol_size_max = 24;

// Orders larger than this are refused, so that no sum of a run can overflow.
inline constexpr Lots lots_max = 1'000'000'000'000;
inline constexpr Ticks ticks_max = 1'000'000'000'000;

enum class Side : std::uint8_t { buy, sell };
// stop: sleeps until a trade at its stop price or beyond, then is a limit order, or a market order if it has
// no limit.
enum class OrderType : std::uint8_t { limit, market, stop };

// day: until the venue's next rollover. good_till_time: until the order's expires_ns. fill_or_kill: wholly at
// once, or not at all.
enum class TimeInForce : std::uint8_t {
  good_till_cancel,
  immediate_or_cancel,
  fill_or_kill,
  day,
  good_till_time,
};

// What happens before an order would trade with another of its own account.
enum class SelfTrade : std::uint8_t {
  venue_default,  // as the profile says
  allow,
  cancel_taker,  // the incoming order's rest is cancelled
  cancel_maker,  // the resting order is cancelled, and matching goes on
  cancel_both,
  decrement,  // both get smaller by the lots that would have traded, without a trade
};

// The life of one order at the venue. open: accepted, nothing filled yet. Terminal: filled, cancelled.
enum class OrderStatus : std::uint8_t { open, partially_filled, filled, cancelled };

inline bool is_terminal(OrderStatus status) {
  return status == OrderStatus::filled || status == OrderStatus::cancelled;
}

inline Side opposite(Side side) {
  return side == Side::buy ? Side::sell : Side::buy;
}

// Words of the scenario files, reports and logs ("buy", "limit", "good-till-cancel", "partially-filled").
std::string_view to_string(Side side);
std::string_view to_string(OrderType type);
std::string_view to_string(TimeInForce tif);
std::string_view to_string(OrderStatus status);
std::string_view to_string(SelfTrade mode);

// What can be traded, and how its decimal strings map to integers: value = integer / 10^decimals.
struct Instrument {
  std::string symbol;      // 1 to symbol_size_max bytes
  int price_decimals = 2;  // 0 to 9; one tick is 10^-price_decimals
  int lot_decimals = 1;    // 0 to 9; one lot is 10^-lot_decimals
  Ticks price_step = 1;    // limits and stops are multiples of it, else invalid_price
  Lots quantity_step = 1;  // quantities are multiples of it, else invalid_quantity
  Lots quantity_min = 1;   // of an order

  friend bool operator==(const Instrument&, const Instrument&) = default;
};

// a + b and a * b, or nothing when the result does not fit: money never wraps.
inline std::optional<std::int64_t> checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}
inline std::optional<std::int64_t> checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

}  // namespace onefold::venue

// Appending JSON, and the words of the HTTP dialect for the venue's enumerations. Internal to venue/wire.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "venue/api/messages.hpp"

namespace onefold::venue::http {

// Appends one value after another; commas come by themselves. The caller balances open and close.
class JsonText {
 public:
  explicit JsonText(std::string& out) : out_(out) {}

  JsonText& open(char bracket);
  JsonText& close(char bracket);
  JsonText& name(std::string_view name);  // of the value that follows

  // Escapes what JSON wants escaped. Bytes that are no printable ASCII become '?': the dialect has none.
  JsonText& text(std::string_view value);
  JsonText& number(std::int64_t value);
  JsonText& number(std::uint64_t value);
  JsonText& flag(bool value);
  JsonText& null();

  template <class Value>
  JsonText& field(std::string_view key, const Value& value) {
    name(key);
    if constexpr (std::is_same_v<Value, bool>) {
      return flag(value);
    } else if constexpr (std::is_integral_v<Value>) {
      return number(std::conditional_t<std::is_signed_v<Value>, std::int64_t, std::uint64_t>(value));
    } else {
      return text(value);
    }
  }

 private:
  void separate();

  std::string& out_;
  bool first_ = true;
};

// Price times quantity summed up: more than 64 bits.
__extension__ using Wide = __int128;

std::string format_wide(Wide value, int decimals);

// The digits of one instrument.
struct Digits {
  int price = 0;
  int lot = 0;
  int quote() const { return price + lot; }
};
Digits digits_of(const Instrument& instrument);

const Instrument* find_instrument(std::span<const Instrument> instruments, std::string_view symbol);

// "BTC" and "USD" of "BTC-USD"; without a hyphen all of it is the base.
std::string_view base_asset(std::string_view symbol);
std::string_view quote_asset(std::string_view symbol);

std::string_view side_word(Side side);
// "LIMIT", "MARKET", "LIMIT_MAKER", "STOP_LOSS", "STOP_LOSS_LIMIT". The dialect has no words for the times in
// force day and good-till-time: empty.
std::string_view type_word(OrderType type, bool post_only, Ticks limit);
std::string_view tif_word(TimeInForce tif);
std::string_view status_word(OrderStatus status);

}  // namespace onefold::venue::http

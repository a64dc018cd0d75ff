#include "venue/wire/http_json.hpp"

#include <algorithm>

namespace onefold::venue::http {

void JsonText::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonText& JsonText::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonText& JsonText::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonText& JsonText::name(std::string_view name) {
  separate();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  first_ = true;
  return *this;
}

JsonText& JsonText::text(std::string_view value) {
  separate();
  out_ += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') out_ += '\\';
    out_ += c >= ' ' && c <= '~' ? c : '?';
  }
  out_ += '"';
  return *this;
}

JsonText& JsonText::number(std::int64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

JsonText& JsonText::number(std::uint64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

JsonText& JsonText::flag(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonText& JsonText::null() {
  separate();
  out_ += "null";
  return *this;
}

std::string format_wide(Wide value, int decimals) {
  const bool negative = value < 0;
  std::string digits;
  for (int place = 0; value != 0 || place <= decimals; ++place) {
    if (place == decimals && decimals != 0) digits += '.';
    const int digit = static_cast<int>(value % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    value /= 10;
  }
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

Digits digits_of(const Instrument& instrument) {
  return {instrument.price_decimals, instrument.lot_decimals};
}

const Instrument* find_instrument(std::span<const Instrument> instruments, std::string_view symbol) {
  for (const Instrument& instrument : instruments) {
    if (instrument.symbol == symbol) return &instrument;
  }
  return nullptr;
}

std::string_view base_asset(std::string_view symbol) {
  return symbol.substr(0, symbol.find('-'));
}

std::string_view quote_asset(std::string_view symbol) {
  const std::size_t hyphen = symbol.find('-');
  return hyphen == std::string_view::npos ? std::string_view() : symbol.substr(hyphen + 1);
}

std::string_view side_word(Side side) {
  return side == Side::buy ? "BUY" : "SELL";
}

std::string_view type_word(OrderType type, bool post_only, Ticks limit) {
  if (type == OrderType::stop) return limit == 0 ? "STOP_LOSS" : "STOP_LOSS_LIMIT";
  if (type == OrderType::market) return "MARKET";
  return post_only ? "LIMIT_MAKER" : "LIMIT";
}

std::string_view tif_word(TimeInForce tif) {
  switch (tif) {
    case TimeInForce::good_till_cancel:
      return "GTC";
    case TimeInForce::immediate_or_cancel:
      return "IOC";
    case TimeInForce::fill_or_kill:
      return "FOK";
    case TimeInForce::day:
    case TimeInForce::good_till_time:
      break;
  }
  return {};
}

std::string_view status_word(OrderStatus status) {
  switch (status) {
    case OrderStatus::open:
      return "NEW";
    case OrderStatus::partially_filled:
      return "PARTIALLY_FILLED";
    case OrderStatus::filled:
      return "FILLED";
    case OrderStatus::cancelled:
      break;
  }
  return "CANCELED";
}

}  // namespace onefold::venue::http

#include "venue/api/decimal.hpp"

namespace onefold::venue {

std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals) {
  std::int64_t value = 0;
  int after_point = -1;
  bool digit_before = false;
  for (char c : text) {
    if (c == '.') {
      if (after_point >= 0 || !digit_before) return std::nullopt;
      after_point = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    if (after_point >= 0 && ++after_point > decimals) return std::nullopt;
    digit_before = true;
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, c - '0', &value))
      return std::nullopt;
  }
  if (!digit_before || after_point == 0) return std::nullopt;
  for (int i = after_point < 0 ? 0 : after_point; i < decimals; ++i) {
    if (__builtin_mul_overflow(value, 10, &value)) return std::nullopt;
  }
  return value;
}

std::string format_decimal(std::int64_t value, int decimals) {
  // Through unsigned, so that the smallest integer has a magnitude too.
  std::uint64_t magnitude =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string digits = std::to_string(magnitude);
  if (decimals > 0) {
    auto places = static_cast<std::size_t>(decimals);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
  }
  return value < 0 ? "-" + digits : digits;
}

std::string format_decimal_short(std::int64_t value, int decimals) {
  std::string text = format_decimal(value, decimals);
  if (decimals == 0) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace onefold::venue

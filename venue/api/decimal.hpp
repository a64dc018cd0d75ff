// Decimal strings to integers and back: the only way money enters or leaves the program as text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onefold::venue {

// "101.10" with 2 decimals is 10110. Digits with at most one point and at most `decimals` (0 to 9) digits
// after it; no sign, no exponent, no blanks. Nothing when the text is anything else or does not fit 64 bits.
std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals);

// The shortest text with at least one digit before the point and exactly `decimals` after it: 10110, 2 ->
// "101.10".
std::string format_decimal(std::int64_t value, int decimals);

// As format_decimal, without trailing zeros after the point: 15, 1 -> "1.5"; 30, 1 -> "3".
std::string format_decimal_short(std::int64_t value, int decimals);

}  // namespace onefold::venue

#include "venue/profile/time_span.hpp"

#include <array>

#include "venue/api/decimal.hpp"

namespace onefold::venue {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ns;
};

constexpr std::array<Unit, 7> units = {{{"d", 86'400'000'000'000},
                                        {"h", 3'600'000'000'000},
                                        {"m", 60'000'000'000},
                                        {"s", 1'000'000'000},
                                        {"ms", 1'000'000},
                                        {"us", 1'000},
                                        {"ns", 1}}};

}  // namespace

std::optional<std::int64_t> parse_time_span(std::string_view text) {
  std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == std::string_view::npos || digits == 0) return std::nullopt;
  std::optional<std::int64_t> count = parse_decimal(text.substr(0, digits), 0);
  if (!count) return std::nullopt;
  for (const Unit& unit : units) {
    if (text.substr(digits) != unit.name) continue;
    std::int64_t span_ns = 0;
    if (__builtin_mul_overflow(*count, unit.ns, &span_ns)) return std::nullopt;
    return span_ns;
  }
  return std::nullopt;
}

std::string format_time_span(std::int64_t span_ns) {
  if (span_ns == 0) return "0s";
  for (const Unit& unit : units) {
    if (span_ns % unit.ns == 0) return std::to_string(span_ns / unit.ns) + std::string(unit.name);
  }
  return {};
}

}  // namespace onefold::venue

#include "harness/scenario/units.hpp"

#include <charconv>
#include <cstdint>

#include "venue/profile/time_span.hpp"

namespace onefold::harness {
namespace {

constexpr std::uint32_t denominator_max = 1'000'000'000;

// Digits alone: no sign, no blanks.
bool parse_digits(std::string_view text, std::uint32_t& value) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::optional<sim::TimeNs> parse_signed_time(std::string_view text) {
  if (!text.starts_with('-')) return venue::parse_time_span(text);
  std::optional<sim::TimeNs> size = venue::parse_time_span(text.substr(1));
  if (!size) return std::nullopt;
  return -*size;
}

std::string format_signed_time(sim::TimeNs time_ns) {
  return time_ns < 0 ? "-" + venue::format_time_span(-time_ns) : venue::format_time_span(time_ns);
}

std::optional<sim::Ratio> parse_ratio(std::string_view text) {
  std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  sim::Ratio ratio;
  if (!parse_digits(text.substr(0, slash), ratio.numerator)) return std::nullopt;
  if (!parse_digits(text.substr(slash + 1), ratio.denominator)) return std::nullopt;
  if (ratio.denominator == 0 || ratio.denominator > denominator_max) return std::nullopt;
  if (ratio.numerator > ratio.denominator) return std::nullopt;
  return ratio;
}

std::string format_ratio(sim::Ratio ratio) {
  return std::to_string(ratio.numerator) + "/" + std::to_string(ratio.denominator);
}

}  // namespace onefold::harness

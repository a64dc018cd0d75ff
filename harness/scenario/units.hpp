// Rates and signed times as text; unsigned times are venue/profile/time_span.hpp's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/core/decider.hpp"
#include "sim/core/time.hpp"

namespace onefold::harness {

// As venue::parse_time_span, with a leading '-' for clocks that go back: "-5s".
std::optional<sim::TimeNs> parse_signed_time(std::string_view text);
std::string format_signed_time(sim::TimeNs time_ns);

// "1/20": 0 <= numerator <= denominator <= 1'000'000'000, denominator not 0. Not reduced.
std::optional<sim::Ratio> parse_ratio(std::string_view text);
std::string format_ratio(sim::Ratio ratio);

// sim::Ratio has no ==. As written: 1/2 is not 2/4.
inline bool same(sim::Ratio a, sim::Ratio b) {
  return a.numerator == b.numerator && a.denominator == b.denominator;
}

}  // namespace onefold::harness

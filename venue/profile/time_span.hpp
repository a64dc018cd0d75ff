// Spans of time as people write them in profiles and scenarios: "15ms", "24h".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onefold::venue {

// A whole number and one of the units ns, us, ms, s, m, h, d; without sign, blank or point. Nanoseconds, or
// nothing when the text is anything else or does not fit 63 bits.
std::optional<std::int64_t> parse_time_span(std::string_view text);

// The shortest text that parse_time_span reads back: the largest unit that leaves a whole number. `span_ns`
// >= 0.
std::string format_time_span(std::int64_t span_ns);

}  // namespace onefold::venue

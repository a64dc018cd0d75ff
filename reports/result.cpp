#include "reports/result.hpp"

#include <fmt/format.h>

namespace onefold::reports {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::held:
      return "held";
    case Verdict::violated:
      return "violated";
    case Verdict::inconclusive:
      break;
  }
  return "inconclusive";
}

std::string hex(std::uint64_t digest) {
  return fmt::format("{:016x}", digest);
}

std::string text_of(const NotChecked& not_checked) {
  return fmt::format("{} shows {}: {}", not_checked.client, not_checked.shows,
                     fmt::join(not_checked.properties, ", "));
}

}  // namespace onefold::reports

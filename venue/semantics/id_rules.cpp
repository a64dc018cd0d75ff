#include "venue/semantics/id_rules.hpp"

#include <algorithm>

namespace onefold::venue {

IdRules::IdRules(const IdFormat& format)
    : length_min_(format.length_min), length_max_(std::min(format.length_max, client_order_id_size_max)) {
  if (format.alphabet.empty()) {
    for (unsigned c = '!'; c <= '~'; ++c) permitted_.set(c);
  }
  for (char c : format.alphabet) {
    if (c > ' ' && c <= '~') permitted_.set(static_cast<unsigned char>(c));
  }
}

bool IdRules::fits(std::string_view id) const {
  if (id.size() < length_min_ || id.size() > length_max_) return false;
  return std::all_of(id.begin(), id.end(), [&](char c) { return permitted_[static_cast<unsigned char>(c)]; });
}

}  // namespace onefold::venue

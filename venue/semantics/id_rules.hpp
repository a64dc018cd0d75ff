// The format of client order ids, made quick to check.
#pragma once

#include <bitset>
#include <string_view>

#include "venue/profile/profile.hpp"

namespace onefold::venue {

// Says the same as check_id(format, id).empty(), and refuses ids over client_order_id_size_max whatever the
// format.
class IdRules {
 public:
  explicit IdRules(const IdFormat& format);

  bool fits(std::string_view id) const;

 private:
  std::size_t length_min_;
  std::size_t length_max_;
  std::bitset<256> permitted_;
};

}  // namespace onefold::venue

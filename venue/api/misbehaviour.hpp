// Named points at which a venue may misbehave within what its profile documents. A real exchange runs with
// none.
#pragma once

#include <cstdint>
#include <string_view>

#include "venue/api/types.hpp"

namespace onefold::venue {

class Misbehaviour {
 public:
  virtual ~Misbehaviour() = default;

  // How old the state is from which a query is answered: 0 to the profile's query_lag_ns. `kind` is the
  // query's message kind ("query-order" ...), `client_order_id` what it asks about, or empty.
  virtual std::int64_t query_age_ns(std::string_view account, std::string_view kind,
                                    std::string_view client_order_id) = 0;
};

}  // namespace onefold::venue

// What a request under a client order id asks for: the part that a venue compares when the id comes again.
#pragma once

#include <cstdint>
#include <string>

#include "venue/api/messages.hpp"

namespace onefold::venue {

// The economic terms. The request number, valid_until_ns and what signs or numbers the message are not
// among them: a retry may carry others.
struct Terms {
  enum class Kind : std::uint8_t { place, replace };
  Kind kind = Kind::place;
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce tif = TimeInForce::good_till_cancel;
  Lots quantity = 0;
  Ticks limit = 0;
  Ticks stop = 0;
  TimeNs expires_ns = 0;
  std::string about = {};  // place: the symbol; replace: the target's client order id

  friend bool operator==(const Terms&, const Terms&) = default;
};

Terms terms_of(const NewOrder& request);
Terms terms_of(const ReplaceOrder& request);

}  // namespace onefold::venue

// What a refusal of the venue means for the request that it answers.
#pragma once

#include "venue/api/intent.hpp"
#include "venue/api/messages.hpp"

namespace onefold::client {

enum class Reading : std::uint8_t {
  refused,       // this request is refused, as every copy of it would be: no copy had an effect
  refused_copy,  // refused, but by the moment or the order's state: another copy may have taken effect
  slow_down,     // this copy had no effect; send again later
  exists,        // an order with the id exists: this request or another made it
  unclear,       // says nothing about the effect
};

class ReplyReader {
 public:
  virtual ~ReplyReader() = default;
  virtual Reading read(venue::IntentKind kind, venue::Reason reason) const;
};

}  // namespace onefold::client

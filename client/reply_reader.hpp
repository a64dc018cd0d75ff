// What a refusal of the venue means for the request that it answers.
#pragma once

#include "venue/api/intent.hpp"
#include "venue/api/messages.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::client {

enum class Reading : std::uint8_t {
  refused,       // this request is refused, as every copy of it would be: no copy had an effect
  refused_copy,  // refused, but by the moment or the order's state: another copy may have taken effect
  slow_down,     // this copy had no effect; send again later
  used_up,       // this copy had no effect, and no other under the id, or with these bytes, ever will
  resume,        // this copy had no effect: the session's numbers do not match, a new login tells them
  exists,        // an order with the id exists: this request or another made it
  unclear,       // says nothing about the effect
};

class ReplyReader {
 public:
  virtual ~ReplyReader() = default;
  virtual Reading read(venue::IntentKind kind, venue::Reason reason) const;
};

// What a refusal means where the venue has codes: what its table says of the code, as far as that is
// definite, and what `reader` says of the reason. A code that the table lacks says nothing.
Reading read_refusal(const venue::Profile& profile, const ReplyReader& reader, venue::IntentKind kind,
                     const venue::Rejected& reply);

}  // namespace onefold::client

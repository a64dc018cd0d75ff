// How late a request may come: the rule of the profile's late bound, for a gateway and for the engine alike.
#pragma once

#include "venue/profile/profile.hpp"

namespace onefold::venue {

// Whether the request is refused at `now_ns`, on the venue's clock: it comes after its end, names an end that
// is further ahead than permitted, or was sent in what is still the future. The bound of a client that says
// nothing counts from sent_ns. False for requests that the bound is not for.
bool too_late(const LateBound& bound, const NewOrder& request, TimeNs now_ns);
bool too_late(const LateBound& bound, const ReplaceOrder& request, TimeNs now_ns);
bool too_late(const LateBound& bound, const CancelOrder& request, TimeNs now_ns);
bool too_late(const LateBound& bound, const Request& request, TimeNs now_ns);

}  // namespace onefold::venue

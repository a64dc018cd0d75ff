// The rules for ids of transfers in the shape of those for orders, for all who decide or judge by the latter.
#pragma once

#include "venue/profile/profile.hpp"

namespace onefold::venue {

// The profile of a venue whose orders are this one's transfers: retention, window, duplicate and mismatch are
// those of `profile.transfers`, and what transfers do not have (nonce, sequence, late bound, gateways) is
// off.
Profile transfer_rules(const Profile& profile);

}  // namespace onefold::venue

// The error with which a venue answers though the effect may have happened. Internal to venue/server.
#pragma once

#include <cstdint>

#include "venue/api/messages.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::venue {

// The answer to `request` with the `which`-th code of the profile that is ambiguous, modulo their number;
// without a code if it lists none. Its reason says that the effect is unknown, whatever else the code is for.
Rejected ambiguous_error(const Profile& profile, const Request& request, std::uint32_t which);

}  // namespace onefold::venue

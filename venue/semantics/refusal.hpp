// A refusal as this venue words it: with the code of its own that its profile lists for the reason.
#pragma once

#include <string_view>

#include "venue/profile/profile.hpp"

namespace onefold::venue {

inline Rejected refusal(const Profile& profile, std::uint64_t request, Reason reason, std::string_view id,
                        std::int64_t retry_after_ns = 0) {
  Rejected reply{request, reason, ClientOrderId(id), retry_after_ns};
  if (const ErrorCode* code = code_for(profile, reason)) reply.code = code->code.substr(0, code_size_max);
  return reply;
}

}  // namespace onefold::venue

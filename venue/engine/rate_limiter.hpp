// One account's rate limit as a bucket: `requests` at once, then one each per_ns / requests.
//
// The generic cell rate algorithm in integers. A clock that goes back by more than the bucket's span starts
// it anew, so that nobody is locked out until the clock catches up.
#pragma once

#include <algorithm>
#include <cstdint>

#include "venue/profile/profile.hpp"

namespace onefold::venue {

class RateLimiter {
 public:
  // 0: a token was taken. Else how long from `now_ns` until there is one; nothing was taken. now_ns >= 0.
  std::int64_t take(const RateLimit& limit, TimeNs now_ns) {
    if (limit.requests == 0) return 0;
    std::int64_t interval_ns = limit.per_ns / limit.requests;
    std::int64_t burst_ns = limit.per_ns - interval_ns;
    if (full_ns_ > now_ns && full_ns_ - now_ns > limit.per_ns) full_ns_ = now_ns;
    std::int64_t debt_ns = std::max<std::int64_t>(full_ns_ - now_ns, 0);
    if (debt_ns > burst_ns) return debt_ns - burst_ns;
    full_ns_ = now_ns + debt_ns + interval_ns;
    return 0;
  }

 private:
  TimeNs full_ns_ = 0;  // when the bucket is full again
};

}  // namespace onefold::venue

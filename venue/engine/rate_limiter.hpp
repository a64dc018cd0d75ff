// One account's rate limit as a bucket: `requests` at once, then one each per_ns / requests; and the bans
// that too many refusals earn.
//
// The generic cell rate algorithm in integers. A clock that goes back by more than the bucket's span, or by
// more than a ban, starts it anew, so that nobody is locked out until the clock catches up. Ignores: weights
// of requests, limits of an address.
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
    if (const std::int64_t wait_ns = banned(now_ns); wait_ns != 0) return wait_ns;
    std::int64_t interval_ns = limit.per_ns / limit.requests;
    std::int64_t burst_ns = limit.per_ns - interval_ns;
    if (full_ns_ > now_ns && full_ns_ - now_ns > limit.per_ns) full_ns_ = now_ns;
    std::int64_t debt_ns = std::max<std::int64_t>(full_ns_ - now_ns, 0);
    if (debt_ns > burst_ns) return refuse(limit, debt_ns - burst_ns, now_ns);
    full_ns_ = now_ns + debt_ns + interval_ns;
    refusals_ = 0;
    return 0;
  }

  // How long it is still banned; 0: it is not. What is exempt from the limit is not exempt from a ban.
  std::int64_t banned(TimeNs now_ns) {
    if (banned_until_ns_ <= now_ns) return 0;
    if (banned_until_ns_ - now_ns > ban_ns_) banned_until_ns_ = now_ns;
    return banned_until_ns_ - now_ns;
  }

 private:
  std::int64_t refuse(const RateLimit& limit, std::int64_t wait_ns, TimeNs now_ns) {
    if (limit.ban_after == 0 || ++refusals_ < limit.ban_after) return wait_ns;
    refusals_ = 0;
    ban_ns_ = ban_ns_ == 0 ? limit.ban_ns : std::min(2 * ban_ns_, std::max(limit.ban_max_ns, limit.ban_ns));
    banned_until_ns_ = now_ns + ban_ns_;
    return ban_ns_;
  }

  TimeNs full_ns_ = 0;         // when the bucket is full again
  std::int64_t refusals_ = 0;  // in a row
  std::int64_t ban_ns_ = 0;    // of the last ban
  TimeNs banned_until_ns_ = 0;
};

}  // namespace onefold::venue

// Keeps a client within the venue's documented rate limit, and keeps some of it back for cancels and queries.
//
// Models one client alone on its account; others make the venue throttle, which the client obeys as well.
#pragma once

#include <cstdint>

#include "client/standing.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::client {

class RateGate {
 public:
  explicit RateGate(const venue::RateLimit& limit) : limit_(limit) {}

  // Takes a token if there is one. A quarter of them, at least one if there are several, is for urgent
  // requests only.
  bool take(bool urgent, SteadyNs now_ns);
  // When there will be tokens again.
  SteadyNs refill_ns() const { return window_ns_ + limit_.per_ns; }

 private:
  const venue::RateLimit limit_;
  SteadyNs window_ns_ = 0;  // start of the current window
  std::int64_t taken_ = 0;  // in it
};

}  // namespace onefold::client

// Counts requests per window.
#include "client/rate_gate.hpp"

namespace onefold::client {

bool RateGate::take(bool urgent, SteadyNs now_ns) {
  if (limit_.requests == 0) return true;
  if (taken_ == 0 || now_ns >= refill_ns()) {
    window_ns_ = now_ns;
    taken_ = 0;
  }
  const std::int64_t reserve = limit_.requests > 1 ? (limit_.requests + 3) / 4 : 0;
  if (taken_ >= limit_.requests - (urgent ? 0 : reserve)) return false;
  ++taken_;
  return true;
}

}  // namespace onefold::client

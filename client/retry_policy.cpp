// Draws back-offs.
#include "client/retry_policy.hpp"

#include <algorithm>

namespace onefold::client {

std::int64_t RetryPolicy::backoff_ns(int failures) {
  std::int64_t limit_ns = bounds_.first_backoff_ns;
  for (int i = 1; i < failures && limit_ns < bounds_.backoff_max_ns; ++i) limit_ns *= 2;
  return random_.below(std::min(limit_ns, bounds_.backoff_max_ns) + 1);
}

}  // namespace onefold::client

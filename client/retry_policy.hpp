// How long to wait before trying again: exponential back-off with full jitter.
#pragma once

#include <cstdint>

#include "client/options.hpp"
#include "client/random_source.hpp"

namespace onefold::client {

class RetryPolicy {
 public:
  // `random` is not owned.
  RetryPolicy(const Bounds& bounds, RandomSource& random) : bounds_(bounds), random_(random) {}
  virtual ~RetryPolicy() = default;

  // Uniform from 0 to min(first_backoff_ns * 2^(failures-1), backoff_max_ns); `failures` from 1.
  virtual std::int64_t backoff_ns(int failures);

 private:
  const Bounds bounds_;
  RandomSource& random_;
};

}  // namespace onefold::client

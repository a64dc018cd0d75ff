// One NewOrders message at work: its legs arrive one after the other, take effect one after the other, and
// are answered together once the last has its outcome.
#pragma once

#include <cstddef>

#include "venue/api/messages.hpp"

namespace onefold::venue {

class Batch {
 public:
  explicit Batch(const NewOrders& request);

  // The outcome of one leg: Accepted or Rejected, or anything else for one that the venue is silent about,
  // which is then told as internal_error: unknown. Each leg once.
  void answer(std::size_t leg, const Reply& reply);

  bool complete() const { return open_ == 0; }
  // Once complete.
  const BatchAnswer& reply() const { return reply_; }

 private:
  BatchAnswer reply_;
  std::size_t open_;
};

}  // namespace onefold::venue

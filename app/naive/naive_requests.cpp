#include "app/naive/naive_requests.hpp"

#include <algorithm>
#include <chrono>

namespace onefold::app {
namespace {

venue::TimeNs wall_ns() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

}  // namespace

venue::ClientOrderId NewIdPerAttempt::id_for(const venue::Intent& intent, int attempt,
                                             const venue::ClientOrderId&, venue::TimeNs wall_ns) {
  return source_->id_for(intent, attempt, {}, wall_ns);
}

venue::NewOrder RefreshesRequest::place(const venue::Intent& intent,
                                        const client::RequestStamped& stamp) const {
  venue::NewOrder order = RequestWriter::place(intent, stamp);
  if (stamp.attempt == 1) return order;
  const venue::TimeNs now_ns = wall_ns();
  if (order.valid_until_ns != 0) order.valid_until_ns = now_ns + deadline_ns_;
  return order;
}

}  // namespace onefold::app

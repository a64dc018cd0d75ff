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

RefreshesRequest::RefreshesRequest(const client::ClientOptions& options) {
  const venue::LateBound& late = options.profile.late_bound;
  deadline_ns_ = options.bounds.deadline_ns > 0 ? options.bounds.deadline_ns : late.default_ns;
  if (late.max_ns > 0) life_ns_ = std::min(life_ns_, late.max_ns / 4 * 3);
}

venue::NewOrder RefreshesRequest::place(const venue::Intent& intent,
                                        const client::RequestStamped& stamp) const {
  venue::NewOrder order = RequestWriter::place(intent, stamp);
  const venue::TimeNs now_ns = wall_ns();
  if (stamp.attempt > 1) {
    if (order.valid_until_ns != 0) order.valid_until_ns = now_ns + deadline_ns_;
    if (order.expires_ns != 0) order.expires_ns = now_ns + life_ns_;
    if (order.sent_ns != 0) order.sent_ns = now_ns;
    if (order.nonce != 0) order.nonce = std::max(static_cast<std::uint64_t>(now_ns / 1'000'000), nonce_ + 1);
  }
  nonce_ = std::max(nonce_, order.nonce);
  return order;
}

}  // namespace onefold::app

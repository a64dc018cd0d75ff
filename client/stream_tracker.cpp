// Orders events by number.
#include "client/stream_tracker.hpp"

#include <algorithm>
#include <utility>

namespace onefold::client {

void StreamTracker::reset(std::uint64_t seq) {
  applied_ = seq;
  expected_ = seq;
  early_.clear();
}

void StreamTracker::expect(std::uint64_t seq) {
  expected_ = std::max(expected_, seq);
}

std::uint64_t StreamTracker::told() const {
  const std::uint64_t early = early_.empty() ? 0 : early_.rbegin()->first;
  return std::max({applied_, expected_, early});
}

bool StreamTracker::offer(venue::ExecutionReport&& report) {
  if (report.seq <= applied_) return false;
  // The event that is missing always has room: it lets the others go.
  if (early_.size() >= early_events_max && report.seq != applied_ + 1) return false;
  const std::uint64_t seq = report.seq;
  return early_.emplace(seq, std::move(report)).second;
}

std::optional<venue::ExecutionReport> StreamTracker::next() {
  const auto first = early_.begin();
  if (first == early_.end() || first->first != applied_ + 1) return std::nullopt;
  std::optional<venue::ExecutionReport> report(std::move(first->second));
  early_.erase(first);
  ++applied_;
  return report;
}

}  // namespace onefold::client

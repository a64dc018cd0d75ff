#include "sim/os/disk_locks.hpp"

#include <algorithm>

namespace onefold::sim {

bool DiskLocks::lock_whole(const void* owner, LockMode mode) {
  unlock_whole(owner);
  for (const Whole& held : whole_) {
    if (mode == LockMode::exclusive || held.mode == LockMode::exclusive) return false;
  }
  whole_.push_back({owner, mode});
  return true;
}

void DiskLocks::unlock_whole(const void* owner) {
  std::erase_if(whole_, [owner](const Whole& held) { return held.owner == owner; });
}

const DiskLocks::Range* DiskLocks::conflict(const Range& wanted) const {
  for (const Range& held : ranges_) {
    if (held.owner == wanted.owner || held.start >= wanted.end || wanted.start >= held.end) continue;
    if (held.mode == LockMode::exclusive || wanted.mode == LockMode::exclusive) return &held;
  }
  return nullptr;
}

void DiskLocks::lock_range(const Range& range) {
  unlock_range(range.owner, range.start, range.end);
  ranges_.push_back(range);
}

void DiskLocks::unlock_range(const void* owner, std::int64_t start, std::int64_t end) {
  std::vector<Range> kept;
  for (const Range& held : ranges_) {
    if (held.owner != owner || held.start >= end || start >= held.end) {
      kept.push_back(held);
      continue;
    }
    if (held.start < start) kept.push_back({owner, held.mode, held.start, start});
    if (held.end > end) kept.push_back({owner, held.mode, end, held.end});
  }
  ranges_ = std::move(kept);
}

void DiskLocks::release(const void* owner) {
  if (!whole_.empty()) unlock_whole(owner);
  if (ranges_.empty()) return;
  std::erase_if(ranges_, [owner](const Range& held) { return held.owner == owner || held.owner == process; });
}

}  // namespace onefold::sim

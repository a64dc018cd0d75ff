// Deciders over given faults, and several deciders as one.
#include <algorithm>

#include "sim/core/decider.hpp"

namespace onefold::sim {

ListDecider::ListDecider(const NameTable& names, std::vector<Fault> faults) : faults_(std::move(faults)) {
  entries_.reserve(faults_.size());
  for (std::uint32_t i = 0; i < faults_.size(); ++i)
    entries_.push_back({hash_of(names, faults_[i].key), i, false});
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.index < b.index;
  });
}

void ListDecider::decide(const Point& point, std::vector<Fault>& out) {
  const auto before = [](const Entry& entry, std::uint64_t hash) { return entry.hash < hash; };
  auto entry = std::lower_bound(entries_.begin(), entries_.end(), point.hash, before);
  bool struck_here = false;
  for (; entry != entries_.end() && entry->hash == point.hash; ++entry) {
    const Fault& fault = faults_[entry->index];
    if (!(fault.key == point.key) || !point.menu.has(fault.kind)) continue;
    if (!anchored_faults.has(fault.kind)) {
      if (struck_here) continue;
      struck_here = true;
    }
    entry->asked = true;
    out.push_back(fault);
  }
}

std::vector<Fault> ListDecider::unasked() const {
  std::vector<bool> asked(faults_.size());
  for (const Entry& entry : entries_) asked[entry.index] = entry.asked;
  std::vector<Fault> left;
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    if (!asked[i]) left.push_back(faults_[i]);
  }
  return left;
}

void CombinedDecider::decide(const Point& point, std::vector<Fault>& out) {
  bool struck_here = false;
  for (Decider* decider : deciders_) {
    const std::size_t old = out.size();
    decider->decide(point, out);
    const auto first_new = out.begin() + static_cast<std::ptrdiff_t>(old);
    if (struck_here) {
      const auto gone = [](const Fault& fault) { return !anchored_faults.has(fault.kind); };
      out.erase(std::remove_if(first_new, out.end(), gone), out.end());
    }
    for (std::size_t i = old; i < out.size(); ++i) struck_here |= !anchored_faults.has(out[i].kind);
  }
}

}  // namespace onefold::sim

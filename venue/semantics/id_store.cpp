#include "venue/semantics/id_store.hpp"

#include <utility>

#include "venue/api/hash.hpp"

namespace onefold::venue {

IdStore::IdStore(const Profile& profile) : profile_(&profile) {}

IdVerdict IdStore::judge(std::uint32_t account, std::string_view id, const Terms& terms,
                         TimeNs now_ns) const {
  auto found = entries_.find(IdKeyView{scope(account), id});
  if (found == entries_.end() || expired(found->second.time_ns, now_ns)) return {};
  const Entry& entry = found->second;
  if (profile_->mismatch == MismatchAnswer::reject && entry.terms != terms) {
    return {IdVerdict::Kind::mismatch, entry.first};
  }
  if (entry.terms.kind != terms.kind) return {IdVerdict::Kind::duplicate, entry.first};
  switch (profile_->duplicate) {
    case DuplicateAnswer::return_original:
      return {IdVerdict::Kind::return_original, entry.first};
    case DuplicateAnswer::stored_response:
      return {IdVerdict::Kind::stored_response, entry.first};
    case DuplicateAnswer::reject:
    case DuplicateAnswer::accept_new:
    case DuplicateAnswer::ignore:
    case DuplicateAnswer::amend:
    case DuplicateAnswer::upsert:
      break;
  }
  return {IdVerdict::Kind::duplicate, entry.first};
}

bool IdStore::remember(std::uint32_t account, std::string_view id, const Terms& terms,
                       const FirstAnswer& first, TimeNs now_ns) {
  if (profile_->retention == Retention::none) return false;
  bool refusals =
      profile_->duplicate == DuplicateAnswer::stored_response && profile_->retention != Retention::while_open;
  if (first.reason != Reason::none && !refusals) return false;
  drop_expired(now_ns);
  IdKey key{scope(account), std::string(id)};
  auto at = entries_.insert_or_assign(std::move(key), Entry{terms, first, now_ns, ++claims_}).first;
  if (profile_->retention == Retention::window) expiries_.push_back({now_ns, claims_, &at->first});
  return true;
}

void IdStore::forget(std::uint32_t account, std::string_view id) {
  if (profile_->retention != Retention::while_open) return;
  auto found = entries_.find(IdKeyView{scope(account), id});
  if (found != entries_.end()) entries_.erase(found);
}

std::uint64_t IdStore::digest() const {
  // A sum of the entries' hashes: the order of the table does not matter.
  std::uint64_t sum = entries_.size();
  for (const auto& [key, entry] : entries_) {
    std::uint64_t hash = combine(key.scope, std::string_view(key.id));
    hash = combine(hash, std::string_view(entry.terms.about));
    hash = combine(hash, static_cast<std::uint64_t>(entry.terms.kind) << 24 |
                             static_cast<std::uint64_t>(entry.terms.side) << 16 |
                             static_cast<std::uint64_t>(entry.terms.type) << 8 |
                             static_cast<std::uint64_t>(entry.terms.tif));
    hash = combine(hash, static_cast<std::uint64_t>(entry.terms.quantity));
    hash = combine(hash, static_cast<std::uint64_t>(entry.terms.limit));
    hash = combine(hash, static_cast<std::uint64_t>(entry.first.reason));
    hash = combine(hash, entry.first.order);
    hash = combine(hash, entry.first.number);
    sum += combine(hash, static_cast<std::uint64_t>(entry.time_ns));
  }
  return sum;
}

bool IdStore::expired(TimeNs time_ns, TimeNs now_ns) const {
  return profile_->retention == Retention::window && now_ns - time_ns >= profile_->window_ns;
}

void IdStore::drop_expired(TimeNs now_ns) {
  while (expiries_first_ < expiries_.size() && expired(expiries_[expiries_first_].time_ns, now_ns)) {
    const Expiry& expiry = expiries_[expiries_first_++];
    auto found = entries_.find(*expiry.key);
    // An id that was claimed again since has a later entry in the queue, which then drops it.
    if (found != entries_.end() && found->second.claim == expiry.claim) entries_.erase(found);
  }
  if (expiries_first_ * 2 > expiries_.size()) {
    expiries_.erase(expiries_.begin(), expiries_.begin() + static_cast<std::ptrdiff_t>(expiries_first_));
    expiries_first_ = 0;
  }
}

}  // namespace onefold::venue

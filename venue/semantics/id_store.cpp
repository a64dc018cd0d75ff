#include "venue/semantics/id_store.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "venue/api/hash.hpp"

namespace onefold::venue {
namespace {

// 0 means never.
bool later(TimeNs a, TimeNs b) {
  return b != 0 && (a == 0 || a > b);
}

bool all_digits(std::string_view id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool above(std::string_view id, std::string_view other) {
  if (all_digits(id) && all_digits(other)) {
    id.remove_prefix(std::min(id.find_first_not_of('0'), id.size()));
    other.remove_prefix(std::min(other.find_first_not_of('0'), other.size()));
  }
  return std::pair(id.size(), id) > std::pair(other.size(), other);
}

// What an order that goes on under its id cannot change.
bool same_order(const Terms& a, const Terms& b) {
  return std::tie(a.kind, a.side, a.type, a.tif, a.about) == std::tie(b.kind, b.side, b.type, b.tif, b.about);
}

}  // namespace

IdStore::IdStore(const Profile& profile) : profile_(&profile) {}

IdVerdict IdStore::judge(std::uint32_t account, std::string_view id, const Terms& terms,
                         TimeNs now_ns) const {
  FoldedId folded;
  id = compared(id, folded);
  const auto found = entries_.find(IdKeyView{scope(account), id});
  if (found != entries_.end() && !expired(found->second, now_ns))
    return found->second.dropped ? IdVerdict{} : judge_entry(found->second, terms);
  if (!used_before(scope(account), id)) return {};
  const bool silent = profile_->duplicate == DuplicateAnswer::ignore;
  return {silent ? IdVerdict::Kind::ignore : IdVerdict::Kind::duplicate, {}};
}

IdVerdict IdStore::judge_entry(const Entry& entry, const Terms& terms) const {
  const bool made_order = entry.first.order != 0;
  if (profile_->duplicate == DuplicateAnswer::upsert) return judge_upsert(entry, terms);
  if (entry.claim == 0) return {IdVerdict::Kind::expired_before, {}};
  if (profile_->duplicate == DuplicateAnswer::amend && made_order && entry.open) {
    const bool same = terms.kind == Terms::Kind::replace || entry.terms.kind == Terms::Kind::replace ||
                      same_order(entry.terms, terms);
    return {same ? IdVerdict::Kind::amend : IdVerdict::Kind::mismatch, entry.first};
  }
  if (profile_->mismatch == MismatchAnswer::reject && entry.terms != terms) {
    return {IdVerdict::Kind::mismatch, entry.first};
  }
  if (profile_->duplicate == DuplicateAnswer::ignore) return {IdVerdict::Kind::ignore, entry.first};
  if (entry.terms.kind != terms.kind) return {IdVerdict::Kind::duplicate, entry.first};
  if (profile_->duplicate == DuplicateAnswer::stored_response)
    return {IdVerdict::Kind::stored_response, entry.first};
  if (profile_->duplicate == DuplicateAnswer::return_original && made_order)
    return {IdVerdict::Kind::return_original, entry.first};
  return {IdVerdict::Kind::duplicate, entry.first};
}

IdVerdict IdStore::judge_upsert(const Entry& entry, const Terms& terms) const {
  const bool exceeds = entry.first.order == 0 || later(terms.expires_ns, entry.terms.expires_ns);
  const bool outlives = entry.buried_ns == 0 || later(terms.expires_ns, entry.buried_ns);
  if (entry.filled || entry.first.reason != Reason::none) return {IdVerdict::Kind::duplicate, entry.first};
  if (!exceeds || !outlives) return {IdVerdict::Kind::expired_before, entry.first};
  if (!entry.open) return {};
  return {same_order(entry.terms, terms) ? IdVerdict::Kind::amend : IdVerdict::Kind::mismatch, entry.first};
}

bool IdStore::used_before(std::uint32_t scope, std::string_view id) const {
  if (profile_->id.order != IdOrder::increasing || scope >= highest_.size()) return false;
  return !highest_[scope].empty() && !above(id, highest_[scope]);
}

bool IdStore::remember(std::uint32_t account, std::string_view id, const Terms& terms,
                       const FirstAnswer& first, TimeNs now_ns) {
  if (profile_->retention == Retention::none) return false;
  const bool refusals =
      profile_->duplicate == DuplicateAnswer::stored_response || profile_->refused_claims_id;
  const bool kept = refusals && profile_->retention != Retention::while_open;
  if (first.reason != Reason::none && !kept) return false;
  drop_expired(now_ns);
  FoldedId folded;
  id = compared(id, folded);
  const std::uint32_t in = scope(account);
  if (profile_->id.order == IdOrder::increasing) {
    if (highest_.size() <= in) highest_.resize(in + 1);
    if (above(id, highest_[in])) highest_[in] = id;
  }
  Entry entry;
  entry.terms = terms;
  entry.first = first;
  entry.time_ns = now_ns;
  entry.account = account;
  entry.open = first.reason == Reason::none;
  entry.claim = ++claims_;
  auto at = entries_.insert_or_assign(IdKey{in, std::string(id)}, std::move(entry)).first;
  if (profile_->retention == Retention::window) expiries_.push_back({now_ns, claims_, &at->first});
  if (!at->second.open) drop_when_due(at->first, at->second);
  return true;
}

void IdStore::close(std::uint32_t account, std::string_view id, OrderId order, bool filled) {
  FoldedId folded;
  id = compared(id, folded);
  const auto found = entries_.find(IdKeyView{scope(account), id});
  if (found == entries_.end() || found->second.first.order != order) return;
  Entry& entry = found->second;
  entry.open = false;
  entry.filled = filled;
  const bool over = profile_->retention == Retention::while_open || entry.ended;
  if (over && entry.buried_ns == 0) {
    entries_.erase(found);
  } else {
    drop_when_due(found->first, entry);
  }
}

bool IdStore::bury(std::uint32_t account, std::string_view id, TimeNs until_ns, TimeNs now_ns) {
  if (until_ns <= now_ns) return false;
  drop_expired(now_ns);
  FoldedId folded;
  IdKey key{scope(account), std::string(compared(id, folded))};
  const auto [found, added] = entries_.try_emplace(std::move(key));
  Entry& entry = found->second;
  if (added) entry.account = account;
  if (entry.buried_ns >= until_ns) return false;
  entry.buried_ns = until_ns;
  if (!entry.open) drop_when_due(found->first, entry);
  return true;
}

void IdStore::end_session(std::uint32_t account) {
  if (profile_->retention == Retention::session) end(false, account);
}

void IdStore::end_day() {
  if (by_session()) end(true, 0);
}

void IdStore::end(bool all, std::uint32_t account) {
  for (auto at = entries_.begin(); at != entries_.end();) {
    Entry& entry = at->second;
    const bool meant = all || entry.account == account;
    entry.ended = entry.ended || meant;
    at = meant && !entry.open ? entries_.erase(at) : std::next(at);
  }
  if (all) {
    highest_.clear();
  } else if (profile_->id.per_account && account < highest_.size()) {
    highest_[account].clear();
  }
}

bool IdStore::drop(std::uint32_t account, std::string_view id) {
  FoldedId folded;
  const auto found = entries_.find(IdKeyView{scope(account), compared(id, folded)});
  return found != entries_.end() && !std::exchange(found->second.dropped, true);
}

bool IdStore::drop_oldest() {
  Entry* oldest = nullptr;
  for (auto& [key, entry] : entries_) {
    if (!entry.dropped && (oldest == nullptr || entry.claim < oldest->claim)) oldest = &entry;
  }
  if (oldest != nullptr) oldest->dropped = true;
  return oldest != nullptr;
}

bool IdStore::drop_all() {
  bool changed = false;
  for (auto& [key, entry] : entries_) changed |= !std::exchange(entry.dropped, true);
  return changed;
}

bool IdStore::restate(std::uint32_t account, std::string_view id, Reason reason) {
  FoldedId folded;
  const auto found = entries_.find(IdKeyView{scope(account), compared(id, folded)});
  if (found == entries_.end() || found->second.dropped) return false;
  return std::exchange(found->second.first.reason, reason) != reason;
}

std::uint64_t IdStore::digest() const {
  // A sum of the entries' hashes: the order of the table does not matter.
  std::uint64_t sum = entries_.size();
  for (const auto& [key, entry] : entries_) {
    std::uint64_t hash = combine(key.scope, std::string_view(key.id));
    auto add = [&hash](auto value) { hash = combine(hash, static_cast<std::uint64_t>(value)); };
    hash = combine(hash, std::string_view(entry.terms.about));
    add(static_cast<std::uint64_t>(entry.terms.kind) << 24 |
        static_cast<std::uint64_t>(entry.terms.side) << 16 |
        static_cast<std::uint64_t>(entry.terms.type) << 8 | static_cast<std::uint64_t>(entry.terms.tif));
    add(entry.terms.quantity);
    add(entry.terms.limit);
    add(entry.terms.stop);
    add(entry.terms.expires_ns);
    add(entry.first.reason);
    add(entry.first.order);
    add(entry.first.number);
    add(entry.buried_ns);
    add(entry.dropped);
    add(static_cast<std::uint64_t>(entry.account) << 32 | static_cast<std::uint64_t>(entry.open) << 16 |
        static_cast<std::uint64_t>(entry.filled) << 8 | static_cast<std::uint64_t>(entry.ended));
    add(entry.time_ns);
    sum += hash;
  }
  for (std::size_t i = 0; i < highest_.size(); ++i) {
    if (!highest_[i].empty()) sum += combine(i, std::string_view(highest_[i]));
  }
  return sum;
}

bool IdStore::expired(const Entry& entry, TimeNs now_ns) const {
  if (entry.buried_ns > now_ns) return false;
  if (entry.claim == 0) return true;
  switch (profile_->retention) {
    case Retention::window:
      return now_ns - entry.time_ns >= profile_->window_ns;
    case Retention::until_expiry:
      return !entry.open && entry.terms.expires_ns != 0 && entry.terms.expires_ns <= now_ns;
    case Retention::while_open:
    case Retention::session:
    case Retention::day:
      return !entry.open && (entry.ended || profile_->retention == Retention::while_open);
    case Retention::none:
    case Retention::for_ever:
      break;
  }
  return false;
}

// What is kept beyond its order, for a time that it carries itself.
void IdStore::drop_when_due(const IdKey& key, const Entry& entry) {
  TimeNs due_ns = entry.buried_ns;
  if (profile_->retention == Retention::until_expiry) due_ns = std::max(due_ns, entry.terms.expires_ns);
  if (due_ns != 0) due_.emplace(std::pair(due_ns, ++claims_), key);
}

void IdStore::drop_expired(TimeNs now_ns) {
  while (expiries_first_ < expiries_.size() &&
         now_ns - expiries_[expiries_first_].time_ns >= profile_->window_ns) {
    const Expiry& expiry = expiries_[expiries_first_++];
    auto found = entries_.find(*expiry.key);
    // An id that was claimed again since has a later entry in the queue, which then drops it.
    const bool latest = found != entries_.end() && found->second.claim == expiry.claim;
    if (latest && found->second.buried_ns <= now_ns) entries_.erase(found);
  }
  if (expiries_first_ * 2 > expiries_.size()) {
    expiries_.erase(expiries_.begin(), expiries_.begin() + static_cast<std::ptrdiff_t>(expiries_first_));
    expiries_first_ = 0;
  }
  while (!due_.empty() && due_.begin()->first.first <= now_ns) {
    const auto found = entries_.find(due_.begin()->second);
    due_.erase(due_.begin());
    if (found == entries_.end() || !expired(found->second, now_ns)) continue;
    // What was claimed in a window leaves by its place in the queue.
    if (profile_->retention != Retention::window || found->second.claim == 0) entries_.erase(found);
  }
}

}  // namespace onefold::venue

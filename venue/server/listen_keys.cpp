#include "venue/server/listen_keys.hpp"

#include <algorithm>

#include "venue/wire/http_signature.hpp"

namespace onefold::venue {

const std::string& ListenKeys::open(const Credentials& credentials, Time now, TimeNs venue_ns) {
  for (Entry& entry : entries_) {
    if (entry.account != credentials.account) continue;
    entry.expires = now + life;
    return entry.key;
  }
  const std::string text = "listen key " + std::to_string(++made_) + " at " + std::to_string(venue_ns);
  entries_.push_back({credentials.account, http::sign(credentials.secret, text), now + life});
  return entries_.back().key;
}

ListenKeys::Entry* ListenKeys::find(std::string_view account, std::string_view key) {
  for (Entry& entry : entries_) {
    if (entry.account == account && http::same_signature(entry.key, key)) return &entry;
  }
  return nullptr;
}

bool ListenKeys::keep(std::string_view account, std::string_view key, Time now) {
  Entry* entry = find(account, key);
  if (entry == nullptr || entry->expires <= now) return false;
  entry->expires = now + life;
  return true;
}

bool ListenKeys::close(std::string_view account, std::string_view key) {
  const Entry* entry = find(account, key);
  if (entry == nullptr) return false;
  entries_.erase(entries_.begin() + (entry - entries_.data()));
  return true;
}

std::string_view ListenKeys::account_of(std::string_view key, Time now) const {
  for (const Entry& entry : entries_) {
    if (entry.expires > now && http::same_signature(entry.key, key)) return entry.account;
  }
  return {};
}

std::string ListenKeys::take_expired(Time now) {
  for (Entry& entry : entries_) {
    if (entry.expires > now) continue;
    std::string key = std::move(entry.key);
    entries_.erase(entries_.begin() + (&entry - entries_.data()));
    return key;
  }
  return {};
}

ListenKeys::Time ListenKeys::next_expiry() const {
  Time first = Time::max();
  for (const Entry& entry : entries_) first = std::min(first, entry.expires);
  return first;
}

}  // namespace onefold::venue

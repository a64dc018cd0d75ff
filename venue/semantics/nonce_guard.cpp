#include "venue/semantics/nonce_guard.hpp"

namespace onefold::venue {
namespace {

constexpr std::int64_t ms = 1'000'000;

}  // namespace

Reason NonceGuard::take(std::uint32_t account, std::uint64_t nonce, TimeNs now_ns) {
  if (nonce == 0 || !in_time(nonce, now_ns)) return Reason::nonce_too_old;
  std::set<std::uint64_t>& recalled = recalled_[account];
  if (recalled.contains(nonce)) return Reason::nonce_used;
  const bool full = recalled.size() == profile_->nonce.recalled;
  if (full && nonce < *recalled.begin()) return Reason::nonce_too_old;
  if (full) recalled.erase(recalled.begin());
  recalled.insert(nonce);
  return Reason::none;
}

bool NonceGuard::in_time(std::uint64_t nonce, TimeNs now_ns) const {
  const NonceRule& rule = profile_->nonce;
  const std::int64_t now_ms = now_ns / ms;
  if (rule.ahead_ns != 0 && nonce > static_cast<std::uint64_t>(now_ms + rule.ahead_ns / ms)) return false;
  const std::int64_t oldest_ms = now_ms - rule.behind_ns / ms;
  return rule.behind_ns == 0 || oldest_ms <= 0 || nonce >= static_cast<std::uint64_t>(oldest_ms);
}

std::uint64_t NonceGuard::digest() const {
  std::uint64_t hash = 0;
  for (const std::set<std::uint64_t>& recalled : recalled_) {
    hash = combine(hash, recalled.size());
    for (const std::uint64_t nonce : recalled) hash = combine(hash, nonce);
  }
  return hash;
}

}  // namespace onefold::venue

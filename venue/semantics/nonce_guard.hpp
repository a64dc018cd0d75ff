// The nonces of signed requests that a venue recalls: a copy of the signed bytes is refused, whatever they
// say. The same order signed anew has another nonce, and passes.
//
// Models: so many of the highest nonces of each account, and a span around the venue's clock. Ignores: agent
// keys that are pruned and come back, with which old bytes pass again. Only take() changes anything.
#pragma once

#include <set>
#include <vector>

#include "venue/api/hash.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::venue {

class NonceGuard {
 public:
  // Keeps a reference to the profile.
  NonceGuard(const Profile& profile, std::size_t accounts) : profile_(&profile), recalled_(accounts) {}

  bool on() const { return profile_->nonce.recalled != 0; }

  // none: the nonce is used up from now on. Else nonce_used or nonce_too_old, and nothing changed. Only where
  // the guard is on.
  Reason take(std::uint32_t account, std::uint64_t nonce, TimeNs now_ns);

  std::uint64_t digest() const;

 private:
  bool in_time(std::uint64_t nonce, TimeNs now_ns) const;

  const Profile* profile_;
  std::vector<std::set<std::uint64_t>> recalled_;  // by account, at most profile.nonce.recalled each
};

}  // namespace onefold::venue

// The listen keys of a venue: who may follow which account's stream, and until when. Internal to
// venue/server.
//
// One key per account; they are lost with the process. A key cannot be guessed: it is a signature, under the
// account's secret, of when it was made.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "venue/api/credentials.hpp"
#include "venue/api/types.hpp"

namespace onefold::venue {

class ListenKeys {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::minutes life{60};

  // The account's key, made if there is none, valid for `life` from `now`. `venue_ns` is the venue's clock.
  const std::string& open(const Credentials& credentials, Time now, TimeNs venue_ns);

  // False if the account has no such key.
  bool keep(std::string_view account, std::string_view key, Time now);
  bool close(std::string_view account, std::string_view key);

  // The account whose key it is; empty: nobody's.
  std::string_view account_of(std::string_view key, Time now) const;

  // Removes one key whose time is over; empty: there is none.
  std::string take_expired(Time now);

  // When the first key expires; Time::max(): there is none.
  Time next_expiry() const;

 private:
  struct Entry {
    std::string account;
    std::string key;
    Time expires;
  };
  Entry* find(std::string_view account, std::string_view key);

  std::vector<Entry> entries_;  // at most one per account
  std::uint64_t made_ = 0;
};

}  // namespace onefold::venue

// The numbers of a sequenced session: which message is the next one, and what one gets that is not.
//
// Models: one row of numbers for each account, over all its connections and restarts of the venue. Ignores:
// resend requests. Only take() and reset() change anything. Messages without a number (0) are not part of it.
#pragma once

#include <vector>

#include "venue/api/hash.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::venue {

class SessionNumbers {
 public:
  enum class Verdict : std::uint8_t { take, ignore, low, gap, logout };

  // Keeps a reference to the profile.
  SessionNumbers(const Profile& profile, std::size_t accounts) : profile_(&profile), received_(accounts) {}

  // Whether a message with this number belongs to a sequenced session.
  bool counts(std::uint64_t seq) const { return profile_->sequence.numbered && seq != 0; }

  // For a number that counts. take: the message is to be worked on, and take() called; low and gap: it is
  // refused, and its number stays free; logout: the connection ends.
  Verdict judge(std::uint32_t account, std::uint64_t seq) const {
    const SequenceRules& rules = profile_->sequence;
    if (seq <= received_[account]) {
      if (rules.low == SequenceRules::Low::logout) return Verdict::logout;
      return rules.low == SequenceRules::Low::ignore ? Verdict::ignore : Verdict::low;
    }
    if (seq == received_[account] + 1) return Verdict::take;
    if (rules.gap == SequenceRules::Gap::logout) return Verdict::logout;
    return rules.gap == SequenceRules::Gap::reject ? Verdict::gap : Verdict::take;
  }

  // Numbers that were left out are void from now on.
  void take(std::uint32_t account, std::uint64_t seq) { received_[account] = seq; }
  // The account numbers anew from 1.
  void reset(std::uint32_t account) { received_[account] = 0; }

  // The highest that was taken; 0: none.
  std::uint64_t received(std::uint32_t account) const { return received_[account]; }

  std::uint64_t digest() const {
    std::uint64_t hash = 0;
    for (const std::uint64_t received : received_) hash = combine(hash, received);
    return hash;
  }

 private:
  const Profile* profile_;
  std::vector<std::uint64_t> received_;  // by account
};

// Of a new-order, cancel, replace or mass-cancel; of others 0.
inline std::uint64_t sequence_of(const Request& request) {
  return std::visit(
      [](const auto& message) -> std::uint64_t {
        if constexpr (requires { message.seq; }) {
          return message.seq;
        } else {
          return 0;
        }
      },
      request);
}

}  // namespace onefold::venue

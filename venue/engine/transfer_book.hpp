// Transfers and withdrawals: money that leaves an account, once per client transfer id.
//
// Models: a balance per account and asset, debits, credits of accounts of this venue, and ids that are
// recalled as TransferRules say. Ignores: fees, approvals, and anything that takes time: a transfer is made
// at once and is never undone. Balances are apart from trading: an order neither needs nor moves one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "venue/api/messages.hpp"
#include "venue/engine/engine.hpp"
#include "venue/profile/profile.hpp"
#include "venue/semantics/id_key.hpp"

namespace onefold::venue {

// What an account has of each asset before its first transfer, in minor units.
inline constexpr std::int64_t opening_balance = 1'000'000'000'000;

class Transfers {
 public:
  // `profile` and `accounts` (by AccountId) are not owned and outlive it.
  Transfers(const Profile& profile, const std::vector<std::string>& accounts);

  // What does not depend on balances or ids: none, or the reason of the refusal.
  Reason check(AccountId account, const Transfer& request) const;

  // Moves the money, or answers by what is recalled of the id. `changed`: it must be journaled.
  Reply execute(AccountId account, const Transfer& request, TimeNs now_ns, path::Names& paths, bool& changed);

  // Those that were made at least `age_ns` ago.
  TransferReport query(AccountId account, const QueryTransfer& request, TimeNs now_ns,
                       std::int64_t age_ns) const;

  // By transfer id, from 1.
  const std::vector<TransferState>& all() const { return made_; }
  std::int64_t balance(AccountId account, std::string_view asset) const;
  std::uint64_t digest() const;

 private:
  struct Recalled {
    std::uint64_t transfer = 0;  // 0: refused for `reason`
    Reason reason = Reason::none;
    TimeNs time_ns = 0;
    std::string asset;  // terms of the first request
    std::int64_t amount = 0;
    std::string to;
  };

  const Recalled* recall(AccountId account, std::string_view id, TimeNs now_ns) const;
  Reply answer_duplicate(const Transfer& request, const Recalled& first, path::Names& paths) const;
  void remember(AccountId account, const Transfer& request, std::uint64_t transfer, Reason reason,
                TimeNs now_ns);
  AccountId find_account(std::string_view name) const;
  Rejected refuse(const Transfer& request, Reason reason) const;

  const Profile* profile_;
  const std::vector<std::string>* accounts_;
  std::vector<TransferState> made_;
  std::vector<AccountId> made_by_;
  std::map<std::pair<AccountId, std::string>, std::int64_t> moved_;  // balance less the opening one
  // Looked up only. One entry per id ever used: transfers are few.
  std::unordered_map<IdKey, Recalled, IdKeyHash, IdKeyEqual> recalled_;
};

}  // namespace onefold::venue

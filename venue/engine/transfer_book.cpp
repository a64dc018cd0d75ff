#include "venue/engine/transfer_book.hpp"

#include <algorithm>
#include <cassert>

#include "venue/api/hash.hpp"

namespace onefold::venue {

Transfers::Transfers(const Profile& profile, const std::vector<std::string>& accounts)
    : profile_(&profile), accounts_(&accounts) {}

Reason Transfers::check(AccountId account, const Transfer& request) const {
  if (!profile_->transfers.supported) return Reason::unsupported;
  if (!check_id(profile_->id, request.client_transfer_id).empty()) return Reason::invalid_id;
  if (request.asset.empty() || request.asset.size() > symbol_size_max) return Reason::unknown_symbol;
  if (request.amount < 1 || request.amount > opening_balance) return Reason::invalid_quantity;
  const bool sound = !request.to.empty() && request.to.size() <= account_size_max;
  return sound && request.to != (*accounts_)[account] ? Reason::none : Reason::unknown_account;
}

const Transfers::Recalled* Transfers::recall(AccountId account, std::string_view id, TimeNs now_ns) const {
  const auto found = recalled_.find(IdKeyView{account, id});
  if (found == recalled_.end()) return nullptr;
  const TransferRules& rules = profile_->transfers;
  const bool expired =
      rules.retention == Retention::window && now_ns - found->second.time_ns >= rules.window_ns;
  return expired ? nullptr : &found->second;
}

Rejected Transfers::refuse(const Transfer& request, Reason reason) const {
  Rejected rejected{request.request, reason, request.client_transfer_id, 0, {}};
  if (const ErrorCode* code = code_for(*profile_, reason)) rejected.code = code->code;
  return rejected;
}

Reply Transfers::answer_duplicate(const Transfer& request, const Recalled& first, path::Names& paths) const {
  const bool equal = first.asset == request.asset && first.amount == request.amount && first.to == request.to;
  if (!equal && profile_->transfers.mismatch == MismatchAnswer::reject) {
    paths.add(path::payload_mismatch);
    return refuse(request, Reason::payload_mismatch);
  }
  paths.add(path::duplicate_suppressed);
  if (profile_->transfers.duplicate == DuplicateAnswer::reject) return refuse(request, Reason::duplicate_id);
  if (first.transfer == 0) return refuse(request, first.reason);
  const bool original = profile_->transfers.duplicate == DuplicateAnswer::return_original;
  return Transferred{request.request, made_[first.transfer - 1], original};
}

void Transfers::remember(AccountId account, const Transfer& request, std::uint64_t transfer, Reason reason,
                         TimeNs now_ns) {
  if (profile_->transfers.retention == Retention::none) return;
  recalled_.insert_or_assign(IdKey{account, request.client_transfer_id},
                             Recalled{transfer, reason, now_ns, request.asset, request.amount, request.to});
}

Reply Transfers::execute(AccountId account, const Transfer& request, TimeNs now_ns, path::Names& paths,
                         bool& changed) {
  changed = false;
  if (const Recalled* first = recall(account, request.client_transfer_id, now_ns))
    return answer_duplicate(request, *first, paths);
  if (recalled_.contains(IdKeyView{account, request.client_transfer_id})) paths.add(path::window_expired);
  if (balance(account, request.asset) < request.amount) {
    changed = profile_->transfers.duplicate == DuplicateAnswer::stored_response;
    if (changed) remember(account, request, 0, Reason::insufficient_funds, now_ns);
    return refuse(request, Reason::insufficient_funds);
  }
  changed = true;
  moved_[{account, request.asset}] -= request.amount;
  const AccountId receiver = find_account(request.to);
  if (receiver != no_account) {
    std::int64_t& moved = moved_[{receiver, request.asset}];
    const std::optional<std::int64_t> sum = checked_add(moved, request.amount);
    assert(sum);  // all accounts together never have more than they began with
    moved = *sum;
  }
  made_.push_back({made_.size() + 1, request.client_transfer_id, (*accounts_)[account], request.asset,
                   request.amount, request.to, now_ns});
  made_by_.push_back(account);
  remember(account, request, made_.size(), Reason::none, now_ns);
  return Transferred{request.request, made_.back(), false};
}

TransferReport Transfers::query(AccountId account, const QueryTransfer& request, TimeNs now_ns,
                                std::int64_t age_ns) const {
  constexpr std::size_t answer_max = 256;
  TransferReport report{request.request, {}};
  for (std::size_t i = 0; i < made_.size() && report.transfers.size() < answer_max; ++i) {
    const TransferState& one = made_[i];
    if (made_by_[i] != account || one.client_transfer_id != request.client_transfer_id) continue;
    // A time ahead of a clock that went back counts as old, as with orders.
    if (one.time_ns <= now_ns && one.time_ns > now_ns - age_ns) continue;
    report.transfers.push_back(one);
  }
  return report;
}

AccountId Transfers::find_account(std::string_view name) const {
  const auto found = std::find(accounts_->begin(), accounts_->end(), name);
  return found == accounts_->end() ? no_account : static_cast<AccountId>(found - accounts_->begin());
}

std::int64_t Transfers::balance(AccountId account, std::string_view asset) const {
  const auto found = moved_.find({account, std::string(asset)});
  return opening_balance + (found == moved_.end() ? 0 : found->second);
}

std::uint64_t Transfers::digest() const {
  std::uint64_t hash = made_.size();
  for (const TransferState& one : made_) {
    hash = combine(hash, one.transfer_id);
    hash = combine(hash, std::string_view(one.client_transfer_id));
    hash = combine(hash, std::string_view(one.account));
    hash = combine(hash, std::string_view(one.asset));
    hash = combine(hash, static_cast<std::uint64_t>(one.amount));
    hash = combine(hash, std::string_view(one.to));
    hash = combine(hash, static_cast<std::uint64_t>(one.time_ns));
  }
  return hash;
}

}  // namespace onefold::venue

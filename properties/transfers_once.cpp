#include "properties/transfers_once.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "properties/findings.hpp"
#include "properties/venue_checks.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

using venue::Outcome;

constexpr Property self = Property::one_order_per_intent;

// Intents with equal terms, and the transfers that have these.
struct TransferGroup {
  std::vector<Index> intents;
  std::vector<const RecordedTransfer*> transfers;
};

bool same_terms(const Evidence& evidence, Index intent, Index account, const venue::Intent& meant) {
  const IntentFacts& facts = evidence.intents()[intent];
  const venue::Intent& other = facts.issued->intent;
  return facts.account == account && std::tie(other.symbol, other.quantity, other.target) ==
                                         std::tie(meant.symbol, meant.quantity, meant.target);
}

bool has_terms(const Evidence& evidence, const venue::TransferState& made, Index intent) {
  const IntentFacts& facts = evidence.intents()[intent];
  const venue::Intent& meant = facts.issued->intent;
  return evidence.find_account(made.account) == facts.account && made.asset == meant.symbol &&
         made.amount == meant.quantity && made.to == meant.target;
}

std::vector<TransferGroup> group_intents(const Evidence& evidence) {
  std::vector<TransferGroup> groups;
  for (Index i = 0; i < evidence.intents().size(); ++i) {
    const IntentFacts& facts = evidence.intents()[i];
    if (facts.issued->intent.kind != venue::IntentKind::transfer) continue;
    auto found = std::find_if(groups.begin(), groups.end(), [&](const TransferGroup& group) {
      return same_terms(evidence, group.intents.front(), facts.account, facts.issued->intent);
    });
    if (found == groups.end()) found = groups.insert(groups.end(), TransferGroup{});
    found->intents.push_back(i);
  }
  return groups;
}

std::string money_of(const venue::TransferState& made) {
  return join({std::to_string(made.amount), " minor units of ", made.asset});
}

void unmeant(const Evidence& evidence, const RecordedTransfer& made, Findings& findings) {
  const Index account = evidence.find_account(made.transfer.account);
  Finding finding = about_client(evidence, self, evidence.first_client_on(account));
  finding.at_ns = made.at_ns;
  finding.explanation = join({"The venue moved ", money_of(made.transfer), " to ", made.transfer.to,
                              ", which no intent asked for."});
  finding.cause = "a transfer without an intent";
  finding.money_at_risk = money_of(made.transfer);
  findings.add(std::move(finding));
}

void tell(const Evidence& evidence, Index intent, TimeNs at_ns, std::string_view told, std::string_view cause,
          Findings& findings) {
  const venue::Intent& meant = evidence.intents()[intent].issued->intent;
  Finding finding = about_intent(evidence, self, intent);
  finding.at_ns = at_ns;
  finding.explanation = join({intent_label(evidence, intent), told});
  finding.cause = cause;
  finding.money_at_risk = join({std::to_string(meant.quantity), " minor units of ", meant.symbol});
  findings.add(std::move(finding));
}

void check_group(const Evidence& evidence, const TransferGroup& group, Findings& findings) {
  const std::size_t made = group.transfers.size();
  std::size_t done = 0;
  std::size_t open = 0;
  for (Index intent : group.intents) {
    const Outcome outcome = evidence.intents()[intent].outcome;
    done += outcome == Outcome::done ? 1 : 0;
    open += outcome == Outcome::pending || outcome == Outcome::unknown ? 1 : 0;
  }
  const Index first = group.intents.front();
  if (made > group.intents.size()) {
    tell(evidence, first, group.transfers[group.intents.size()]->at_ns,
         join({" became ", counted(static_cast<std::int64_t>(made), "transfer"), "."}),
         "an intent became several transfers", findings);
  } else if (made > done + open) {
    tell(evidence, first, group.transfers.back()->at_ns,
         " was reported as refused, yet the venue made the transfer.", "a refused intent has a transfer",
         findings);
  } else if (made < done) {
    tell(evidence, first, evidence.intents()[first].outcome_ns,
         " was reported as done, but the venue has no transfer of it.",
         "an intent reported as done has no transfer", findings);
  }
}

}  // namespace

void check_transfers(const Evidence& evidence, Findings& findings) {
  std::vector<TransferGroup> groups = group_intents(evidence);
  for (const RecordedTransfer& made : evidence.history().transfers()) {
    if (made.forgotten || evidence.find_account(made.transfer.account) == none) continue;
    auto found = std::find_if(groups.begin(), groups.end(), [&](const TransferGroup& group) {
      return has_terms(evidence, made.transfer, group.intents.front());
    });
    if (found == groups.end()) {
      unmeant(evidence, made, findings);
    } else {
      found->transfers.push_back(&made);
    }
  }
  for (const TransferGroup& group : groups) check_group(evidence, group, findings);
}

void check_venue_transfers(const Evidence& evidence, Findings& findings) {
  const venue::TransferRules& rules = evidence.terms().profile.transfers;
  if (rules.retention == venue::Retention::none) return;
  const std::vector<RecordedTransfer>& all = evidence.history().transfers();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const venue::TransferState& later = all[i].transfer;
      const venue::TransferState& earlier = all[k].transfer;
      if (all[i].forgotten || all[k].forgotten) continue;
      if (later.account != earlier.account || later.client_transfer_id != earlier.client_transfer_id)
        continue;
      const bool recalled =
          rules.retention != venue::Retention::window || later.time_ns - earlier.time_ns < rules.window_ns;
      const Index account = evidence.find_account(later.account);
      if (!recalled || account == none) continue;
      Finding finding = breach_of_account(
          evidence, account, all[i].at_ns,
          join({"The venue moved ", money_of(later), " under a client transfer id that it had to recall (",
                to_string(rules.retention), ")."}),
          "the venue accepted the id of a transfer again that it had to recall");
      findings.add(std::move(finding));
    }
  }
}

}  // namespace onefold::properties

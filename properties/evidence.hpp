// The record of a run, sorted out for the checks: orders with their lineage, trades, intents with what their
// client last said of them, and which order belongs to which intent.
//
// Borrows from the History. Executions that the venue forgot are left out everywhere but in the record
// itself: an order that the venue forgot stops counting. Indices are positions in the vectors below; `none`
// where there is none.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "properties/history.hpp"

namespace onefold::properties {

using Index = std::uint32_t;
inline constexpr Index none = UINT32_MAX;

struct OrderFacts {
  venue::OrderId id = 0;
  Index account = none;
  Index group = none;                        // none: its terms match no intent
  const venue::OrderState* first = nullptr;  // at acceptance
  const venue::OrderState* last = nullptr;   // as it stands at the end
  TimeNs accepted_ns = 0;
  Step accepted_step = 0;
  venue::Lots traded = 0;
  bool replaced = false;       // a replace ended it and made another, which has its group
  std::vector<Index> reports;  // in History::executions()
};

struct TradeFacts {
  const venue::ExecutionReport* report = nullptr;
  Index order = none;
  Index account = none;
  TimeNs at_ns = 0;
  Step step = 0;
  bool busted = false;  // the venue took it back, now or later: it counts in no sum
};

struct IntentFacts {
  const IssuedIntent* issued = nullptr;
  Index account = none;
  Index group = none;                                // of a place; of a cancel or replace its target's
  Index target = none;                               // of a cancel or replace
  venue::Outcome outcome = venue::Outcome::pending;  // last said, by callback or view
  TimeNs outcome_ns = 0;                             // when that was
  TimeNs outcome_since_ns = 0;                       // when it was first said, and nothing else since
  bool accepted = false;                             // its client said so
  Step accepted_step = 0;
  const venue::IntentView* at_rest = nullptr;  // in its client's view at quiescence
};

// Place intents with equal terms on one account (twins): their orders cannot be told apart, and need not be.
struct Group {
  std::vector<Index> places;  // in the order of issue
  std::vector<Index> orders;  // in the order of acceptance; not those that a replace made
};

// Something a client said of one intent, in the order of saying.
struct Claim {
  Index intent = none;
  Step step = 0;
  TimeNs at_ns = 0;
  venue::Outcome outcome = venue::Outcome::pending;
  const venue::IntentView* view = nullptr;     // of a view
  const RecordedCallback* callback = nullptr;  // of a callback with a new number
};

// A request that claimed a client order id: a new-order or a replace.
struct IdUse {
  Index account = none;
  std::string_view id;
  Index request = none;  // in History::requests()
  Index group = none;    // whose terms it has; of a replace: none
};

class Evidence {
 public:
  explicit Evidence(const History& history);
  Evidence(const Evidence&) = delete;
  Evidence& operator=(const Evidence&) = delete;

  const History& history() const { return history_; }
  const Terms& terms() const { return history_.terms(); }

  const std::vector<std::string_view>& accounts() const { return accounts_; }
  Index account_of(ClientIndex client) const { return account_of_client_[client]; }
  Index find_account(std::string_view name) const;
  bool shared(Index account) const { return clients_on_account_[account] > 1; }
  ClientIndex first_client_on(Index account) const;

  // The trades that somebody could know of at `step` are those recorded up to this one: all, where the venue
  // has no observer, because what it did may be told after it was answered.
  Step trades_until(Step step) const { return terms().truth_from_wire ? UINT32_MAX : step; }

  const std::vector<OrderFacts>& orders() const { return orders_; }
  const std::vector<TradeFacts>& trades() const { return trades_; }
  const std::vector<IntentFacts>& intents() const { return intents_; }
  const std::vector<Group>& groups() const { return groups_; }
  const std::vector<Claim>& claims() const { return claims_; }

  const std::vector<IdUse>& id_uses() const { return id_uses_; }  // by account, id, step
  // Those of one id.
  std::span<const IdUse> uses_of(Index account, std::string_view id) const;

  // The latest order with that id which the venue still knows.
  Index find_order(venue::OrderId id) const;
  Index find_trade(venue::TradeId id, Index account, venue::OrderId order) const;
  // Whether there was such a trade, and the venue took it back.
  bool busted(venue::TradeId id, Index account, venue::OrderId order) const;
  bool any_busted() const { return any_busted_; }
  Index find_intent(ClientIndex client, std::string_view id) const;
  Index find_group(Index account, const venue::OrderState& terms) const;
  Index find_group(Index account, const venue::NewOrder& terms) const;

  // The view of each client at quiescence; null for one that has none, or was not ready.
  const RecordedView* at_rest(ClientIndex client) const { return at_rest_[client]; }

  // Whether a client of this group's intents is `client`.
  bool group_of_client(Index group, ClientIndex client) const;
  // What the group's intents meant to have executed at most, replaces issued before `step` included.
  venue::Lots intended(Index group, Step step) const;
  const IntentFacts& first_place(Index group) const { return intents_[groups_[group].places.front()]; }

 private:
  void list_accounts();
  void list_intents();
  void form_groups();
  void follow_orders();
  Index replaced_by(const venue::ExecutionReport& accepted, Index account) const;
  void listen();
  void list_ids();

  const History& history_;
  std::vector<std::string_view> accounts_;
  std::vector<Index> account_of_client_;
  std::vector<int> clients_on_account_;
  std::vector<OrderFacts> orders_;
  std::vector<TradeFacts> trades_;
  bool any_busted_ = false;
  std::vector<IntentFacts> intents_;
  std::vector<Index> by_id_;   // intents by (client, id)
  std::vector<Group> groups_;  // sorted by terms
  std::vector<Claim> claims_;
  std::vector<IdUse> id_uses_;
  std::vector<const RecordedView*> at_rest_;
  std::unordered_map<venue::OrderId, Index> order_by_id_;  // looked up only, never iterated
};

}  // namespace onefold::properties

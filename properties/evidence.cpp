#include "properties/evidence.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "properties/attribution.hpp"

namespace onefold::properties {

Evidence::Evidence(const History& history) : history_(history) {
  list_accounts();
  list_intents();
  form_groups();
  follow_orders();
  listen();
  list_ids();
}

void Evidence::list_accounts() {
  for (const ClientTerms& client : terms().clients) {
    Index account = find_account(client.account);
    if (account == none) {
      account = static_cast<Index>(accounts_.size());
      accounts_.push_back(client.account);
      clients_on_account_.push_back(0);
    }
    account_of_client_.push_back(account);
    ++clients_on_account_[account];
  }
}

Index Evidence::find_account(std::string_view name) const {
  auto it = std::find(accounts_.begin(), accounts_.end(), name);
  return it == accounts_.end() ? none : static_cast<Index>(it - accounts_.begin());
}

ClientIndex Evidence::first_client_on(Index account) const {
  auto it = std::find(account_of_client_.begin(), account_of_client_.end(), account);
  return static_cast<ClientIndex>(it - account_of_client_.begin());
}

void Evidence::list_intents() {
  const auto& issued = history_.intents();
  intents_.resize(issued.size());
  by_id_.resize(issued.size());
  for (Index i = 0; i < issued.size(); ++i) {
    intents_[i].issued = &issued[i];
    intents_[i].account = account_of_client_[issued[i].client];
    by_id_[i] = i;
  }
  std::sort(by_id_.begin(), by_id_.end(), [&](Index a, Index b) {
    if (issued[a].client != issued[b].client) return issued[a].client < issued[b].client;
    return issued[a].intent.id < issued[b].intent.id;
  });
  for (IntentFacts& facts : intents_) {
    const venue::IntentKind kind = facts.issued->intent.kind;
    if (kind == venue::IntentKind::place || kind == venue::IntentKind::transfer) continue;
    facts.target = find_intent(facts.issued->client, facts.issued->intent.target);
  }
}

Index Evidence::find_intent(ClientIndex client, std::string_view id) const {
  auto it = std::lower_bound(by_id_.begin(), by_id_.end(), id, [&](Index index, std::string_view wanted) {
    const IssuedIntent& known = *intents_[index].issued;
    if (known.client != client) return known.client < client;
    return known.intent.id < wanted;
  });
  if (it == by_id_.end()) return none;
  const IssuedIntent& found = *intents_[*it].issued;
  return found.client == client && found.intent.id == id ? *it : none;
}

void Evidence::form_groups() {
  std::vector<std::pair<LineageTerms, Index>> places;
  places.reserve(intents_.size());
  for (Index i = 0; i < intents_.size(); ++i) {
    const venue::Intent& intent = intents_[i].issued->intent;
    if (intent.kind == venue::IntentKind::place)
      places.emplace_back(lineage_terms(intents_[i].account, intent), i);
  }
  // Intents are listed in the order of issue, so equal terms stay in it.
  std::sort(places.begin(), places.end());
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i == 0 || !(places[i].first == places[i - 1].first)) groups_.emplace_back();
    groups_.back().places.push_back(places[i].second);
    intents_[places[i].second].group = static_cast<Index>(groups_.size() - 1);
  }
  for (IntentFacts& facts : intents_) {
    if (facts.target != none) facts.group = intents_[facts.target].group;
  }
}

namespace {

Index find_terms(const Evidence& evidence, const LineageTerms& wanted) {
  const auto& groups = evidence.groups();
  auto terms_of = [&](const Group& group) {
    const IntentFacts& place = evidence.intents()[group.places.front()];
    return lineage_terms(place.account, place.issued->intent);
  };
  auto it = std::lower_bound(
      groups.begin(), groups.end(), wanted,
      [&](const Group& group, const LineageTerms& terms) { return terms_of(group) < terms; });
  if (it == groups.end() || !(terms_of(*it) == wanted)) return none;
  return static_cast<Index>(it - groups.begin());
}

}  // namespace

Index Evidence::find_group(Index account, const venue::OrderState& terms) const {
  return find_terms(*this, lineage_terms(account, terms));
}

Index Evidence::find_group(Index account, const venue::NewOrder& terms) const {
  return find_terms(*this, lineage_terms(account, terms));
}

// The order that a replace ended in two steps, of which this acceptance is the second: lineage goes on.
Index Evidence::replaced_by(const venue::ExecutionReport& accepted, Index account) const {
  if (accepted.kind != venue::ExecutionKind::accepted || accepted.replaced_client_order_id.empty())
    return none;
  for (Index i = static_cast<Index>(orders_.size()); i-- > 0;) {
    const OrderFacts& order = orders_[i];
    const bool ended = is_terminal(order.last->status);
    if (order.account == account && ended && order.last->client_order_id == accepted.replaced_client_order_id)
      return i;
  }
  return none;
}

void Evidence::follow_orders() {
  const auto& executions = history_.executions();
  for (Index i = 0; i < executions.size(); ++i) {
    const RecordedExecution& execution = executions[i];
    if (execution.forgotten) continue;
    const venue::ExecutionReport& report = execution.report;
    Index account = find_account(report.account);
    Index index = find_order(report.order.order_id);
    // A change of an order never accepted starts a lineage too: the venue's breach, and somebody's money.
    if (report.kind == venue::ExecutionKind::accepted || index == none) {
      index = static_cast<Index>(orders_.size());
      OrderFacts order;
      order.id = report.order.order_id;
      order.account = account;
      order.group = find_group(account, report.order);
      order.first = &report.order;
      order.accepted_ns = execution.at_ns;
      order.accepted_step = execution.step;
      const Index before = replaced_by(report, account);
      orders_.push_back(std::move(order));
      order_by_id_[report.order.order_id] = index;
      if (before != none) {
        orders_[before].replaced = true;
        orders_[index].group = orders_[before].group;
      } else if (orders_[index].group != none) {
        groups_[orders_[index].group].orders.push_back(index);
      }
    }
    OrderFacts& order = orders_[index];
    order.last = &report.order;
    order.reports.push_back(i);
    if (report.kind == venue::ExecutionKind::busted) {
      const Index busted = find_trade(report.trade_id, account, report.order.order_id);
      if (busted == none || std::exchange(trades_[busted].busted, true)) continue;
      order.traded -= report.last_quantity;
      any_busted_ = true;
    }
    if (report.kind != venue::ExecutionKind::filled) continue;
    order.traded += report.last_quantity;
    trades_.push_back({&report, index, account, execution.at_ns, execution.step, false});
  }
}

void Evidence::listen() {
  at_rest_.resize(terms().clients.size());
  std::vector<std::uint64_t> highest(terms().clients.size());
  const auto& callbacks = history_.callbacks();
  const auto& views = history_.views();
  auto said = [&](const Claim& claim) {
    IntentFacts& facts = intents_[claim.intent];
    if (facts.outcome != claim.outcome) facts.outcome_since_ns = claim.at_ns;
    facts.outcome_ns = claim.at_ns;
    facts.outcome = claim.outcome;
    claims_.push_back(claim);
  };
  auto hear = [&](const RecordedCallback& call) {
    bool repeated = call.callback.number <= highest[call.client];
    highest[call.client] = std::max(highest[call.client], call.callback.number);
    Index intent = find_intent(call.client, call.callback.intent);
    if (intent == none) return;
    IntentFacts& facts = intents_[intent];
    if (call.callback.kind == venue::ClientCallback::Kind::accepted && !facts.accepted) {
      facts.accepted = true;
      facts.accepted_step = call.step;
    }
    if (call.callback.kind != venue::ClientCallback::Kind::outcome || repeated) return;
    said({intent, call.step, call.at_ns, call.callback.outcome, nullptr, &call});
  };
  auto look = [&](const RecordedView& view) {
    if (!view.view.ready) return;
    bool rest = view.moment == Moment::quiescence && history_.ending() != Ending::cut;
    if (rest) at_rest_[view.client] = &view;
    for (const venue::IntentView& seen : view.view.intents) {
      Index intent = find_intent(view.client, seen.id);
      if (intent == none) continue;
      if (rest) intents_[intent].at_rest = &seen;
      said({intent, view.step, view.at_ns, seen.outcome, &seen, nullptr});
    }
  };
  std::size_t c = 0;
  std::size_t v = 0;
  while (c < callbacks.size() || v < views.size()) {
    bool callback_first = v == views.size() || (c < callbacks.size() && callbacks[c].step < views[v].step);
    if (callback_first) {
      hear(callbacks[c++]);
    } else {
      look(views[v++]);
    }
  }
}

void Evidence::list_ids() {
  const auto& requests = history_.requests();
  for (Index i = 0; i < requests.size(); ++i) {
    Index account = account_of_client_[requests[i].client];
    if (const auto* place = std::get_if<venue::NewOrder>(&requests[i].request)) {
      id_uses_.push_back({account, place->client_order_id, i, find_group(account, *place)});
    } else if (const auto* replace = std::get_if<venue::ReplaceOrder>(&requests[i].request)) {
      id_uses_.push_back({account, replace->client_order_id, i, none});
    }
  }
  std::sort(id_uses_.begin(), id_uses_.end(), [](const IdUse& a, const IdUse& b) {
    return std::tie(a.account, a.id, a.request) < std::tie(b.account, b.id, b.request);
  });
}

std::span<const IdUse> Evidence::uses_of(Index account, std::string_view id) const {
  auto key = [](const IdUse& use) { return std::tie(use.account, use.id); };
  auto wanted = std::tie(account, id);
  auto first = std::lower_bound(id_uses_.begin(), id_uses_.end(), wanted,
                                [&](const IdUse& use, const auto& value) { return key(use) < value; });
  auto last = first;
  while (last != id_uses_.end() && key(*last) == wanted) ++last;
  return {first, last};
}

Index Evidence::find_order(venue::OrderId id) const {
  auto it = order_by_id_.find(id);
  return it == order_by_id_.end() ? none : it->second;
}

Index Evidence::find_trade(venue::TradeId id, Index account, venue::OrderId order) const {
  for (Index i = 0; i < trades_.size(); ++i) {
    const TradeFacts& trade = trades_[i];
    if (trade.report->trade_id == id && trade.account == account && trade.report->order.order_id == order)
      return i;
  }
  return none;
}

bool Evidence::busted(venue::TradeId id, Index account, venue::OrderId order) const {
  if (!any_busted_) return false;
  const Index trade = find_trade(id, account, order);
  return trade != none && trades_[trade].busted;
}

bool Evidence::group_of_client(Index group, ClientIndex client) const {
  const auto& places = groups_[group].places;
  return std::any_of(places.begin(), places.end(),
                     [&](Index place) { return intents_[place].issued->client == client; });
}

venue::Lots Evidence::intended(Index group, Step step) const {
  venue::Lots total = 0;
  for (Index place : groups_[group].places) {
    if (intents_[place].issued->step > step) continue;
    venue::Lots most = intents_[place].issued->intent.quantity;
    for (const IntentFacts& facts : intents_) {
      if (facts.target != place || facts.issued->step > step) continue;
      if (facts.issued->intent.kind != venue::IntentKind::replace) continue;
      most = std::max(most, facts.issued->intent.quantity);
    }
    total += most;
  }
  return total;
}

}  // namespace onefold::properties

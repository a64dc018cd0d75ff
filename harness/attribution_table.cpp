#include "harness/attribution_table.hpp"

#include <type_traits>

namespace onefold::harness {

using venue::IntentKind;

AttributionTable::AttributionTable(const Scenario& scenario, sim::NameTable& names) : scenario_(&scenario) {
  const auto& intents = scenario.intents;
  std::unordered_map<std::string_view, std::uint32_t> clients;
  for (std::uint32_t i = 0; i < scenario.clients.size(); ++i) clients.emplace(scenario.clients[i].name, i);
  std::unordered_map<std::string_view, std::uint32_t> ids;
  for (std::uint32_t i = 0; i < intents.size(); ++i) ids.emplace(intents[i].intent.id, i);
  has_id_.resize(intents.size());
  for (const ScheduledIntent& scheduled : intents) {
    client_of_.push_back(clients.at(scheduled.client));
    auto target = ids.find(scheduled.intent.target);
    bool apart = scheduled.intent.kind == IntentKind::place || scheduled.intent.kind == IntentKind::transfer;
    target_of_.push_back(apart || target == ids.end() ? nobody : target->second);
    names_.push_back(names.intern(scheduled.intent.id));
  }
}

std::uint32_t AttributionTable::intent_of(std::string_view client_order_id) const {
  auto found = by_id_.find(std::string(client_order_id));
  return found == by_id_.end() ? nobody : found->second;
}

void AttributionTable::learn(std::string_view client_order_id, std::uint32_t intent) {
  if (intent == nobody) return;
  by_id_.emplace(client_order_id, intent);
  has_id_[intent] = true;
}

std::uint32_t AttributionTable::match_place(std::size_t client, const venue::NewOrder& order) const {
  std::uint32_t taken = nobody;
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    const venue::Intent& intent = scenario_->intents[i].intent;
    bool equal = client_of_[i] == client && intent.kind == IntentKind::place &&
                 intent.symbol == order.symbol && intent.side == order.side && intent.type == order.type &&
                 intent.tif == order.tif && intent.quantity == order.quantity &&
                 intent.limit == order.limit && intent.stop == order.stop &&
                 intent.post_only == order.post_only;
    if (!equal) continue;
    if (!has_id_[i]) return i;
    if (taken == nobody) taken = i;
  }
  return taken;
}

std::uint32_t AttributionTable::match_transfer(std::size_t client, const venue::Transfer& request) const {
  std::uint32_t taken = nobody;
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    const venue::Intent& intent = scenario_->intents[i].intent;
    bool equal = client_of_[i] == client && intent.kind == IntentKind::transfer &&
                 intent.symbol == request.asset && intent.quantity == request.amount &&
                 intent.target == request.to;
    if (!equal) continue;
    if (!has_id_[i]) return i;
    if (taken == nobody) taken = i;
  }
  return taken;
}

std::uint32_t AttributionTable::match_replace(std::uint32_t place, const venue::ReplaceOrder& request) const {
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    const venue::Intent& intent = scenario_->intents[i].intent;
    if (intent.kind == IntentKind::replace && target_of_[i] == place && intent.quantity == request.quantity &&
        intent.limit == request.limit) {
      return i;
    }
  }
  return follower(place, IntentKind::replace);
}

std::uint32_t AttributionTable::follower(std::uint32_t place, IntentKind kind) const {
  if (place == nobody) return nobody;
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    if (target_of_[i] == place && scenario_->intents[i].intent.kind == kind) return i;
  }
  return place;
}

std::uint32_t AttributionTable::root(std::uint32_t intent) const {
  return intent == nobody || target_of_[intent] == nobody ? intent : target_of_[intent];
}

sim::Name AttributionTable::of_known(const venue::Request& request) const {
  if (const auto* order = std::get_if<venue::NewOrder>(&request))
    return name(intent_of(order->client_order_id));
  if (const auto* replace = std::get_if<venue::ReplaceOrder>(&request))
    return name(intent_of(replace->client_order_id));
  if (const auto* cancel = std::get_if<venue::CancelOrder>(&request))
    return name(follower(root(intent_of(cancel->target)), IntentKind::cancel));
  if (const auto* query = std::get_if<venue::QueryOrder>(&request))
    return name(intent_of(query->client_order_id));
  return sim::name_none;
}

sim::Name AttributionTable::of_report(const venue::ExecutionReport& report) const {
  const std::uint32_t intent = intent_of(report.order.client_order_id);
  return name(report.kind == venue::ExecutionKind::replaced ? intent : root(intent));
}

sim::Name AttributionTable::of_request(std::size_t client, const venue::Request& request) {
  if (const auto* order = std::get_if<venue::NewOrder>(&request)) {
    std::uint32_t known = intent_of(order->client_order_id);
    if (known != nobody) return name(known);
    std::uint32_t intent = match_place(client, *order);
    learn(order->client_order_id, intent);
    return name(intent);
  }
  if (const auto* replace = std::get_if<venue::ReplaceOrder>(&request)) {
    std::uint32_t known = intent_of(replace->client_order_id);
    if (known != nobody) return name(known);
    std::uint32_t intent = match_replace(root(intent_of(replace->target)), *replace);
    learn(replace->client_order_id, intent);
    return name(intent);
  }
  if (const auto* transfer = std::get_if<venue::Transfer>(&request)) {
    std::uint32_t known = intent_of(transfer->client_transfer_id);
    if (known != nobody) return name(known);
    std::uint32_t intent = match_transfer(client, *transfer);
    learn(transfer->client_transfer_id, intent);
    return name(intent);
  }
  if (const auto* query = std::get_if<venue::QueryTransfer>(&request))
    return name(intent_of(query->client_transfer_id));
  if (const auto* batch = std::get_if<venue::NewOrders>(&request)) {
    sim::Name first = sim::name_none;
    bool several = false;
    for (const venue::NewOrder& leg : batch->legs) {
      sim::Name one = of_request(client, leg);
      if (first == sim::name_none) first = one;
      several |= one != first;
    }
    return several ? sim::name_several : first;
  }
  return of_known(request);
}

sim::Name AttributionTable::of_reply(const venue::Reply& reply) const {
  auto of_list = [this](const auto& items) {
    sim::Name first = sim::name_none;
    for (const auto& item : items) {
      sim::Name one = name(root(intent_of(item.client_order_id)));
      if (one == sim::name_none || one == first) continue;
      if (first != sim::name_none) return sim::name_several;
      first = one;
    }
    return first;
  };
  return std::visit(
      [&](const auto& message) -> sim::Name {
        using T = std::decay_t<decltype(message)>;
        if constexpr (std::is_same_v<T, venue::Accepted>) {
          return name(intent_of(message.order.first_client_order_id));
        } else if constexpr (std::is_same_v<T, venue::Cancelled>) {
          return name(follower(root(intent_of(message.order.client_order_id)), IntentKind::cancel));
        } else if constexpr (std::is_same_v<T, venue::Replaced>) {
          return name(intent_of(message.order.client_order_id));
        } else if constexpr (std::is_same_v<T, venue::Rejected>) {
          return name(intent_of(message.client_order_id));
        } else if constexpr (std::is_same_v<T, venue::ExecutionReport>) {
          return of_report(message);
        } else if constexpr (std::is_same_v<T, venue::OrderReport> || std::is_same_v<T, venue::OpenOrders>) {
          return of_list(message.orders);
        } else if constexpr (std::is_same_v<T, venue::Trades>) {
          return of_list(message.fills);
        } else if constexpr (std::is_same_v<T, venue::BatchAnswer>) {
          return of_list(message.legs);
        } else if constexpr (std::is_same_v<T, venue::Transferred>) {
          return name(intent_of(message.transfer.client_transfer_id));
        } else if constexpr (std::is_same_v<T, venue::TransferReport>) {
          if (message.transfers.empty()) return sim::name_none;
          return name(intent_of(message.transfers.front().client_transfer_id));
        } else {
          return sim::name_none;
        }
      },
      reply);
}

}  // namespace onefold::harness

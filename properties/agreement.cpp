// Whether client and venue agree, for those who wait for a run to come to rest.
#include <algorithm>
#include <map>
#include <string_view>

#include "properties/judge.hpp"

namespace onefold::properties {

namespace {

using Orders = std::map<venue::OrderId, const venue::OrderState*>;
using Positions = std::map<std::string_view, venue::Lots>;

bool names(const venue::ClientView& view, venue::OrderId order) {
  return std::any_of(view.intents.begin(), view.intents.end(),
                     [&](const venue::IntentView& intent) { return intent.order_id == order; });
}

bool same_positions(Positions positions, const venue::ClientView& view) {
  for (const venue::PositionView& position : view.positions) positions[position.symbol] -= position.quantity;
  return std::all_of(positions.begin(), positions.end(),
                     [](const auto& position) { return position.second == 0; });
}

}  // namespace

bool agrees(const History& history, ClientIndex client, const venue::ClientView& view) {
  const auto& clients = history.terms().clients;
  if (clients[client].level == venue::AdapterLevel::orders_only) return true;
  if (!view.ready) return false;
  const std::string& account = clients[client].account;
  bool shared = std::count_if(clients.begin(), clients.end(),
                              [&](const ClientTerms& other) { return other.account == account; }) > 1;
  Positions of_account;
  Positions of_client;
  Orders orders;
  for (const RecordedExecution& execution : history.executions()) {
    const venue::ExecutionReport& report = execution.report;
    if (execution.forgotten || report.account != account) continue;
    orders[report.order.order_id] = &report.order;
    if (report.kind != venue::ExecutionKind::filled) continue;
    venue::Lots change = report.order.side == venue::Side::buy ? report.last_quantity : -report.last_quantity;
    of_account[report.order.symbol] += change;
    if (names(view, report.order.order_id)) of_client[report.order.symbol] += change;
  }
  bool positions = same_positions(of_account, view) || (shared && same_positions(of_client, view));
  if (clients[client].level == venue::AdapterLevel::with_positions) return positions;
  auto open = std::count_if(orders.begin(), orders.end(), [&](const auto& order) {
    return !is_terminal(order.second->status) && (!shared || names(view, order.first));
  });
  bool listed =
      std::all_of(view.open_orders.begin(), view.open_orders.end(), [&](const venue::OrderState& state) {
        auto it = orders.find(state.order_id);
        return it != orders.end() && *it->second == state;
      });
  return positions && listed && static_cast<std::size_t>(open) == view.open_orders.size();
}

}  // namespace onefold::properties

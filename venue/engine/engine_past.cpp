// What has been: read off the log of orders.
#include <algorithm>
#include <cassert>

#include "venue/engine/engine_state.hpp"

namespace onefold::venue {
namespace {

bool same_change(const OrderLog& log, const LogRow& row, const OrderState& state) {
  return row.filled == state.filled && row.status == state.status && row.quantity == state.quantity &&
         row.limit == state.limit && log.use_id(row.use) == state.client_order_id;
}

}  // namespace

OrderPast Engine::past(const OrderState& state) const {
  const OrderLog& log = state_->log;
  std::uint64_t number = log.order(state.order_id).last_row;
  while (!same_change(log, log.row(number), state)) {
    number = log.row(number).previous_row;
    assert(number != 0);
  }
  OrderPast past;
  past.updated_ns = log.row(number).time_ns;
  std::vector<TradeId> busted;
  for (; number != 0; number = log.row(number).previous_row) {
    const LogRow& row = log.row(number);
    past.created_ns = row.time_ns;
    if (row.kind == ExecutionKind::busted) busted.push_back(row.trade_id);
    const bool stands = std::find(busted.begin(), busted.end(), row.trade_id) == busted.end();
    if (row.kind == ExecutionKind::filled && stands) past.fills.push_back(log.fill(number));
  }
  std::reverse(past.fills.begin(), past.fills.end());
  return past;
}

std::vector<std::uint64_t> Engine::open_order_seqs(AccountId account) const {
  const OrderLog& log = state_->log;
  std::vector<std::uint64_t> seqs;
  for (const OrderId id : log.account_open(account)) seqs.push_back(log.row(log.order(id).last_row).seq);
  std::sort(seqs.begin(), seqs.end());
  return seqs;
}

std::uint64_t Engine::last_received(AccountId account) const {
  return state_->numbers.received(account);
}

OrderId Engine::last_order() const {
  return state_->log.orders();
}

std::optional<OrderState> Engine::order(AccountId account, OrderId id) const {
  const OrderLog& log = state_->log;
  if (id == 0 || id > log.orders() || log.order(id).account != account) return std::nullopt;
  return log.state(id);
}

std::optional<OrderState> Engine::target(AccountId account, std::string_view client_order_id) const {
  const OrderLog& log = state_->log;
  const IdUse newest = log.last_use(account, client_order_id);
  if (newest == no_use) return std::nullopt;
  for (IdUse use = newest; use != no_use; use = log.older_use(use)) {
    const Order& order = log.order(log.use_order(use));
    if (!is_terminal(order.status) && order.current_use == use) return log.state(log.use_order(use));
  }
  return log.state(log.use_order(newest));
}

std::size_t Engine::fills(AccountId account) const {
  return state_->log.account_fills(account).size();
}

Fill Engine::fill(AccountId account, std::size_t index) const {
  assert(index < fills(account));
  return state_->log.fill(state_->log.account_fills(account)[index]);
}

std::vector<BookLevel> Engine::levels(std::string_view symbol, Side side, std::size_t levels_max) const {
  std::vector<BookLevel> levels;
  const std::optional<std::uint32_t> index = state_->find_symbol(symbol);
  if (!index) return levels;
  state_->books[*index].visit(side, [&](std::uint32_t, Lots quantity, Ticks price) {
    const bool another = levels.empty() || levels.back().price != price;
    if (another && levels.size() == levels_max) return;
    if (another) levels.push_back({price, 0});
    levels.back().quantity += quantity;
  });
  return levels;
}

}  // namespace onefold::venue

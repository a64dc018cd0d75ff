#include "venue/engine/order_log.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace onefold::venue {
namespace {

constexpr std::size_t arena_chunk_size = 4096;

}  // namespace

OrderLog::OrderLog(const std::vector<Instrument>& instruments, const std::vector<std::string>& accounts,
                   bool case_sensitive)
    : instruments_(instruments),
      account_names_(accounts),
      case_sensitive_(case_sensitive),
      accounts_(accounts.size()) {}

OrderId OrderLog::add_order(const Order& order, std::string_view client_order_id) {
  orders_.push_back(order);
  OrderId id = orders_.size();
  Order& added = orders_.back();
  added.first_use = add_use(id, client_order_id, no_use);
  added.current_use = added.first_use;
  accounts_[order.account].open.push_back(id);
  return id;
}

void OrderLog::change_id(OrderId id, std::string_view client_order_id) {
  order(id).current_use = add_use(id, client_order_id, order(id).current_use);
}

std::uint64_t OrderLog::add_row(OrderId id, ExecutionKind kind, TimeNs time_ns, const Trade& trade,
                                IdUse replaced_use) {
  Order& changed = order(id);
  Account& account = accounts_[changed.account];
  std::uint64_t number = rows_.size() + 1;
  account.rows.push_back(number);
  if (kind == ExecutionKind::filled) account.fills.push_back(number);
  if (is_terminal(changed.status) && kind != ExecutionKind::busted) {
    auto at = std::lower_bound(account.open.begin(), account.open.end(), id);
    assert(at != account.open.end() && *at == id);
    account.open.erase(at);
    account.closings.push_back(number);
  }
  rows_.push_back({time_ns, changed.quantity, changed.filled, changed.limit, trade.quantity, trade.price,
                   trade.id, changed.last_row, account.rows.size(), id, changed.current_use, replaced_use,
                   kind, changed.status, changed.triggered, changed.expires_ns});
  changed.last_row = number;
  return number;
}

void OrderLog::bust(std::uint64_t fill, TimeNs time_ns) {
  const LogRow busted = row(fill);
  std::vector<std::uint64_t>& fills = accounts_[order(busted.order).account].fills;
  fills.erase(std::lower_bound(fills.begin(), fills.end(), fill));
  add_row(busted.order, ExecutionKind::busted, time_ns,
          {busted.trade_id, busted.last_quantity, busted.last_price});
}

std::uint64_t OrderLog::fill_of(AccountId account, TradeId trade) const {
  const std::vector<std::uint64_t>& fills = account_fills(account);
  auto at = std::lower_bound(fills.begin(), fills.end(), trade, [this](std::uint64_t fill, TradeId wanted) {
    return row(fill).trade_id < wanted;
  });
  return at == fills.end() || row(*at).trade_id != trade ? 0 : *at;
}

IdUse OrderLog::add_use(OrderId id, std::string_view client_order_id, IdUse previous) {
  auto use = static_cast<IdUse>(uses_.size());
  FoldedId folded;
  IdKeyView key{order(id).account, case_sensitive_ ? client_order_id : folded.set(client_order_id)};
  auto last = last_uses_.find(key);
  IdUse older = no_use;
  if (last == last_uses_.end()) {
    key.id = keep(key.id);
    last = last_uses_.emplace(key, use).first;
  } else {
    older = std::exchange(last->second, use);
  }
  const bool as_key = client_order_id == last->first.id;
  uses_.push_back({as_key ? last->first.id : keep(client_order_id), id, rows_.size() + 1, older, previous});
  return use;
}

std::string_view OrderLog::keep(std::string_view text) {
  assert(text.size() <= client_order_id_size_max);
  if (arena_.empty() || arena_left_ < text.size()) {
    arena_.push_back(std::make_unique_for_overwrite<char[]>(arena_chunk_size));
    arena_left_ = arena_chunk_size;
  }
  char* place = arena_.back().get() + (arena_chunk_size - arena_left_);
  std::memcpy(place, text.data(), text.size());
  arena_left_ -= text.size();
  return {place, text.size()};
}

IdUse OrderLog::last_use(AccountId account, std::string_view client_order_id) const {
  FoldedId folded;
  if (!case_sensitive_) client_order_id = folded.set(client_order_id);
  auto last = last_uses_.find(IdKeyView{account, client_order_id});
  return last == last_uses_.end() ? no_use : last->second;
}

std::size_t OrderLog::closed_since(AccountId account, std::uint64_t row, std::uint64_t row_max) const {
  const std::vector<std::uint64_t>& closings = accounts_[account].closings;
  const auto after = std::upper_bound(closings.begin(), closings.end(), row);
  return static_cast<std::size_t>(std::upper_bound(after, closings.end(), row_max) - after);
}

std::uint64_t OrderLog::rows_before(TimeNs now_ns, std::int64_t age_ns) const {
  std::uint64_t number = rows_.size();
  while (number > 0 && row(number).time_ns <= now_ns && now_ns - row(number).time_ns < age_ns) --number;
  return number;
}

std::uint64_t OrderLog::row_at(OrderId id, std::uint64_t row_max) const {
  std::uint64_t number = order(id).last_row;
  while (number > row_max) number = row(number).previous_row;
  return number;
}

OrderState OrderLog::state_after(std::uint64_t number) const {
  const LogRow& after = row(number);
  const Order& constant = order(after.order);
  OrderState state;
  state.order_id = after.order;
  state.client_order_id = use_id(after.use);
  state.first_client_order_id = use_id(constant.first_use);
  state.symbol = instruments_[constant.symbol].symbol;
  state.side = constant.side;
  state.type = constant.type;
  state.tif = constant.tif;
  state.quantity = after.quantity;
  state.limit = after.limit;
  state.filled = after.filled;
  state.status = after.status;
  state.stop = constant.stop;
  state.expires_ns = after.expires_ns;
  state.post_only = constant.post_only;
  state.triggered = after.triggered;
  return state;
}

ExecutionReport OrderLog::report(std::uint64_t number) const {
  const LogRow& change = row(number);
  ExecutionReport report;
  report.seq = change.seq;
  report.number = number;
  report.kind = change.kind;
  report.time_ns = change.time_ns;
  report.account = account_names_[order(change.order).account];
  report.order = state_after(number);
  if (change.replaced_use != no_use) report.replaced_client_order_id = use_id(change.replaced_use);
  report.trade_id = change.trade_id;
  report.last_quantity = change.last_quantity;
  report.last_price = change.last_price;
  return report;
}

Fill OrderLog::fill(std::uint64_t number) const {
  const LogRow& change = row(number);
  const Order& constant = order(change.order);
  Fill fill;
  fill.trade_id = change.trade_id;
  fill.order_id = change.order;
  fill.client_order_id = use_id(change.use);
  fill.symbol = instruments_[constant.symbol].symbol;
  fill.side = constant.side;
  fill.quantity = change.last_quantity;
  fill.price = change.last_price;
  fill.time_ns = change.time_ns;
  return fill;
}

std::uint64_t OrderLog::digest() const {
  std::uint64_t hash = combine(orders_.size(), rows_.size());
  auto add = [&hash](auto value) { hash = combine(hash, static_cast<std::uint64_t>(value)); };
  for (const Order& order : orders_) {
    add(order.account);
    add(order.symbol);
    add(static_cast<std::uint64_t>(order.side) << 24 | static_cast<std::uint64_t>(order.type) << 16 |
        static_cast<std::uint64_t>(order.tif) << 8 | static_cast<std::uint64_t>(order.status));
    add(order.quantity);
    add(order.filled);
    add(order.limit);
    add(order.stop);
    add(order.expires_ns);
    add(static_cast<std::uint64_t>(order.self_trade) << 16 | static_cast<std::uint64_t>(order.renamed) << 12 |
        static_cast<std::uint64_t>(order.post_only) << 8 | static_cast<std::uint64_t>(order.triggered));
    add(order.last_row);
    add(order.first_use);
    add(order.current_use);
    add(order.handle != no_handle);
  }
  for (const LogRow& change : rows_) {
    add(change.time_ns);
    add(change.quantity);
    add(change.filled);
    add(change.limit);
    add(change.last_quantity);
    add(change.last_price);
    add(change.trade_id);
    add(change.previous_row);
    add(change.seq);
    add(change.order);
    add(static_cast<std::uint64_t>(change.use) << 32 | change.replaced_use);
    add(static_cast<std::uint64_t>(change.triggered) << 16 | static_cast<std::uint64_t>(change.kind) << 8 |
        static_cast<std::uint64_t>(change.status));
    add(change.expires_ns);
  }
  for (const Use& use : uses_) {
    hash = combine(hash, use.id);
    add(use.order);
    add(use.row);
    add(static_cast<std::uint64_t>(use.older) << 32 | use.previous);
  }
  for (const Account& account : accounts_) {
    add(account.rows.size());
    add(account.fills.size());
    for (OrderId id : account.open) add(id);
  }
  return hash;
}

}  // namespace onefold::venue

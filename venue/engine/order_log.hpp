// All orders that the exchange ever accepted, every change of each, and what stood at any earlier moment.
//
// A change is a compact row; execution reports and order states are made of rows on demand. The log is what
// streams, trade histories and lagging queries are answered from. Grows only. Rows are numbered from 1, as
// execution reports are.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "venue/api/messages.hpp"
#include "venue/book/book.hpp"
#include "venue/engine/engine.hpp"
#include "venue/semantics/id_key.hpp"

namespace onefold::venue {

using IdUse = std::uint32_t;  // index of one use of one client order id by one order
inline constexpr IdUse no_use = UINT32_MAX;

// What never changes about an order, and its present state. OrderId is its index plus 1.
struct Order {
  AccountId account = 0;
  std::uint32_t symbol = 0;
  Side side = Side::buy;
  OrderType type = OrderType::limit;
  TimeInForce tif = TimeInForce::good_till_cancel;
  OrderStatus status = OrderStatus::open;
  Lots quantity = 0;
  Lots filled = 0;
  Ticks limit = 0;
  Ticks stop = 0;
  TimeNs expires_ns = 0;
  SelfTrade self_trade = SelfTrade::cancel_taker;  // never venue_default
  bool post_only = false;
  bool triggered = false;
  bool renamed = false;  // cancelled, and no longer found by its client order ids
  IdUse first_use = no_use;
  IdUse current_use = no_use;
  std::uint64_t last_row = 0;
  BookHandle handle = no_handle;  // while it rests

  Lots leaves() const { return is_terminal(status) ? 0 : quantity - filled; }
};

// One change of one order: what differs between its states, and the trade if it was one.
struct LogRow {
  TimeNs time_ns = 0;
  Lots quantity = 0;
  Lots filled = 0;
  Ticks limit = 0;
  Lots last_quantity = 0;
  Ticks last_price = 0;
  TradeId trade_id = 0;
  std::uint64_t previous_row = 0;  // of the same order; 0: none
  std::uint64_t seq = 0;
  OrderId order = 0;
  IdUse use = no_use;
  IdUse replaced_use = no_use;
  ExecutionKind kind = ExecutionKind::accepted;
  OrderStatus status = OrderStatus::open;
  bool triggered = false;
  TimeNs expires_ns = 0;
};

// The trade that a change of kind filled or busted tells of.
struct Trade {
  TradeId id = 0;
  Lots quantity = 0;
  Ticks price = 0;
};

class OrderLog {
 public:
  // `instruments` and `accounts` are not owned and outlive the log. Not case_sensitive: ids that differ in
  // case alone are one.
  OrderLog(const std::vector<Instrument>& instruments, const std::vector<std::string>& accounts,
           bool case_sensitive);

  // Adds an order with its first id; its row accepted is for the caller to add.
  OrderId add_order(const Order& order, std::string_view client_order_id);

  // Gives the order another current id.
  void change_id(OrderId order, std::string_view client_order_id);

  // Writes down the order's present state as a change. Returns the row's number.
  std::uint64_t add_row(OrderId order, ExecutionKind kind, TimeNs time_ns, const Trade& trade = {},
                        IdUse replaced_use = no_use);

  // Writes down that the trade of this row of kind filled never was, of whose order the present state says so
  // already; and counts it among the account's fills no more.
  void bust(std::uint64_t fill, TimeNs time_ns);
  // The row of the account's first fill of that trade; 0: none.
  std::uint64_t fill_of(AccountId account, TradeId trade) const;

  Order& order(OrderId id) { return orders_[id - 1]; }
  const Order& order(OrderId id) const { return orders_[id - 1]; }
  std::uint64_t orders() const { return orders_.size(); }
  const LogRow& row(std::uint64_t number) const { return rows_[number - 1]; }
  std::uint64_t rows() const { return rows_.size(); }

  // Numbers of the account's rows; the seq of a row is its place plus 1.
  const std::vector<std::uint64_t>& account_rows(AccountId account) const { return accounts_[account].rows; }
  // Numbers of its rows of kind filled, but those of trades that were busted.
  const std::vector<std::uint64_t>& account_fills(AccountId account) const {
    return accounts_[account].fills;
  }
  // How many of its orders closed after `row`, up to `row_max`.
  std::size_t closed_since(AccountId account, std::uint64_t row, std::uint64_t row_max) const;
  // Its orders that are not terminal, ascending.
  const std::vector<OrderId>& account_open(AccountId account) const { return accounts_[account].open; }

  // Uses of an id in an account, newest first: last_use(), then older_use() until no_use.
  IdUse last_use(AccountId account, std::string_view client_order_id) const;
  IdUse older_use(IdUse use) const { return uses_[use].older; }
  OrderId use_order(IdUse use) const { return uses_[use].order; }
  std::string_view use_id(IdUse use) const { return uses_[use].id; }
  // The row with which the order got the id.
  std::uint64_t use_row(IdUse use) const { return uses_[use].row; }
  // The id that the order had before this one, or no_use.
  IdUse previous_id(IdUse use) const { return uses_[use].previous; }

  // The number of the last row that is not younger than `age_ns`. Rows with times after `now_ns` (a clock
  // that went back) count as old: what cannot be dated is shown.
  std::uint64_t rows_before(TimeNs now_ns, std::int64_t age_ns) const;

  // The order's last row up to `row_max`, or 0 when it did not exist.
  std::uint64_t row_at(OrderId order, std::uint64_t row_max) const;

  // The order's state after one of its rows.
  OrderState state_after(std::uint64_t row) const;
  OrderState state(OrderId order) const { return state_after(this->order(order).last_row); }
  ExecutionReport report(std::uint64_t row) const;
  Fill fill(std::uint64_t row) const;

  std::uint64_t digest() const;

 private:
  struct Use {
    std::string_view id;  // in the arena
    OrderId order = 0;
    std::uint64_t row = 0;
    IdUse older = no_use;     // use of the same id in the account
    IdUse previous = no_use;  // use by the same order
  };
  struct Account {
    std::vector<std::uint64_t> rows;
    std::vector<std::uint64_t> fills;
    std::vector<OrderId> open;
    std::vector<std::uint64_t> closings;  // rows with which orders closed
  };

  IdUse add_use(OrderId order, std::string_view client_order_id, IdUse previous);
  std::string_view keep(std::string_view text);

  const std::vector<Instrument>& instruments_;
  const std::vector<std::string>& account_names_;
  bool case_sensitive_;
  std::vector<Order> orders_;
  std::vector<LogRow> rows_;
  std::vector<Use> uses_;
  std::vector<Account> accounts_;
  // Looked up only. The keys live in the arena.
  std::unordered_map<IdKeyView, IdUse, IdKeyHash, IdKeyEqual> last_uses_;
  std::vector<std::unique_ptr<char[]>> arena_;
  std::size_t arena_left_ = 0;
};

}  // namespace onefold::venue

// The exchange without any I/O: orders, a book per symbol with price-time priority, and what became of each
// client order id. A client order id can be used once, ever.
//
// Deterministic: the same requests at the same times give the same orders, trades and events; so its state
// is kept as the list of its requests (command_log.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "wire_format.hpp"

namespace own_engine {

struct Trade {
  std::uint64_t id = 0;
  std::int64_t quantity = 0;
  std::int64_t price = 0;
};

class Matching {
 public:
  Matching(std::vector<std::string> accounts, std::vector<std::string> symbols);

  bool has_account(const std::string& account) const { return events_.contains(account); }

  // A new-order, cancel or replace takes effect, or is refused. Returns the answer.
  std::string apply(const std::string& account, const Request& request, std::int64_t time_ns);
  // A query. Returns the answer.
  std::string answer(const std::string& account, const Request& request) const;

  // Of the account; the event with sequence number n is at n - 1.
  const std::vector<Event>& events(const std::string& account) const { return events_.at(account); }

 private:
  std::string place(const std::string& account, const Request& request);
  std::string cancel(const std::string& account, const Request& request);
  std::string replace(const std::string& account, const Request& request);
  Reason check(const Request& request) const;
  // Which order has, or had, this id; 0 if none.
  std::uint64_t find(const std::string& account, const std::string& id) const;
  Reason find_open(const std::string& account, const Request& request, std::uint64_t& found) const;

  void match(Order& order);
  void fill(Order& order, const Trade& trade);
  void close(Order& order);
  void tell(Kind kind, const Order& order, const std::string& replaced_id = {}, const Trade& trade = {});
  Order& at(std::uint64_t id) { return orders_[id - 1]; }

  std::vector<std::string> symbols_;
  std::vector<Order> orders_;                                                 // by id, from 1
  std::map<std::pair<std::string, std::string>, std::uint64_t> order_of_id_;  // (account, client order id)
  std::map<std::string, std::vector<std::uint64_t>> resting_;                 // by symbol, oldest first
  std::map<std::string, std::vector<Event>> events_;                          // by account
  std::uint64_t last_trade_ = 0;
  std::int64_t now_ns_ = 0;
};

}  // namespace own_engine

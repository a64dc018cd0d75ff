// The inside of the exchange: what arrivals, executions and recovery work on. Private to venue/engine.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "venue/book/book.hpp"
#include "venue/engine/engine.hpp"
#include "venue/engine/order_log.hpp"
#include "venue/engine/rate_limiter.hpp"
#include "venue/engine/stop_orders.hpp"
#include "venue/engine/transfer_book.hpp"
#include "venue/semantics/id_rules.hpp"
#include "venue/semantics/id_store.hpp"
#include "venue/semantics/in_flight.hpp"
#include "venue/semantics/nonce_guard.hpp"
#include "venue/semantics/session_numbers.hpp"

namespace onefold::venue {

struct Engine::State {
  explicit State(EngineOptions options);

  // What an account has of one symbol.
  struct Holding {
    Lots position = 0;  // bought minus sold
    Lots ordered = 0;   // sum of all quantities accepted: at least |position|, at most ordered_max
  };

  // ---- engine.cpp
  std::optional<std::uint32_t> find_symbol(std::string_view symbol) const;
  std::optional<AccountId> find_any_account(std::string_view name) const;  // the crowd's too
  Holding& holding(AccountId account, std::uint32_t symbol) {
    return holdings[account * books.size() + symbol];
  }
  bool is_crowd(AccountId account) const { return account + 1 == account_names.size(); }

  // ---- arrival.cpp
  Reason check(AccountId account, const Request& request) const;
  // check(), and the gateway's look at the time.
  Reason refusal_at_arrival(AccountId account, const Request& request, TimeNs now_ns) const;
  // A message of a sequenced session: it is refused at its turn in the session, and not on arrival.
  bool counts(AccountId account, const Request& request) const {
    return !is_crowd(account) && numbers.counts(sequence_of(request));
  }
  bool within_rate(AccountId account, const Request& request, TimeNs now_ns, Arrival& arrival);

  // ---- query_answer.cpp
  void answer_query(AccountId account, const Request& request, TimeNs now_ns, Arrival& arrival);
  void misbehave_in_page(AccountId account, std::string_view kind, Reply& reply);

  EngineOptions options;
  std::vector<std::string> account_names;  // the crowd's last
  IdRules id_rules;
  IdStore ids;
  InFlight in_flight;
  Transfers transfers;
  InFlight transfers_in_flight;  // their ids are a space of their own
  NonceGuard nonces;
  SessionNumbers numbers;
  OrderLog log;
  std::vector<Book> books;                        // by symbol
  std::vector<StopOrders> stops;                  // that sleep, by symbol
  std::set<std::pair<TimeNs, OrderId>> expiries;  // of open orders that have one
  std::vector<Holding> holdings;                  // by account, then symbol
  std::vector<RateLimiter> rate_limiters;
  std::vector<TimeNs> cancel_timers;  // by account: when its open orders are cancelled; 0: never
  std::int64_t day = 0;               // counted by rollovers; 0: nothing happened yet, or there are none
  TradeId last_trade = 0;
  std::uint64_t records = 0;
  std::optional<VenueAct> stored_error;  // strikes the next request, if it has that id
  std::vector<BookFill> fills;           // of the execution at hand; kept for its memory
  Execution recovered;                   // of the record at hand; likewise
};

}  // namespace onefold::venue

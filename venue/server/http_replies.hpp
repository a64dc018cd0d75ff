// What the exchange says to a REST request, as status and JSON. Internal to venue/server; no network, no
// timers.
#pragma once

#include <optional>
#include <string>

#include "venue/engine/engine.hpp"
#include "venue/wire/http_answer.hpp"
#include "venue/wire/http_call.hpp"

namespace onefold::venue {

class HttpReplies {
 public:
  // Not owned; outlives this.
  explicit HttpReplies(const Engine& engine) : engine_(engine) {}

  // What the engine would not see: a symbol, side or type that is not that of the order meant, an order to be
  // replaced that is named by its venue id. May complete the request. Nothing: go on.
  std::optional<http::Error> check(AccountId account, http::Call& call) const;

  // What a test order would be refused with before it is executed.
  std::optional<http::Error> check_test(const NewOrder& order) const;

  // The answer to a call that the engine answered with `reply`: an error, or nothing and the body in `out`.
  std::optional<http::Error> reply(AccountId account, const http::Call& call, const Reply& reply,
                                   TimeNs now_ns, std::string& out) const;

  // The answer to DELETE /openOrders.
  void cancelled(const std::vector<OrderState>& orders, std::string& out) const;

  // Of questions that need no account.
  void exchange_info(const http::Call& call, TimeNs now_ns, std::string& out) const;
  void depth(const http::Call& call, std::string& out) const;

  // One message of the user data stream.
  void event(const ExecutionReport& report, std::string& out) const;

  // A client order id of the venue's own making, in the profile's alphabet.
  ClientOrderId made_id(std::uint64_t number) const;

 private:
  void account(AccountId account, const http::Call& call, const LoggedIn& reply, TimeNs now_ns,
               std::string& out) const;
  std::vector<OrderState> all_orders(AccountId account, const http::Call& call) const;
  std::vector<Fill> trades(AccountId account, const http::Call& call, const Trades& page) const;
  bool stores_responses() const { return engine_.profile().duplicate == DuplicateAnswer::stored_response; }

  const Engine& engine_;
};

}  // namespace onefold::venue

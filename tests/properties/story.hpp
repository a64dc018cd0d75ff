// Runs told by hand: a small world in which venue and client do what a test says, and everything else is
// recorded as a correct venue and a correct client would have it. A test tells a story that holds, and the
// nearest one that does not.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "properties/history.hpp"
#include "properties/judge.hpp"

namespace onefold::properties {

inline venue::Profile profile_of(venue::Retention retention) {
  venue::Profile profile;
  profile.name = "told";
  profile.retention = retention;
  profile.duplicate = retention == venue::Retention::none ? venue::DuplicateAnswer::accept_new
                                                          : venue::DuplicateAnswer::reject;
  if (retention == venue::Retention::window) profile.window_ns = 1'000'000'000'000;
  profile.query_lag_ns = 10'000'000;
  return profile;
}

// desk-1 trades on account A, BTC-USD with 2 price decimals and 1 lot decimal.
inline Terms usual_terms(venue::Retention retention = venue::Retention::for_ever) {
  Terms terms;
  terms.profile = profile_of(retention);
  terms.instruments = {{"BTC-USD", 2, 1}, {"ETH-USD", 2, 0}};
  terms.clients = {{"desk-1", "A"}};
  terms.longest_delay_ns = 2'000'000'000;
  terms.retry_horizon_ns = 10'000'000'000;
  terms.requests_per_intent_max = 4;
  terms.queries_per_intent_max = 4;
  return terms;
}

inline venue::Intent place(std::string id, venue::Lots quantity = 15, venue::Ticks limit = 10'110,
                           venue::Side side = venue::Side::buy) {
  venue::Intent intent;
  intent.id = std::move(id);
  intent.symbol = "BTC-USD";
  intent.side = side;
  intent.quantity = quantity;
  intent.limit = limit;
  return intent;
}

inline venue::Intent cancel(std::string id, std::string target) {
  venue::Intent intent;
  intent.id = std::move(id);
  intent.kind = venue::IntentKind::cancel;
  intent.target = std::move(target);
  return intent;
}

inline venue::Intent replace(std::string id, std::string target, venue::Lots quantity, venue::Ticks limit) {
  venue::Intent intent = cancel(std::move(id), std::move(target));
  intent.kind = venue::IntentKind::replace;
  intent.quantity = quantity;
  intent.limit = limit;
  return intent;
}

class Story {
 public:
  using Alter = std::function<void(venue::ClientView&)>;

  explicit Story(Terms terms = usual_terms());

  History& history() { return *history_; }
  TimeNs now() const { return now_ns_; }
  void pass(TimeNs span_ns) { now_ns_ += span_ns; }
  venue::OrderState& state(venue::OrderId order) { return orders_[order]; }
  venue::ClientView& view(ClientIndex client = 0) { return views_[client]; }
  venue::IntentView& seen(const std::string& id, ClientIndex client = 0);

  // ---- the source and the client
  // Submitted, and accepted by the client.
  void issue(const venue::Intent& intent, ClientIndex client = 0);
  void issue_unaccepted(const venue::Intent& intent, ClientIndex client = 0);
  void tell(venue::ClientCallback callback, ClientIndex client = 0);  // numbers it
  void tell_as(std::uint64_t number, venue::ClientCallback callback, ClientIndex client = 0);
  void outcome(const std::string& id, venue::Outcome outcome, ClientIndex client = 0);
  void tell_fill(const venue::Fill& fill, const std::string& intent, ClientIndex client = 0);
  void restart(ClientIndex client = 0);
  // A view after a restart: what a correct client knows, then altered.
  void look(const Alter& alter = {}, ClientIndex client = 0);

  // ---- requests; they return their number
  std::uint64_t send_place(const venue::Intent& intent, const std::string& id, ClientIndex client = 0);
  std::uint64_t send_cancel(const std::string& target, ClientIndex client = 0, venue::OrderId order = 0);
  std::uint64_t send_replace(const std::string& target, const std::string& id, venue::Lots quantity,
                             venue::Ticks limit, ClientIndex client = 0);
  std::uint64_t query(const std::string& id, ClientIndex client = 0);

  // ---- the venue. Each makes an execution, and its event on the wire
  venue::OrderId accept(const venue::Intent& intent, const std::string& id, const std::string& account = "A");
  venue::Fill fill(venue::OrderId order, venue::Lots quantity, venue::Ticks price = 10'110);
  void close(venue::OrderId order);
  void close_both(venue::OrderId maker, venue::OrderId taker);  // in one instant of the venue's
  void change(venue::OrderId order, const std::string& id, venue::Lots quantity, venue::Ticks limit);
  void reply(venue::Reply reply, ClientIndex client = 0);
  void answer_place(std::uint64_t request, venue::OrderId order, ClientIndex client = 0);
  // Executions are not told of on the wire from now on.
  void keep_quiet() { quiet_ = true; }
  std::uint64_t numbers() const { return number_; }
  // Forgets all after `number`.
  void venue_restarts(std::uint64_t number);
  void report(venue::ExecutionReport report);  // records it as it is

  // ---- whole passages, done right
  // Issued, sent, accepted by the venue, reported as done.
  venue::OrderId placed(const venue::Intent& intent, const std::string& id, ClientIndex client = 0);
  // Filled, and the user told.
  void filled(venue::OrderId order, venue::Lots quantity, const std::string& intent, ClientIndex client = 0);

  // Views of correct clients at quiescence, that of the first one altered, and the end.
  Judgement end(const Alter& alter = {}, Ending ending = Ending::rested);
  Judgement end_without_views(Ending ending);

 private:
  venue::ExecutionReport next_report(venue::OrderId order, venue::ExecutionKind kind);
  void make(venue::ExecutionReport report);
  void refresh(ClientIndex client);
  TimeNs tick() { return now_ns_ += 1'000'000; }
  const std::string& account(ClientIndex client) const { return terms_->clients[client].account; }

  std::unique_ptr<Terms> terms_;
  std::unique_ptr<History> history_;
  TimeNs now_ns_ = 0;
  bool quiet_ = false;
  std::uint64_t number_ = 0;
  std::uint64_t request_ = 0;
  venue::OrderId order_ = 0;
  venue::TradeId trade_ = 0;
  std::map<std::string, std::uint64_t> seq_;
  std::map<venue::OrderId, venue::OrderState> orders_;
  std::map<venue::OrderId, std::string> accounts_;
  std::vector<venue::ClientView> views_;
  std::vector<std::uint64_t> callbacks_;
  std::vector<std::uint32_t> lives_;
};

// "property blamed", sorted, each once.
std::vector<std::string> told(const std::vector<Violation>& violations);
// Whether one of them is of this property, blamed so.
bool has(const Judgement& judgement, Property property, std::string_view blamed = "client desk-1");
const Violation& the(const Judgement& judgement, Property property);

}  // namespace onefold::properties

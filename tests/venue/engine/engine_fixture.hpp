// An exchange for tests: requests in a line each, effects at once, and a record of everything for recovery.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "venue/engine/engine.hpp"

namespace onefold::venue {

inline constexpr std::int64_t ms = 1'000'000;

// Answers queries from as old a state as `age_ns` says.
class FixedAge : public Misbehaviour {
 public:
  std::int64_t age_ns = 0;
  std::string asked;  // kind and id of the last question

  std::int64_t query_age_ns(std::string_view account, std::string_view kind, std::string_view id) override {
    asked = std::string(account) + " " + std::string(kind) + " " + std::string(id);
    return age_ns;
  }
};

struct EngineFixture {
  explicit EngineFixture(Profile rules) : profile(std::move(rules)), engine(options()) {}
  explicit EngineFixture(std::string_view name) : EngineFixture(built_in_profile(name)) {}

  EngineOptions options() {
    return {&profile, {{"BTC-USD", 2, 1}, {"ETH-USD", 2, 1}}, {"A", "B", "C"}, &misbehaviour};
  }

  // Arrival, and processing_ns later the effect; the answer.
  Reply send(AccountId account, const Request& request) {
    paths.clear();
    Arrival arrival = engine.arrive(account, request, now_ns);
    for (std::string_view name : arrival.paths) paths.emplace_back(name);
    if (arrival.next != Arrival::Next::execute) return arrival.reply;
    now_ns += profile.processing_ns;
    return effect(account, request);
  }

  // The effect alone.
  Reply effect(AccountId account, const Request& request) {
    engine.execute(account, request, now_ns, execution);
    for (std::string_view name : execution.paths) paths.emplace_back(name);
    if (!execution.record.empty()) journal.push_back(execution.record);
    return execution.reply;
  }

  // Of its own accord.
  void act(const VenueAct& what, AccountId account) {
    paths.clear();
    engine.act(what, account, now_ns, execution);
    for (std::string_view name : execution.paths) paths.emplace_back(name);
    if (!execution.record.empty()) journal.push_back(execution.record);
  }

  bool took(std::string_view path) const {
    return std::find(paths.begin(), paths.end(), path) != paths.end();
  }

  Profile profile;
  FixedAge misbehaviour;
  Engine engine;
  TimeNs now_ns = 1'000'000 * ms;
  Execution execution;
  std::vector<std::string> journal;
  std::vector<std::string> paths;  // of the last request
};

inline NewOrder buy(std::string id, Lots quantity, Ticks limit) {
  NewOrder order;
  order.request = 1;
  order.client_order_id = std::move(id);
  order.symbol = "BTC-USD";
  order.quantity = quantity;
  order.limit = limit;
  return order;
}

inline NewOrder sell(std::string id, Lots quantity, Ticks limit) {
  NewOrder order = buy(std::move(id), quantity, limit);
  order.side = Side::sell;
  return order;
}

inline CancelOrder cancel(std::string target) {
  return {2, std::move(target), 0};
}

inline ReplaceOrder replace(std::string target, std::string id, Lots quantity, Ticks limit) {
  return {3, std::move(id), std::move(target), quantity, limit, 0};
}

inline Reason reason_of(const Reply& reply) {
  const auto* rejected = std::get_if<Rejected>(&reply);
  return rejected == nullptr ? Reason::none : rejected->reason;
}

inline const OrderState& accepted(const Reply& reply) {
  return std::get<Accepted>(reply).order;
}

}  // namespace onefold::venue

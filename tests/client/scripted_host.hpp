// A host whose time, connections and answers are the test's to decide, and an observer that remembers.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/client_core.hpp"
#include "tests/client/memory_ledger.hpp"

namespace onefold::client {

inline constexpr std::int64_t ms = 1'000'000;

struct Heard : venue::ClientObserver {
  std::vector<venue::ClientCallback> callbacks;
  std::vector<std::string> paths;

  void on_callback(const venue::ClientCallback& callback) override { callbacks.push_back(callback); }
  void on_path(const venue::PathEvent& event) override { paths.emplace_back(event.name); }

  bool took(std::string_view name) const { return std::count(paths.begin(), paths.end(), name) != 0; }
  std::vector<venue::ClientCallback> outcomes(std::string_view intent) const {
    std::vector<venue::ClientCallback> found;
    for (const auto& one : callbacks) {
      if (one.kind == venue::ClientCallback::Kind::outcome && one.intent == intent) found.push_back(one);
    }
    return found;
  }
};

// Jitter would make times unpredictable: every back-off is the whole of its limit.
struct FullBackoff : RetryPolicy {
  FullBackoff(const Bounds& bounds, RandomSource& random) : RetryPolicy(bounds, random), bounds_(bounds) {}
  std::int64_t backoff_ns(int failures) override {
    std::int64_t limit_ns = bounds_.first_backoff_ns;
    for (int i = 1; i < failures && limit_ns < bounds_.backoff_max_ns; ++i) limit_ns *= 2;
    return std::min(limit_ns, bounds_.backoff_max_ns);
  }
  Bounds bounds_;
};

struct SentMessage {
  LinkKind link;
  venue::Request request;
};

// One client and its surroundings. Lives of the client share disk and clock.
class ScriptedHost : public ClientHost {
 public:
  ScriptedHost() {
    options.name = "desk-1";
    options.account = "A";
    options.profile.name = "test";
    options.profile.retention = venue::Retention::for_ever;
    options.profile.duplicate = venue::DuplicateAnswer::reject;
    options.ids = IdScheme::derived;
    options.bounds.late_delivery_ns = 2000 * ms;
    options.bounds.request_timeout_ns = 200 * ms;
    options.bounds.first_backoff_ns = 50 * ms;
    options.bounds.backoff_max_ns = 400 * ms;
    options.bounds.ping_interval_ns = 1'000'000 * ms;  // tests that want pings say so
    options.bounds.gap_timeout_ns = 100 * ms;
  }

  // Another life; the one before ends as by a kill.
  std::error_code start() {
    core.reset();
    heard = Heard();
    sent.clear();
    connected[0] = connected[1] = wanted[0] = wanted[1] = false;
    wake_ns = never_ns;
    turns = 0;
    ClientParts parts = default_parts(options);
    parts.ledger = std::make_unique<MemoryLedger>(disk);
    parts.retry = std::make_unique<FullBackoff>(options.bounds, *parts.random);
    core = std::make_unique<ClientCore>(options, std::move(parts), heard, *this);
    return core->start();
  }
  // Starts, connects, logs in to an account that has `last_seq` events.
  void start_online(std::uint64_t last_seq = 0) {
    ASSERT_FALSE(start());
    go_online(last_seq);
  }
  void go_online(std::uint64_t last_seq = 0) {
    open(LinkKind::orders, last_seq);
    open(LinkKind::events, last_seq);
  }
  void open(LinkKind link, std::uint64_t last_seq) {
    ASSERT_TRUE(wanted[index(link)]) << "no connection was asked for";
    wanted[index(link)] = false;
    connected[index(link)] = true;
    core->on_connected(link);
    ASSERT_FALSE(sent.empty());
    const SentMessage hello = sent.back();
    sent.pop_back();
    const std::uint64_t number = link == LinkKind::orders ? std::get<venue::Login>(hello.request).request
                                                          : std::get<venue::Subscribe>(hello.request).request;
    subscribed_from =
        link == LinkKind::events ? std::get<venue::Subscribe>(hello.request).from_seq : subscribed_from;
    reply(venue::LoggedIn{number, last_seq}, link);
  }
  void close(LinkKind link) {
    connected[index(link)] = false;
    core->on_closed(link);
  }

  void submit(const venue::Intent& intent) {
    core->submit(intent);
    turn();
  }
  void turn() {
    for (; turns > 0; --turns) core->on_turn();
  }
  void reply(venue::Reply reply, LinkKind link = LinkKind::orders) {
    core->on_reply(link, std::move(reply));
    turn();
  }
  void event(venue::ExecutionReport report) { reply(std::move(report), LinkKind::events); }

  // Lets time pass, with every wake-up on the way.
  void pass(std::int64_t span_ns) {
    const SteadyNs until = time_ns + span_ns;
    while (wake_ns != never_ns && wake_ns <= until) {
      time_ns = std::max(time_ns, wake_ns);
      wake_ns = never_ns;
      core->on_wake();
      turn();
    }
    time_ns = until;
  }

  // The next message that was sent, which there must be.
  SentMessage take() {
    EXPECT_FALSE(sent.empty()) << "nothing was sent";
    if (sent.empty()) return {};
    SentMessage first = sent.front();
    sent.erase(sent.begin());
    return first;
  }
  template <class Message>
  Message take_one() {
    const SentMessage message = take();
    if (const auto* one = std::get_if<Message>(&message.request)) return *one;
    ADD_FAILURE() << venue::kind_of(message.request) << " was sent instead";
    return {};
  }

  venue::IntentView seen(std::string_view intent) const {
    for (const auto& one : core->view().intents) {
      if (one.id == intent) return one;
    }
    ADD_FAILURE() << "no intent " << intent;
    return {};
  }

  SteadyNs now_ns() override { return time_ns; }
  venue::TimeNs wall_ns() override { return 1'700'000'000'000'000'000 + time_ns; }
  void wake_at(SteadyNs at_ns) override { wake_ns = at_ns; }
  void turn_soon() override { ++turns; }
  void connect(LinkKind link) override { wanted[index(link)] = true; }
  void disconnect(LinkKind link) override { connected[index(link)] = wanted[index(link)] = false; }
  bool send(LinkKind link, const venue::Request& request) override {
    if (!connected[index(link)]) return false;
    sent.push_back({link, request});
    durable_at_send.push_back(disk.durable.size());
    return true;
  }

  ClientOptions options;
  MemoryDisk disk;
  Heard heard;
  std::unique_ptr<ClientCore> core;
  std::vector<SentMessage> sent;
  std::vector<std::size_t> durable_at_send;
  std::uint64_t subscribed_from = 0;
  SteadyNs time_ns = 1'000 * ms;
  SteadyNs wake_ns = never_ns;
  int turns = 0;
  bool connected[2] = {};
  bool wanted[2] = {};

 private:
  static int index(LinkKind link) { return link == LinkKind::orders ? 0 : 1; }
};

inline venue::Intent place_intent(std::string id, venue::Lots quantity = 15, venue::Ticks limit = 10110) {
  venue::Intent intent;
  intent.id = std::move(id);
  intent.symbol = "BTC-USD";
  intent.quantity = quantity;
  intent.limit = limit;
  return intent;
}

inline venue::Intent cancel_intent(std::string id, std::string target) {
  venue::Intent intent;
  intent.id = std::move(id);
  intent.kind = venue::IntentKind::cancel;
  intent.target = std::move(target);
  return intent;
}

inline venue::Intent replace_intent(std::string id, std::string target, venue::Lots quantity,
                                    venue::Ticks limit) {
  venue::Intent intent;
  intent.id = std::move(id);
  intent.kind = venue::IntentKind::replace;
  intent.target = std::move(target);
  intent.quantity = quantity;
  intent.limit = limit;
  return intent;
}

inline venue::OrderState order_of(const venue::NewOrder& request, venue::OrderId id) {
  venue::OrderState order;
  order.order_id = id;
  order.client_order_id = order.first_client_order_id = request.client_order_id;
  order.symbol = request.symbol;
  order.side = request.side;
  order.type = request.type;
  order.tif = request.tif;
  order.quantity = request.quantity;
  order.limit = request.limit;
  return order;
}

inline venue::ExecutionReport event_of(std::uint64_t seq, venue::ExecutionKind kind,
                                       venue::OrderState order) {
  venue::ExecutionReport report;
  report.seq = seq;
  report.kind = kind;
  report.account = "A";
  report.order = std::move(order);
  return report;
}

// `quantity` more of the order is filled.
inline venue::ExecutionReport fill_of(std::uint64_t seq, venue::OrderState& order, venue::TradeId trade,
                                      venue::Lots quantity) {
  order.filled += quantity;
  order.status =
      order.filled == order.quantity ? venue::OrderStatus::filled : venue::OrderStatus::partially_filled;
  venue::ExecutionReport report = event_of(seq, venue::ExecutionKind::filled, order);
  report.trade_id = trade;
  report.last_quantity = quantity;
  report.last_price = order.limit;
  return report;
}

}  // namespace onefold::client

// Runs a client and the engine against chance.
#include "tests/client/lossy_room.hpp"

#include <algorithm>

#include "tests/client/scripted_host.hpp"

namespace onefold::client {

using namespace venue;

namespace {

constexpr std::int64_t delay_max_ns = 300 * ms;  // D, of one message
constexpr std::int64_t horizon_ns = 120'000 * ms;

// Chance, too, comes from the seed.
struct SeededRandom : RandomSource {
  explicit SeededRandom(std::function<std::uint64_t(std::uint64_t)> source) : draw(std::move(source)) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(draw(256));
  }
  std::function<std::uint64_t(std::uint64_t)> draw;
};

}  // namespace

LossyRoom::LossyRoom(const RoomOptions& options)
    : options_(options), random_(options.seed * 0x9E3779B97F4A7C15U + 1) {
  EngineOptions engine;
  engine.profile = &options_.profile;
  engine.instruments = {{"BTC-USD", 2, 1}};
  engine.accounts = {"A", "B"};
  engine.misbehaviour = this;
  engine_ = std::make_unique<Engine>(engine);
  account_ = *engine_->find_account("A");
  other_ = *engine_->find_account("B");
  client_options_.account = "A";
  client_options_.profile = options_.profile;
  client_options_.bounds.late_delivery_ns = delay_max_ns + 20 * ms;
  client_options_.bounds.request_timeout_ns = 60 * ms;
  client_options_.bounds.first_backoff_ns = 20 * ms;
  client_options_.bounds.backoff_max_ns = 200 * ms;
  client_options_.bounds.ping_interval_ns = 200 * ms;
  client_options_.bounds.gap_timeout_ns = 60 * ms;
  client_options_.compact_size_min = 2048;
  for (int i = 0; i < options.place_count; ++i) {
    const std::string id = "P" + std::to_string(i);
    intents_.push_back(place_intent(id, 10 + i));
    intents_.back().side = i % 2 == 0 ? Side::buy : Side::sell;
    intents_.back().limit = i % 2 == 0 ? 10000 : 10500;
    if (i % 3 == 0)
      intents_.push_back(replace_intent("R" + std::to_string(i), id, 30 + i, intents_.back().limit));
    if (i % 3 != 2) intents_.push_back(cancel_intent("C" + std::to_string(i), id));
  }
}

std::uint64_t LossyRoom::draw(std::uint64_t bound) {
  random_ += 0x9E3779B97F4A7C15U;
  std::uint64_t z = random_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return (z ^ (z >> 31)) % bound;
}

void LossyRoom::at(std::int64_t time_ns, std::function<void()> action) {
  queue_.emplace(std::pair(std::max(time_ns, time_ns_), order_++), std::move(action));
}

// Something that only this life of the client will see.
void LossyRoom::at_client(std::int64_t time_ns, std::function<void()> action) {
  at(time_ns, [this, life = life_, action = std::move(action)] {
    if (core_ && life == life_) action();
  });
}

void LossyRoom::wake_at(SteadyNs at_ns) {
  const std::uint64_t wake = ++wakes_;
  at_client(at_ns, [this, wake] {
    if (wake == wakes_) core_->on_wake();
  });
}

void LossyRoom::turn_soon() {
  at_client(time_ns_, [this] { core_->on_turn(); });
}

void LossyRoom::connect(LinkKind link) {
  Connection& one = connection(link);
  one = Connection{false, true, one.epoch + 1, time_ns_, time_ns_, no_account, 0};
  const bool refused = strikes(10);
  at_client(time_ns_ + 2 * ms, [this, link, refused, epoch = one.epoch] {
    Connection& now = connection(link);
    if (now.epoch != epoch || !now.connecting) return;
    now.connecting = false;
    now.open = !refused;
    if (refused) {
      core_->on_closed(link);
    } else {
      core_->on_connected(link);
    }
  });
}

void LossyRoom::disconnect(LinkKind link) {
  Connection& one = connection(link);
  one.open = one.connecting = false;
  ++one.epoch;
}

void LossyRoom::cut(LinkKind link) {
  if (!connection(link).open) return;
  disconnect(link);
  at_client(time_ns_, [this, link, epoch = connection(link).epoch] {
    if (connection(link).epoch == epoch) core_->on_closed(link);
  });
}

std::int64_t LossyRoom::delay_ns() {
  if (strikes(8)) return static_cast<std::int64_t>(draw(delay_max_ns));
  return ms + static_cast<std::int64_t>(draw(4 * ms));
}

bool LossyRoom::send(LinkKind link, const Request& request) {
  if (!connection(link).open) return false;
  if (!options_.hops && strikes(30)) cut(link);
  carry_up(link, request);
  return true;
}

// On a cut connection what is under way still arrives, or does not, within D.
void LossyRoom::carry_up(LinkKind link, const Request& request) {
  Connection& one = connection(link);
  const int copies = options_.hops && strikes(10) ? 2 : 1;
  const bool lost = options_.hops ? strikes(10) : !one.open && draw(2) == 0;
  for (int copy = lost ? 1 : 0; copy < copies; ++copy) {
    std::int64_t arrival_ns = time_ns_ + delay_ns();
    if (!options_.hops) one.last_up_ns = arrival_ns = std::max(arrival_ns, one.last_up_ns);
    at(arrival_ns, [this, link, epoch = one.epoch, request] { arrive(link, epoch, request); });
  }
}

void LossyRoom::carry_down(LinkKind link, std::uint64_t epoch, const Reply& reply) {
  Connection& one = connection(link);
  if (!one.open || one.epoch != epoch) return;
  if (!options_.hops && strikes(40)) {
    cut(link);
    return;
  }
  const int copies = options_.hops && strikes(10) ? 2 : 1;
  for (int copy = options_.hops && strikes(10) ? 1 : 0; copy < copies; ++copy) {
    std::int64_t arrival_ns = time_ns_ + delay_ns();
    if (!options_.hops) one.last_down_ns = arrival_ns = std::max(arrival_ns, one.last_down_ns);
    at_client(arrival_ns, [this, link, epoch, reply] {
      if (connection(link).epoch == epoch && connection(link).open) core_->on_reply(link, Reply(reply));
    });
  }
}

void LossyRoom::arrive(LinkKind link, std::uint64_t epoch, const Request& request) {
  const bool same = connection(link).epoch == epoch && connection(link).open;
  // An order that was under way when its connection was cut still reaches the gateway, which had logged in.
  const AccountId account = same ? connection(link).account : account_;
  Arrival arrival = engine_->arrive(account, request, wall_ns());
  if (arrival.next == Arrival::Next::execute) {
    const bool acknowledged = arrival.acknowledged;
    at(time_ns_ + options_.profile.processing_ns, [this, link, epoch, account, request, acknowledged] {
      Execution execution;
      engine_->execute(account, request, wall_ns(), execution);
      publish();
      const bool refused = std::holds_alternative<Rejected>(execution.reply);
      if (!execution.silent && (refused || !acknowledged)) carry_down(link, epoch, execution.reply);
    });
    if (acknowledged) carry_down(link, epoch, arrival.reply);
    return;
  }
  if (arrival.next == Arrival::Next::nothing) return;
  if (same && std::holds_alternative<LoggedIn>(arrival.reply)) {
    connection(link).account = account_;
    if (const auto* subscribe = std::get_if<Subscribe>(&request))
      connection(link).next_seq = subscribe->from_seq;
  }
  carry_down(link, epoch, arrival.reply);
  publish();
}

void LossyRoom::publish() {
  Connection& one = connection(LinkKind::events);
  const std::uint64_t epoch = one.epoch;
  while (one.epoch == epoch && one.open && one.next_seq != 0 && one.next_seq <= engine_->last_seq(account_)) {
    carry_down(LinkKind::events, epoch, engine_->report_at(account_, one.next_seq++));
  }
}

std::int64_t LossyRoom::query_age_ns(std::string_view, std::string_view, std::string_view) {
  return strikes(3) ? options_.profile.query_lag_ns : 0;
}

void LossyRoom::hear(const ClientCallback& callback) {
  const auto [known, fresh] = told_.emplace(callback.number, callback);
  if (!fresh && !(known->second == callback)) broken_promise_ = "a callback number has two contents";
  if (callback.number <= told_last_) broken_promise_ = "a callback came twice in one life, or out of order";
  if (told_last_ != 0 && callback.number != told_last_ + 1) broken_promise_ = "a callback number is missing";
  told_last_ = callback.number;
}

void LossyRoom::boot() {
  ++life_;
  told_last_ = 0;
  ClientParts parts = default_parts(client_options_);
  parts.ledger = std::make_unique<MemoryLedger>(disk_);
  parts.random = std::make_unique<SeededRandom>([this](std::uint64_t bound) { return draw(bound); });
  parts.ids = std::make_unique<SchemeIdSource>(client_options_.ids, options_.profile.id, "A", *parts.random);
  parts.retry = std::make_unique<RetryPolicy>(client_options_.bounds, *parts.random);
  core_ = std::make_unique<ClientCore>(client_options_, std::move(parts), ear_, *this);
  if (core_->start()) broken_promise_ = "did not start";
  submit_all();
}

void LossyRoom::kill() {
  if (!core_) return;
  core_.reset();
  disconnect(LinkKind::orders);
  disconnect(LinkKind::events);
  at(time_ns_ + static_cast<std::int64_t>(draw(400 * ms)), [this] { boot(); });
}

// The source of the intents repeats each until it is accepted.
void LossyRoom::submit_all() {
  const std::int64_t gap_ns = options_.chaos_ns / static_cast<std::int64_t>(intents_.size() + 1);
  for (std::size_t i = 0; i < intents_.size(); ++i) {
    const bool taken = std::any_of(told_.begin(), told_.end(), [&](const auto& told) {
      return told.second.kind == ClientCallback::Kind::accepted && told.second.intent == intents_[i].id;
    });
    if (taken) continue;
    const std::int64_t due_ns = 1000 * ms + gap_ns * static_cast<std::int64_t>(i);
    at_client(due_ns, [this, i] { core_->submit(intents_[i]); });
  }
}

bool LossyRoom::rested() const {
  if (!core_) return false;
  const ClientView view = core_->view();
  return view.ready && view.intents.size() == intents_.size() &&
         std::none_of(view.intents.begin(), view.intents.end(),
                      [](const IntentView& one) { return one.outcome == Outcome::pending; }) &&
         check_views().empty();
}

void LossyRoom::run() {
  boot();
  for (int i = 0; i < 6; ++i) {
    // Somebody else trades against whatever rests.
    at(1000 * ms + static_cast<std::int64_t>(draw(options_.chaos_ns)), [this, i] {
      NewOrder order;
      order.client_order_id = "other-" + std::to_string(i);
      order.symbol = "BTC-USD";
      order.side = i % 2 == 0 ? Side::sell : Side::buy;
      order.quantity = 4;
      order.limit = i % 2 == 0 ? 10000 : 10500;
      order.tif = TimeInForce::immediate_or_cancel;
      Execution execution;
      if (engine_->arrive(other_, order, wall_ns()).next == Arrival::Next::execute) {
        engine_->execute(other_, order, wall_ns(), execution);
      }
      publish();
    });
  }
  options_.chaos_ns += time_ns_;
  const std::uint64_t kills = draw(4);
  for (std::uint64_t i = 0; i < kills; ++i) {
    at(time_ns_ + static_cast<std::int64_t>(draw(static_cast<std::uint64_t>(options_.chaos_ns - time_ns_))),
       [this] { kill(); });
  }
  if (draw(3) == 0)
    at(time_ns_ + static_cast<std::int64_t>(draw(1000 * ms)), [this] { disk_.sync_failures = 2; });
  std::int64_t looked_ns = 0;
  while (!queue_.empty() && time_ns_ < horizon_ns && broken_promise_.empty()) {
    const auto next = queue_.begin();
    time_ns_ = next->first.first;
    const auto action = std::move(next->second);
    queue_.erase(next);
    action();
    if (time_ns_ < options_.chaos_ns + delay_max_ns || time_ns_ < looked_ns + 50 * ms) continue;
    looked_ns = time_ns_;
    if (rested()) return;
  }
}

std::string LossyRoom::complaint() const {
  if (!broken_promise_.empty()) return broken_promise_;
  if (const std::string orders = check_orders(); !orders.empty()) return orders;
  if (!core_) return "no client";
  for (const IntentView& one : core_->view().intents) {
    if (one.outcome == Outcome::pending) return "intent " + one.id + " is still pending";
    if (one.outcome == Outcome::unknown) return "intent " + one.id + " ended as unknown";
  }
  if (const std::string views = check_views(); !views.empty()) return views;
  return rested() ? "" : "did not come to rest";
}

// Each place intent is one order if the client says done, none if it says refused.
std::string LossyRoom::check_orders() const {
  std::map<std::string, int> orders;
  for (std::uint64_t seq = 1; seq <= engine_->last_seq(account_); ++seq) {
    const ExecutionReport report = engine_->report_at(account_, seq);
    if (report.kind == ExecutionKind::accepted) ++orders["P" + std::to_string(report.order.quantity - 10)];
  }
  for (const auto& [intent, count] : orders) {
    if (count > 1) return intent + " became " + std::to_string(count) + " orders";
  }
  if (!core_) return {};
  for (const IntentView& one : core_->view().intents) {
    if (one.id[0] != 'P') continue;
    const int count = orders.contains(one.id) ? orders.at(one.id) : 0;
    if (one.outcome == Outcome::refused && count != 0) return one.id + " is called refused and has an order";
    if (one.outcome == Outcome::done && count == 0) return one.id + " is called done and has no order";
  }
  return {};
}

std::string LossyRoom::check_views() const {
  const ClientView view = core_->view();
  const Lots position = engine_->position(account_, "BTC-USD");
  const Lots believed = view.positions.empty() ? 0 : view.positions[0].quantity;
  if (position != believed) {
    return "position is " + std::to_string(position) + ", the client says " + std::to_string(believed);
  }
  if (view.open_orders != engine_->open_orders(account_)) return "open orders differ";
  if (!view.ghosts.empty() || !view.orphans.empty()) return "ghosts or orphans";
  for (const IntentView& one : view.intents) {
    if (one.id[0] == 'C' && one.outcome == Outcome::done && !is_terminal(one.status) && one.order_id != 0) {
      return one.id + " is done and its order is open";
    }
  }
  return {};
}

}  // namespace onefold::client

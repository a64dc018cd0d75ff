// Defects in counting executions and in following the event stream.
#include <deque>
#include <memory>
#include <set>

#include "tests/defects/client_defect.hpp"

namespace onefold::defects {
namespace {

// The set of known executions lives in memory and begins empty with each life.
class ForgetsFillsOnRestart final : public client::FillBook {
 public:
  void clear() override {
    FillBook::clear();
    recovering_ = true;
  }
  bool knows(const venue::Fill& fill) const override {
    recovering_ = false;
    return live_.contains({fill.trade_id, fill.order_id});
  }
  void apply(const venue::Fill& fill) override {
    if (!recovering_) live_.insert({fill.trade_id, fill.order_id});
    positions_[fill.symbol] += fill.side == venue::Side::buy ? fill.quantity : -fill.quantity;
    filled_[fill.order_id] += fill.quantity;
  }

 private:
  mutable bool recovering_ = true;
  std::set<std::pair<venue::TradeId, venue::OrderId>> live_;
};

// Executions are told apart by what they say instead of by their id.
class CoarseKey final : public client::FillBook {
 public:
  bool knows(const venue::Fill& fill) const override {
    return FillBook::knows(fill) || seen_.contains({fill.order_id, fill.price});
  }
  void apply(const venue::Fill& fill) override {
    FillBook::apply(fill);
    seen_.insert({fill.order_id, fill.price});
  }

 private:
  std::set<std::pair<venue::OrderId, venue::Ticks>> seen_;
};

// Adds the order's executed total where the execution's own quantity belongs.
class CumulativeAsIncrement final : public client::FillBook {
 public:
  void apply(const venue::Fill& fill) override {
    if (FillBook::knows(fill)) return;
    venue::Lots before = filled(fill.order_id);
    FillBook::apply(fill);
    positions_[fill.symbol] += fill.side == venue::Side::buy ? before : -before;
  }
};

// Takes events as they come and never asks for those that did not.
class IgnoresGaps final : public client::StreamTracker {
 public:
  std::optional<venue::ExecutionReport> next() override {
    if (early_.empty()) return std::nullopt;
    venue::ExecutionReport report = std::move(early_.begin()->second);
    early_.erase(early_.begin());
    applied_ = report.seq;
    return report;
  }
  bool gap() const override { return false; }
};

// Events that were taken before are passed on as they come: the same again, or sent twice on the way.
class PassesRepetitions : public client::StreamTracker {
 public:
  bool offer(venue::ExecutionReport&& report) override {
    if (report.seq > applied_) return StreamTracker::offer(std::move(report));
    if (repeated_.size() < client::early_events_max) repeated_.push_back(std::move(report));
    return true;
  }
  std::optional<venue::ExecutionReport> next() override {
    if (repeated_.empty()) return StreamTracker::next();
    venue::ExecutionReport report = std::move(repeated_.front());
    repeated_.pop_front();
    return report;
  }

 private:
  std::deque<venue::ExecutionReport> repeated_;
};

class KnowsNoFill final : public client::FillBook {
 public:
  bool knows(const venue::Fill&) const override { return false; }
};

// What parts of one client share about its orders.
using Orders = std::set<venue::OrderId>;

// Notes which orders are closed.
class NotesClosed final : public client::OrderMerger {
 public:
  explicit NotesClosed(std::shared_ptr<Orders> closed) : closed_(std::move(closed)) {}
  bool merge(venue::OrderState& known, const venue::OrderState& seen, bool terms_newer) const override {
    bool changed = OrderMerger::merge(known, seen, terms_newer);
    if (is_terminal(known.status)) closed_->insert(known.order_id);
    return changed;
  }

 private:
  std::shared_ptr<Orders> closed_;
};

// Forgets the executions of an order that is closed.
class ForgetsFillsOfClosed final : public client::FillBook {
 public:
  explicit ForgetsFillsOfClosed(std::shared_ptr<Orders> closed) : closed_(std::move(closed)) {}
  void apply(const venue::Fill& fill) override {
    FillBook::apply(fill);
    if (!closed_->contains(fill.order_id)) return;
    std::erase_if(known_, [&](const auto& one) { return one.second == fill.order_id; });
  }

 private:
  std::shared_ptr<Orders> closed_;
};

// Follows an order until it is closed, whoever said so; executions that are told later are nobody's.
class StopsAtClosed final : public client::StreamTracker {
 public:
  explicit StopsAtClosed(std::shared_ptr<Orders> closed) : closed_(std::move(closed)) {}
  std::optional<venue::ExecutionReport> next() override {
    auto report = StreamTracker::next();
    while (report && closed_->contains(report->order.order_id)) report = StreamTracker::next();
    return report;
  }

 private:
  std::shared_ptr<Orders> closed_;
};

// Notes which orders an answer has named.
class NotesNamed final : public client::OrderMerger {
 public:
  explicit NotesNamed(std::shared_ptr<Orders> named) : named_(std::move(named)) {}
  bool merge(venue::OrderState& known, const venue::OrderState& seen, bool terms_newer) const override {
    named_->insert(seen.order_id);
    return OrderMerger::merge(known, seen, terms_newer);
  }

 private:
  std::shared_ptr<Orders> named_;
};

// Knows the venue's order ids from answers alone, and drops events of an order that has none yet.
class DropsUnnamed final : public client::StreamTracker {
 public:
  explicit DropsUnnamed(std::shared_ptr<Orders> named) : named_(std::move(named)) {}
  std::optional<venue::ExecutionReport> next() override {
    auto report = StreamTracker::next();
    while (report && !named_->contains(report->order.order_id)) report = StreamTracker::next();
    return report;
  }

 private:
  std::shared_ptr<Orders> named_;
};

// Takes over what the list of open orders says is executed; the executions are counted besides.
class SnapshotBook final : public client::FillBook {
 public:
  void adopt(const venue::OrderState& order) {
    venue::Lots more = order.filled - filled(order.order_id);
    if (more > 0) positions_[order.symbol] += order.side == venue::Side::buy ? more : -more;
  }
};

class AdoptsSnapshot final : public client::Reconciler {
 public:
  explicit AdoptsSnapshot(SnapshotBook& book) : book_(&book) {}
  client::Findings compare(const client::ClientState& state,
                           const std::vector<venue::OrderState>& open) const override {
    for (const venue::OrderState& order : open) {
      if (client::owner_of(state, order) != client::no_intent) book_->adopt(order);
    }
    return Reconciler::compare(state, open);
  }

 private:
  SnapshotBook* book_;
};

// Tells its user of every execution twice: once for each of two handlers.
class TwoHandlers final : public client::Outbox {
 public:
  void deliver(venue::ClientObserver& observer, const venue::ClientCallback& callback) override {
    Outbox::deliver(observer, callback);
    if (callback.kind == venue::ClientCallback::Kind::fill) Outbox::deliver(observer, callback);
  }
};

}  // namespace

void add_fill_defects(harness::Registry& registry) {
  add_client_defect(registry, "reconnect-refill", "reconnect-refill", 2,
                    "known executions are forgotten at a restart, and counted again when replayed",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.fills = std::make_unique<ForgetsFillsOnRestart>();
                    });
  add_client_defect(registry, "dedup-key-coarse", "dedup-key-coarse", 0,
                    "a second execution of an order at the same price is taken for a repetition",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.fills = std::make_unique<CoarseKey>();
                    });
  add_client_defect(registry, "cum-vs-incr", "cum-vs-incr", 0,
                    "the executed total of an order is added as if it were one execution",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.fills = std::make_unique<CumulativeAsIncrement>();
                    });
  add_client_defect(registry, "stream-gap-no-backfill", "stream-gap-no-backfill", 1,
                    "events that did not arrive are never asked for",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.stream = std::make_unique<IgnoresGaps>();
                    });
  add_client_defect(registry, "dual-path-dispatch", "dual-path-dispatch", 0,
                    "each execution reaches the user by two handlers",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.outbox = std::make_unique<TwoHandlers>();
                    });
  add_client_defect(registry, "possdup-as-new", "possdup-as-new", 1,
                    "an event that comes again is taken for a new one",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.stream = std::make_unique<PassesRepetitions>();
                      parts.fills = std::make_unique<KnowsNoFill>();
                    });
  add_client_defect(
      registry, "dedup-reset-on-terminal", "dedup-reset-on-terminal", 1,
      "the executions of an order are forgotten when it is closed, and counted again if told again",
      [](client::ClientParts& parts, const client::ClientOptions&) {
        auto closed = std::make_shared<Orders>();
        parts.stream = std::make_unique<PassesRepetitions>();
        parts.orders = std::make_unique<NotesClosed>(closed);
        parts.fills = std::make_unique<ForgetsFillsOfClosed>(closed);
      });
  add_client_defect(registry, "terminal-before-fill", "terminal-before-fill", 0,
                    "executions that are told after the order is known to be closed are ignored",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      auto closed = std::make_shared<Orders>();
                      parts.orders = std::make_unique<NotesClosed>(closed);
                      parts.stream = std::make_unique<StopsAtClosed>(closed);
                    });
  add_client_defect(registry, "fill-before-ack-dropped", "fill-before-ack-dropped", 0,
                    "events of an order are dropped as long as no answer has named it",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      auto named = std::make_shared<Orders>();
                      parts.orders = std::make_unique<NotesNamed>(named);
                      parts.stream = std::make_unique<DropsUnnamed>(named);
                    });
  add_client_defect(registry, "snapshot-plus-fills", "snapshot-plus-fills", 1,
                    "what the list of open orders says is executed is added to the executions themselves",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      auto book = std::make_unique<SnapshotBook>();
                      parts.reconciler = std::make_unique<AdoptsSnapshot>(*book);
                      parts.fills = std::move(book);
                    });
}

}  // namespace onefold::defects

// Defects in counting executions and in following the event stream.
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
}

}  // namespace onefold::defects

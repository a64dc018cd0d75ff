// Defects in following the life of an order: acknowledgements, cancels, replaces, sizes.
#include <map>
#include <memory>
#include <set>

#include "tests/defects/client_defect.hpp"

namespace onefold::defects {
namespace {

using client::Action;
using client::Standing;
using client::SteadyNs;
using venue::Outcome;
using venue::Reason;

// Whatever comes last is believed.
class LastNewsWins final : public client::OrderMerger {
 public:
  bool merge(venue::OrderState& known, const venue::OrderState& seen, bool) const override {
    if (known == seen) return false;
    known = seen;
    return true;
  }
};

// A cancel without an answer counts as done.
class CancelUnansweredAsDone final : public client::ResolutionPolicy {
 public:
  using ResolutionPolicy::ResolutionPolicy;
  Action cancel(const Standing& standing, SteadyNs now_ns) const override {
    if (standing.open > 0 && standing.failures > 0) return Action::finish(Outcome::done, Reason::none, {});
    return ResolutionPolicy::cancel(standing, now_ns);
  }
};

// Orders that a list of open orders did not name.
using Missed = std::set<venue::OrderId>;

class NotesMissing final : public client::Reconciler {
 public:
  explicit NotesMissing(std::shared_ptr<Missed> missed) : missed_(std::move(missed)) {}
  client::Findings compare(const client::ClientState& state,
                           const std::vector<venue::OrderState>& open) const override {
    client::Findings findings = Reconciler::compare(state, open);
    for (client::IntentIndex intent : findings.missing) missed_->insert(state.at(intent).order.order_id);
    return findings;
  }

 private:
  std::shared_ptr<Missed> missed_;
};

// What one list did not name is cancelled, whatever comes after.
class CancelsMissing final : public client::OrderMerger {
 public:
  explicit CancelsMissing(std::shared_ptr<Missed> missed) : missed_(std::move(missed)) {}
  bool merge(venue::OrderState& known, const venue::OrderState& seen, bool terms_newer) const override {
    bool changed = OrderMerger::merge(known, seen, terms_newer);
    if (!missed_->contains(known.order_id) || is_terminal(known.status)) return changed;
    known.status = venue::OrderStatus::cancelled;
    return true;
  }

 private:
  std::shared_ptr<Missed> missed_;
};

// Takes the venue's total for what is to be left, and adds what is executed already.
class ReplaceAddsExecuted final : public client::RequestWriter {
 public:
  venue::ReplaceOrder replace(const venue::Intent& intent, const client::RequestStamped& stamp,
                              const venue::OrderState& order) const override {
    venue::ReplaceOrder request = RequestWriter::replace(intent, stamp, order);
    request.quantity += order.filled;
    return request;
  }
};

// Sizes go through a coarser grid than the venue's.
class RoundsSizes final : public client::RequestWriter {
 public:
  venue::NewOrder place(const venue::Intent& intent, const client::RequestStamped& stamp) const override {
    venue::NewOrder request = RequestWriter::place(intent, stamp);
    if (request.quantity > 1) request.quantity -= request.quantity % 2;
    return request;
  }
};

// Knows repeated submissions only by what it remembers in memory: two workers, or two lives, each place the
// intent.
class SubmitsEachTime final : public harness::ClientUnderTest {
 public:
  explicit SubmitsEachTime(std::unique_ptr<harness::ClientUnderTest> client) : client_(std::move(client)) {}

  void submit(const venue::Intent& intent) override {
    venue::Intent copy = intent;
    int times = ++times_[intent.id];
    if (times > 1) copy.id += "-" + std::to_string(times);
    client_->submit(copy);
  }
  venue::ClientView view() const override { return client_->view(); }
  bool stopped() const override { return client_->stopped(); }

 private:
  std::unique_ptr<harness::ClientUnderTest> client_;
  std::map<std::string, int> times_;
};

}  // namespace

void add_order_defects(harness::Registry& registry) {
  add_client_defect(registry, "late-ack-resurrects", "late-ack-resurrects", 1,
                    "an acknowledgement that comes late overwrites the order's later state",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.orders = std::make_unique<LastNewsWins>();
                    });
  add_client_defect(registry, "stale-list-resurrects", "late-ack-resurrects", 3,
                    "a list of open orders from the past opens a closed order again",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.orders = std::make_unique<LastNewsWins>();
                    });
  add_client_defect(registry, "cancel-unanswered-as-done", "cxl-unknown-as-cancelled", 1,
                    "a cancel without an answer counts as done",
                    [](client::ClientParts& parts, const client::ClientOptions& options) {
                      parts.resolution =
                          std::make_unique<CancelUnansweredAsDone>(options.profile, options.bounds);
                    });
  add_client_defect(registry, "replace-qty-race", "replace-qty-race", 0,
                    "a replace asks for its quantity on top of what is executed",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.requests = std::make_unique<ReplaceAddsExecuted>();
                    });
  add_client_defect(registry, "rounds-sizes", "fee-rounding-residual", 0,
                    "sizes are rounded to a grid that is not the venue's",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      parts.requests = std::make_unique<RoundsSizes>();
                    });
  add_client_defect(registry, "synthetic-cancel-on-miss", "synthetic-cancel-on-miss", 2,
                    "an order that one list of open orders does not name counts as cancelled",
                    [](client::ClientParts& parts, const client::ClientOptions&) {
                      auto missed = std::make_shared<Missed>();
                      parts.reconciler = std::make_unique<NotesMissing>(missed);
                      parts.orders = std::make_unique<CancelsMissing>(missed);
                    });
  registry.add(harness::ClientImplementation{
      "concurrent-double-submit", "defective: a repeated submission is another order",
      [](harness::ClientBoot& boot) {
        return std::make_unique<SubmitsEachTime>(app::make_reference_client(boot, client::default_parts));
      }});
  registry.add(harness::PlantedDefect{"concurrent-double-submit", "concurrent-double-submit",
                                      "a repeated submission is another order",
                                      "negative/concurrent-double-submit.json", 0});
}

}  // namespace onefold::defects

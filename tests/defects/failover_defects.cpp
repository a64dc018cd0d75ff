// Defects of clients that run twice: a leader, and a standby that takes over.
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>

#include "tests/defects/client_defect.hpp"

namespace onefold::defects {
namespace {

class Deaf final : public venue::ClientObserver {
 public:
  void on_callback(const venue::ClientCallback&) override {}
  void on_path(const venue::PathEvent&) override {}
};

// Two of the project's clients on one account, each with a ledger of its own. The standby places what the
// leader has not decided within its lease; nothing fences the leader off, which goes on when it can.
class SplitBrain final : public harness::ClientUnderTest {
 public:
  explicit SplitBrain(harness::ClientBoot& boot) : io_(boot.io) {
    harness::ClientBoot standby{boot.io,
                                deaf_,
                                boot.profile,
                                boot.instruments,
                                boot.name,
                                boot.account,
                                boot.venue_host,
                                boot.orders_port,
                                boot.events_port,
                                boot.data_dir + "-standby",
                                boot.id_scheme,
                                boot.late_delivery_bound_ns,
                                boot.configuration,
                                boot.dialect,
                                boot.credentials,
                                boot.tls_ca};
    leader_ = app::make_reference_client(boot, client::default_parts);
    standby_ = app::make_reference_client(standby, client::default_parts);
  }

  void submit(const venue::Intent& intent) override {
    leader_->submit(intent);
    if (intent.kind != venue::IntentKind::place) return;
    leases_.emplace_back(io_, lease).async_wait([this, intent](const boost::system::error_code& failed) {
      if (!failed && !leader_decided(intent.id)) standby_->submit(intent);
    });
  }
  venue::ClientView view() const override { return leader_->view(); }

 private:
  static constexpr std::chrono::milliseconds lease{200};

  bool leader_decided(const std::string& id) const {
    for (const venue::IntentView& seen : leader_->view().intents) {
      if (seen.id == id) return seen.outcome != venue::Outcome::pending;
    }
    return false;
  }

  boost::asio::io_context& io_;
  Deaf deaf_;
  std::unique_ptr<harness::ClientUnderTest> leader_;
  std::unique_ptr<harness::ClientUnderTest> standby_;
  std::deque<boost::asio::steady_timer> leases_;
};

}  // namespace

void add_failover_defects(harness::Registry& registry) {
  const std::string name = "split-brain";
  const std::string summary = "a standby takes over from a leader that is not fenced off";
  registry.add(harness::ClientImplementation{name, "defective: " + summary, [](harness::ClientBoot& boot) {
                                               return std::make_unique<SplitBrain>(boot);
                                             }});
  registry.add(
      harness::PlantedDefect{name, "split-brain-failover", summary, "negative/" + name + ".json", 1});
}

}  // namespace onefold::defects

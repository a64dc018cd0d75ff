// Defects of clients that run twice: a leader, and a standby that takes over.
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>

#include "app/standby_clients.hpp"
#include "client/failover/lease_line.hpp"
#include "client/failover/listener.hpp"
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

// Gives the lease to another instance once the first has been silent for a while, as a keeper does; but what
// it tells them lasts longer.
class UnfencedLease final : public harness::ClientUnderTest {
 public:
  explicit UnfencedLease(harness::ClientBoot& boot)
      : listener_(boot.io, client::lease_line_size_max, 4,
                  [this](client::ByteStream& from, std::string_view bytes) { return take(from, bytes); }) {
    if (listener_.listen("0.0.0.0", app::keeper_port)) throw std::runtime_error("the keeper cannot listen");
  }
  void submit(const venue::Intent&) override {}

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds silence_max{200};
  static constexpr std::int64_t told_ms = 2'000;

  std::optional<std::size_t> take(client::ByteStream& from, std::string_view bytes) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) return 0;
    const auto asked = client::read_asked(bytes.substr(0, end));
    if (!asked) return std::nullopt;
    const Clock::time_point now = Clock::now();
    const bool granted = asked->name == holder_ || now - heard_ > silence_max;
    if (granted) {
      holder_ = asked->name;
      heard_ = now;
    }
    from.write(client::write_line(client::LeaseAnswer{asked->number, granted, granted ? told_ms : 0}));
    return end + 1;
  }

  client::Listener listener_;
  std::string holder_;
  Clock::time_point heard_ = Clock::now();
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
  const std::string lease = "unfenced-lease";
  const std::string lease_summary = "a lease that lasts longer for who has it than for who gives it";
  harness::ClientImplementation keeper{lease, "defective: " + lease_summary, [](harness::ClientBoot& boot) {
                                         return std::make_unique<UnfencedLease>(boot);
                                       }};
  keeper.level = harness::AdapterLevel::orders_only;
  registry.add(std::move(keeper));
  registry.add(
      harness::PlantedDefect{lease, "split-brain-failover", lease_summary, "negative/" + lease + ".json", 1});
}

}  // namespace onefold::defects

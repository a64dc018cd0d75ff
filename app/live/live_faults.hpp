// Faults in real time: the points of a venue that serves real programs, decided by the same keys as in a
// simulated world. With the same seed, the same messages in the same order meet the same faults.
//
// Differs from a world in what it can know: a client is called what the chaos file calls the one client of
// its account, else like the account; an intent is an order, called `order-1`, `order-2` ... in the order in
// which the account's client order ids came up. Ignores all that would have to happen to a process, a disk or
// a clock.
//
// Memory grows with the number of different points, up to orders_named_max orders.
#pragma once

#include <chrono>
#include <cstdint>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/live/metrics.hpp"
#include "app/live/order_names.hpp"
#include "harness/conduct_points.hpp"
#include "harness/scenario/scenario.hpp"
#include "sim/core/counter_table.hpp"
#include "sim/core/decider.hpp"
#include "sim/net/framer.hpp"

namespace onefold::app {

// Strike messages; those of the hops model (sim::hops_faults) only where the chaos file has that model.
inline constexpr sim::FaultSet live_message_faults{
    sim::FaultKind::drop, sim::FaultKind::duplicate,    sim::FaultKind::reorder,     sim::FaultKind::delay,
    sim::FaultKind::cut,  sim::FaultKind::reset_before, sim::FaultKind::reset_after, sim::FaultKind::silence};
inline constexpr sim::FaultSet live_connection_faults{sim::FaultKind::refuse, sim::FaultKind::unanswered};
inline constexpr sim::FaultSet live_query_faults{sim::FaultKind::stale_query};

// One message on its way. `account`: of its connection, empty while unknown.
struct LiveMessage {
  bool from_client = false;
  std::string_view account;
  std::string_view channel;          // "orders" or "events"
  std::string_view kind;             // a word of venue::kind_of, or "malformed"
  std::string_view client_order_id;  // or empty
  bool several = false;              // is about several orders
  sim::Passage passage = sim::Passage::free;
  std::size_t size = 0;
};

// Constructed before what needs it.
struct LiveNames {
  sim::NameTable names_;
};

class LiveFaults final : private LiveNames, public harness::ConductPoints {
 public:
  // `chaos` is expanded (harness/scenario/chaos_file.hpp). Each fault that strikes is counted by
  // `metrics`, which is not owned, and appended to `log`, if that is not empty, as a line of JSON that a
  // chaos file's "faults" can hold. Throws std::runtime_error if that file cannot be made.
  LiveFaults(const harness::Scenario& chaos, std::uint64_t seed, std::int64_t query_lag_ns,
             const std::string& log, Metrics& metrics);

  // Nothing: it passes. Each call is one more such message.
  std::optional<sim::Fault> at_message(const LiveMessage& message);

  // A client has connected: nothing, refuse or unanswered. It is not known yet whose it is, so the key says
  // "*" unless there is one client only.
  std::optional<sim::Fault> at_connection(std::string_view channel);

  // The network's, of the chaos file.
  bool hops() const { return hops_; }

  // Kinds that the file asks for and that real time does not have.
  std::vector<std::string> not_applied() const { return not_applied_; }

  // Of the listed faults, those whose point has not come up, as lines for people.
  std::vector<std::string> unasked() const;

 private:
  std::optional<sim::Fault> ask(sim::Key key, sim::FaultSet menu, std::size_t size);
  std::optional<sim::Fault> strike(sim::Key key, sim::FaultSet menu) override { return ask(key, menu, 0); }
  sim::Name intent_of(std::string_view account, const venue::Request& request) override;
  sim::Name intent_of(std::string_view account, const venue::ExecutionReport& report) override;
  sim::Name intent_of(std::string_view account, std::string_view client_order_id);
  sim::Name client_of(std::string_view account) const;
  void note(const sim::Fault& fault);

  std::map<std::string, sim::Name, std::less<>> clients_;  // by account
  sim::Name venue_;
  sim::Name some_client_;
  OrderNames orders_;
  sim::CounterTable counts_;
  std::optional<sim::ListDecider> list_;
  std::optional<sim::ChaosDecider> drawn_;
  std::optional<sim::CombinedDecider> decider_;
  std::vector<sim::Fault> given_;
  std::vector<std::string> not_applied_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::int64_t heal_ns_;
  bool hops_;
  std::ofstream log_;
  Metrics& metrics_;
};

}  // namespace onefold::app

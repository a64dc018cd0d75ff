// A plan: one scenario made ready to be run many times. All that does not depend on the seed is worked out
// here, once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/loader.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/subject.hpp"
#include "harness/throwaway_ca.hpp"
#include "properties/contract.hpp"
#include "properties/terms.hpp"
#include "sim/node/world.hpp"

namespace onefold::harness {

inline constexpr std::uint16_t orders_port = 7001;
inline constexpr std::uint16_t events_port = 7002;
inline constexpr std::string_view orders_channel = "orders";
inline constexpr std::string_view events_channel = "events";

// What the contract permits at the points of one message kind in one direction.
struct MessagePermission {
  std::string_view message;
  bool towards_venue = false;
  sim::FaultSet faults;
};

struct Plan {
  std::string path;        // as given, for reports
  std::string id;          // "fast/lost-ack"
  Scenario scenario;       // expanded
  venue::Profile profile;  // with the scenario's changes
  std::vector<std::string> accounts;
  std::vector<venue::Credentials> credentials;  // as accounts; none in a dialect that does not sign
  std::optional<TlsMaterial> tls;               // of the gates in front of the venue, one for each client
  const VenueImplementation* venue = nullptr;
  std::vector<const ClientImplementation*> clients;  // as scenario.clients
  properties::Terms terms;
  // D as a client must reckon with it: the network's, and what a pause and the processing at the venue add.
  TimeNs late_delivery_bound_ns = 0;
  std::vector<MessagePermission> messages;
  // Permitted at effects and boots of a client; at those of the venue, and its queries. Connections, and what
  // is anchored, may have what both permit.
  sim::FaultSet at_client;
  sim::FaultSet at_venue;

  Plan() = default;
  Plan(const Plan&) = delete;  // Terms are borrowed by every run
  Plan(Plan&&) = default;
};

// The nodes of a run: the venue, the clients, then the gate of each client if there is TLS.
inline constexpr sim::NodeId venue_id = 0;
inline sim::NodeId gate_id(const Plan& plan, std::size_t client) {
  return static_cast<sim::NodeId>(1 + plan.clients.size() + client);
}

// Throws ScenarioError when the scenario names an implementation or a profile that the program does not have.
Plan make_plan(const Registry& registry, Scenario scenario, std::string path, std::string id);

// "fast/lost-ack" of "scenarios/fast/lost-ack.json" under "scenarios"; the file's stem if it is not below
// `root`.
std::string scenario_id(const std::string& root, const std::string& file);

// The words that the loader checks scenarios against.
KnownWords known_words(const Registry& registry);

}  // namespace onefold::harness

// What is said on the wire, before faults strike it: it goes into the run's history, and gets the label that
// keys name it by. Shared by the framers of all dialects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/attribution_table.hpp"
#include "harness/wire_tap.hpp"
#include "properties/history.hpp"
#include "sim/net/framer.hpp"
#include "sim/node/world.hpp"

namespace onefold::harness {

class WireRecord {
 public:
  static constexpr std::size_t nobody = SIZE_MAX;

  // Borrows all. `clients` are the client nodes, in the order of the scenario.
  WireRecord(sim::World& world, std::vector<sim::NodeId> clients, properties::History& history,
             AttributionTable& table)
      : world_(&world), clients_(std::move(clients)), history_(&history), table_(&table) {}

  // Hears all that is said; null: nobody. Not owned.
  void tap(WireTap* tap) { tap_ = tap; }

  // Which client runs on the node; or nobody.
  std::size_t client_of(sim::Name node) const;
  sim::Name word(std::string_view text) { return world_->names().intern(text); }
  const properties::Terms& terms() const { return history_->terms(); }

  // `client` said this to the venue, or the venue to `client`, on `connection`. Of nobody only the label is
  // told.
  sim::MessageLabel request(std::size_t client, std::uint64_t connection, const venue::Request& request,
                            sim::TimeNs now_ns);
  sim::MessageLabel reply(std::size_t client, std::uint64_t connection, const venue::Reply& reply,
                          sim::TimeNs now_ns);
  // An event that came by another way than a stream, and is no part of the history.
  sim::Name intent_of(const venue::Reply& reply) const { return table_->of_reply(reply); }

 private:
  sim::World* world_;
  std::vector<sim::NodeId> clients_;
  properties::History* history_;
  AttributionTable* table_;
  WireTap* tap_ = nullptr;
};

}  // namespace onefold::harness

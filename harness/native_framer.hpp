// The network's ear for the native dialect: where frames end, what they are, whose they are. Everything that
// is said on the wire goes into the run's history here, before faults strike it.
#pragma once

#include <vector>

#include "harness/attribution_table.hpp"
#include "harness/wire_tap.hpp"
#include "properties/history.hpp"
#include "sim/net/framer.hpp"
#include "sim/node/world.hpp"

namespace onefold::harness {

class NativeFramer final : public sim::Framer {
 public:
  // Borrows all. `clients` are the client nodes, in the order of the scenario.
  NativeFramer(sim::World& world, std::vector<sim::NodeId> clients, properties::History& history,
               AttributionTable& table);

  // Hears all that is sent; null: nobody. Not owned.
  void tap(WireTap* tap) { tap_ = tap; }

  std::size_t frame_size(const sim::StreamInfo& stream, std::span<const std::byte> bytes) override;
  sim::MessageLabel label(const sim::StreamInfo& stream, std::span<const std::byte> frame) override;

 private:
  static constexpr std::size_t nobody = SIZE_MAX;
  std::size_t client_of(sim::Name node) const;

  sim::World* world_;
  std::vector<sim::NodeId> clients_;
  properties::History* history_;
  AttributionTable* table_;
  WireTap* tap_ = nullptr;
  venue::Request request_;
  venue::Reply reply_;
  sim::Name malformed_;
};

}  // namespace onefold::harness

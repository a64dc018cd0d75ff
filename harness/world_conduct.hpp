// The conduct of the venue in a simulated world.
#pragma once

#include "harness/attribution_table.hpp"
#include "harness/conduct_points.hpp"
#include "harness/plan.hpp"
#include "sim/node/world.hpp"

namespace onefold::harness {

class WorldConduct final : public ConductPoints {
 public:
  // Borrows both.
  WorldConduct(sim::World& world, const AttributionTable& table, sim::FaultSet wanted)
      : ConductPoints(world.names(), wanted), world_(world), table_(table) {}

 private:
  std::optional<sim::Fault> strike(sim::Key key, sim::FaultSet menu) override;
  sim::Name intent_of(std::string_view, const venue::Request& request) override {
    return table_.of_known(request);
  }
  sim::Name intent_of(std::string_view, const venue::ExecutionReport& report) override {
    return table_.of_report(report);
  }

  sim::World& world_;
  const AttributionTable& table_;
};

}  // namespace onefold::harness

// Keeps chaos within the contract: takes off each point's menu what no client could be asked to survive
// there, and of the faults that strike those that strike too hard for that.
#pragma once

#include <vector>

#include "harness/plan.hpp"
#include "sim/core/decider.hpp"

namespace onefold::harness {

// What the contract needs to know of a fault that struck. `to_venue` is the venue's name in `names`.
properties::FaultFact fact_of(const sim::NameTable& names, const sim::Fault& fault, sim::Name venue);

class ContractFilter final : public sim::Decider {
 public:
  // Borrows all three; `names` is of the world that asks.
  ContractFilter(const Plan& plan, sim::NameTable& names, sim::Decider& inner);
  void decide(const sim::Point& point, std::vector<sim::Fault>& out) override;

 private:
  sim::FaultSet permitted(const sim::Key& key) const;

  const Plan* plan_;
  const sim::NameTable* names_;
  sim::Decider* inner_;
  sim::Name venue_;
  std::vector<std::uint16_t>
      rows_;  // by name id of a message kind: 1 + index of the row towards the venue, or 0
};

}  // namespace onefold::harness

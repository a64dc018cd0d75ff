// The one place where the named points at which a venue may misbehave become keyed decisions.
#pragma once

#include <optional>
#include <vector>

#include "harness/scenario/scenario.hpp"
#include "sim/core/fault.hpp"
#include "sim/core/key.hpp"
#include "venue/api/misbehaviour.hpp"

namespace onefold::harness {

class ConductPoints : public venue::Misbehaviour {
 public:
  // Borrows `names`. Points at which none of `wanted` could strike are not asked at all, stale queries apart.
  ConductPoints(sim::NameTable& names, sim::FaultSet wanted);

  std::int64_t query_age_ns(std::string_view account, std::string_view kind,
                            std::string_view client_order_id) override;
  venue::RequestConduct at_request(std::string_view account, const venue::Request& request) override;
  venue::EventConduct at_event(std::string_view account, const venue::ExecutionReport& report) override;
  std::uint64_t replayed_events(std::string_view account) override;
  venue::PageConduct at_page(std::string_view account, std::string_view kind) override;
  venue::RecoveryConduct at_recovery() override;

 protected:
  // What strikes at this point, n of the key still to be counted; nothing if none does.
  virtual std::optional<sim::Fault> strike(sim::Key key, sim::FaultSet menu) = 0;
  // Which intent it is about.
  virtual sim::Name intent_of(std::string_view account, const venue::Request& request) = 0;
  virtual sim::Name intent_of(std::string_view account, const venue::ExecutionReport& report) = 0;

 private:
  std::optional<sim::Fault> ask(std::string_view account, std::string_view message, sim::Name intent);
  bool wants(std::string_view message) const;

  sim::NameTable& key_names_;
  sim::FaultSet wanted_;
  sim::Name key_venue_;
};

// The kinds that a run of this scenario with these faults (the scenario's, if null) may strike with.
sim::FaultSet conduct_named(const Scenario& scenario, const std::vector<FaultWords>* faults);

}  // namespace onefold::harness

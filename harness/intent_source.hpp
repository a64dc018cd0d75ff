// The users behind the clients: hand over each intent at its time, and again until the client says that it is
// durable.
//
// Models a source that never loses an intent and does not know of crashes. Ignores sources that change their
// mind.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/plan.hpp"
#include "properties/history.hpp"
#include "sim/node/world.hpp"

namespace onefold::harness {

// Of an intent of the scenario: what it, or the order that it is about, is for. Empty if there is none such.
std::string symbol_of(const Scenario& scenario, std::string_view intent);

class IntentSource {
 public:
  // Hands an intent to the client, inside its node.
  using Submit = std::function<void(std::size_t client, const venue::Intent& intent)>;

  // Borrows all. `clients` are the client nodes, in the order of the scenario.
  IntentSource(const Plan& plan, sim::World& world, std::vector<sim::NodeId> clients,
               properties::History& history, Submit submit);

  // Plans all submissions. Once, before the world runs.
  void start();

  // The client has the intent for good.
  void accepted(std::size_t client, std::string_view intent);
  bool all_accepted() const { return accepted_count_ == states_.size(); }

 private:
  struct State {
    std::size_t client = 0;
    sim::Name name;
    bool accepted = false;
  };
  void hand_over(std::size_t index, bool repeat);

  const Plan* plan_;
  sim::World* world_;
  std::vector<sim::NodeId> clients_;
  properties::History* history_;
  Submit submit_;
  std::vector<State> states_;  // as scenario.intents
  std::size_t accepted_count_ = 0;
};

}  // namespace onefold::harness

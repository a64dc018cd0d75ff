// Who follows one run from inside: sees each point as it is decided and each boundary between two events, and
// may end the run early. Exhaustive search and the explanation of failures are built on it.
#pragma once

#include <vector>

#include "properties/history.hpp"
#include "sim/core/decider.hpp"
#include "sim/node/world.hpp"
#include "venue/api/observers.hpp"

namespace onefold::harness {

// Must not change anything of the run but its end. `world` and `history` are the run's own.
class RunWatcher {
 public:
  virtual ~RunWatcher() = default;

  // Whether it will ask for World::state_digest.
  virtual bool compares_states() const { return false; }

  // Once, before anything happens.
  virtual void begin(sim::World& world, const properties::History& history) = 0;
  // A point was asked before healing, and `given` strikes there. Called inside the node that asks, if any.
  virtual void decided(const sim::Point& point, const std::vector<sim::Fault>& given) = 0;
  // A path that client number `client` took, or, with no_client, the venue. Of lives that are not dying.
  static constexpr std::size_t no_client = static_cast<std::size_t>(-1);
  virtual void path(std::size_t client, const venue::PathEvent& event) {
    (void)client;
    (void)event;
  }
  // Between two events, in no node. True: the run ends here, unjudged (RunResult::stopped).
  virtual bool between_events() = 0;
  // Once, after the last event; the world is still there.
  virtual void end() = 0;
};

}  // namespace onefold::harness

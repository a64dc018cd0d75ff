// What a run showed, as features for guided search.
//
// A feature is a hash of: what happened (a path that a client or the venue took, or a fault that struck, with
// the words of its point), the state of the client whose intent it was about and of that client's orders (see
// ClientStates), and the kind of the fault that struck last. Ignores values: quantities, times and ids tell
// no two runs apart.
#pragma once

#include <optional>
#include <vector>

#include "harness/run_watcher.hpp"
#include "harness/search/client_states.hpp"
#include "harness/search/corpus.hpp"

namespace onefold::harness {

class Coverage final : public RunWatcher {
 public:
  // `seen` is borrowed: features in it are not told again.
  explicit Coverage(const FeatureSet& seen) : seen_(&seen) {}

  void begin(sim::World& world, const properties::History& history) override;
  void decided(const sim::Point& point, const std::vector<sim::Fault>& given) override;
  void path(std::size_t client, const venue::PathEvent& event) override;
  bool between_events() override { return false; }
  void end() override {}

  // Those of the last run that are new, ascending.
  std::vector<Feature> take();

 private:
  void show(std::uint64_t what, std::size_t client);

  const FeatureSet* seen_;
  sim::World* world_ = nullptr;
  std::optional<ClientStates> states_;
  std::uint64_t last_kind_ = 0;
  std::vector<Feature> fresh_;
};

}  // namespace onefold::harness

// The state of a world as one number: see World::state_digest.
//
// What the code of a live node has in its memory is not looked into: it follows from what its disk held when
// it booted and from all that its calls have told it since, which its process keeps a digest of.
#include <algorithm>

#include "sim/node/world_impl.hpp"

namespace onefold::sim {

std::uint64_t World::Impl::meaning_of(const Event& event) const {
  if (event.what == start_fault) return 0;
  if (event.what != run_action) return mix(event.what, event.size) | 1;
  return meanings[event.size] == 0 ? 0 : mix(run_action, meanings[event.size]) | 1;
}

std::optional<std::uint64_t> World::Impl::state_digest() const {
  if (!options.comparable || !failure.empty()) return std::nullopt;
  // A thread that a node has started has a stack that no call tells of.
  const auto untold = [](const Node* node) {
    return node->process != nullptr && (node->process->runnable || !node->process->companions().empty());
  };
  if (std::any_of(nodes.begin(), nodes.end(), untold)) return std::nullopt;
  Digest state;
  if (!events.add_state(state)) return std::nullopt;
  state.add(points.counts_state());
  state.add(boots);
  network.add_state(state);
  for (const Node* node : nodes) {
    state.add(static_cast<std::uint64_t>(node->state));
    state.add(node->life);
    state.add(static_cast<std::uint64_t>(node->paused_until_ns));
    state.add(static_cast<std::uint64_t>(node->clock.steady_at(events.now())));
    state.add(static_cast<std::uint64_t>(node->clock.system_at(events.now())));
    state.add(static_cast<std::uint64_t>(node->clock.drift_ppm()));
    node->disk.add_state(state);
    if (node->process != nullptr) node->process->add_state(state);
  }
  return state.value();
}

}  // namespace onefold::sim

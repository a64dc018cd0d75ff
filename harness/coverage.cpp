#include "harness/coverage.hpp"

#include <algorithm>
#include <utility>

namespace onefold::harness {

void Coverage::begin(sim::World& world, const properties::History& history) {
  world_ = &world;
  states_.emplace(history);
  last_kind_ = sim::fault_kind_count;
  fresh_.clear();
}

// Node 0 is the venue, node i + 1 client i.
void Coverage::decided(const sim::Point& point, const std::vector<sim::Fault>& given) {
  if (given.empty()) return;
  std::size_t client = no_client;
  for (std::size_t i = 0; i < states_->size(); ++i) {
    const sim::Name node = world_->name(static_cast<sim::NodeId>(i + 1));
    if (point.key.a == node || point.key.b == node) client = i;
  }
  const sim::NameTable& names = world_->names();
  const std::uint64_t where = sim::mix(names.hash(point.key.c), names.hash(point.key.d));
  for (const sim::Fault& fault : given) {
    show(sim::mix(where, static_cast<std::uint64_t>(fault.kind)), client);
    last_kind_ = static_cast<std::uint64_t>(fault.kind);
  }
}

void Coverage::path(std::size_t client, const venue::PathEvent& event) {
  show(sim::hash_bytes(event.name), client);
}

void Coverage::show(std::uint64_t what, std::size_t client) {
  states_->follow();
  const std::uint64_t state = client == no_client ? 0 : 1 + states_->state_of(client);
  const std::uint64_t hash = sim::mix(sim::mix(what, state), last_kind_);
  const auto feature = static_cast<Feature>(hash >> 48);
  if (!seen_->has(feature)) fresh_.push_back(feature);
}

std::vector<Feature> Coverage::take() {
  std::sort(fresh_.begin(), fresh_.end());
  fresh_.erase(std::unique(fresh_.begin(), fresh_.end()), fresh_.end());
  return std::exchange(fresh_, {});
}

}  // namespace onefold::harness

#include "harness/probes.hpp"

#include <algorithm>

#include "client/paths.hpp"
#include "sim/core/fault.hpp"
#include "venue/api/venue_paths.hpp"

namespace onefold::harness {

std::vector<std::string> probe_names(const Registry& registry) {
  std::vector<std::string> names;
  for (int i = 0; i < sim::fault_kind_count; ++i)
    names.emplace_back(sim::to_string(static_cast<sim::FaultKind>(i)));
  names.insert(names.end(), client::path::all.begin(), client::path::all.end());
  names.insert(names.end(), venue::path::all.begin(), venue::path::all.end());
  for (const ClientImplementation& client : registry.clients())
    names.insert(names.end(), client.probes.begin(), client.probes.end());
  for (const VenueImplementation& venue : registry.venues())
    names.insert(names.end(), venue.probes.begin(), venue.probes.end());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace onefold::harness

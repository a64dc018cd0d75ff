#include "harness/world_conduct.hpp"

namespace onefold::harness {

std::optional<sim::Fault> WorldConduct::strike(sim::Key key, sim::FaultSet menu) {
  if (key.point == sim::PointKind::conduct) return world_.ask_aside(key, menu);
  for (const sim::Fault& fault : world_.ask(key, menu)) {
    if (menu.has(fault.kind)) return fault;
  }
  return std::nullopt;
}

}  // namespace onefold::harness

// The names of probes: everything that can be counted in a run, and so be asked for by "reach" in a scenario
// and by --require-probes.
#pragma once

#include <string>
#include <vector>

#include "harness/subject.hpp"

namespace onefold::harness {

// Fault kinds, the paths of the project's own client and exchange, and what other implementations say that
// they tell. Sorted, each once.
std::vector<std::string> probe_names(const Registry& registry);

}  // namespace onefold::harness

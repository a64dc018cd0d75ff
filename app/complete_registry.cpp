#include "app/complete_registry.hpp"

#include <fmt/format.h>

#include <set>

#include "app/command_client.hpp"
#include "app/naive/naive_clients.hpp"
#include "app/reference_components.hpp"

namespace onefold::app {
namespace {

template <typename Implementation>
std::string add_all(const std::vector<Implementation>& own, std::string_view what,
                    harness::Registry& complete) {
  std::set<std::string> names{"reference", "command", "command-with-positions", "command-orders-only"};
  for (const Implementation& one : own) {
    if (one.name.empty()) return fmt::format("a {} implementation has no name", what);
    if (is_naive(one.name) || !names.insert(one.name).second)
      return fmt::format("there are two {} implementations \"{}\"", what, one.name);
    if (!one.make) return fmt::format("the {} implementation \"{}\" has no factory", what, one.name);
    complete.add(one);
  }
  return {};
}

}  // namespace

std::string complete_registry(const harness::Registry& own, harness::Registry& complete) {
  add_reference_components(complete);
  add_command_clients(complete);
  add_naive_clients(complete);
  std::string problem = add_all(own.clients(), "client", complete);
  if (problem.empty()) problem = add_all(own.venues(), "venue", complete);
  for (const harness::PlantedDefect& defect : own.defects()) {
    bool known = own.client(defect.name) != nullptr || own.venue(defect.name) != nullptr;
    if (!known && problem.empty())
      problem = fmt::format("the planted defect \"{}\" is no implementation of that name", defect.name);
    complete.add(defect);
  }
  return problem;
}

}  // namespace onefold::app

#include "onefold/onefold.hpp"

#include <fmt/format.h>

#include "app/command_line.hpp"
#include "app/complete_registry.hpp"
#include "app/exit_status.hpp"

namespace onefold {

int main(const Registry& registry, int argc, char** argv) {
  harness::Registry complete;
  std::string problem = app::complete_registry(registry, complete);
  if (problem.empty()) return app::command_line(complete, argc, argv);
  fmt::print(stderr, "onefold: {}\n", problem);
  return app::exit_internal;
}

}  // namespace onefold

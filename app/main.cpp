// The program `onefold`: the project's own client and exchange, and the defects planted in them.
#include "app/command_line.hpp"
#include "app/reference_components.hpp"
#include "tests/defects/defects.hpp"

int main(int argc, char** argv) {
  onefold::harness::Registry registry;
  onefold::app::add_reference_components(registry);
  onefold::defects::add_planted_defects(registry);
  return onefold::app::command_line(registry, argc, argv);
}

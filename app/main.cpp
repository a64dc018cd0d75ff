// The program `onefold`: the project's own client and exchange, and the defects planted in them.
#include "onefold/onefold.hpp"
#include "tests/defects/defects.hpp"

int main(int argc, char** argv) {
  onefold::Registry registry;
  onefold::defects::add_planted_defects(registry);
  return onefold::main(registry, argc, argv);
}

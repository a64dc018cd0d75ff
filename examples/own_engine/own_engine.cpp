// The program: the whole command line of Onefold, with this exchange in it.
#include "engine_components.hpp"

int main(int argc, char** argv) {
  onefold::Registry registry;
  own_engine::add_components(registry);
  return onefold::main(registry, argc, argv);
}

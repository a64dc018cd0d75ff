// The program: the whole command line of Onefold, with this client in it.
#include "client_components.hpp"

int main(int argc, char** argv) {
  onefold::Registry registry;
  own_client::add_components(registry);
  return onefold::main(registry, argc, argv);
}

#include "app/reference_components.hpp"

#include "app/reference_client.hpp"
#include "app/reference_venue.hpp"
#include "app/standby_clients.hpp"

namespace onefold::app {

void add_reference_components(harness::Registry& registry) {
  registry.add(harness::ClientImplementation{
      "reference",
      "the project's execution client",
      [](harness::ClientBoot& boot) { return make_reference_client(boot, client::default_parts); },
      {},
      check_configuration});
  add_standby_clients(registry);
  registry.add(
      harness::VenueImplementation{"reference", "the project's exchange",
                                   [](harness::VenueBoot& boot) { return make_reference_venue(boot); }});
}

}  // namespace onefold::app

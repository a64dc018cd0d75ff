#include "tests/harness/explored.hpp"

namespace onefold::test {

harness::Plan explore_plan(const std::string& profile, const std::string& client, const std::string& venue,
                           bool beyond) {
  harness::Scenario scenario = plan_of("explore/" + profile).scenario;
  if (!client.empty()) scenario.clients[0].implementation = client;
  if (!venue.empty()) scenario.venue.implementation = venue;
  scenario.beyond = beyond;
  return harness::make_plan(registry(), std::move(scenario), profile, "explore/" + profile);
}

harness::Exploration explored(const harness::Plan& plan, const harness::ExploreOptions& options) {
  return harness::explore(plan, options, harness::first_state(), {});
}

}  // namespace onefold::test

// Campaigns as assertions: what a team would put beside its unit tests.
#include <onefold/gtest.hpp>

#include "client_components.hpp"

namespace {

const onefold::Registry& registry() {
  static const onefold::Registry registry = [] {
    onefold::Registry filled;
    own_client::add_components(filled);
    return filled;
  }();
  return registry;
}

TEST(OwnClient, PlacesEachIntentOnceUnderEveryFault) {
  EXPECT_TRUE(onefold::holds(registry(), SCENARIOS "/every-fault.json", 100));
}

TEST(OwnClient, IsCaughtWhenItSendsAgainUnderANewId) {
  EXPECT_TRUE(onefold::holds(registry(), SCENARIOS "/negative/new-id-per-retry.json", 100));
}

}  // namespace

int main(int argc, char** argv) {
  return onefold::test_main(registry(), argc, argv);
}

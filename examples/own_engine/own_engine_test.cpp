// Campaigns as assertions: what a team would put beside its unit tests.
#include <onefold/gtest.hpp>

#include "engine_components.hpp"

namespace {

const onefold::Registry& registry() {
  static const onefold::Registry registry = [] {
    onefold::Registry filled;
    own_engine::add_components(filled);
    return filled;
  }();
  return registry;
}

TEST(OwnEngine, KeepsWhatItToldUnderEveryFault) {
  EXPECT_TRUE(onefold::holds(registry(), SCENARIOS "/two-desks.json", 300));
}

TEST(OwnEngine, IsCaughtWhenItAnswersBeforeItsLogIsOnDisk) {
  EXPECT_TRUE(onefold::holds(registry(), SCENARIOS "/negative/answers-before-sync.json", 300));
}

}  // namespace

int main(int argc, char** argv) {
  return onefold::test_main(registry(), argc, argv);
}

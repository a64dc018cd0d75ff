// A campaign in one assertion of GoogleTest:
//   TEST(Client, PlacesEachIntentOnce) { EXPECT_TRUE(onefold::holds(registry(), "scenarios/fast.json", 500));
//   } int main(int argc, char** argv) { return onefold::test_main(registry(), argc, argv); }
// A failure shows the shrunk run, and the command that replays it with this test program.
#pragma once

#include <gtest/gtest.h>

#include "onefold/holds.hpp"

namespace onefold {

inline testing::AssertionResult holds(const Registry& registry, const std::string& scenario,
                                      const HoldsOptions& options) {
  Held result = run_scenario(registry, scenario, options);
  if (result) return testing::AssertionSuccess();
  return testing::AssertionFailure() << result.message;
}

inline testing::AssertionResult holds(const Registry& registry, const std::string& scenario,
                                      std::uint64_t seeds = 100, std::uint64_t first_seed = 1) {
  HoldsOptions options;
  options.seeds = seeds;
  options.first_seed = first_seed;
  return holds(registry, scenario, options);
}

// What main returns: runs the tests, or, when started with a command ("replay FILE"), does that.
inline int test_main(const Registry& registry, int argc, char** argv) {
  if (is_command(argc, argv)) return main(registry, argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}

}  // namespace onefold

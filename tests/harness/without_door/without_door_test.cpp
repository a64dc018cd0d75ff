// A program that forgot to link the door is told so, and nothing of it runs on the real machine. This test
// program is one.
#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>

#include "app/reference_components.hpp"
#include "harness/run.hpp"
#include "sim/node/door_link.hpp"

namespace onefold::harness {
namespace {

TEST(WithoutTheDoor, ARunIsRefusedWithWhatToDo) {
  std::string problem;
  EXPECT_FALSE(sim::calls_are_virtual(problem));
  Registry registry;
  app::add_reference_components(registry);
  const std::filesystem::path file =
      std::filesystem::path(ONEFOLD_SOURCE_DIR) / "scenarios/fast/lost-ack.json";
  Plan plan = make_plan(registry, load_scenario(file), file.string(), "fast/lost-ack");
  for (int time = 0; time < 2; ++time) {
    try {
      run_once(plan, {});
      ADD_FAILURE() << "it ran";
    } catch (const std::logic_error& refusal) {
      EXPECT_EQ(refusal.what(), problem);
      EXPECT_NE(problem.find("onefold_sim_door"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace onefold::harness

// No fault kind without a word in scenarios, a place in the contract, a page in the manual, a scenario that
// uses it, and a probe that says that it really happened.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "harness/run.hpp"
#include "properties/contract.hpp"
#include "sim/core/fault.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

class FaultKinds : public testing::TestWithParam<int> {
 protected:
  sim::FaultKind kind() const { return static_cast<sim::FaultKind>(GetParam()); }
  std::string word() const { return std::string(sim::to_string(kind())); }
  std::filesystem::path root() const { return ONEFOLD_SOURCE_DIR; }
};

TEST_P(FaultKinds, HaveAWordThatReadsBack) {
  sim::FaultKind read{};
  ASSERT_TRUE(sim::parse_fault_kind(word(), read));
  EXPECT_EQ(read, kind());
  EXPECT_NE(text_of(root() / "scenarios/scenario.schema.json").find('"' + word() + '"'), std::string::npos);
}

TEST_P(FaultKinds, AreKnownToTheContractUnderTheSameWord) {
  EXPECT_EQ(properties::fault_words()[static_cast<std::size_t>(GetParam())], word());
}

TEST_P(FaultKinds, AreInTheManual) {
  EXPECT_NE(text_of(root() / "docs/scenario-format.md").find('`' + word() + '`'), std::string::npos);
}

TEST_P(FaultKinds, StrikeInSomeScenarioAndAreCounted) {
  const std::string quoted = '"' + word() + '"';
  for (const auto& file : harness::find_scenarios(root() / "scenarios")) {
    if (text_of(file).find(quoted) == std::string::npos) continue;
    harness::Plan plan =
        test::plan_of(file.lexically_relative(root() / "scenarios").replace_extension().generic_string());
    harness::RunOptions options;
    for (options.seed = 1; options.seed <= 60; ++options.seed) {
      harness::RunResult run = harness::run_once(plan, options);
      for (const auto& entry : run.probes.entries()) {
        if (entry.name == word() && entry.count > 0) return;
      }
    }
  }
  FAIL() << word() << " never struck in any scenario";
}

INSTANTIATE_TEST_SUITE_P(Each, FaultKinds, testing::Range(0, sim::fault_kind_count),
                         [](const testing::TestParamInfo<int>& index) {
                           std::string name(sim::to_string(static_cast<sim::FaultKind>(index.param)));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(FaultKindsOfTheContract, AreAsManyAsOfTheSimulator) {
  EXPECT_EQ(properties::fault_words().size(), static_cast<std::size_t>(sim::fault_kind_count));
}

}  // namespace
}  // namespace onefold

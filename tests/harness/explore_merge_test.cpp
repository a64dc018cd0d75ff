// Merging of equal states loses nothing: with it and without it exploration finds the same violations, with
// as few faults, and the same end states.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "tests/harness/explored.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold::test {
namespace {

using harness::Exploration;
using harness::ExploreOptions;
using sim::FaultKind;

// Property, blame, fewest faults.
using Findings = std::set<std::tuple<std::string, std::string, std::size_t>>;

Findings findings_of(const Exploration& exploration) {
  Findings findings;
  for (const harness::FoundFailure& found : exploration.state.failures)
    findings.emplace(found.failure.property, found.failure.blame, found.path.size());
  return findings;
}

std::uint64_t merged_in(const Exploration& exploration) {
  std::uint64_t merged = 0;
  for (const harness::DepthTally& tally : exploration.state.depths) merged += tally.merged;
  return merged;
}

Exploration all_of(const harness::Plan& plan, int faults, sim::FaultSet kinds, bool merge) {
  ExploreOptions options;
  options.faults = faults;
  options.menu.kinds = kinds;
  options.merge = merge;
  options.all = true;
  options.end_states = true;
  return explored(plan, options);
}

// Returns how many sets were merged.
std::uint64_t expect_nothing_lost(const harness::Plan& plan, int faults, sim::FaultSet kinds) {
  Exploration whole = all_of(plan, faults, kinds, false);
  Exploration merged = all_of(plan, faults, kinds, true);
  EXPECT_TRUE(whole.state.done && merged.state.done);
  EXPECT_EQ(findings_of(whole), findings_of(merged));
  EXPECT_GT(whole.end_states.size(), 1u);
  EXPECT_EQ(whole.end_states, merged.end_states);
  EXPECT_EQ(merged_in(whole), 0u);
  EXPECT_LE(merged.state.runs, whole.state.runs);
  return merged_in(merged);
}

harness::Plan plan_with(const harness::PlantedDefect& defect) {
  std::string profile = plan_of(defect.scenario.substr(0, defect.scenario.rfind('.'))).scenario.venue.profile;
  const auto generic = venue::generic_profiles();
  // The small scenarios are there for these only.
  if (std::find(generic.begin(), generic.end(), profile) == generic.end()) profile = "reject-for-ever";
  bool client = registry().client(defect.name) != nullptr;
  return client ? explore_plan(profile, defect.name) : explore_plan(profile, "", defect.name);
}

class Merging : public testing::TestWithParam<std::size_t> {};

TEST_P(Merging, LosesNothingWithAPlantedDefect) {
  const harness::PlantedDefect& defect = registry().defects()[GetParam()];
  SCOPED_TRACE(defect.name);
  harness::Plan plan = plan_with(defect);
  expect_nothing_lost(plan, 1, harness::explored_faults);
  expect_nothing_lost(plan, 2, {FaultKind::fsync_error, FaultKind::duplicate, FaultKind::refuse});
}

INSTANTIATE_TEST_SUITE_P(All, Merging, testing::Range<std::size_t>(0, registry().defects().size()));

TEST(ExploreMerge, FollowsFewerSetsAndLosesNothing) {
  EXPECT_GT(expect_nothing_lost(explore_plan("reject-for-ever"), 2, {FaultKind::power_loss}), 0u);
}

}  // namespace
}  // namespace onefold::test

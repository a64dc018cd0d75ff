// What the generators promise: sound data, all that was asked for and nothing else, and small
// counterexamples.
#include "properties/gen/scenarios.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "harness/scenario/loader.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold::properties::gen {
namespace {

using harness::FaultWords;
using harness::Scenario;
using harness::ScheduledIntent;
using venue::IntentKind;

TEST(Generators, MakeScenariosThatPassCheckAndReadBack) {
  EXPECT_TRUE(rc::check([] {
    const Scenario made = *scenario();
    RC_ASSERT(harness::check(made) == std::vector<std::string>{});
    RC_ASSERT(harness::parse_scenario(harness::write_scenario(made), "g.json") == made);
  }));
}

TEST(Generators, MakeFaultsThatFitTheirScenario) {
  Options options;
  options.kinds.bits = (std::uint64_t{1} << sim::fault_kind_count) - 1;
  EXPECT_TRUE(rc::check([&] {
    Scenario made = *scenario(options);
    made.faults = *faults(made, options);
    RC_ASSERT(made.faults.size() <= static_cast<std::size_t>(options.faults_max));
    RC_ASSERT(harness::check(made) == std::vector<std::string>{});
    RC_ASSERT(harness::parse_scenario(harness::write_scenario(made), "g.json") == made);
    std::set<std::string> keys;
    for (const FaultWords& one : made.faults) keys.insert(one.key);
    RC_ASSERT(keys.size() == made.faults.size());
  }));
}

TEST(Generators, KeepWithinTheirOptions) {
  Options options;
  options.profiles = {"return-original"};
  options.clients_max = 3;
  options.intents_max = 5;
  options.kinds = {sim::FaultKind::drop, sim::FaultKind::kill};
  EXPECT_TRUE(rc::check([&] {
    const Scenario made = *scenario(options);
    RC_ASSERT(made.venue.profile == "return-original");
    RC_ASSERT(made.clients.size() <= 3u);
    RC_ASSERT(made.intents.size() <= 5u);
    for (const FaultWords& one : *faults(made, options)) RC_ASSERT(options.kinds.has(one.fault.kind));
  }));
}

TEST(Generators, LeaveHopsFaultsOutOfTheDirectModel) {
  EXPECT_TRUE(rc::check([] {
    Scenario made = *scenario();
    made.network.model = harness::Model::direct;
    for (const FaultWords& one : *faults(made)) RC_ASSERT(!sim::hops_faults.has(one.fault.kind));
  }));
}

// What comes up over many cases.
struct Seen {
  std::set<IntentKind> intents;
  std::set<std::string> profiles;
  std::set<sim::FaultKind> faults;
  std::set<harness::Model> models;
  bool twins = false;
  bool again = false;
};

bool has_twins(const Scenario& made) {
  for (const ScheduledIntent& a : made.intents) {
    for (const ScheduledIntent& b : made.intents) {
      venue::Intent same = b.intent;
      same.id = a.intent.id;
      if (a.intent.id != b.intent.id && a.client == b.client && same == a.intent &&
          same.kind == IntentKind::place)
        return true;
    }
  }
  return false;
}

TEST(Generators, ReachEveryKindOfIntentFaultProfileAndModel) {
  Options options;
  options.kinds.bits = (std::uint64_t{1} << sim::fault_kind_count) - 1;
  Seen seen;
  for (std::uint64_t i = 0; i < 400; ++i) {
    rc::Random random(i);
    const Scenario made = scenario(options)(random, 60).value();
    seen.profiles.insert(made.venue.profile);
    seen.models.insert(made.network.model);
    seen.twins |= has_twins(made);
    for (const ScheduledIntent& intent : made.intents) {
      seen.intents.insert(intent.intent.kind);
      seen.again |= !intent.again_ns.empty();
    }
    for (const FaultWords& one : faults(made, options)(random, 60).value())
      seen.faults.insert(one.fault.kind);
  }
  EXPECT_EQ(seen.intents.size(), 3u);
  EXPECT_EQ(seen.profiles.size(), options.profiles.size());
  EXPECT_EQ(seen.models.size(), 2u);
  EXPECT_EQ(seen.faults.size(), static_cast<std::size_t>(sim::fault_kind_count));
  EXPECT_TRUE(seen.twins);
  EXPECT_TRUE(seen.again);
}

TEST(Generators, MakeEachProfileInEachModelByDefault) {
  std::set<std::pair<std::string, harness::Model>> seen;
  for (std::uint64_t i = 0; i < 200; ++i) {
    rc::Random random(i);
    const Scenario made = scenario()(random, 60).value();
    seen.emplace(made.venue.profile, made.network.model);
  }
  EXPECT_EQ(seen.size(), 2 * venue::generic_profiles().size());
}

TEST(Generators, KeepToTheModelsAskedFor) {
  Options options;
  options.models = {harness::Model::hops};
  EXPECT_TRUE(rc::check([&] { RC_ASSERT((*scenario(options)).network.model == harness::Model::hops); }));
}

TEST(Generators, LeaveOutByDefaultTheLossOfADiskAndTheConductOfTheVenue) {
  sim::FaultSet all;
  all.bits = (std::uint64_t{1} << sim::fault_kind_count) - 1;
  const sim::FaultSet disks{sim::FaultKind::lose_disk, sim::FaultKind::old_disk};
  EXPECT_EQ(Options{}.kinds.bits, all.bits & ~(disks | sim::conduct_faults).bits);
}

// Follows the first smaller case that still fails, as RapidCheck does.
template <class T, class Fails>
T shrunk(rc::Shrinkable<T> at, const Fails& fails) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    rc::Seq<rc::Shrinkable<T>> next = at.shrinks();
    while (auto one = next.next()) {
      if (!fails(one->value())) continue;
      at = *one;
      smaller = true;
      break;
    }
  }
  return at.value();
}

TEST(Generators, ShrinkToTheOneFaultThatMatters) {
  rc::Random random(7);
  const Scenario made = scenario()(random, 60).value();
  auto fails = [](const std::vector<FaultWords>& list) {
    return std::any_of(list.begin(), list.end(),
                       [](const FaultWords& one) { return one.fault.kind == sim::FaultKind::kill; });
  };
  int tried = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    rc::Random fresh(seed);
    auto drawn = faults(made)(fresh, 60);
    if (!fails(drawn.value())) continue;
    ++tried;
    std::vector<FaultWords> smallest = shrunk(drawn, fails);
    ASSERT_EQ(smallest.size(), 1u);
    EXPECT_EQ(smallest[0].fault.kind, sim::FaultKind::kill);
    EXPECT_EQ(smallest[0].fault.restart_after_ns, 10 * sim::millisecond_ns);
  }
  EXPECT_GT(tried, 3);
}

TEST(Generators, ShrinkToTheFewIntentsThatMatter) {
  auto fails = [](const Scenario& made) {
    return std::any_of(made.intents.begin(), made.intents.end(),
                       [](const ScheduledIntent& one) { return one.intent.kind == IntentKind::cancel; });
  };
  int tried = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    rc::Random fresh(seed);
    auto drawn = scenario()(fresh, 60);
    if (!fails(drawn.value())) continue;
    ++tried;
    Scenario smallest = shrunk(drawn, fails);
    EXPECT_EQ(smallest.intents.size(), 2u);  // the cancel and its place
    EXPECT_EQ(smallest.clients.size(), 1u);
    EXPECT_EQ(smallest.network.model, harness::Model::direct);
    EXPECT_EQ(smallest.venue.profile, Options{}.profiles.front());
  }
  EXPECT_GT(tried, 3);
}

TEST(Generators, ShowCounterexamplesAsFiles) {
  rc::Random random(3);
  const Scenario made = scenario()(random, 30).value();
  std::ostringstream out;
  rc::show(made, out);
  EXPECT_EQ(out.str(), harness::write_scenario(made));
}

}  // namespace
}  // namespace onefold::properties::gen

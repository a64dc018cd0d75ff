// Shrinking, on made-up failures and on real runs of every planted defect.
#include "harness/shrink.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/chunk.hpp"
#include "harness/scenario/loader.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

using sim::FaultKind;
using sim::millisecond_ns;

FaultWords fault_at(const std::string& key, FaultKind kind = FaultKind::drop) {
  FaultWords words;
  words.key = key;
  words.fault.kind = kind;
  return words;
}

bool has(const RunOptions& options, const std::string& key) {
  return std::any_of(options.faults->begin(), options.faults->end(),
                     [&](const FaultWords& fault) { return fault.key == key; });
}

std::vector<std::string> keys_of(const std::vector<FaultWords>& faults) {
  std::vector<std::string> keys;
  for (const FaultWords& fault : faults) keys.push_back(fault.key);
  return keys;
}

const std::string accepted = "message venue->desk-1 orders accepted I1 #1";
const std::string filled = "message venue->desk-1 events event-filled I1 #1";
const std::string reply = "message venue->desk-1 orders order-report I1 #1";
const std::string first_login = "connection desk-1->venue orders #1";
const std::string second_login = "connection desk-1->venue orders #2";

Shrunk shrunk_by(const Reproduces& fails, std::vector<FaultWords> faults, ShrinkBounds bounds = {}) {
  Plan plan = test::plan_of("fast/five-intents");
  return shrink(test::registry(), plan, 1, std::move(faults), fails, bounds);
}

TEST(Shrink, TakesOutFaultsThatOnlyGoTogether) {
  Reproduces fails = [](const Plan&, const RunOptions& options) {
    return has(options, accepted) && has(options, filled) == has(options, reply);
  };
  Shrunk shrunk = shrunk_by(fails, {fault_at(accepted), fault_at(filled), fault_at(reply)});
  EXPECT_TRUE(shrunk.reproduced);
  EXPECT_EQ(keys_of(shrunk.faults), std::vector<std::string>{accepted});
}

TEST(Shrink, LowersTheNumberOfAFaultThatCountedOnAnother) {
  const std::string kill = "effect desk-1 send login - #1";
  Reproduces fails = [&](const Plan&, const RunOptions& options) {
    return has(options, kill) ? has(options, second_login) : has(options, first_login);
  };
  Shrunk shrunk =
      shrunk_by(fails, {fault_at(kill, FaultKind::kill), fault_at(second_login, FaultKind::refuse)});
  EXPECT_EQ(keys_of(shrunk.faults), std::vector<std::string>{first_login});
}

TEST(Shrink, PrefersFaultsThatNeedNoGatewayAndThenNoGateway) {
  Reproduces fails = [](const Plan&, const RunOptions& options) {
    const std::vector<FaultWords>& faults = *options.faults;
    bool lost = !faults.empty() && faults[0].fault.kind != FaultKind::delay &&
                faults[0].fault.kind != FaultKind::reset_after;
    return lost && faults[0].key == accepted;
  };
  Shrunk shrunk = shrunk_by(fails, {fault_at(accepted), fault_at(filled)});
  ASSERT_EQ(shrunk.faults.size(), 1u);
  EXPECT_EQ(shrunk.faults[0].fault.kind, FaultKind::reset_before);
  EXPECT_TRUE(shrunk.direct_suffices);
  EXPECT_EQ(shrunk.scenario.network.model, Model::direct);
  EXPECT_TRUE(check(shrunk.scenario).empty());
}

TEST(Shrink, KeepsAGatewayThatIsNeeded) {
  Reproduces fails = [](const Plan&, const RunOptions& options) {
    return options.faults->size() == 1 && options.faults->front().fault.kind == FaultKind::drop;
  };
  Shrunk shrunk = shrunk_by(fails, {fault_at(accepted)});
  EXPECT_EQ(shrunk.faults[0].fault.kind, FaultKind::drop);
  EXPECT_FALSE(shrunk.direct_suffices);
  EXPECT_EQ(shrunk.scenario.network.model, Model::hops);
}

// Needs a replace of I3 and nobody else.
TEST(Shrink, LeavesOnlyActorsThatMatterAndNoTimeToSpare) {
  Plan plan = test::plan_of("fast/five-intents");
  Scenario busy = plan.scenario;
  ClientSetup other = busy.clients.front();
  other.name = other.account = "desk-2";
  busy.clients.push_back(other);
  ScheduledIntent theirs = busy.intents.front();
  theirs.client = "desk-2";
  theirs.again_ns = {theirs.at_ns + 40 * millisecond_ns};
  busy.intents.push_back(theirs);
  busy.chaos.crash_nodes = {"desk-2"};
  Plan busier = make_plan(test::registry(), busy, plan.path, plan.id);
  Reproduces fails = [](const Plan& candidate, const RunOptions&) {
    const std::vector<ScheduledIntent>& intents = candidate.scenario.intents;
    return std::any_of(intents.begin(), intents.end(), [](const ScheduledIntent& one) {
      return one.intent.kind == venue::IntentKind::replace && one.at_ns >= 100 * millisecond_ns;
    });
  };
  Shrunk shrunk = shrink(test::registry(), busier, 1, {}, fails, {});
  const Scenario& small = shrunk.scenario;
  ASSERT_EQ(small.clients.size(), 1u);
  EXPECT_EQ(small.clients[0].name, "desk-1");
  EXPECT_EQ(small.venue.crowd, Crowd{});
  EXPECT_EQ(small.venue.instruments.size(), 1u);
  ASSERT_EQ(small.intents.size(), 2u);
  EXPECT_EQ(small.intents[0].intent.id, "I3");
  EXPECT_EQ(small.intents[0].at_ns, millisecond_ns);
  EXPECT_EQ(small.intents[1].intent.id, "I5");
  EXPECT_EQ(small.intents[1].at_ns, 100 * millisecond_ns);
  EXPECT_LT(small.heal_ns, busy.heal_ns);
  EXPECT_EQ(small.horizon_ns - small.heal_ns, busier.scenario.horizon_ns - busier.scenario.heal_ns);
  EXPECT_EQ(check(small), std::vector<std::string>{});
  EXPECT_EQ(shrunk.not_minimal, "");
}

TEST(Shrink, SaysWhenItWasEndedEarly) {
  Reproduces fails = [](const Plan&, const RunOptions&) { return true; };
  std::vector<FaultWords> faults;
  for (int i = 1; i <= 40; ++i)
    faults.push_back(fault_at("message venue->desk-1 orders accepted I1 #" + std::to_string(i)));
  Shrunk shrunk = shrunk_by(fails, faults, {3, 20'000});
  EXPECT_EQ(shrunk.runs, 3);
  EXPECT_EQ(shrunk.not_minimal, "ended after 3 runs");
  EXPECT_EQ(shrunk_by(fails, faults).not_minimal, "");
}

TEST(Shrink, LeavesARunAloneThatDoesNotFail) {
  Plan plan = test::plan_of("fast/lost-ack");
  auto never = [](const Plan&, const RunOptions&) { return false; };
  Shrunk shrunk = shrink(test::registry(), plan, 1, plan.scenario.faults, never, {});
  EXPECT_FALSE(shrunk.reproduced);
  EXPECT_EQ(shrunk.faults, plan.scenario.faults);
  EXPECT_EQ(shrunk.runs, 1);
}

TEST(Shrink, KeepsTheBackgroundThatAScenarioFixes) {
  Plan plan = test::plan_of("fast/lost-ack");
  plan.scenario.background.seed = 77;
  std::vector<std::uint64_t> seeds;
  auto fails = [&](const Plan& candidate, const RunOptions& options) {
    seeds.push_back(candidate.scenario.background.seed.value_or(options.seed));
    return true;
  };
  Shrunk shrunk = shrink(test::registry(), plan, 1, {}, fails, {});
  EXPECT_EQ(shrunk.seed, 77u);
  EXPECT_EQ(shrunk.scenario.background, Background{});
  EXPECT_EQ(std::count(seeds.begin(), seeds.end(), 77u), static_cast<std::ptrdiff_t>(seeds.size()));
}

// ---- every planted defect

struct Failure {
  std::uint64_t seed = 0;
  std::string property;
  std::string blame;
};

bool fails_like(const Failure& failure, const Plan& plan, const RunOptions& options) {
  RunResult run = run_once(plan, options);
  return std::any_of(run.violations.begin(), run.violations.end(),
                     [&](const properties::Violation& violation) {
                       return violation.property == failure.property && violation.blamed == failure.blame;
                     });
}

Failure first_failure(const Plan& plan) {
  RunOptions options;
  for (options.seed = 1; options.seed <= 400; ++options.seed) {
    for (const properties::Violation& violation : run_once(plan, options).violations) {
      if (is_expected(plan.scenario.expect, violation.property, violation.blamed))
        return {options.seed, std::string(violation.property), violation.blamed};
    }
  }
  return {};
}

class ShrinkOfDefect : public testing::TestWithParam<std::string> {};

// Written out here and not asked of the table that shrinking uses: the plainest ways to make a fault milder.
std::vector<FaultWords> plainly_milder(const FaultWords& words, sim::TimeNs longest_delay_ns) {
  std::vector<FaultWords> forms;
  auto add = [&](FaultKind kind, sim::TimeNs delay_ns) {
    FaultWords form = fault_at(words.key, kind);
    form.fault.delay_ns = delay_ns;
    forms.push_back(form);
  };
  const sim::Fault& fault = words.fault;
  if (sim::hops_faults.has(fault.kind) || fault.kind == FaultKind::silence) {
    add(FaultKind::reset_before, 0);
    add(FaultKind::reset_after, 0);
    for (sim::TimeNs ms : {1, 2, 5, 10, 20, 50, 100}) {
      if (ms * millisecond_ns <= longest_delay_ns / 2) add(FaultKind::delay, ms * millisecond_ns);
    }
  }
  FaultWords kill = words;
  kill.fault.kind = FaultKind::kill;
  kill.fault.unsynced = sim::Unsynced::none;
  if (fault.kind == FaultKind::power_loss) forms.push_back(kill);
  for (sim::TimeNs sim::Fault::*time :
       {&sim::Fault::delay_ns, &sim::Fault::duration_ns, &sim::Fault::restart_after_ns}) {
    for (sim::TimeNs ms : {1, 5, 10, 50, 200}) {
      FaultWords shorter = words;
      shorter.fault.*time = ms * millisecond_ns;
      if (fault.*time > ms * millisecond_ns) forms.push_back(shorter);
    }
  }
  return forms;
}

TEST_P(ShrinkOfDefect, LeavesNoFaultThatCouldBeRemovedOrMadeMilder) {
  Plan plan = test::plan_of("negative/" + GetParam());
  Failure failure = first_failure(plan);
  ASSERT_NE(failure.seed, 0u);
  Reproduces fails = [&](const Plan& candidate, const RunOptions& options) {
    return fails_like(failure, candidate, options);
  };
  RunOptions options;
  options.seed = failure.seed;
  std::vector<FaultWords> struck = run_once(plan, options).struck;
  Shrunk shrunk = shrink(test::registry(), plan, failure.seed, struck, fails, {20'000, 600'000});
  ASSERT_TRUE(shrunk.reproduced);
  ASSERT_EQ(shrunk.not_minimal, "");
  EXPECT_LE(shrunk.faults.size(), struck.size());

  Plan small = make_plan(test::registry(), shrunk.scenario, plan.path, plan.id);
  options.seed = shrunk.seed;
  options.calm = shrunk.calm;
  options.faults = shrunk.faults;
  EXPECT_TRUE(fails(small, options));
  EXPECT_TRUE(run_once(small, options).unasked.empty());
  for (std::size_t i = 0; i < shrunk.faults.size(); ++i) {
    options.faults = shrunk.faults;
    options.faults->erase(options.faults->begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(fails(small, options)) << "without " << describe({shrunk.faults[i]})[0];
    for (const FaultWords& form : plainly_milder(shrunk.faults[i], small.scenario.network.longest_delay_ns)) {
      options.faults = shrunk.faults;
      (*options.faults)[i] = form;
      EXPECT_FALSE(fails(small, options))
          << describe({form})[0] << " for " << describe({shrunk.faults[i]})[0];
    }
  }
}

std::vector<std::string> defect_names() {
  std::vector<std::string> names;
  for (const PlantedDefect& defect : test::registry().defects()) names.push_back(defect.name);
  return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Planted, ShrinkOfDefect, testing::ValuesIn(defect_names()), test_name);

}  // namespace
}  // namespace onefold::harness

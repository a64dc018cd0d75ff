// Runs of clients that show less of themselves, and of an exchange without an observer: the project's own,
// with what a level does not show taken away.
#include <gtest/gtest.h>

#include "app/complete_registry.hpp"
#include "app/reference_components.hpp"
#include "harness/run.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

// Shows nothing beyond its level, and asserts that nothing beyond it is asked.
class Reticent final : public ClientUnderTest {
 public:
  Reticent(std::unique_ptr<ClientUnderTest> client, AdapterLevel level)
      : client_(std::move(client)), level_(level) {}
  void submit(const venue::Intent& intent) override { client_->submit(intent); }
  venue::ClientView view() const override {
    EXPECT_NE(level_, AdapterLevel::orders_only);
    return client_->view();
  }
  bool stopped() const override { return client_->stopped(); }

 private:
  std::unique_ptr<ClientUnderTest> client_;
  AdapterLevel level_;
};

// The implementation named `like`, at this level.
ClientImplementation at_level(const std::string& like, AdapterLevel level) {
  ClientImplementation client = *test::registry().client(like);
  client.name += std::string("-") + std::to_string(static_cast<int>(level));
  client.level = level;
  client.make = [make = client.make, level](ClientBoot& boot) {
    return std::make_unique<Reticent>(make(boot), level);
  };
  return client;
}

Registry own_registry() {
  Registry own;
  for (AdapterLevel level : {AdapterLevel::orders_only, AdapterLevel::with_positions}) {
    own.add(at_level("reference", level));
    own.add(at_level("fresh-id-per-retry", level));
  }
  VenueImplementation venue = *test::registry().venue("reference");
  venue.name = "without-observer";
  venue.truth = VenueTruth::wire;
  venue.make = [make = venue.make](VenueBoot& boot) {
    class Deaf final : public venue::VenueObserver {
      void on_execution(const venue::ExecutionReport&) override {}
      void on_recovered(std::uint64_t) override {}
      void on_path(const venue::PathEvent&) override {}
    };
    static Deaf deaf;
    VenueBoot quiet{boot.io,
                    deaf,
                    boot.misbehaviour,
                    boot.profile,
                    boot.instruments,
                    boot.accounts,
                    boot.orders_port,
                    boot.events_port,
                    boot.data_dir,
                    boot.crowd_seed,
                    boot.crowd_period_ns,
                    boot.crowd_until_ns};
    return make(quiet);
  };
  own.add(venue);
  Registry complete;
  EXPECT_EQ(app::complete_registry(own, complete), "");
  return complete;
}

Plan plan_with(const Registry& registry, const std::string& name, const std::string& client,
               const std::string& venue = "reference") {
  Scenario scenario = test::plan_of(name).scenario;
  for (ClientSetup& setup : scenario.clients) setup.implementation = client;
  scenario.venue.implementation = venue;
  return make_plan(registry, std::move(scenario), name, name);
}

RunResult run_of(const Plan& plan, std::uint64_t seed) {
  RunOptions options;
  options.seed = seed;
  return run_once(plan, options);
}

TEST(AdapterLevelRun, ACorrectClientHoldsAtEveryLevelAndComesToRest) {
  const Registry registry = own_registry();
  for (const char* client : {"reference-0", "reference-1"}) {
    Plan plan = plan_with(registry, "fast/five-intents", client);
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
      RunResult run = run_of(plan, seed);
      EXPECT_TRUE(run.violations.empty())
          << client << " seed " << seed << ": " << run.violations[0].explanation;
      EXPECT_EQ(run.end, sim::RunEnd::condition) << client << " seed " << seed;
    }
  }
}

TEST(AdapterLevelRun, ASecondOrderIsSeenThoughTheClientShowsNothing) {
  const Registry registry = own_registry();
  for (const char* client : {"fresh-id-per-retry-0", "fresh-id-per-retry-1"}) {
    Plan plan = plan_with(registry, "negative/fresh-id-per-retry", client);
    bool found = false;
    for (std::uint64_t seed = 1; seed <= 100 && !found; ++seed) {
      RunResult run = run_of(plan, seed);
      for (const properties::Violation& violation : run.violations)
        found = found || violation.property == "one-order-per-intent";
    }
    EXPECT_TRUE(found) << client;
  }
}

TEST(AdapterLevelRun, AnExchangeWithoutAnObserverIsJudgedByItsEventStreams) {
  const Registry registry = own_registry();
  Plan plan = plan_with(registry, "fast/five-intents", "reference", "without-observer");
  plan.scenario.venue.crowd = {};
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    RunResult run = run_of(plan, seed);
    EXPECT_TRUE(run.violations.empty()) << "seed " << seed << ": " << run.violations[0].explanation;
    EXPECT_FALSE(run.inconclusive) << seed;
    for (const FaultWords& fault : run.struck) EXPECT_EQ(fault.key.find("drop copy"), std::string::npos);
  }
}

TEST(AdapterLevelRun, WithoutAnObserverADuplicateIsSeenAllTheSame) {
  const Registry registry = own_registry();
  Plan plan = plan_with(registry, "negative/fresh-id-per-retry", "fresh-id-per-retry-0", "without-observer");
  bool found = false;
  for (std::uint64_t seed = 1; seed <= 100 && !found; ++seed) {
    for (const properties::Violation& violation : run_of(plan, seed).violations)
      found = found ||
              (violation.property == "one-order-per-intent" && violation.blame == properties::Blame::client);
  }
  EXPECT_TRUE(found);
}

TEST(AdapterLevelRun, WithoutAnObserverOnlyTheNativeDialectIsTaken) {
  const Registry registry = own_registry();
  Scenario scenario = test::plan_of("fast/five-intents").scenario;
  scenario.venue.implementation = "without-observer";
  scenario.venue.dialect = venue::Dialect::http;
  EXPECT_THROW(make_plan(registry, scenario, "s", "s"), ScenarioError);
}

}  // namespace
}  // namespace onefold::harness

// The cause of a failing run: on planted defects whose decisive fault is known.
#include "harness/cause.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/chunk.hpp"
#include "harness/finding.hpp"
#include "harness/run.hpp"
#include "tests/harness/sample_capsule.hpp"
#include "tests/harness/sample_plan.hpp"

namespace onefold::harness {
namespace {

TEST(ChoosePoints, TakesAllOfAShortRun) {
  EXPECT_EQ(choose_points(3, {2}, 40), (std::vector<std::uint64_t>{1, 2, 3, 4}));
  EXPECT_EQ(choose_points(0, {}, 40), std::vector<std::uint64_t>{1});
}

TEST(ChoosePoints, TakesFirstLastAndBothSidesOfEachFaultAndSpreadsTheRest) {
  std::vector<std::uint64_t> points = choose_points(1'000, {17, 400}, 40);
  EXPECT_EQ(points.size(), 40u);
  EXPECT_TRUE(std::is_sorted(points.begin(), points.end()));
  for (std::uint64_t wanted : {1u, 17u, 18u, 400u, 401u, 1'001u})
    EXPECT_TRUE(std::binary_search(points.begin(), points.end(), wanted)) << wanted;
  for (std::size_t i = 1; i < points.size(); ++i) EXPECT_LT(points[i] - points[i - 1], 80u);
}

TEST(ChoosePoints, LeavesFaultsOutWhereThereAreTooMany) {
  std::vector<std::uint64_t> faults;
  for (std::uint64_t fault = 10; fault < 500; fault += 3) faults.push_back(fault);
  std::vector<std::uint64_t> points = choose_points(600, faults, 40);
  EXPECT_LE(points.size(), 40u);
  EXPECT_GT(points.size(), 30u);
}

reports::Cause cause_of(const Capsule& capsule, std::uint64_t runs) {
  Plan plan = make_plan(test::registry(), capsule.scenario, "c.json", "c");
  CauseOptions options;
  options.runs = runs;
  options.hang_ms = 60'000;
  return find_cause(plan, capsule, options, {}, [] { return false; });
}

const reports::CausePoint& row_after(const reports::Cause& cause, std::uint64_t number) {
  return *std::find_if(cause.points.begin(), cause.points.end(),
                       [&](const reports::CausePoint& point) { return point.number > number; });
}

// Both answers about an order are lost, and its client, in doubt, stamps a new id: it takes the second loss.
TEST(Cause, IsTheLastOfTwoFaultsThatAreBothNeeded) {
  for (const char* defect : {"fresh-id-per-retry", "dedup-window-expired"}) {
    Capsule capsule = test::capsule_of(defect);
    ASSERT_EQ(capsule.faults.size(), 2u) << defect;
    reports::Cause cause = cause_of(capsule, 32);
    std::vector<reports::CausePoint> faults;
    for (const reports::CausePoint& point : cause.points) {
      if (!point.fault.empty()) faults.push_back(point);
    }
    ASSERT_EQ(faults.size(), 2u) << defect;
    EXPECT_LE(faults[0].violated, 8u) << defect;
    EXPECT_LE(faults[1].violated, 16u) << defect;
    ASSERT_TRUE(cause.jump) << defect;
    EXPECT_EQ(cause.points[*cause.jump].number, faults[1].number) << defect << "\n"
                                                                  << reports::cause_text(cause, false);
    EXPECT_EQ(row_after(cause, faults[1].number).number, faults[1].number + 1) << defect;
    EXPECT_EQ(cause.points.back().violated, 32u) << defect;
  }
}

// Without chaos there is nothing else that could happen after the last fault, and nothing without it.
TEST(Cause, IsCertainAfterTheLastFaultWhereNothingElseStrikes) {
  Capsule capsule = test::capsule_of("fresh-id-per-retry");
  capsule.scenario.chaos = {};
  capsule.scenario.chaos.pause_max_ns = 300 * sim::millisecond_ns;
  reports::Cause cause = cause_of(capsule, 16);
  EXPECT_FALSE(cause.chaos);
  std::uint64_t last_fault = 0;
  for (const reports::CausePoint& point : cause.points) {
    if (!point.fault.empty()) last_fault = point.number;
  }
  for (const reports::CausePoint& point : cause.points) {
    EXPECT_EQ(point.violated, point.number > last_fault ? 16u : 0u) << point.number << " " << point.point;
  }
}

TEST(Cause, IsTheSameEachTime) {
  Capsule capsule = test::capsule_of("missing-fsync");
  reports::Cause cause = cause_of(capsule, 8);
  EXPECT_EQ(reports::cause_json(cause), reports::cause_json(cause_of(capsule, 8)));
}

TEST(Cause, SaysWhenItWasInterrupted) {
  Capsule capsule = test::capsule_of("missing-fsync");
  Plan plan = make_plan(test::registry(), capsule.scenario, "c.json", "c");
  int asked = 0;
  reports::Cause cause = find_cause(plan, capsule, {}, {}, [&] { return ++asked > 3; });
  EXPECT_TRUE(cause.interrupted);
  EXPECT_LE(cause.points.size(), 3u);
}

}  // namespace
}  // namespace onefold::harness

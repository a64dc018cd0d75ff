// How the step that made a violation inevitable is told, to people and to programs.
#include "reports/cause_report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace onefold::reports {
namespace {

CausePoint row(std::uint64_t number, std::uint64_t violated, std::string fault = "") {
  CausePoint point;
  point.number = number;
  point.at_ns = static_cast<std::int64_t>(number) * 1'500'000;
  point.point = "message venue->desk-1 orders accepted I3 #" + std::to_string(number);
  point.fault = std::move(fault);
  point.violated = violated;
  point.runs = 64;
  return point;
}

Cause sample() {
  Cause cause;
  cause.capsule = "onefold-out/c.json";
  cause.property = "one-order-per-intent";
  cause.blame = "client desk-1";
  cause.points_total = 40;
  cause.runs_per_point = 64;
  cause.chaos = true;
  cause.points = {row(1, 0),
                  row(7, 2, "drop   venue -> desk-1   event-accepted I3 #1"),
                  row(8, 10, "kill   desk-1   after send"),
                  row(9, 60),
                  row(10, 64),
                  row(41, 64)};
  conclude(cause);
  return cause;
}

Cause concluded(std::vector<CausePoint> points) {
  Cause cause = sample();
  cause.points = std::move(points);
  conclude(cause);
  return cause;
}

TEST(Cause, IsTheStepWhereMostMoreRunsFail) {
  EXPECT_EQ(sample().jump, 2u);
  EXPECT_EQ(sample().settled_from, 10u);
  EXPECT_EQ(concluded({row(1, 64), row(2, 64)}).jump, std::nullopt);
  EXPECT_EQ(concluded({row(1, 61), row(2, 64)}).jump, std::nullopt);
  EXPECT_EQ(concluded({row(1, 60), row(2, 64)}).jump, 0u);
  // Of two steps that weigh the same, the earlier one.
  EXPECT_EQ(concluded({row(1, 0), row(2, 32), row(3, 64)}).jump, 0u);
  // What is settled stays so.
  EXPECT_EQ(concluded({row(1, 0), row(2, 64), row(3, 5), row(4, 64)}).settled_from, 4u);
}

TEST(Cause, IsToldAsATableAndInSentences) {
  EXPECT_EQ(
      cause_text(sample(), false),
      "why: 64 runs at each of 6 of 40 points; otherwise means another background, and the scenario's "
      "chaos in place of the faults left\n"
      " otherwise from  point  where it is decided                           still violated\n"
      "       1.500 ms      1  message venue->desk-1 orders accepted I3 #1   [....................]    0%\n"
      "      10.500 ms      7  message venue->desk-1 orders accepted I3 #7   [#...................]    3%\n"
      "             fault: drop   venue -> desk-1   event-accepted I3 #1\n"
      "      12.000 ms      8  message venue->desk-1 orders accepted I3 #8   [###.................]   16%\n"
      "        ==>  fault: kill   desk-1   after send\n"
      "      13.500 ms      9  message venue->desk-1 orders accepted I3 #9   [###################.]   94%\n"
      "      15.000 ms     10  message venue->desk-1 orders accepted I3 #10  [####################]  100%\n"
      "      61.500 ms     41  message venue->desk-1 orders accepted I3 #41  [####################]  100%\n"
      "inevitable after: kill   desk-1   after send  (12.000 ms; 10 of 64 runs fail before it, 60 of 64 "
      "after it)\n"
      "from point 10 on, at least 95 % of the runs fail\n");
}

TEST(Cause, SaysSoWhereThereIsNone) {
  Cause cause = concluded({row(1, 64), row(41, 64)});
  EXPECT_NE(cause_text(cause, false).find("inevitable from the start"), std::string::npos);
  cause.interrupted = true;
  EXPECT_NE(cause_text(cause, false).find("interrupted"), std::string::npos);
  EXPECT_EQ(cause_text(cause, false).find("inevitable"), std::string::npos);
}

TEST(Cause, LetsNoControlBytesReachTheTerminal) {
  Cause cause = sample();
  cause.points[1].fault = "drop \x1b[2J";
  cause.points[2].point = "\x07";
  EXPECT_EQ(cause_text(cause, false).find('\x1b'), std::string::npos);
  EXPECT_EQ(cause_text(cause, false).find('\x07'), std::string::npos);
  EXPECT_NE(cause_text(cause, true).find("\x1b[1;31m==>\x1b[0m"), std::string::npos);
}

TEST(Cause, IsWrittenAsJson) {
  nlohmann::json json = nlohmann::json::parse(cause_json(sample()));
  EXPECT_EQ(json["format"], 1);
  EXPECT_EQ(json["property"], "one-order-per-intent");
  EXPECT_EQ(json["inevitable_after"], 8);
  ASSERT_EQ(json["points"].size(), 6u);
  EXPECT_EQ(json["points"][1]["fault"], "drop   venue -> desk-1   event-accepted I3 #1");
  EXPECT_EQ(json["points"][1]["at_ns"], 10'500'000);
  EXPECT_EQ(json["points"][1]["violated"], 2);
  EXPECT_FALSE(json["points"][0].contains("fault"));
  EXPECT_EQ(json["settled_from"], 10);
  nlohmann::json lost = nlohmann::json::parse(cause_json(concluded({row(1, 64), row(41, 64)})));
  EXPECT_FALSE(lost.contains("inevitable_after"));
  EXPECT_EQ(lost["settled_from"], 1);
}

}  // namespace
}  // namespace onefold::reports

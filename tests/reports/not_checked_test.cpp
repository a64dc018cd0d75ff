// What cannot be seen of a client stands in every report, and never as held.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reports/json_report.hpp"
#include "reports/junit_report.hpp"
#include "reports/terminal.hpp"

namespace onefold::reports {
namespace {

CampaignResult result_of(std::size_t scenarios) {
  CampaignResult result;
  for (std::size_t i = 0; i < scenarios; ++i) {
    ScenarioResult& scenario = result.scenarios.emplace_back();
    scenario.scenario = "fast/" + std::to_string(i);
    scenario.runs = 5;
    scenario.not_checked = {{"desk-1", "orders only", {"positions-agree", "every-intent-resolves"}}};
  }
  return result;
}

constexpr std::string_view line = "desk-1 shows orders only: positions-agree, every-intent-resolves";

TEST(NotChecked, StandsOnTheTerminalOnceForAllScenariosThatAreAlike) {
  const std::string one = summary_text(result_of(1), false);
  EXPECT_NE(one.find("not checked   " + std::string(line) + "\n"), std::string::npos) << one;
  const std::string three = summary_text(result_of(3), false);
  const std::size_t first = three.find("not checked");
  EXPECT_NE(three.find("(in 3 scenarios)"), std::string::npos) << three;
  EXPECT_EQ(three.find("not checked", first + 1), std::string::npos) << three;
}

TEST(NotChecked, StandsInTheJsonOfItsScenario) {
  const auto json = nlohmann::json::parse(to_json(result_of(1)));
  const auto& all = json.at("scenarios").at(0).at("not_checked");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].at("client"), "desk-1");
  EXPECT_EQ(all[0].at("shows"), "orders only");
  EXPECT_EQ(all[0].at("properties").size(), 2u);
}

TEST(NotChecked, StandsInTheJUnitCaseOfItsScenario) {
  const std::string xml = to_junit(result_of(1));
  EXPECT_NE(xml.find("not checked: " + std::string(line)), std::string::npos) << xml;
}

TEST(NotChecked, IsLeftOutWhereAllIsChecked) {
  CampaignResult result = result_of(1);
  result.scenarios[0].not_checked.clear();
  EXPECT_EQ(summary_text(result, false).find("not checked"), std::string::npos);
  EXPECT_FALSE(nlohmann::json::parse(to_json(result)).at("scenarios").at(0).contains("not_checked"));
  EXPECT_EQ(to_junit(result).find("not checked"), std::string::npos);
}

}  // namespace
}  // namespace onefold::reports

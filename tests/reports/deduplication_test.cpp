// What came twice stands in every report.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reports/json_report.hpp"
#include "reports/junit_report.hpp"
#include "reports/terminal.hpp"
#include "tests/reports/sample_result.hpp"

namespace onefold::reports {
namespace {

Deduplication counts() {
  Deduplication counts;
  counts.hits = 40;
  counts.misses = 2813;
  counts.mismatches = 1;
  counts.conflicts = 2;
  counts.expiries = 3;
  counts.repeats = 4;
  counts.share_per_mille = 14;
  counts.first_attempts = 2800;
  counts.retries = 348;
  counts.first_latency = {2394, 1'040'227, 8'126'463, 360'710'143, 1'517'000'000};
  return counts;
}

TEST(Deduplication, StandsOnTheTerminal) {
  CampaignResult result = samples::campaign();
  result.deduplication = counts();
  const std::string text = summary_text(result, false);
  EXPECT_NE(text.find("de-duplication   40 hits   2,813 misses   3 expiries   1 mismatch   2 conflicts   "
                      "share of duplicates 1.4 %\n"
                      "  first attempts answered 2,394   in ms: least 1.040   median 8.126   p99 360.710   "
                      "greatest 1,517.000\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("  retries "), std::string::npos) << "none was answered";
}

TEST(Deduplication, IsNotToldWhereNothingWasAsked) {
  EXPECT_EQ(deduplication_text(Deduplication{}), "");
}

TEST(Deduplication, StandsInTheJsonOfTheCampaignAndOfEachScenario) {
  CampaignResult result = samples::campaign();
  result.deduplication = counts();
  result.scenarios[1].deduplication = counts();
  const auto json = nlohmann::json::parse(to_json(result));
  for (const auto& told : {json.at("deduplication"), json.at("scenarios").at(1).at("deduplication")}) {
    EXPECT_EQ(told.at("hits"), 40);
    EXPECT_EQ(told.at("misses"), 2813);
    EXPECT_EQ(told.at("mismatches"), 1);
    EXPECT_EQ(told.at("conflicts"), 2);
    EXPECT_EQ(told.at("expiries"), 3);
    EXPECT_EQ(told.at("repeats"), 4);
    EXPECT_EQ(told.at("share_per_mille"), 14);
    EXPECT_EQ(told.at("first_attempts"), 2800);
    EXPECT_EQ(told.at("retries"), 348);
    EXPECT_EQ(told.at("first_latency").at("p99_ns"), 360'710'143);
    EXPECT_EQ(told.at("retry_latency").at("count"), 0);
  }
}

TEST(Deduplication, StandsAsPropertiesOfItsJUnitCase) {
  CampaignResult result = samples::campaign();
  result.scenarios[1].deduplication = counts();
  const std::string xml = to_junit(result);
  EXPECT_NE(xml.find("<property name=\"deduplication.hits\" value=\"40\"></property>"), std::string::npos);
  EXPECT_NE(xml.find("<property name=\"deduplication.first_latency_p99_ns\" value=\"360710143\">"),
            std::string::npos);
  EXPECT_EQ(xml.find("deduplication.hits"), xml.rfind("deduplication.hits")) << "of one case alone";
}

}  // namespace
}  // namespace onefold::reports

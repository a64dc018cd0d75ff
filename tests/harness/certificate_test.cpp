// Certificates: a search that was interrupted and resumed leaves the same one, and none is taken for
// another's.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "harness/certificate.hpp"
#include "harness/scenario/scenario_error.hpp"
#include "tests/harness/explored.hpp"
#include "tests/json_schema.hpp"

namespace onefold::test {
namespace {

using harness::Exploration;
using harness::ExploreOptions;
using sim::FaultKind;

class CertificateFile : public testing::Test {
 protected:
  CertificateFile() {
    std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    path_ = std::filesystem::temp_directory_path() / ("onefold-" + name + ".json");
  }
  ~CertificateFile() override { std::filesystem::remove(path_); }

  void put(const std::string& text) { std::ofstream(path_) << text; }

  std::string refusal(const harness::Plan& plan, const ExploreOptions& options) {
    try {
      harness::load_certificate(path_, plan, options);
    } catch (const harness::ScenarioError& error) {
      return error.what();
    }
    return "";
  }

  std::filesystem::path path_;
};

ExploreOptions options_of(bool merge) {
  ExploreOptions options;
  options.faults = 2;
  options.menu.kinds = {FaultKind::drop, FaultKind::power_loss};
  options.merge = merge;
  return options;
}

TEST_F(CertificateFile, IsTheSameAfterManyInterruptions) {
  harness::Plan plan = explore_plan("return-original");
  for (bool merge : {false, true}) {
    ExploreOptions options = options_of(merge);
    Exploration whole = explored(plan, options);
    ASSERT_TRUE(whole.complete);
    ExploreOptions piecemeal = options;
    piecemeal.runs_max = 700;
    int pieces = 1;
    Exploration part = explored(plan, piecemeal);
    for (; !part.complete; ++pieces) {
      ASSERT_LT(pieces, 1'000);
      put(harness::write_certificate(plan, options, part));
      part = harness::explore(plan, piecemeal, harness::load_certificate(path_, plan, options), {});
    }
    EXPECT_GT(pieces, 3);
    EXPECT_EQ(harness::write_certificate(plan, options, part),
              harness::write_certificate(plan, options, whole));
  }
}

TEST_F(CertificateFile, OfACompleteSearchLeavesNothingToDo) {
  harness::Plan plan = explore_plan("return-original");
  ExploreOptions options = options_of(true);
  options.faults = 1;
  Exploration whole = explored(plan, options);
  put(harness::write_certificate(plan, options, whole));
  Exploration again = harness::explore(plan, options, harness::load_certificate(path_, plan, options), {});
  EXPECT_TRUE(again.complete);
  EXPECT_EQ(again.state.runs, whole.state.runs);
  EXPECT_EQ(again.state.digest, whole.state.digest);
}

TEST_F(CertificateFile, SaysWhatWasExplored) {
  harness::Plan plan = explore_plan("return-original");
  ExploreOptions options = options_of(true);
  auto json = nlohmann::json::parse(harness::write_certificate(plan, options, explored(plan, options)));
  EXPECT_EQ(json["verdict"], "held");
  EXPECT_EQ(json["search"]["faults"], 2);
  EXPECT_EQ(json["search"]["kinds"], nlohmann::json({"drop", "power-loss"}));
  EXPECT_EQ(json["alternatives"].size(), 3u);
  EXPECT_EQ(json["alternatives"][0]["sets"], 1);
  EXPECT_EQ(json["alternatives"][0]["alternatives"], json["alternatives"][1]["sets"]);
  EXPECT_EQ(json["contract"]["model"], "hops");
  EXPECT_EQ(json["menu"].size(), 2u);
  EXPECT_FALSE(json.contains("left"));
}

TEST_F(CertificateFile, FitsItsSchema) {
  std::ifstream in(std::string(ONEFOLD_SOURCE_DIR) + "/docs/certificate.schema.json");
  tests::JsonSchema schema(nlohmann::json::parse(in));
  harness::Plan plan = explore_plan("reject-while-open", "dedup-open-only");
  ExploreOptions options = options_of(true);
  options.menu.kinds = {FaultKind::drop, FaultKind::reorder};
  for (std::uint64_t runs_max : {60, 0}) {
    options.runs_max = runs_max;
    auto json = nlohmann::json::parse(harness::write_certificate(plan, options, explored(plan, options)));
    EXPECT_EQ(schema.validate(json), std::vector<std::string>{});
    EXPECT_TRUE(json.contains("left"));
    json["colour"] = "red";
    EXPECT_NE(schema.validate(json), std::vector<std::string>{});
  }
}

TEST_F(CertificateFile, OfAnotherVersionIsRefusedWithItsPlace) {
  harness::Plan plan = explore_plan("return-original");
  ExploreOptions options = options_of(true);
  options.runs_max = 10;
  std::string text = harness::write_certificate(plan, options, explored(plan, options));
  put(std::regex_replace(text, std::regex("\"certificate\": 1,"), "\"certificate\": 7,"));
  std::string why = refusal(plan, options);
  EXPECT_NE(why.find(":2:"), std::string::npos) << why;
  EXPECT_NE(why.find("found 7"), std::string::npos) << why;
}

TEST_F(CertificateFile, OfAnotherScenarioOrOtherOptionsIsRefused) {
  harness::Plan plan = explore_plan("return-original");
  ExploreOptions options = options_of(true);
  options.runs_max = 10;
  put(harness::write_certificate(plan, options, explored(plan, options)));
  EXPECT_EQ(refusal(plan, options), "");
  EXPECT_NE(refusal(explore_plan("reject-for-ever"), options).find("this scenario as it is now"),
            std::string::npos);
  options.faults = 3;
  EXPECT_NE(refusal(plan, options).find("the options of this search"), std::string::npos);
}

TEST_F(CertificateFile, ThatIsNoneOrDamagedIsRefused) {
  harness::Plan plan = explore_plan("return-original");
  ExploreOptions options = options_of(true);
  options.runs_max = 500;
  EXPECT_NE(refusal(plan, options).find("cannot be read"), std::string::npos);
  put("{ \"certificate\": 1, ");
  EXPECT_NE(refusal(plan, options), "");
  put("[1]");
  EXPECT_NE(refusal(plan, options), "");
  std::string text = harness::write_certificate(plan, options, explored(plan, options));
  put(std::regex_replace(text, std::regex("\"parents\": \"[0-9]+/"), "\"parents\": \"99999999999/"));
  EXPECT_NE(refusal(plan, options).find("CHILDREN/ALTERNATIVES=PATH"), std::string::npos);
  put(std::regex_replace(text, std::regex("\"states\": \"."), "\"states\": \"z"));
  EXPECT_NE(refusal(plan, options).find("hexadecimal"), std::string::npos);
}

}  // namespace
}  // namespace onefold::test

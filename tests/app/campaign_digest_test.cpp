// The digest of a campaign, and what it counted of duplicates, are functions of scenarios and seeds alone.
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

std::string digest_in(const std::string& report) {
  std::size_t at = report.find("\"digest\": \"");
  return at == std::string::npos ? "" : report.substr(at + 11, 16);
}

// Of the whole campaign: the last one.
std::string deduplication_in(const std::string& report) {
  const std::size_t at = report.rfind("\"deduplication\": {");
  return at == std::string::npos ? "" : report.substr(at, report.find("\"warnings\"", at) - at);
}

std::string campaign_digest(const ScratchDirectory& scratch, const std::string& jobs) {
  std::string scenarios = std::string(ONEFOLD_SOURCE_DIR) + "/scenarios/";
  Outcome outcome =
      run_program(scratch.path(), {"run", scenarios + "fast/five-intents.json", scenarios + "fast/twins.json",
                                   "--seeds", "60", "--jobs", jobs, "--json", "out.json"});
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  return digest_in(scratch.read("out.json"));
}

TEST(CampaignDigest, DoesNotDependOnTheNumberOfWorkers) {
  ScratchDirectory scratch;
  std::string one = campaign_digest(scratch, "1");
  EXPECT_EQ(one.size(), 16u);
  EXPECT_EQ(one, campaign_digest(scratch, "3"));
}

TEST(CampaignDuplicates, AreCountedAlikeByAnyNumberOfWorkers) {
  ScratchDirectory scratch;
  campaign_digest(scratch, "1");
  const std::string one = deduplication_in(scratch.read("out.json"));
  EXPECT_NE(one.find("\"first_latency\""), std::string::npos);
  EXPECT_EQ(one.find("\"misses\": 0"), std::string::npos);
  campaign_digest(scratch, "3");
  EXPECT_EQ(one, deduplication_in(scratch.read("out.json")));
}

}  // namespace
}  // namespace onefold::test

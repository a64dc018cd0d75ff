// The digest of a campaign is a function of scenarios and seeds alone.
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

std::string digest_in(const std::string& report) {
  std::size_t at = report.find("\"digest\": \"");
  return at == std::string::npos ? "" : report.substr(at + 11, 16);
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

}  // namespace
}  // namespace onefold::test

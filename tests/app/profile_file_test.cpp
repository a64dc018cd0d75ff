// A venue that is a data file and nothing else: validated, listed, told in words, and run against.
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace onefold::test {
namespace {

const std::string profile_text = R"({
  "name": "my-venue", "title": "A venue of one's own", "source": "its manual", "family": "reject-for-ever",
  "sources": { "manual": "official: the manual, page 7" },
  "id": { "length_min": 1, "length_max": 48, "scope": "account" },
  "retention": { "value": "for-ever", "undocumented": "no window is given", "stricter": "while-open" },
  "duplicate": { "value": "reject", "from": ["manual"] },
  "processing": "1ms",
  "codes": [
    { "http": 400, "code": "E17", "message": "used before", "reasons": ["duplicate-id"], "effect": "always",
      "retry": "no", "from": ["manual"] }
  ]
})";

std::string scenario_of(const std::string& profile) {
  return with(scenario_text("reference"), "\"reject-for-ever\"", "\"" + profile + "\"");
}

TEST(ProfileFile, IsAllThatANewVenueNeeds) {
  ScratchDirectory scratch;
  scratch.write("my-venue.json", profile_text);
  scratch.write("s.json", scenario_of("my-venue.json"));
  scratch.write("t.json", scenario_of("my-venue.json:stricter"));
  const Outcome valid = run_program(scratch.path(), {"validate", "."});
  EXPECT_EQ(valid.status, 0) << valid.output;
  EXPECT_NE(valid.output.find("2 scenario files, 1 profiles, 0 errors"), std::string::npos) << valid.output;
  for (const char* file : {"s.json", "t.json"}) {
    const Outcome run = run_program(scratch.path(), {"run", file, "--seeds", "20", "--jobs", "1"});
    EXPECT_EQ(run.status, 0) << run.output;
  }
  const Outcome codes =
      run_program(scratch.path(), {"list", "codes", "--profile", "my-venue.json", "--code", "E17"});
  EXPECT_EQ(codes.status, 0) << codes.output;
  for (const char* part : {"400", "E17", "always", "used before", "the manual, page 7"})
    EXPECT_NE(codes.output.find(part), std::string::npos) << codes.output;
}

TEST(ProfileFile, ThatIsWrongIsToldWithItsPlace) {
  ScratchDirectory scratch;
  scratch.write("my-venue.json", with(profile_text, "\"value\": \"reject\"", "\"value\": \"accept-new\""));
  scratch.write("s.json", scenario_of("my-venue.json"));
  const Outcome validated = run_program(scratch.path(), {"validate", "my-venue.json"});
  EXPECT_EQ(validated.status, 65) << validated.output;
  const std::string where = "my-venue.json:6:16: expected an answer other than \"accept-new\"";
  EXPECT_NE(validated.output.find(where), std::string::npos) << validated.output;
  const Outcome run = run_program(scratch.path(), {"run", "s.json"});
  EXPECT_EQ(run.status, 65) << run.output;
  EXPECT_NE(run.output.find(where), std::string::npos) << run.output;
}

TEST(ProfileFile, IsKnownAsOneByWhateverKeyIsSpeltRight) {
  ScratchDirectory scratch;
  scratch.write("my-venue.json", with(profile_text, "\"retention\"", "\"retentoin\""));
  const Outcome validated = run_program(scratch.path(), {"validate", "my-venue.json"});
  EXPECT_EQ(validated.status, 65) << validated.output;
  EXPECT_NE(validated.output.find("expected the key \"retention\""), std::string::npos) << validated.output;
  EXPECT_NE(validated.output.find("0 scenario files, 1 profiles, 1 errors"), std::string::npos)
      << validated.output;
}

TEST(ProfileFile, CodesNeedAProfileAndACodeThatItHas) {
  ScratchDirectory scratch;
  EXPECT_EQ(run_program(scratch.path(), {"list", "codes"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"list", "profiles", "--code", "1"}).status, 64);
  EXPECT_EQ(run_program(scratch.path(), {"list", "codes", "--profile", "okx-v5", "--code", "1"}).status, 65);
  EXPECT_EQ(run_program(scratch.path(), {"list", "codes", "--profile", "okx-v5", "--json"}).status, 0);
}

TEST(ProfileFile, WithoutCodesIsToldAsSuch) {
  ScratchDirectory scratch;
  const Outcome none = run_program(scratch.path(), {"list", "codes", "--profile", "nasdaq-ouch5"});
  EXPECT_EQ(none.status, 0) << none.output;
  EXPECT_NE(none.output.find("nasdaq-ouch5: its sources name no codes"), std::string::npos) << none.output;
  const Outcome some = run_program(scratch.path(), {"list", "codes", "--profile", "okx-v5"});
  EXPECT_EQ(some.output.find("name no codes"), std::string::npos) << some.output;
}

}  // namespace
}  // namespace onefold::test

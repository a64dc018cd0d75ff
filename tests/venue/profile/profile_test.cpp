// The strict loader of profiles, and the profiles that come with the program.
#include "venue/profile/profile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace onefold::venue {
namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

const std::string good = R"({
  "name": "sample",
  "title": "A sample",
  "source": "nowhere",
  "id": { "length_min": 2, "length_max": 8, "alphabet": "a-c9-", "scope": "venue" },
  "retention": "window",
  "window": "90m",
  "duplicate": "stored-response",
  "mismatch": "reject",
  "in_flight_conflict": true,
  "deadline_checked": true,
  "processing": "15ms",
  "query_lag": "20us",
  "rate_limit": { "requests": 3, "per": "2s" }
})";

std::string error_of(const std::string& text) {
  try {
    parse_profile(text, "p.json");
  } catch (const ProfileError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Profile, ReadsEveryKey) {
  Profile profile = parse_profile(good, "p.json");
  EXPECT_EQ(profile.name, "sample");
  EXPECT_EQ(profile.title, "A sample");
  EXPECT_EQ(profile.source, "nowhere");
  EXPECT_EQ(profile.id.length_min, 2U);
  EXPECT_EQ(profile.id.length_max, 8U);
  EXPECT_EQ(profile.id.alphabet, "abc9-");
  EXPECT_FALSE(profile.id.per_account);
  EXPECT_EQ(profile.retention, Retention::window);
  EXPECT_EQ(profile.window_ns, 5'400'000'000'000);
  EXPECT_EQ(profile.duplicate, DuplicateAnswer::stored_response);
  EXPECT_EQ(profile.mismatch, MismatchAnswer::reject);
  EXPECT_TRUE(profile.in_flight_conflict);
  EXPECT_TRUE(profile.deadline_checked);
  EXPECT_EQ(profile.processing_ns, 15'000'000);
  EXPECT_EQ(profile.query_lag_ns, 20'000);
  EXPECT_EQ(profile.rate_limit.requests, 3);
  EXPECT_EQ(profile.rate_limit.per_ns, 2'000'000'000);
}

TEST(Profile, SaysWhereAnUnknownKeyStandsAndWhichExist) {
  std::string error = error_of(replaced(good, "\"mismatch\"", "\"missmatch\""));
  EXPECT_TRUE(error.starts_with("p.json:9:3: expected no key \"missmatch\" here; the keys are ")) << error;
  EXPECT_NE(error.find(" mismatch"), std::string::npos) << error;
}

TEST(Profile, SaysWhereAWrongTypeStands) {
  EXPECT_EQ(error_of(replaced(good, "\"15ms\"", "15")),
            "p.json:12:17: expected a time span like \"15ms\" from 0s to 1m (units ns, us, ms, s, m, h, d)");
  EXPECT_EQ(error_of(replaced(good, "true", "\"yes\"")), "p.json:10:25: expected true or false");
  EXPECT_EQ(error_of(replaced(good, "\"A sample\"", "[]")), "p.json:3:12: expected a string");
  EXPECT_EQ(error_of("[]"), "p.json:1:1: expected an object");
}

TEST(Profile, SaysWhichWordsAreExpected) {
  EXPECT_EQ(error_of(replaced(good, "\"stored-response\"", "\"stored\"")),
            "p.json:8:16: expected one of \"accept-new\" \"reject\" \"return-original\" \"stored-response\" "
            "\"ignore\" \"amend\" \"upsert\"");
}

TEST(Profile, RefusesImpossibleValues) {
  EXPECT_EQ(error_of(replaced(good, "\"length_min\": 2", "\"length_min\": 9")),
            "p.json:5:25: expected at most length_max, 8");
  EXPECT_EQ(error_of(replaced(good, "\"length_max\": 8", "\"length_max\": 65")),
            "p.json:5:42: expected a whole number from 1 to 64");
  EXPECT_EQ(error_of(replaced(good, "a-c9-", "c-a")),
            "p.json:5:57: expected ranges from a lower byte to a higher one");
  EXPECT_EQ(error_of(replaced(good, "a-c9-", "a b")), "p.json:5:57: expected printable ASCII without blanks");
  EXPECT_EQ(error_of(replaced(good, "\"requests\": 3", "\"requests\": 0")),
            "p.json:14:31: expected a whole number from 1 to 1000000000");
  EXPECT_EQ(error_of(replaced(good, "\"2s\"", "\"2ns\"")),
            "p.json:14:41: expected at least one nanosecond per request");
}

TEST(Profile, RefusesPartsThatContradictEachOther) {
  EXPECT_EQ(error_of(replaced(good, "\"window\",", "\"for-ever\",")),
            "p.json:7:13: expected no window, as retention is not \"window\"");
  EXPECT_EQ(error_of(replaced(good, "  \"window\": \"90m\",\n", "")),
            "p.json:1:1: expected the key \"window\" in this object");
  EXPECT_EQ(error_of(replaced(good, "\"stored-response\"", "\"accept-new\"")),
            "p.json:8:16: expected an answer other than \"accept-new\", as ids are recalled");
  std::string none = replaced(replaced(good, "\"window\",\n  \"window\": \"90m\"", "\"none\""),
                              "\"stored-response\"", "\"accept-new\"");
  EXPECT_EQ(error_of(none), "p.json:8:15: expected \"ignore\", as retention is \"none\"");
  std::string ignored = replaced(none, "\"mismatch\": \"reject\"", "\"mismatch\": \"ignore\"");
  EXPECT_EQ(error_of(ignored), "p.json:9:25: expected false, as retention is \"none\"");
  EXPECT_EQ(error_of(replaced(ignored, "true", "false")), "no error");
}

TEST(Profile, NamesAMissingKeyAtItsObject) {
  EXPECT_EQ(error_of(replaced(good, ", \"scope\": \"venue\"", "")),
            "p.json:5:9: expected the key \"scope\" in this object");
}

TEST(Profile, PassesSyntaxErrorsOnWithTheirPosition) {
  EXPECT_EQ(error_of("{ \"name\": nope }"), "p.json:1:11: expected a value");
}

TEST(Profile, AFileThatCannotBeReadIsAnError) {
  EXPECT_THROW(load_profile("no/such/file.json"), ProfileError);
  EXPECT_THROW(load_profile(ONEFOLD_SOURCE_DIR), ProfileError);
}

TEST(Profile, TheBuiltInProfilesAreTheFilesOfTheSourceTree) {
  std::vector<std::string> expected;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(ONEFOLD_SOURCE_DIR) + "/venue/profile")) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".json") && !name.ends_with(".schema.json"))
      expected.push_back(entry.path().stem().string());
  }
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(built_in_profiles(), expected);
  for (const std::string& name : expected) {
    Profile built_in = built_in_profile(name);
    Profile loaded = load_profile(std::string(ONEFOLD_SOURCE_DIR) + "/venue/profile/" + name + ".json");
    EXPECT_EQ(built_in.name, name);
    EXPECT_EQ(built_in.title, loaded.title);
    EXPECT_EQ(built_in.retention, loaded.retention);
    EXPECT_EQ(built_in.duplicate, loaded.duplicate);
    EXPECT_EQ(built_in.query_lag_ns, loaded.query_lag_ns);
  }
}

TEST(Profile, TheBuiltInProfilesCoverTheFamiliesThatTheyAreNamedAfter) {
  EXPECT_EQ(built_in_profile("reject-while-open").retention, Retention::while_open);
  EXPECT_EQ(built_in_profile("reject-for-ever").retention, Retention::for_ever);
  EXPECT_EQ(built_in_profile("reject-for-ever").duplicate, DuplicateAnswer::reject);
  EXPECT_EQ(built_in_profile("return-original").duplicate, DuplicateAnswer::return_original);
  EXPECT_EQ(built_in_profile("no-deduplication").retention, Retention::none);
  Profile stored = built_in_profile("stored-response");
  EXPECT_EQ(stored.retention, Retention::window);
  EXPECT_EQ(stored.mismatch, MismatchAnswer::reject);
  EXPECT_TRUE(stored.in_flight_conflict);
  EXPECT_GT(stored.window_ns, 0);
  EXPECT_GT(stored.processing_ns, 0);
}

TEST(Profile, AnUnknownBuiltInNameListsTheOthers) {
  try {
    built_in_profile("nope");
    FAIL() << "no error";
  } catch (const ProfileError& error) {
    EXPECT_NE(std::string(error.what()).find("stored-response"), std::string::npos);
  }
}

TEST(CheckId, SaysWhatIsWrong) {
  IdFormat format{.length_min = 2, .length_max = 4, .alphabet = "abc", .per_account = true};
  EXPECT_EQ(check_id(format, "abca"), "");
  EXPECT_EQ(check_id(format, "a"), "1 bytes, at least 2");
  EXPECT_EQ(check_id(format, "abcab"), "5 bytes, at most 4");
  EXPECT_EQ(check_id(format, "abd"), "byte 0x64 at 3 is not permitted");
  format.alphabet.clear();
  EXPECT_EQ(check_id(format, "~!"), "");
  EXPECT_EQ(check_id(format, "a b"), "byte 0x20 at 2 is not permitted");
  EXPECT_EQ(check_id(format, "a\xff"), "byte 0xff at 2 is not permitted");
}

}  // namespace
}  // namespace onefold::venue

// docs/profiles.md lists the profiles as the files have them, and files of venues say where each rule is
// from.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "venue/profile/find_profile.hpp"

namespace onefold::venue {
namespace {

TEST(ProfileDocs, ListEveryProfileWithItsFamilyAndItsRules) {
  std::ifstream file(std::string(ONEFOLD_SOURCE_DIR) + "/docs/profiles.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const std::string& name : built_in_profiles()) {
    const Profile profile = built_in_profile(name);
    const std::string family = profile.family.empty() ? "generic" : profile.family;
    const std::string row = "| `" + name + "` | " + family + " | " +
                            std::string(to_string(profile.retention)) + " | " +
                            std::string(to_string(profile.duplicate)) + " |\n";
    EXPECT_NE(text.find(row), std::string::npos) << row;
    const bool listed =
        profile.family.empty() || text.find("\n| " + profile.family + " | ") != std::string::npos;
    EXPECT_TRUE(listed) << profile.family;
  }
}

TEST(ProfileSources, EveryRuleOfAVenueHasASourceOrIsNamedAsAssumed) {
  for (const std::string& name : built_in_profiles()) {
    const Profile profile = built_in_profile(name);
    if (profile.family.empty()) continue;
    std::set<std::string> stated;
    for (const Provenance& value : profile.provenance) {
      stated.insert(value.path);
      EXPECT_TRUE(value.path == "id.length_min" || !value.sources.empty() || !value.assumption.empty())
          << name << ": " << value.path;
    }
    for (const char* path : {"id.length_max",
                             "id.scope",
                             "retention",
                             "duplicate",
                             "mismatch",
                             "refused_claims_id",
                             "late_bound.kind",
                             "processing",
                             "query_lag",
                             "cancel.by_client_id",
                             "cancel.filled",
                             "cancel.cancelled",
                             "cancel.never_seen",
                             "replace.way",
                             "query.by_client_id",
                             "stream.on_connect",
                             "cancel_on_disconnect.kind",
                             "orders.self_trade",
                             "orders.stops",
                             "orders.fill_or_kill",
                             "orders.day",
                             "orders.good_till_time",
                             "orders.post_only",
                             "orders.mass_cancel"}) {
      EXPECT_EQ(stated.count(path), 1U) << name << ": " << path;
    }
  }
}

TEST(ProfileVariants, DifferWhereAValueSaysSo) {
  EXPECT_EQ(built_in_profile("bybit-v5").retention, Retention::for_ever);
  EXPECT_EQ(built_in_profile("bybit-v5:stricter").retention, Retention::while_open);
  EXPECT_EQ(built_in_profile("bybit-v5:laxer").retention, Retention::for_ever);
  EXPECT_EQ(built_in_profile("bybit-v5:stricter").name, "bybit-v5:stricter");
  EXPECT_EQ(built_in_profile("hyperliquid:laxer").duplicate, DuplicateAnswer::reject);
  EXPECT_THROW(built_in_profile("bybit-v5:strict"), ProfileError);
}

std::string error_of(const std::string& more) {
  try {
    parse_profile(R"({"name": "p", "title": "t", "source": "s", "sources": {"a": "b"},
"id": {"length_min": 1, "length_max": 8, "scope": "account"},
"retention": {"value": "for-ever", "from": ["a"]}, "duplicate": "reject",
)" + more + "}",
                  "p.json");
  } catch (const ProfileError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ProfileSources, RefusesWhatContradictsItself) {
  EXPECT_EQ(error_of(R"("processing": {"value": "1ms", "from": ["a"]})"), "no error");
  EXPECT_EQ(error_of(R"("processing": {"value": "1ms", "from": ["z"]})"),
            "p.json:4:40: expected keys of \"sources\", found \"z\"");
  EXPECT_EQ(error_of(R"("processing": {"value": "1ms"})"),
            "p.json:4:15: expected one of \"from\" and \"undocumented\"");
  EXPECT_EQ(error_of(R"("processing": {"value": "1ms", "from": ["a"], "laxer": "2ms"})"),
            "p.json:4:56: expected no laxer, as the value is documented");
  EXPECT_EQ(error_of(R"("mismatch": {"value": "ignore", "undocumented": "x", "laxer": "ignore"})"),
            "p.json:4:63: expected another value than \"value\" has");
  EXPECT_EQ(error_of(R"("cancel": {"filled": "tombstone"})"),
            "p.json:4:11: expected no \"tombstone\", as retention is not \"until-expiry\"");
  EXPECT_EQ(
      error_of(
          R"("codes": [{"code": "1", "effect": "never", "retry": "no", "from": ["a"], "ambiguous": true}])"),
      "p.json:4:87: expected false, as effect is not \"maybe\"");
}

// A gateway has a store of keys, and hears of no order's end.
TEST(ProfileSources, RefusesGatewaysWhereIdsAreFreeAgainByWhatOnlyTheEngineKnows) {
  auto error_with = [](const std::string& retention, const std::string& duplicate, const std::string& place) {
    const std::string text = R"({"name": "p", "title": "t", "source": "s",
"id": {"length_min": 1, "length_max": 8, "scope": "account"}, "rollover": {"daily": true, "at": "0s"},
"retention": ")" + retention +
                             R"(", "duplicate": ")" + duplicate + "\",\n\"place\": " + place + "}";
    try {
      parse_profile(text, "p.json");
    } catch (const ProfileError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const std::string start =
      "p.json:4:10: expected that the engine compares client order ids, and no gateway, as ";
  for (const char* word : {"while-open", "session", "day", "until-expiry"}) {
    const std::string reason = start + "retention is \"" + word + "\"";
    EXPECT_EQ(error_with(word, "reject", R"({"at_gateway": true})"), reason);
    EXPECT_EQ(error_with(word, "reject", R"({"key": "terms"}, "window": "1s")"), reason);
    EXPECT_EQ(error_with(word, "reject", R"({"gateways": 2})"), "no error");
  }
  EXPECT_EQ(error_with("none", "accept-new", R"({"at_gateway": true})"), start + "retention is \"none\"");
  EXPECT_EQ(error_with("for-ever", "amend", R"({"at_gateway": true})"), start + "duplicate is \"amend\"");
  EXPECT_EQ(error_with("for-ever", "reject", R"({"at_gateway": true})"), "no error");
}

}  // namespace
}  // namespace onefold::venue

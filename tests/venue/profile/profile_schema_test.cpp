// profile.schema.json says the same as the loader: the same keys everywhere, the same words, the same
// required keys.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "venue/profile/profile.hpp"

namespace onefold::venue {
namespace {

using nlohmann::json;

json schema() {
  std::ifstream file(std::string(ONEFOLD_SOURCE_DIR) + "/venue/profile/profile.schema.json");
  return json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

// Every object of the format, with nothing that is not permitted beside it.
json sample() {
  return json::parse(R"({
    "name": "sample", "title": "A sample", "source": "nowhere", "sources": { "a": "b" },
    "id": { "length_min": 1, "length_max": 8, "scope": "account" },
    "retention": "for-ever", "duplicate": "reject",
    "late_bound": { "kind": "window" }, "rate_limit": { "requests": 3, "per": "2s" },
    "nonce": { "recalled": 3 }, "cancel": {}, "replace": { "way": "cancel-then-new" }, "query": {},
    "stream": {}, "sequence": { "numbered": true }, "rollover": { "daily": true, "at": "22h" },
    "cancel_on_disconnect": { "kind": "timer", "timer_min": "1s", "timer_max": "2s" }, "orders": {},
    "transfers": { "supported": true, "retention": "for-ever", "duplicate": "reject" }, "place": {},
    "codes": [ { "code": "1", "effect": "never", "retry": "no", "from": ["a"] } ]
  })");
}

std::string error_of(const json& file) {
  try {
    parse_profile(file.dump(), "p.json");
  } catch (const ProfileError& error) {
    return error.what();
  }
  return "no error";
}

// The keys that the loader names when it meets one that it does not know, in the object at `pointer`.
std::set<std::string> loader_keys(const std::string& pointer) {
  json file = sample();
  file[json::json_pointer(pointer)]["unknown_key"] = 1;
  std::string error = error_of(file);
  std::size_t at = error.find("the keys are ");
  if (at == std::string::npos) return {error};
  std::istringstream words(error.substr(at + 13));
  return {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()};
}

std::set<std::string> schema_keys(const json& object) {
  std::set<std::string> keys;
  for (const auto& property : object.at("properties").items()) keys.insert(property.key());
  return keys;
}

// One object of the format.
struct Place {
  std::string pointer;
  json object;
};

std::vector<Place> objects_of(const json& root) {
  std::vector<Place> objects = {{"", root}};
  for (const auto& property : root.at("properties").items()) {
    if (property.value().contains("properties")) objects.push_back({"/" + property.key(), property.value()});
  }
  objects.push_back({"/codes/0", root.at("properties").at("codes").at("items")});
  return objects;
}

TEST(ProfileSchema, HasTheKeysOfTheLoaderInEveryObject) {
  ASSERT_EQ(error_of(sample()), "no error");
  std::vector<Place> objects = objects_of(schema());
  EXPECT_GE(objects.size(), 16U);
  for (const Place& place : objects)
    EXPECT_EQ(schema_keys(place.object), loader_keys(place.pointer)) << place.pointer;
}

TEST(ProfileSchema, RequiresOnlyWhatTheLoaderRequires) {
  for (const Place& place : objects_of(schema())) {
    if (!place.object.contains("required")) continue;
    for (const auto& key : place.object.at("required").get<std::vector<std::string>>()) {
      json file = sample();
      file[json::json_pointer(place.pointer)].erase(key);
      const std::string error = error_of(file);
      EXPECT_NE(error.find("expected the key \"" + key + "\""), std::string::npos)
          << place.pointer << ' ' << key << ": " << error;
    }
  }
}

// The words that the schema permits for one value.
std::vector<std::string> words_of(const json& property) {
  const json& value = property.contains("anyOf") ? property.at("anyOf").at(0) : property;
  const json& single = value.contains("items") ? value.at("items") : value;
  if (!single.contains("enum")) return {};
  return single.at("enum").get<std::vector<std::string>>();
}

// The words that the loader names when it meets another, at `pointer`.
std::vector<std::string> loader_words(const std::string& pointer, bool in_array) {
  json file = sample();
  file[json::json_pointer(pointer)] = in_array ? json::array({"unknown_word"}) : json("unknown_word");
  std::string error = error_of(file);
  std::vector<std::string> words;
  std::size_t at = error.find("expected one of ");
  while (at != std::string::npos && (at = error.find('"', at)) != std::string::npos) {
    std::size_t end = error.find('"', at + 1);
    words.push_back(error.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return words;
}

TEST(ProfileSchema, HasTheWordsOfTheLoader) {
  int compared = 0;
  for (const Place& place : objects_of(schema())) {
    for (const auto& property : place.object.at("properties").items()) {
      std::vector<std::string> words = words_of(property.value());
      if (words.empty() || property.key() == "reasons") continue;
      const bool in_array = property.key() == "self_trade_modes";
      EXPECT_EQ(words, loader_words(place.pointer + "/" + property.key(), in_array))
          << place.pointer << ' ' << property.key();
      ++compared;
    }
  }
  EXPECT_GT(compared, 20);
}

TEST(ProfileSchema, HasTheReasonsThatACodeCanStandFor) {
  const json code = schema().at("properties").at("codes").at("items");
  std::vector<std::string> words = words_of(code.at("properties").at("reasons"));
  json file = sample();
  file["codes"][0]["reasons"] = words;
  EXPECT_EQ(error_of(file), "no error");
  for (int i = 0; i <= static_cast<int>(Reason::replace_half_done); ++i) {
    std::string word(to_string(static_cast<Reason>(i)));
    file["codes"][0]["reasons"] = {word};
    const bool known = std::count(words.begin(), words.end(), word) == 1;
    EXPECT_EQ(error_of(file) == "no error", known) << word;
  }
}

}  // namespace
}  // namespace onefold::venue

// The JSON reader that remembers positions.
#include "venue/profile/json_position.hpp"

#include <gtest/gtest.h>

#include <string>

namespace onefold::venue {
namespace {

std::string error_of(std::string_view text, JsonLimits limits = {}) {
  try {
    JsonDocument document(text, "f", limits);
  } catch (const JsonError& error) {
    return error.what();
  }
  return "no error";
}

TEST(JsonPosition, KnowsWhereEachValueAndKeyStands) {
  JsonDocument document("{\n  \"a\": [10,\n    { \"b/c\": true } ],\n  \"~\" : \"x\"\n}", "f");
  EXPECT_EQ(document.root()["a"][0], 10);
  EXPECT_EQ(document.position(""), (TextPosition{1, 1}));
  EXPECT_EQ(document.position("/a"), (TextPosition{2, 8}));
  EXPECT_EQ(document.key_position("/a"), (TextPosition{2, 3}));
  EXPECT_EQ(document.position("/a/0"), (TextPosition{2, 9}));
  EXPECT_EQ(document.position("/a/1/b~1c"), (TextPosition{3, 14}));
  EXPECT_EQ(document.position(json_pointer("", "~")), (TextPosition{4, 9}));
}

TEST(JsonPosition, AMissingValueStandsWhereItsParentDoes) {
  JsonDocument document("{ \"a\": [1] }", "f");
  EXPECT_EQ(document.position("/a/7/x"), (TextPosition{1, 8}));
  EXPECT_EQ(document.position("/zz"), (TextPosition{1, 1}));
  EXPECT_STREQ(document.error("/a/7", "expected more").what(), "f:1:8: expected more");
}

TEST(JsonPosition, AllowsBothKindsOfComment) {
  JsonDocument document("// one\n{ /* two\n lines */ \"a\": 1 // three\n}\n/* end */ // last", "f");
  EXPECT_EQ(document.root()["a"], 1);
  EXPECT_EQ(document.position("/a"), (TextPosition{3, 16}));
}

TEST(JsonPosition, ReadsEveryKindOfValue) {
  JsonDocument document(
      R"([null, true, false, -5, 0, 9223372036854775807, "q\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00"])",
      "f");
  const auto& root = document.root();
  EXPECT_TRUE(root[0].is_null());
  EXPECT_EQ(root[1], true);
  EXPECT_EQ(root[2], false);
  EXPECT_EQ(root[3], -5);
  EXPECT_EQ(root[4], 0);
  EXPECT_EQ(root[5].get<std::int64_t>(), INT64_MAX);
  EXPECT_EQ(root[6], "q\"\\/\b\f\n\r\tA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(JsonDocument("{}", "f").root(), nlohmann::json::object());
  EXPECT_EQ(JsonDocument("[ ]", "f").root(), nlohmann::json::array());
}

TEST(JsonPosition, SaysWhatItExpectedAndWhere) {
  EXPECT_EQ(error_of(""), "f:1:1: expected a value");
  EXPECT_EQ(error_of("{\n \"a\" 1}"), "f:2:6: expected : after the key");
  EXPECT_EQ(error_of("{\"a\": 1 \"b\": 2}"), "f:1:9: expected , or }");
  EXPECT_EQ(error_of("[1 2]"), "f:1:4: expected , or ]");
  EXPECT_EQ(error_of("[1,]"), "f:1:4: expected a value");
  EXPECT_EQ(error_of("{\"a\":1,}"), "f:1:8: expected a key in double quotes");
  EXPECT_EQ(error_of("{a: 1}"), "f:1:2: expected a key in double quotes");
  EXPECT_EQ(error_of("1 2"), "f:1:3: expected the end of the text");
  EXPECT_EQ(error_of("[1"), "f:1:3: expected , or ]");
  EXPECT_EQ(error_of("{"), "f:1:2: expected a key in double quotes");
  EXPECT_EQ(error_of("truely"), "f:1:1: expected a value");
  EXPECT_EQ(error_of("/* open"), "f:1:1: expected */ at the end of this comment");
  EXPECT_EQ(error_of("\"open"), "f:1:1: expected a closing \" for this string");
  EXPECT_EQ(error_of("\"a\nb\""), "f:1:3: expected no control character in a string");
  EXPECT_EQ(error_of(R"("\x")"), "f:1:2: expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
  EXPECT_EQ(error_of(R"("\u12g4")"), "f:1:2: expected \\u and four hexadecimal digits");
  EXPECT_EQ(error_of(R"("\ud800x")"), "f:1:2: expected a pair of surrogates");
  EXPECT_EQ(error_of(R"("\udc00")"), "f:1:2: expected a pair of surrogates");
}

TEST(JsonPosition, RefusesTheSameKeyTwice) {
  EXPECT_EQ(error_of("{\"a\": 1,\n \"a\": 2}"), "f:2:2: expected each key once, found \"a\" again");
}

TEST(JsonPosition, RefusesNumbersThatAreNotWhole) {
  std::string message = "expected a whole number (write decimals and ratios as strings: \"1.5\", \"1/20\")";
  EXPECT_EQ(error_of("[1.5]"), "f:1:2: " + message);
  EXPECT_EQ(error_of("[1e3]"), "f:1:2: " + message);
  EXPECT_EQ(error_of("[01]"), "f:1:2: expected a number without leading zeros");
  EXPECT_EQ(error_of("[-]"), "f:1:2: expected a digit after -");
  EXPECT_EQ(error_of("[9223372036854775808]"),
            "f:1:2: expected a number between -9223372036854775807 and 9223372036854775807");
  EXPECT_EQ(error_of("[99999999999999999999999]"),
            "f:1:2: expected a number between -9223372036854775807 and 9223372036854775807");
}

TEST(JsonPosition, RefusesTextThatIsTooLongOrTooDeep) {
  EXPECT_EQ(error_of("[1,2]", {.size_max = 4, .depth_max = 4}), "f:1:1: expected at most 4 bytes of text");
  EXPECT_EQ(error_of("[[[[1]]]]", {.size_max = 99, .depth_max = 3}),
            "f:1:4: expected at most 3 nested levels");
  EXPECT_EQ(error_of("[[[1]]]", {.size_max = 99, .depth_max = 3}), "no error");
  EXPECT_NE(error_of(std::string(1'000'000, '[')), "no error");
}

TEST(JsonPosition, RefusesBytesThatAreNotUtf8) {
  for (std::string_view bad : {"\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                               "\xF0\x80\x80\x80", "\xF8\x88\x80\x80\x80", "\xE2\x82"}) {
    EXPECT_EQ(error_of("\"" + std::string(bad) + "\""), "f:1:1: expected valid UTF-8");
  }
  EXPECT_EQ(error_of("\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""), "no error");
  EXPECT_NE(error_of("\xEF\xBB\xBF{}"), "no error");
}

// Counts 1 when the reader accepts the text, which must then mean the same to nlohmann/json.
int accepts(const std::string& text) {
  nlohmann::json ours;
  try {
    ours = JsonDocument(text, "f").root();
  } catch (const JsonError& error) {
    EXPECT_GE(error.position().line, 1U);
    EXPECT_GE(error.position().column, 1U);
    return 0;
  }
  EXPECT_EQ(ours, nlohmann::json::parse(text, nullptr, true, true)) << text;
  return 1;
}

TEST(JsonPosition, TextWithAnyByteStruckIsRefusedOrMeansTheSameToEverybody) {
  const std::string_view strikes = "{}[]\",:/*\\\n 019-etuE.\x80\xC3";
  int accepted = 0;
  for (std::string text :
       {R"({"a": [1, -20, true], "b": {"c": "x\u00e9\n", "d": null}, "e": []} // end)",
        R"([{"id": "I1", "at": "10ms"}, /* two */ {"id": "I2", "n": 9223372036854775807}])",
        R"("\ud83d\ude00 \"q\"")"}) {
    EXPECT_EQ(accepts(text), 1) << text;
    for (char& byte : text) {
      char kept = byte;
      for (char strike : strikes) {
        byte = strike;
        accepted += accepts(text);
      }
      byte = kept;
    }
    for (std::size_t size = 0; size < text.size(); ++size) accepted += accepts(text.substr(0, size));
  }
  EXPECT_GT(accepted, 500);
}

TEST(JsonPosition, NulBytesAreNoWayOut) {
  EXPECT_EQ(error_of(std::string_view("[\0]", 3)), "f:1:2: expected a value");
  EXPECT_EQ(error_of(std::string_view("[1\0]", 4)), "f:1:3: expected , or ]");
  EXPECT_EQ(error_of(std::string_view("{}\0", 3)), "f:1:3: expected the end of the text");
}

}  // namespace
}  // namespace onefold::venue

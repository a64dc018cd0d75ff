// Ids of every scheme: shape, fit to venues, and golden values where they must never change.
#include "client/id_scheme.hpp"

#include <gtest/gtest.h>

#include <set>

namespace onefold::client {
namespace {

// Counts up, so that what comes out is known.
struct CountingRandom : RandomSource {
  std::uint8_t next = 0;
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = next++;
  }
};

const venue::IdFormat any{1, 64, "", true};
constexpr venue::TimeNs moment_ns = 1'645'557'742'000'000'000;  // 2022-02-22 19:22:22 UTC, as in RFC 9562

std::string made(IdScheme scheme, const venue::IdFormat& format = any, std::string_view intent = "I1") {
  CountingRandom random;
  return make_id(scheme, format, {"A", intent, moment_ns}, random);
}

TEST(IdScheme, Uuid4HasVersionAndVariant) {
  EXPECT_EQ(made(IdScheme::uuid_v4), "00010203-0405-4607-8809-0a0b0c0d0e0f");
}

TEST(IdScheme, Uuid7BeginsWithTheMillisecondOfTheExampleInRfc9562) {
  EXPECT_EQ(made(IdScheme::uuid_v7), "017f22e2-79b0-7607-8809-0a0b0c0d0e0f");
}

TEST(IdScheme, UlidIsTheCrockfordTextOfTimeAndRandomness) {
  const std::string id = made(IdScheme::ulid);
  EXPECT_EQ(id.size(), 26u);
  EXPECT_EQ(id.substr(0, 10), "01FWHE4YDG");
  EXPECT_EQ(id, "01FWHE4YDG0R3GG28A1C60T3GF");
}

TEST(IdScheme, NanoIdHas21LettersOfItsAlphabet) {
  EXPECT_EQ(made(IdScheme::nano_id), "useandom-26T198340PX7");
}

TEST(IdScheme, DerivedIdsNeverChange) {
  EXPECT_EQ(made(IdScheme::derived), made(IdScheme::derived));
  EXPECT_NE(made(IdScheme::derived, any, "I1"), made(IdScheme::derived, any, "I2"));
  EXPECT_EQ(made(IdScheme::derived), "6cf2b56d-8588-5c6f-b7d0-89c6e37abd17");
}

TEST(IdScheme, AccountAndIntentCannotBeConfused) {
  CountingRandom random;
  const auto id = [&](std::string_view account, std::string_view intent) {
    return make_id(IdScheme::derived, any, {account, intent, 0}, random);
  };
  EXPECT_NE(id("AB", "C"), id("A", "BC"));
}

TEST(IdScheme, IdsFitEveryFormatThatTheCheckPermits) {
  const std::vector<venue::IdFormat> formats = {any,
                                                {1, 36, "abcdefghijklmnopqrstuvwxyz0123456789-", true},
                                                {1, 20, "0123456789", true},
                                                {64, 64, "0123456789abcdef", true},
                                                {1, 26, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", true},
                                                {1, 8, "", true},
                                                {1, 12, "ab", true}};
  int fitting = 0;
  for (const venue::IdFormat& format : formats) {
    for (int i = 0; i < 5; ++i) {
      const auto scheme = static_cast<IdScheme>(i);
      if (!check_scheme(scheme, format).empty()) continue;
      ++fitting;
      const std::string id = made(scheme, format);
      EXPECT_EQ(venue::check_id(format, id), "") << to_string(scheme) << " " << id;
    }
  }
  EXPECT_EQ(fitting, 5 + 4 + 2 + 2 + 3);
}

TEST(IdScheme, SaysWhyItDoesNotFit) {
  EXPECT_EQ(check_scheme(IdScheme::uuid_v4, {1, 32, "", true}), "UUIDv4 has 36 bytes, at most 32");
  EXPECT_EQ(check_scheme(IdScheme::ulid, {1, 36, "0123456789", true}),
            "ULID uses 'A', which the venue's alphabet lacks");
  EXPECT_FALSE(check_scheme(IdScheme::derived, {1, 6, "", true}).empty());
}

TEST(IdScheme, RealRandomnessDoesNotRepeat) {
  RandomSource random;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(make_id(IdScheme::nano_id, any, {"A", "I1", 0}, random));
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(IdScheme, NamesAreReadBack) {
  for (int i = 0; i < 5; ++i) {
    const auto scheme = static_cast<IdScheme>(i);
    EXPECT_EQ(parse_id_scheme(to_string(scheme)), scheme);
  }
  EXPECT_EQ(parse_id_scheme("uuid-v7"), IdScheme::uuid_v7);
  EXPECT_EQ(parse_id_scheme("ulid"), IdScheme::ulid);
  EXPECT_FALSE(parse_id_scheme("guid"));
}

TEST(IdContract, SaysScopeLifetimeAndWhatIsCompared) {
  const std::string text = describe_contract(venue::built_in_profile("stored-response"));
  EXPECT_NE(text.find("1 to 64 bytes"), std::string::npos) << text;
  EXPECT_NE(text.find("within one account"), std::string::npos) << text;
  EXPECT_NE(text.find("86400 s"), std::string::npos) << text;
  EXPECT_NE(text.find("id and terms"), std::string::npos) << text;
}

}  // namespace
}  // namespace onefold::client

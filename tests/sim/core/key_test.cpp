#include "sim/core/key.hpp"

#include <gtest/gtest.h>

#include <set>

namespace onefold::sim {
namespace {

Key make(NameTable& names, PointKind point, const char* a, const char* b, const char* c, const char* d,
         const char* intent, std::uint32_t n) {
  return {point, names.intern(a), names.intern(b), names.intern(c), names.intern(d), names.intern(intent), n};
}

struct Golden {
  const char* text;
  std::uint64_t hash;
};

// Capsules in users' repositories depend on these: a change needs a new key_hash_version.
const Golden goldens[] = {
    {"message venue->desk-1 orders accepted I1 #1", 0xfa825305d7102717u},
    {"connection desk-1->venue orders #2", 0x6ae872fbf9a6dfe2u},
    {"effect desk-1 fsync ledger.log - #3", 0x11b2c8b43f3eb7eau},
    {"query venue->desk-1 orders order-status I1 #1", 0x758f812062cdb6deu},
    {"boot venue #2", 0xb213802835295aa2u},
    {"stimulus desk-1 I1 #1", 0xa003a63906a99785u},
    {"start", 0x5fe4aeaad57f14a0u},
    {"conduct venue->A new-order I1 #1", 0x2b044918740648d7u},
};

TEST(Key, TextAndHashAreTheGoldenOnes) {
  ASSERT_EQ(key_hash_version, 1u);
  for (const Golden& golden : goldens) {
    NameTable names;
    names.intern("shifts all the ids");
    const auto key = parse_key(names, golden.text);
    ASSERT_TRUE(key) << golden.text;
    EXPECT_EQ(to_text(names, *key), golden.text);
    EXPECT_EQ(hash_of(names, *key), golden.hash) << golden.text << std::hex << " 0x" << hash_of(names, *key);
  }
}

TEST(Key, PartsLandInTheirFields) {
  NameTable names;
  const auto key = parse_key(names, "message venue->desk-1 orders accepted I1 #12");
  ASSERT_TRUE(key);
  EXPECT_EQ(*key, make(names, PointKind::message, "venue", "desk-1", "orders", "accepted", "I1", 12));
  const auto effect = parse_key(names, "effect desk-1 fsync ledger.log - #3");
  ASSERT_TRUE(effect);
  EXPECT_EQ(*effect, make(names, PointKind::effect, "desk-1", "-", "fsync", "ledger.log", "-", 3));
}

TEST(Key, TextThatIsNotCanonicalIsRefused) {
  NameTable names;
  for (const char* text :
       {"", " ", "message", "message venue desk-1 orders accepted I1 #1",
        "message venue->desk-1 orders accepted I1", "message venue->desk-1 orders accepted I1 #01",
        "message venue->desk-1 orders accepted I1 #0", "message venue->desk-1 orders accepted I1 #1 ",
        "message  venue->desk-1 orders accepted I1 #1", "message ->desk-1 orders accepted I1 #1",
        "message venue-> orders accepted I1 #1", "boot venue", "boot #1", "boot venue #4294967296",
        "boot venue #1x", "start #1", "start ", "reboot venue #1"}) {
    EXPECT_FALSE(parse_key(names, text)) << text;
  }
}

TEST(Key, EachPartChangesTheHash) {
  NameTable names;
  const Key base = make(names, PointKind::message, "a", "b", "c", "d", "i", 1);
  std::set<std::uint64_t> hashes{hash_of(names, base)};
  const Key others[] = {make(names, PointKind::query, "a", "b", "c", "d", "i", 1),
                        make(names, PointKind::message, "x", "b", "c", "d", "i", 1),
                        make(names, PointKind::message, "a", "x", "c", "d", "i", 1),
                        make(names, PointKind::message, "a", "b", "x", "d", "i", 1),
                        make(names, PointKind::message, "a", "b", "c", "x", "i", 1),
                        make(names, PointKind::message, "a", "b", "c", "d", "x", 1),
                        make(names, PointKind::message, "a", "b", "c", "d", "i", 2),
                        make(names, PointKind::message, "b", "a", "c", "d", "i", 1)};
  for (const Key& key : others) EXPECT_TRUE(hashes.insert(hash_of(names, key)).second) << to_text(names, key);
}

TEST(Name, IdsFollowTheOrderOfInterningAndHashesTheText) {
  NameTable first;
  NameTable second;
  second.intern("other");
  const Name a = first.intern("desk-1");
  const Name b = second.intern("desk-1");
  EXPECT_NE(a, b);
  EXPECT_EQ(first.hash(a), second.hash(b));
  EXPECT_EQ(first.intern("desk-1"), a);
  EXPECT_EQ(first.text(name_none), "-");
  EXPECT_EQ(first.text(name_several), "*");
  EXPECT_EQ(first.intern(""), name_none);
  EXPECT_EQ(first.text(first.intern("two words\n")), "two_words_");
}

TEST(Name, ManyWordsKeepTheirIds) {
  NameTable names;
  std::vector<Name> made;
  for (int i = 0; i < 5000; ++i) made.push_back(names.intern("word-" + std::to_string(i)));
  for (int i = 0; i < 5000; ++i) {
    EXPECT_EQ(names.intern("word-" + std::to_string(i)), made[static_cast<std::size_t>(i)]);
    EXPECT_EQ(names.text(made[static_cast<std::size_t>(i)]), "word-" + std::to_string(i));
  }
}

}  // namespace
}  // namespace onefold::sim

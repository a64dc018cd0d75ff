// Keys with a time to live: found while they live, never after, in order and out of it, and at a million.
#include "venue/semantics/key_store.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>

namespace onefold::venue {
namespace {

KeyEntry entry_at(TimeNs time_ns, OrderId order = 1) {
  return {time_ns, order * 7, {Reason::none, order, order + 1}};
}

TEST(KeyStore, FindsWhatItWasGivenAndNothingElse) {
  KeyStore store(100);
  store.insert("a", {5, 42, {Reason::deadline_passed, 3, 9}});
  EXPECT_EQ(store.find("a", 5), (KeyEntry{5, 42, {Reason::deadline_passed, 3, 9}}));
  EXPECT_FALSE(store.find("b", 5));
  EXPECT_FALSE(store.find("", 5));
  EXPECT_EQ(store.size(), 1U);
}

TEST(KeyStore, ForgetsAKeyWhenItsTimeIsOver) {
  KeyStore store(100);
  store.insert("a", entry_at(5));
  EXPECT_TRUE(store.find("a", 104));
  EXPECT_FALSE(store.find("a", 105));
  store.drop_expired(105);
  EXPECT_EQ(store.size(), 0U);
  EXPECT_EQ(store.dropped(), 1U);
}

TEST(KeyStore, WithoutAWindowKeepsKeysForEver) {
  KeyStore store(0);
  store.insert("a", entry_at(0));
  store.drop_expired(INT64_MAX);
  EXPECT_TRUE(store.find("a", INT64_MAX));
}

TEST(KeyStore, AKeyThatComesAgainLivesFromThenOn) {
  KeyStore store(100);
  store.insert("a", entry_at(0, 1));
  store.insert("a", entry_at(60, 2));
  EXPECT_EQ(store.size(), 1U);
  store.drop_expired(120);  // the first entry's time is over, the second one's is not
  EXPECT_EQ(store.find("a", 120), entry_at(60, 2));
}

TEST(KeyStore, NeverFindsAnExpiredKeyBehindAYoungerOne) {
  KeyStore store(100);
  store.insert("young", entry_at(1'000));
  store.insert("old", entry_at(10));  // the clock was set back
  EXPECT_FALSE(store.find("old", 500));
  EXPECT_TRUE(store.find("young", 500));
  store.drop_expired(500);
  EXPECT_EQ(store.size(), 2U);
  store.drop_expired(1'100);
  EXPECT_EQ(store.size(), 0U);
}

TEST(KeyStore, InsertionsCleanUpAFewAtATime) {
  KeyStore store(10);
  for (int i = 0; i < 100; ++i) store.insert("k" + std::to_string(i), entry_at(0));
  store.insert("late", entry_at(50));
  EXPECT_EQ(store.size(), 101U - KeyStore::drops_per_insertion);
  for (int i = 0; i < 100; ++i) store.insert("late", entry_at(50));
  EXPECT_EQ(store.size(), 1U);
}

TEST(KeyStore, TakesTheLongestKeys) {
  KeyStore store(0);
  const std::string longest(KeyStore::key_size_max, 'x');
  for (int i = 0; i < 1'000; ++i) {
    std::string key = longest;
    key.replace(0, 4, std::to_string(1'000 + i));
    store.insert(key, entry_at(i, static_cast<OrderId>(i)));
  }
  std::string key = longest;
  key.replace(0, 4, "1777");
  EXPECT_EQ(store.find(key, 0), entry_at(777, 777));
}

TEST(KeyStore, HoldsAMillionLiveKeysAndKeepsItsMemoryAsTheyComeAndGo) {
  constexpr int live = 1'000'000;
  KeyStore store(live);
  for (int i = 0; i < live; ++i)
    store.insert("desk-1:" + std::to_string(i), entry_at(i, static_cast<OrderId>(i)));
  EXPECT_EQ(store.size(), static_cast<std::size_t>(live));
  const std::size_t memory = store.memory_bytes();
  EXPECT_LT(memory / live, 90U);
  for (int i : {0, 1, 499'999, 999'999}) {
    EXPECT_EQ(store.find("desk-1:" + std::to_string(i), live - 1), entry_at(i, static_cast<OrderId>(i)));
  }
  for (int i = live; i < live + live / 2; ++i) store.insert("desk-1:" + std::to_string(i), entry_at(i));
  EXPECT_LE(store.size(), static_cast<std::size_t>(live) + 1);
  EXPECT_FALSE(store.find("desk-1:0", live + live / 2));
  EXPECT_LT(store.memory_bytes(), memory + memory / 20);
}

// Against a map that keeps everything.
RC_GTEST_PROP(KeyStore, SaysWhatAMapWouldSay, ()) {
  const std::int64_t window_ns = *rc::gen::inRange(1, 40);
  KeyStore store(window_ns);
  std::map<std::string, KeyEntry> model;
  TimeNs now_ns = 0;
  const int steps = *rc::gen::inRange(1, 400);
  for (int i = 0; i < steps; ++i) {
    now_ns += *rc::gen::inRange(-2, 4);
    const std::string key = "k" + std::to_string(*rc::gen::inRange(0, 60));
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        store.erase(key);
        RC_ASSERT(!store.find(key, now_ns));
        model.erase(key);
        break;
      case 1:
        store.drop_expired(now_ns);
        break;
      default:
        store.insert(key, entry_at(now_ns, static_cast<OrderId>(i)));
        model[key] = entry_at(now_ns, static_cast<OrderId>(i));
    }
    for (const auto& [known, entry] : model) {
      const std::optional<KeyEntry> found = store.find(known, now_ns);
      if (now_ns - entry.time_ns >= window_ns) {
        RC_ASSERT(!found);
      } else if (found) {
        RC_ASSERT(*found == entry);
      } else {
        // Dropped when the clock was ahead, and never to come back.
        RC_ASSERT(store.dropped() > 0U);
      }
    }
    RC_ASSERT(store.size() <= store.inserted() - store.dropped());
  }
}

}  // namespace
}  // namespace onefold::venue

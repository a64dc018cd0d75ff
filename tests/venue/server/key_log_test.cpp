// Keys on disk: found again after a restart, a torn tail cut off, damage never repaired, old segments gone.
#include "venue/server/key_log.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/venue/server/disk_faults.hpp"
#include "tests/venue/server/temporary_directory.hpp"

namespace onefold::venue {
namespace {

constexpr std::uint64_t every_record = UINT64_MAX;

class Keys : public testing::Test {
 protected:
  std::filesystem::path directory() const { return directory_.path() / "keys"; }
  std::filesystem::path segment(int number) const { return directory() / ("keys-" + std::to_string(number)); }

  static KeyEntry entry(TimeNs time_ns, OrderId order) { return {time_ns, 5, {Reason::none, order, 9}}; }

  // One life of the log, in which `keys` are put one commit each, at 10 ns, 20 ns ...
  void put(const std::vector<std::string>& keys, std::uint64_t record = 1) {
    KeyStore store(0);
    KeyLog log;
    KeyLog::Found found;
    ASSERT_FALSE(log.open(directory(), every_record, store, found)) << found.failure;
    TimeNs time_ns = 0;
    for (const std::string& key : keys) {
      store.insert(key, entry(time_ns += 10, 7));
      log.put(key, entry(time_ns, 7), record);
      ASSERT_FALSE(log.commit(store));
    }
  }

  std::error_code open(KeyStore& store, KeyLog::Found& found, std::uint64_t records_last = every_record) {
    KeyLog log;
    return log.open(directory(), records_last, store, found);
  }

  void damage(int number, std::uintmax_t at) {
    std::fstream file(segment(number), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file.put('\x7f');
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(Keys, AreFoundAgainAfterARestart) {
  put({"a", "b"});
  put({"c"});
  KeyStore store(0);
  KeyLog::Found found;
  ASSERT_FALSE(open(store, found)) << found.failure;
  EXPECT_EQ(store.find("a", 0), entry(10, 7));
  EXPECT_EQ(store.find("b", 0), entry(20, 7));
  EXPECT_EQ(store.find("c", 0), entry(10, 7));
  EXPECT_FALSE(found.tail_cut);
}

TEST_F(Keys, ThatWereNotCommittedAreNotThere) {
  put({"a"});
  {
    KeyStore store(0);
    KeyLog log;
    KeyLog::Found found;
    ASSERT_FALSE(log.open(directory(), every_record, store, found));
    log.put("b", entry(20, 7), 1);
  }
  KeyStore store(0);
  KeyLog::Found found;
  ASSERT_FALSE(open(store, found));
  EXPECT_EQ(store.size(), 1U);
}

TEST_F(Keys, OfATornTailAreCutOffAndTheOthersStay) {
  put({"a", "b"});
  const auto whole = std::filesystem::file_size(segment(1));
  for (std::uintmax_t size = whole - 1; size > whole / 2; --size) {
    std::filesystem::resize_file(segment(1), size);
    KeyStore store(0);
    KeyLog::Found found;
    ASSERT_FALSE(open(store, found)) << found.failure;
    EXPECT_EQ(store.size(), 1U);
    EXPECT_TRUE(store.find("a", 0));
    EXPECT_TRUE(found.tail_cut);
    put({"b"});
    ASSERT_EQ(std::filesystem::file_size(segment(1)), whole);
  }
}

TEST_F(Keys, AreRefusedWhenTheyAreDamagedBeforeGoodOnes) {
  put({"a", "b"});
  damage(1, 14);
  KeyStore store(0);
  KeyLog::Found found;
  EXPECT_EQ(open(store, found), std::errc::bad_message);
  EXPECT_NE(found.failure.find("keys-1: damaged"), std::string::npos) << found.failure;
}

TEST_F(Keys, OfEffectsThatTheJournalDoesNotHaveAreDroppedForGood) {
  put({"a"}, 5);
  put({"lost"}, 6);
  {
    KeyStore store(0);
    KeyLog::Found found;
    ASSERT_FALSE(open(store, found, 5));
    EXPECT_TRUE(store.find("a", 0));
    EXPECT_FALSE(store.find("lost", 0));
    EXPECT_EQ(found.abandoned, std::vector<std::string>{"lost"});
  }
  // The number is that of another record by now.
  KeyStore store(0);
  KeyLog::Found found;
  ASSERT_FALSE(open(store, found, 100));
  EXPECT_FALSE(store.find("lost", 0));
  EXPECT_TRUE(found.abandoned.empty());
}

TEST_F(Keys, FailForGoodWhenTheyCannotBeSynced) {
  KeyStore store(0);
  KeyLog log;
  KeyLog::Found found;
  ASSERT_FALSE(log.open(directory(), every_record, store, found));
  DiskFaults faults;
  faults.sync_failures = 1;
  log.put("a", entry(10, 7), 1);
  EXPECT_EQ(log.commit(store), std::errc::io_error);
  log.put("b", entry(20, 7), 1);
  EXPECT_EQ(log.commit(store), std::errc::io_error);
}

// Segments of a few keys each.
class Segments : public Keys {
 protected:
  static constexpr std::int64_t window_ns = 1'000;

  // Puts keys k`from` to k`to`, one each 10 ns.
  void put_many(int from, int to) {
    KeyStore store(window_ns);
    KeyLog log(600);
    KeyLog::Found found;
    ASSERT_FALSE(log.open(directory(), every_record, store, found)) << found.failure;
    for (int i = from; i <= to; ++i) {
      const std::string key = "k" + std::to_string(i);
      store.insert(key, entry(i * 10, 7));
      log.put(key, entry(i * 10, 7), 1);
      ASSERT_FALSE(log.commit(store));
    }
    segments_ = log.segments();
  }

  std::size_t on_disk() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(directory())) ++count;
    return count;
  }

  std::size_t segments_ = 0;
};

TEST_F(Segments, AreDeletedWhenAllTheirKeysAreExpired) {
  put_many(1, 100);
  const std::size_t at_first = segments_;
  EXPECT_GE(at_first, 10U);
  put_many(101, 1'000);
  EXPECT_LE(segments_, at_first + 1);
  EXPECT_EQ(on_disk(), segments_);
  KeyStore store(window_ns);
  KeyLog::Found found;
  ASSERT_FALSE(open(store, found)) << found.failure;
  for (int i = 901; i <= 1'000; ++i) EXPECT_TRUE(store.find("k" + std::to_string(i), 10'000)) << i;
  EXPECT_FALSE(store.find("k900", 10'000));
}

TEST_F(Segments, ThatAreMissingAreNoticed) {
  put_many(1, 60);
  std::filesystem::remove(segment(2));
  KeyStore store(window_ns);
  KeyLog::Found found;
  EXPECT_EQ(open(store, found), std::errc::bad_message);
  EXPECT_NE(found.failure.find("keys-2: missing"), std::string::npos) << found.failure;
}

TEST_F(Segments, ThatAreSealedMayNotBeCutOffAtTheEnd) {
  put_many(1, 60);
  std::filesystem::resize_file(segment(2), std::filesystem::file_size(segment(2)) - 1);
  for (int attempt = 0; attempt < 2; ++attempt) {
    KeyStore store(window_ns);
    KeyLog::Found found;
    EXPECT_EQ(open(store, found), std::errc::bad_message) << attempt;
  }
}

}  // namespace
}  // namespace onefold::venue

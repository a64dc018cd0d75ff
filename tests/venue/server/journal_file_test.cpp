// The journal on disk: what was committed is found again, a torn tail is cut off, and damage is never
// repaired.
#include "venue/server/journal_file.hpp"

#include <gtest/gtest.h>

#include "tests/venue/server/disk_faults.hpp"
#include "tests/venue/server/file_size_limit.hpp"
#include "tests/venue/server/temporary_directory.hpp"

namespace onefold::venue {
namespace {

using Batches = std::vector<std::vector<std::string>>;

class Journal : public testing::Test {
 protected:
  std::filesystem::path path() const { return directory_.path() / "journal"; }

  void write(const Batches& batches) {
    JournalFile journal;
    JournalFile::Content content;
    ASSERT_FALSE(journal.open(directory_.path(), content)) << content.failure;
    for (const auto& batch : batches) {
      for (const std::string& record : batch) journal.append(record);
      ASSERT_FALSE(journal.commit());
    }
  }

  std::error_code open(JournalFile::Content& content) {
    JournalFile journal;
    return journal.open(directory_.path(), content);
  }

  std::vector<std::string> records() {
    JournalFile::Content content;
    EXPECT_FALSE(open(content)) << content.failure;
    return {content.records.begin(), content.records.end()};
  }

  const std::filesystem::path& directory() const { return directory_.path(); }

 private:
  TemporaryDirectory directory_;
};

const Batches two_batches = {{"one"}, {"two", "three"}};

TEST_F(Journal, IsEmptyAtFirst) {
  EXPECT_EQ(records(), std::vector<std::string>{});
}

TEST_F(Journal, KeepsWhatWasCommittedInOrder) {
  write(two_batches);
  EXPECT_EQ(records(), (std::vector<std::string>{"one", "two", "three"}));
}

TEST_F(Journal, GoesOnWhereItStopped) {
  write({{"one"}});
  write({{"two"}});
  EXPECT_EQ(records(), (std::vector<std::string>{"one", "two"}));
}

TEST_F(Journal, LosesItsLastRecordsWhereverTheirBatchBegins) {
  const Batches batches = {{"one"}, {"two", "three"}, {"four"}};
  const std::vector<std::string> all = {"one", "two", "three", "four"};
  for (std::size_t count = 0; count <= 5; ++count) {
    std::filesystem::remove(path());
    write(batches);
    const std::vector<std::string> kept(all.begin(),
                                        all.end() - static_cast<long>(std::min<std::size_t>(count, 4)));
    {
      JournalFile journal;
      JournalFile::Content content;
      ASSERT_FALSE(journal.open(directory(), content));
      ASSERT_FALSE(journal.lose(content, count));
      EXPECT_EQ(std::vector<std::string>(content.records.begin(), content.records.end()), kept) << count;
    }
    EXPECT_EQ(records(), kept) << count;
    write({{"next"}});
    EXPECT_EQ(records().size(), kept.size() + 1) << count;
    EXPECT_EQ(records().back(), "next") << count;
  }
}

TEST_F(Journal, KeepsNothingThatWasNotCommitted) {
  {
    JournalFile journal;
    JournalFile::Content content;
    ASSERT_FALSE(journal.open(directory(), content));
    journal.append("never");
  }
  EXPECT_EQ(records(), std::vector<std::string>{});
}

TEST_F(Journal, WritesNothingForAnEmptyTurn) {
  JournalFile journal;
  JournalFile::Content content;
  ASSERT_FALSE(journal.open(directory(), content));
  EXPECT_FALSE(journal.commit());
  EXPECT_EQ(std::filesystem::file_size(path()), 0u);
}

TEST_F(Journal, CutsATornTailWhereverItWasTorn) {
  write(two_batches);
  const std::string whole = file_bytes(path());
  const std::size_t first_batch = 12 + 2 + 3;
  for (std::size_t size = first_batch + 1; size < whole.size(); ++size) {
    replace_file(path(), whole.substr(0, size));
    JournalFile::Content content;
    ASSERT_FALSE(open(content)) << content.failure;
    EXPECT_TRUE(content.tail_cut);
    EXPECT_EQ(content.records, std::vector<std::string_view>{"one"});
    EXPECT_EQ(file_bytes(path()), whole.substr(0, first_batch));
  }
}

TEST_F(Journal, CutsABatchWhosePagesReachedTheDiskInPart) {
  write(two_batches);
  const std::string whole = file_bytes(path());
  for (std::size_t at = 17; at < whole.size(); ++at) {
    std::string torn = whole;
    torn[at] = static_cast<char>(~torn[at]);
    replace_file(path(), torn);
    EXPECT_EQ(records(), std::vector<std::string>{"one"}) << at;
  }
}

TEST_F(Journal, CutsATailOfZeros) {
  write({{"one"}});
  replace_file(path(), file_bytes(path()) + std::string(5000, '\0'));
  EXPECT_EQ(records(), std::vector<std::string>{"one"});
}

TEST_F(Journal, IsAppendedToAfterATailWasCut) {
  write(two_batches);
  const std::string whole = file_bytes(path());
  replace_file(path(), whole.substr(0, whole.size() - 1));
  write({{"four"}});
  EXPECT_EQ(records(), (std::vector<std::string>{"one", "four"}));
}

TEST_F(Journal, IsRefusedUnchangedWhenDamageComesBeforeValidRecords) {
  write(two_batches);
  const std::string whole = file_bytes(path());
  for (std::size_t at = 0; at < 17; ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    replace_file(path(), damaged);
    JournalFile::Content content;
    EXPECT_EQ(open(content), std::errc::bad_message) << at;
    EXPECT_NE(content.failure.find("damaged at byte 0"), std::string::npos) << content.failure;
    EXPECT_EQ(file_bytes(path()), damaged);
  }
}

TEST_F(Journal, NeedsItsDirectory) {
  JournalFile journal;
  JournalFile::Content content;
  EXPECT_EQ(journal.open(directory() / "absent", content), std::errc::no_such_file_or_directory);
  EXPECT_NE(content.failure.find("absent/journal: "), std::string::npos) << content.failure;
}

TEST_F(Journal, TakesNothingMoreAfterAFailedWrite) {
  JournalFile journal;
  JournalFile::Content content;
  ASSERT_FALSE(journal.open(directory(), content));
  journal.append("one");
  ASSERT_FALSE(journal.commit());
  {
    const FileSizeLimit full(20);  // cuts the second batch after 3 of its bytes
    journal.append("two");
    EXPECT_EQ(journal.commit(), std::errc::file_too_large);
  }
  journal.append("three");
  EXPECT_EQ(journal.commit(), std::errc::file_too_large);
  journal.close();

  JournalFile::Content found;
  ASSERT_FALSE(open(found));
  EXPECT_TRUE(found.tail_cut);
  EXPECT_EQ(found.records, std::vector<std::string_view>{"one"});
}

TEST_F(Journal, WritesOnAfterAShortWrite) {
  DiskFaults faults;
  faults.write_size_max = 5;
  write(two_batches);
  EXPECT_EQ(records(), (std::vector<std::string>{"one", "two", "three"}));
}

TEST_F(Journal, TakesNothingMoreAfterAFailedSync) {
  JournalFile journal;
  JournalFile::Content content;
  ASSERT_FALSE(journal.open(directory(), content));
  DiskFaults faults;
  faults.sync_failures = 1;
  journal.append("one");
  EXPECT_EQ(journal.commit(), std::errc::io_error);
  journal.append("two");
  EXPECT_EQ(journal.commit(), std::errc::io_error);
  EXPECT_EQ(file_bytes(path()).size(), 12u + 2 + 3);  // nothing more was written
}

// What a failed sync left in the page cache is readable, and yet may never reach the disk unless it is
// written again.
TEST_F(Journal, WritesTheLastBatchAnewBeforeItIsTrusted) {
  write(two_batches);
  DiskFaults faults;
  EXPECT_EQ(records(), (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(faults.bytes_written, 12u + 2 + 3 + 2 + 5);
  EXPECT_EQ(faults.syncs, 1);
}

TEST_F(Journal, DoesNotOpenWhenItCannotBeMadeDurable) {
  for (const Batches& batches : {Batches{}, two_batches}) {
    write(batches);
    DiskFaults faults;
    faults.sync_failures = 1;
    JournalFile::Content content;
    EXPECT_EQ(open(content), std::errc::io_error);
    EXPECT_NE(content.failure.find("journal: "), std::string::npos);
  }
}

}  // namespace
}  // namespace onefold::venue

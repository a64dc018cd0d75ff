// What a kill, a power loss and a failed fsync leave.
#include <gtest/gtest.h>

#include <map>

#include "sim/os/disk.hpp"

namespace onefold::sim {
namespace {

class DiskLife : public testing::Test {
 protected:
  DiskLife() { disk.begin_life(BootDisk::durable); }

  Disk::Place place(std::string_view path) {
    Disk::Place found;
    EXPECT_EQ(disk.resolve(disk.working_directory(), path, found), 0) << path;
    return found;
  }
  void write(std::string_view path, std::string_view bytes) {
    Disk::Place at = place(path);
    if (at.inode == nullptr) {
      ASSERT_EQ(disk.create(at, false, 0644), 0);
    }
    ASSERT_EQ(disk.write(at.inode, at.inode->content.cached().size(), bytes), 0);
  }
  void make_directory(std::string_view path) {
    Disk::Place at = place(path);
    ASSERT_EQ(disk.create(at, true, 0755), 0);
  }
  void sync(std::string_view path) { disk.sync(place(path).inode); }
  void rename(std::string_view from, std::string_view to) {
    ASSERT_EQ(disk.rename(place(from), place(to), false), 0);
  }
  void remove(std::string_view path) { ASSERT_EQ(disk.remove(place(path), false), 0); }

  void lose_power(Unsynced unsynced) {
    disk.freeze(true, unsynced);
    disk.begin_life(BootDisk::durable);
  }
  void kill() {
    disk.freeze(false, Unsynced::none);
    disk.begin_life(BootDisk::durable);
  }
  // Name and content of the files in /data.
  std::map<std::string, std::string> files() {
    std::map<std::string, std::string> found;
    for (const auto& [name, inode] : disk.working_directory()->entries) {
      if (!inode->directory) found.emplace(name, inode->content.cached());
    }
    return found;
  }
  using Files = std::map<std::string, std::string>;

  Disk disk;
};

using PowerLoss = DiskLife;
using Kill = DiskLife;
using FailedFsync = DiskLife;
using Boot = DiskLife;

TEST_F(PowerLoss, LosesWhatWasNotSynced) {
  write("ledger", "one");
  sync("ledger");
  sync(".");
  write("ledger", "two");
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), (Files{{"ledger", "one"}}));
}

TEST_F(PowerLoss, LosesANewFileWhoseDirectoryWasNotSynced) {
  write("ledger", "one");
  sync("ledger");
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), Files{});
}

TEST_F(PowerLoss, LeavesAnEmptyFileWhereOnlyTheDirectoryWasSynced) {
  write("ledger", "one");
  sync(".");
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), (Files{{"ledger", ""}}));
}

TEST_F(PowerLoss, KeepsARenameOnlyAfterTheDirectoryWasSynced) {
  write("ledger", "old");
  sync("ledger");
  sync(".");
  write("ledger.new", "new");
  sync("ledger.new");
  rename("ledger.new", "ledger");
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), (Files{{"ledger", "old"}}));

  write("ledger.new", "new");
  sync("ledger.new");
  rename("ledger.new", "ledger");
  sync(".");
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), (Files{{"ledger", "new"}}));
}

TEST_F(PowerLoss, BringsBackWhatWasRemovedUnlessTheDirectoryWasSynced) {
  write("a", "a");
  write("b", "b");
  disk.sync_all();
  remove("a");
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), (Files{{"a", "a"}, {"b", "b"}}));
  remove("a");
  sync(".");
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), (Files{{"b", "b"}}));
}

TEST_F(PowerLoss, CanKeepEverything) {
  write("ledger", "one");
  lose_power(Unsynced::all);
  EXPECT_EQ(files(), (Files{{"ledger", "one"}}));
}

TEST_F(PowerLoss, InPartMissesTheLastWriteOfEachFile) {
  write("a", "");
  write("b", "");
  sync(".");
  write("a", "1111");
  write("b", "2222");
  write("a", "3333");
  lose_power(Unsynced::part);
  EXPECT_EQ(files(), (Files{{"a", "1111"}, {"b", ""}}));
}

TEST_F(PowerLoss, InPartMissesTheLastChangeOfNames) {
  write("a", "");
  write("b", "");
  rename("b", "c");
  lose_power(Unsynced::part);
  EXPECT_EQ(files(), (Files{{"a", ""}, {"b", ""}}));
}

TEST_F(PowerLoss, TornKeepsHalfOfTheLastWrite) {
  write("ledger", "11112222");
  sync("ledger");
  sync(".");
  write("ledger", "3333");
  write("ledger", "4445555");
  lose_power(Unsynced::torn);
  EXPECT_EQ(files(), (Files{{"ledger", "111122223333444"}}));
}

TEST_F(PowerLoss, TornCanLeaveANewNameWithContentThatWasNeverSynced) {
  write("ledger", "old");
  disk.sync_all();
  write("ledger.new", "newest");
  rename("ledger.new", "ledger");
  lose_power(Unsynced::torn);
  EXPECT_EQ(files(), (Files{{"ledger", "new"}}));
}

TEST_F(PowerLoss, TreatsATruncationAsAChangeOfItsOwn) {
  write("ledger", "12345678");
  disk.sync_all();
  ASSERT_EQ(disk.truncate(place("ledger").inode, 4), 0);
  lose_power(Unsynced::torn);
  EXPECT_EQ(files(), (Files{{"ledger", "12345678"}}));
  ASSERT_EQ(disk.truncate(place("ledger").inode, 4), 0);
  write("ledger", "xy");
  lose_power(Unsynced::part);
  EXPECT_EQ(files(), (Files{{"ledger", "1234"}}));
}

TEST_F(PowerLoss, KeepsARenameAcrossDirectoriesWholeOrNotAtAll) {
  make_directory("sub");
  write("a", "a");
  disk.sync_all();
  rename("a", "sub/a");
  sync("sub");
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), Files{});
  EXPECT_NE(place("sub/a").inode, nullptr);
  rename("sub/a", "a");
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), Files{});
  EXPECT_NE(place("sub/a").inode, nullptr);
}

TEST_F(PowerLoss, TakesWhatAKilledLifeHadLeftInThePageCache) {
  write("ledger", "one");
  kill();
  EXPECT_EQ(files(), (Files{{"ledger", "one"}}));
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), Files{});
}

TEST_F(Kill, KeepsEverythingWrittenAndNothingThatADyingNodeDid) {
  write("ledger", "one");
  const InodePtr ledger = place("ledger").inode;
  disk.freeze(false, Unsynced::none);
  write("ledger", "two");
  write("ghost", "boo");
  rename("ghost", "spirit");
  remove("ledger");
  sync(".");
  EXPECT_EQ(files(), (Files{{"spirit", "boo"}}));
  EXPECT_EQ(ledger->content.cached(), "onetwo");
  disk.begin_life(BootDisk::durable);
  EXPECT_EQ(files(), (Files{{"ledger", "one"}}));
  EXPECT_EQ(disk.path_of(*place("ledger").inode), "/data/ledger");
}

TEST_F(Kill, DoesNotLetADyingNodeSync) {
  write("ledger", "one");
  disk.sync_all();
  write("ledger", "two");
  disk.freeze(false, Unsynced::none);
  sync("ledger");
  disk.sync_all();
  disk.begin_life(BootDisk::durable);
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), (Files{{"ledger", "one"}}));
}

TEST_F(Kill, OnAFreshDiskLeavesAFreshDisk) {
  disk.freeze(false, Unsynced::none);
  write("ghost", "boo");
  disk.begin_life(BootDisk::durable);
  EXPECT_EQ(files(), Files{});
}

TEST_F(FailedFsync, IsNotMadeGoodByTheNextOne) {
  write("ledger", "1111");
  disk.sync_all();
  write("ledger", "2222");
  disk.settle(place("ledger").inode, Unsynced::none);
  sync("ledger");
  EXPECT_EQ(files(), (Files{{"ledger", "11112222"}}));
  write("ledger", "3333");
  sync("ledger");
  lose_power(Unsynced::all);
  EXPECT_EQ(files(), (Files{{"ledger", std::string("1111\0\0\0\0"
                                                   "3333",
                                                   12)}}));
}

TEST_F(FailedFsync, MayHaveWrittenSomeOfIt) {
  write("ledger", "");
  sync(".");
  write("ledger", "2222");
  disk.settle(place("ledger").inode, Unsynced::torn);
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), (Files{{"ledger", "22"}}));
}

TEST_F(FailedFsync, OfADirectoryLeavesItsNamesToTheNextOne) {
  write("ledger", "one");
  sync("ledger");
  disk.settle(disk.working_directory(), Unsynced::none);
  EXPECT_EQ(files(), (Files{{"ledger", "one"}}));
  sync(".");
  write("other", "two");
  disk.settle(disk.working_directory(), Unsynced::none);
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), (Files{{"ledger", "one"}}));
}

TEST_F(Boot, OnAnOldDiskFindsWhatTheLifeBeforeHadFound) {
  write("ledger", "one");
  kill();
  write("ledger", "two");
  disk.sync_all();
  disk.freeze(false, Unsynced::none);
  disk.begin_life(BootDisk::older);
  EXPECT_EQ(files(), (Files{{"ledger", "one"}}));
  lose_power(Unsynced::none);
  EXPECT_EQ(files(), (Files{{"ledger", "one"}}));
}

TEST_F(Boot, OnALostDiskFindsNothing) {
  write("ledger", "one");
  disk.sync_all();
  disk.freeze(true, Unsynced::all);
  disk.begin_life(BootDisk::empty);
  EXPECT_EQ(files(), Files{});
  write("ledger", "two");
  EXPECT_EQ(files(), (Files{{"ledger", "two"}}));
}

TEST_F(Boot, SurvivesDirectoriesThatChangedPlaces) {
  make_directory("a");
  make_directory("a/b");
  disk.sync_all();
  rename("a/b", "b");
  rename("a", "b/a");
  EXPECT_NE(place("b/a").inode, nullptr);
  lose_power(Unsynced::none);
  EXPECT_NE(place("a/b").inode, nullptr);
  EXPECT_EQ(place("b").inode, nullptr);
  rename("a/b", "b");
  rename("a", "b/a");
}

}  // namespace
}  // namespace onefold::sim

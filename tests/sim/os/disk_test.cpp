// The tree of names: what each call answers, on a disk that no fault strikes.
#include "sim/os/disk.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "sim/os/disk_role.hpp"

namespace onefold::sim {
namespace {

class DiskTree : public testing::Test {
 protected:
  Disk::Place place(std::string_view path) {
    Disk::Place found;
    EXPECT_EQ(disk.resolve(disk.working_directory(), path, found), 0) << path;
    return found;
  }
  InodePtr make(std::string_view path, bool directory = false) {
    Disk::Place at = place(path);
    EXPECT_EQ(disk.create(at, directory, 0644), 0) << path;
    return at.inode;
  }
  int find(std::string_view path) {
    InodePtr inode;
    return disk.find(disk.working_directory(), path, inode);
  }
  int rename(std::string_view from, std::string_view to) {
    return disk.rename(place(from), place(to), false);
  }

  Disk disk;
};

TEST_F(DiskTree, StartsInTheEmptyDataDirectory) {
  EXPECT_EQ(disk.path_of(*disk.working_directory()), "/data");
  EXPECT_TRUE(disk.working_directory()->entries.empty());
  EXPECT_EQ(find("/tmp"), 0);
  EXPECT_EQ(find("/etc"), ENOENT);
}

TEST_F(DiskTree, WalksDotsAndSlashes) {
  make("a", true);
  const InodePtr file = make("a/f");
  EXPECT_EQ(place("/data//a/./f").inode, file);
  EXPECT_EQ(place("a/../a/f").inode, file);
  EXPECT_EQ(place("/../../data/a/f").inode, file);
  EXPECT_EQ(disk.path_of(*file), "/data/a/f");
  EXPECT_EQ(find("a/f/"), ENOTDIR);
  EXPECT_EQ(find("a/f/g"), ENOTDIR);
  EXPECT_EQ(find("missing/../a"), ENOENT);
  EXPECT_EQ(find(""), ENOENT);
  EXPECT_EQ(find(std::string(256, 'x')), ENAMETOOLONG);
  EXPECT_EQ(find(std::string(5000, '/')), ENAMETOOLONG);
}

TEST_F(DiskTree, RefusesToRemoveWhatIsInUse) {
  make("a", true);
  make("a/f");
  EXPECT_EQ(disk.remove(place("a"), true), ENOTEMPTY);
  EXPECT_EQ(disk.remove(place("a"), false), EISDIR);
  EXPECT_EQ(disk.remove(place("a/f"), true), ENOTDIR);
  EXPECT_EQ(disk.remove(place("/"), true), EBUSY);
  EXPECT_EQ(disk.remove(place("a/g"), false), ENOENT);
  EXPECT_EQ(disk.remove(place("a/f"), false), 0);
  EXPECT_EQ(disk.remove(place("a"), true), 0);
  EXPECT_EQ(find("a"), ENOENT);
}

TEST_F(DiskTree, RenameReplacesAFileAndKeepsWhatIsOpen) {
  const InodePtr next = make("next");
  const InodePtr old = make("current");
  ASSERT_EQ(disk.write(old, 0, "old"), 0);
  ASSERT_EQ(disk.write(next, 0, "new"), 0);
  EXPECT_EQ(disk.rename(place("next"), place("current"), true), EEXIST);
  EXPECT_EQ(rename("next", "current"), 0);
  EXPECT_EQ(place("current").inode, next);
  EXPECT_EQ(find("next"), ENOENT);
  EXPECT_EQ(old->content.cached(), "old");
  EXPECT_EQ(disk.path_of(*old), "");
}

TEST_F(DiskTree, RenameRefusesWhatPosixRefuses) {
  make("file");
  make("empty", true);
  make("full", true);
  make("full/inner", true);
  EXPECT_EQ(rename("missing", "file"), ENOENT);
  EXPECT_EQ(rename("file", "empty"), EISDIR);
  EXPECT_EQ(rename("full/inner", "full"), ENOTEMPTY);
  EXPECT_EQ(rename("empty", "file"), ENOTDIR);
  EXPECT_EQ(rename("empty", "full"), ENOTEMPTY);
  EXPECT_EQ(rename("full", "full/inner/below"), EINVAL);
  EXPECT_EQ(rename("file", "new/"), ENOTDIR);
  EXPECT_EQ(rename("/data", "/"), EBUSY);
  EXPECT_EQ(rename("full", "empty"), 0);
  EXPECT_EQ(find("empty/inner"), 0);
}

TEST_F(DiskTree, NothingCanBeMadeInARemovedDirectory) {
  const InodePtr gone = make("gone", true);
  ASSERT_EQ(disk.remove(place("gone"), true), 0);
  Disk::Place inside;
  ASSERT_EQ(disk.resolve(gone, "file", inside), 0);
  EXPECT_EQ(disk.create(inside, false, 0644), ENOENT);
  EXPECT_EQ(disk.resolve(gone, "..", inside), ENOENT);
}

TEST_F(DiskTree, FillsGapsWithZerosAndCutsWhatIsTooLong) {
  const InodePtr file = make("f");
  ASSERT_EQ(disk.write(file, 3, "xyz"), 0);
  EXPECT_EQ(file->content.cached(), std::string("\0\0\0xyz", 6));
  ASSERT_EQ(disk.truncate(file, 4), 0);
  ASSERT_EQ(disk.truncate(file, 6), 0);
  EXPECT_EQ(file->content.cached(), std::string("\0\0\0x\0\0", 6));
  EXPECT_EQ(disk.write(file, disk_file_bytes_max, "x"), EFBIG);
  EXPECT_EQ(disk.write(file, ~std::uint64_t{0}, "x"), EFBIG);
  EXPECT_EQ(disk.truncate(file, disk_file_bytes_max + 1), EFBIG);
}

TEST_F(DiskTree, StampsContentAndNamesWithItsTime) {
  disk.set_time(5);
  const InodePtr file = make("f");
  disk.set_time(9);
  ASSERT_EQ(disk.write(file, 0, "x"), 0);
  EXPECT_EQ(file->modified_ns, 9);
  EXPECT_EQ(disk.working_directory()->modified_ns, 5);
}

TEST_F(DiskTree, HasRoomForABoundedNumberOfFilesPerLife) {
  for (std::uint64_t i = 0; i < disk_inodes_max; ++i) {
    Disk::Place at = place("f");
    const int error = disk.create(at, false, 0644);
    if (error != 0) {
      EXPECT_EQ(error, ENOSPC);
      EXPECT_GT(i, disk_inodes_max - 10);
      return;
    }
    ASSERT_EQ(disk.remove(at, false), 0);
  }
  Disk::Place at = place("f");
  EXPECT_EQ(disk.create(at, false, 0644), ENOSPC);
}

TEST(DiskRole, TakesOutWhatChangesFromRunToRun) {
  EXPECT_EQ(file_role("/data/journal.000017.log"), "journal.#.log");
  EXPECT_EQ(file_role("ledger"), "ledger");
  EXPECT_EQ(file_role("snapshot-12-3"), "snapshot-#-#");
  EXPECT_EQ(file_role("order-3fa85f64-5717-4562-b3fc-2c963f66afa6"), "order-#-#-#-b#fc-#");
  EXPECT_EQ(file_role("deadbeef"), "#");
  EXPECT_EQ(file_role("deadbee"), "deadbee");
  EXPECT_EQ(file_role("/data/dir/"), "dir");
  EXPECT_EQ(file_role("/"), "/");
}

}  // namespace
}  // namespace onefold::sim

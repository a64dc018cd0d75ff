// Who may lock what of a file, and when a lock goes away.
#include "sim/os/disk_locks.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace onefold::sim {
namespace {

constexpr std::int64_t to_the_end = std::numeric_limits<std::int64_t>::max();

TEST(DiskLocks, SharesAWholeFileBetweenReadersOnly) {
  int first = 0, second = 0;
  DiskLocks locks;
  EXPECT_TRUE(locks.lock_whole(&first, LockMode::shared));
  EXPECT_TRUE(locks.lock_whole(&second, LockMode::shared));
  EXPECT_FALSE(locks.lock_whole(&first, LockMode::exclusive));
  locks.unlock_whole(&second);
  EXPECT_TRUE(locks.lock_whole(&first, LockMode::exclusive));
  EXPECT_FALSE(locks.lock_whole(&second, LockMode::shared));
}

TEST(DiskLocks, ConflictsOnlyWhereRangesOfDifferentOwnersMeet) {
  int first = 0;
  DiskLocks locks;
  locks.lock_range({&first, LockMode::exclusive, 10, 20});
  EXPECT_EQ(locks.conflict({DiskLocks::process, LockMode::shared, 0, 10}), nullptr);
  EXPECT_EQ(locks.conflict({DiskLocks::process, LockMode::shared, 20, to_the_end}), nullptr);
  EXPECT_NE(locks.conflict({DiskLocks::process, LockMode::shared, 19, 20}), nullptr);
  EXPECT_EQ(locks.conflict({&first, LockMode::exclusive, 0, to_the_end}), nullptr);
}

TEST(DiskLocks, UnlockingTheMiddleKeepsBothEnds) {
  int first = 0;
  DiskLocks locks;
  locks.lock_range({&first, LockMode::exclusive, 0, to_the_end});
  locks.unlock_range(&first, 10, 20);
  EXPECT_EQ(locks.conflict({DiskLocks::process, LockMode::exclusive, 10, 20}), nullptr);
  EXPECT_NE(locks.conflict({DiskLocks::process, LockMode::exclusive, 9, 10}), nullptr);
  EXPECT_NE(locks.conflict({DiskLocks::process, LockMode::exclusive, 20, 21}), nullptr);
}

TEST(DiskLocks, AnyCloseOfTheFileDropsTheRecordLocksOfTheProcess) {
  int first = 0, second = 0;
  DiskLocks locks;
  locks.lock_range({DiskLocks::process, LockMode::exclusive, 0, 5});
  locks.lock_range({&second, LockMode::exclusive, 5, 9});
  locks.release(&first);
  EXPECT_EQ(locks.conflict({&first, LockMode::exclusive, 0, 5}), nullptr);
  EXPECT_NE(locks.conflict({&first, LockMode::exclusive, 5, 9}), nullptr);
}

}  // namespace
}  // namespace onefold::sim

// Advisory locks of one file: flock() on the whole of it, and fcntl() on ranges.
//
// Models: flock(2) locks and open-file-description locks belong to an open file; traditional record locks
// belong to the process (fcntl(2), "Advisory record locking"). A node is one process, so its record locks
// meet no rival but the open-file-description locks of the same node. Ignores: waiting (a lock that would
// have to wait is refused, and the caller decides) and mandatory locks.
#pragma once

#include <cstdint>
#include <vector>

namespace onefold::sim {

enum class LockMode : std::uint8_t { shared, exclusive };

class DiskLocks {
 public:
  // Owner of the record locks of the process. Any other owner is the address of an open file, used as an
  // identity only.
  static constexpr const void* process = nullptr;
  struct Range {
    const void* owner;
    LockMode mode;
    std::int64_t start;
    std::int64_t end;  // exclusive; INT64_MAX: to the end of the file, wherever that is
  };

  // False if another open file holds a lock that conflicts; then the caller's own lock, if any, is gone, as
  // flock(2) says of a failed conversion.
  bool lock_whole(const void* owner, LockMode mode);
  void unlock_whole(const void* owner);

  // The first lock of another owner that conflicts; null if there is none.
  const Range* conflict(const Range& wanted) const;
  // Replaces whatever the owner holds in the range. The caller has asked conflict().
  void lock_range(const Range& range);
  void unlock_range(const void* owner, std::int64_t start, std::int64_t end);

  // The open file is closed: its own locks go, and with any close of the file the record locks of the
  // process.
  void release(const void* owner);

 private:
  struct Whole {
    const void* owner;
    LockMode mode;
  };
  std::vector<Whole> whole_;
  std::vector<Range> ranges_;
};

}  // namespace onefold::sim

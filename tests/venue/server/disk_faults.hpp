// Faults of the disk, for the calls that this test program makes through pwrite, fsync and fdatasync.
#pragma once

#include <cstddef>

namespace onefold::venue {

// In force while it lives; one at a time.
class DiskFaults {
 public:
  DiskFaults();
  ~DiskFaults();
  DiskFaults(const DiskFaults&) = delete;
  DiskFaults& operator=(const DiskFaults&) = delete;

  int sync_failures = 0;                  // so many of the next syncs fail with EIO
  std::size_t write_size_max = 1U << 30;  // a write takes no more than this

  int syncs = 0;  // made since then
  std::size_t bytes_written = 0;
};

}  // namespace onefold::venue

// fsync, fdatasync and pwrite of this program: straight to the system, unless a fault is in force.
#include "tests/venue/server/disk_faults.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>

namespace onefold::venue {
namespace {

DiskFaults* in_force = nullptr;

int sync(long call, int file) {
  if (in_force != nullptr) {
    ++in_force->syncs;
    if (in_force->sync_failures > 0) {
      --in_force->sync_failures;
      errno = EIO;
      return -1;
    }
  }
  return static_cast<int>(syscall(call, file));
}

}  // namespace

DiskFaults::DiskFaults() {
  assert(in_force == nullptr);
  in_force = this;
}

DiskFaults::~DiskFaults() {
  in_force = nullptr;
}

}  // namespace onefold::venue

// The program's own symbols come before those of the C library.

extern "C" int fsync(int file) {
  return onefold::venue::sync(SYS_fsync, file);
}

extern "C" int fdatasync(int file) {
  return onefold::venue::sync(SYS_fdatasync, file);
}

extern "C" ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  if (onefold::venue::in_force != nullptr) {
    size = std::min(size, onefold::venue::in_force->write_size_max);
    onefold::venue::in_force->bytes_written += size;
  }
  return syscall(SYS_pwrite64, file, bytes, size, offset);
}

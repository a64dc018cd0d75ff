// libc symbols that say what a path or an open file is.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sim/door/file_door.hpp"

using namespace onefold::sim;
using file_door::answer;
using file_door::is_virtual;

static_assert(sizeof(struct stat) == sizeof(struct stat64), "the 64-bit ABI of Linux has one struct stat");
static_assert(sizeof(struct statvfs) == sizeof(struct statvfs64));
static_assert(sizeof(struct statfs) == sizeof(struct statfs64));

namespace {

struct stat* plain(struct stat64* out) {
  return reinterpret_cast<struct stat*>(out);
}

int stat_here(int at, const char* path, struct stat* out, int flags) {
  const bool itself = (flags & AT_EMPTY_PATH) != 0 && (path == nullptr || *path == '\0');
  if (itself) return static_cast<int>(answer(file_calls::status(*current_process, at, *out)));
  return static_cast<int>(answer(file_calls::status(*current_process, at, path, *out)));
}

statx_timestamp to_statx(const timespec& time) {
  statx_timestamp out = {};
  out.tv_sec = time.tv_sec;
  out.tv_nsec = static_cast<std::uint32_t>(time.tv_nsec);
  return out;
}

void fill_statx(const struct stat& from, struct statx& out) {
  std::memset(&out, 0, sizeof(out));
  out.stx_mask = STATX_BASIC_STATS;
  out.stx_blksize = static_cast<std::uint32_t>(from.st_blksize);
  out.stx_nlink = static_cast<std::uint32_t>(from.st_nlink);
  out.stx_mode = static_cast<std::uint16_t>(from.st_mode);
  out.stx_ino = from.st_ino;
  out.stx_size = static_cast<std::uint64_t>(from.st_size);
  out.stx_blocks = static_cast<std::uint64_t>(from.st_blocks);
  out.stx_atime = to_statx(from.st_atim);
  out.stx_mtime = to_statx(from.st_mtim);
  out.stx_ctime = to_statx(from.st_ctim);
  out.stx_dev_minor = static_cast<std::uint32_t>(from.st_dev);
}

constexpr unsigned long block_bytes = 4096;
constexpr unsigned long blocks = 1ul << 24;  // 64 GiB, never used up: "disk full" is a fault, not a state

void fill_space(struct statvfs& out) {
  out = {};
  out.f_bsize = block_bytes;
  out.f_frsize = block_bytes;
  out.f_blocks = out.f_bfree = out.f_bavail = blocks;
  out.f_files = out.f_ffree = out.f_favail = disk_inodes_max;
  out.f_namemax = disk_name_bytes_max;
}

void fill_space(struct statfs& out) {
  out = {};
  out.f_bsize = block_bytes;
  out.f_frsize = block_bytes;
  out.f_blocks = out.f_bfree = out.f_bavail = blocks;
  out.f_files = out.f_ffree = disk_inodes_max;
  out.f_namelen = disk_name_bytes_max;
}

template <typename Space>
int space_of(const char* path, Space* out) {
  struct stat unused;
  const int result = file_calls::status(*current_process, AT_FDCWD, path, unused);
  if (result == 0) fill_space(*out);
  return static_cast<int>(answer(result));
}

template <typename Space>
int space_of(int number, Space* out) {
  const int result = file_calls::find(*current_process, number) == nullptr ? -EBADF : 0;
  if (result == 0) fill_space(*out);
  return static_cast<int>(answer(result));
}

}  // namespace

extern "C" {

int stat(const char* path, struct stat* out) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(stat)(path, out);
  return stat_here(AT_FDCWD, path, out, 0);
}
int stat64(const char* path, struct stat64* out) noexcept {
  return stat(path, plain(out));
}

int lstat(const char* path, struct stat* out) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(lstat)(path, out);
  return stat_here(AT_FDCWD, path, out, 0);
}
int lstat64(const char* path, struct stat64* out) noexcept {
  return lstat(path, plain(out));
}

int fstat(int number, struct stat* out) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(fstat)(number, out);
  return static_cast<int>(answer(file_calls::status(*current_process, number, *out)));
}
int fstat64(int number, struct stat64* out) noexcept {
  return fstat(number, plain(out));
}

int fstatat(int at, const char* path, struct stat* out, int flags) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(fstatat)(at, path, out, flags);
  return stat_here(at, path, out, flags);
}
int fstatat64(int at, const char* path, struct stat64* out, int flags) noexcept {
  return fstatat(at, path, plain(out), flags);
}

int statx(int at, const char* path, int flags, unsigned mask, struct statx* out) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(statx)(at, path, flags, mask, out);
  struct stat found;
  const int result = stat_here(at, path, &found, flags);
  if (result == 0) fill_statx(found, *out);
  return result;
}

int access(const char* path, int mode) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(access)(path, mode);
  return static_cast<int>(answer(file_calls::access(*current_process, AT_FDCWD, path, mode)));
}
int eaccess(const char* path, int mode) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(eaccess)(path, mode);
  return access(path, mode);
}
int euidaccess(const char* path, int mode) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(euidaccess)(path, mode);
  return access(path, mode);
}
int faccessat(int at, const char* path, int mode, int flags) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(faccessat)(at, path, mode, flags);
  return static_cast<int>(answer(file_calls::access(*current_process, at, path, mode)));
}

int statvfs(const char* path, struct statvfs* out) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(statvfs)(path, out);
  return space_of(path, out);
}
int statvfs64(const char* path, struct statvfs64* out) noexcept {
  return statvfs(path, reinterpret_cast<struct statvfs*>(out));
}
int fstatvfs(int number, struct statvfs* out) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(fstatvfs)(number, out);
  return space_of(number, out);
}
int fstatvfs64(int number, struct statvfs64* out) noexcept {
  return fstatvfs(number, reinterpret_cast<struct statvfs*>(out));
}
int statfs(const char* path, struct statfs* out) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(statfs)(path, out);
  return space_of(path, out);
}
int statfs64(const char* path, struct statfs64* out) noexcept {
  return statfs(path, reinterpret_cast<struct statfs*>(out));
}
int fstatfs(int number, struct statfs* out) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(fstatfs)(number, out);
  return space_of(number, out);
}
int fstatfs64(int number, struct statfs64* out) noexcept {
  return fstatfs(number, reinterpret_cast<struct statfs*>(out));
}

}  // extern "C"

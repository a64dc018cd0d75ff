// libc symbols about paths: what is there, making, moving and removing, and the working directory.
//
// Below the data directory they are the node's. All others are the machine's, and read-only.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utime.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

int plain(int64_t result) {
  return static_cast<int>(answer(result));
}

int on_path(Op op, int at, const char* path, int64_t a = 0) {
  return plain(call(Request{op, directory_number(at), a}, path, strlen(path) + 1));
}

int status_of_path(int at, const char* path, struct stat* out) {
  const int64_t result = call(Request{Op::path_status, directory_number(at)}, path, strlen(path) + 1);
  if (result >= 0) memcpy(out, slot().bytes, sizeof *out);
  return plain(result);
}

int status_of_descriptor(int fd, struct stat* out) {
  const int64_t result = call({Op::status, number_of(fd)});
  if (result >= 0) memcpy(out, slot().bytes, sizeof *out);
  return plain(result);
}

int status_at(int at, const char* path, struct stat* out, int flags) {
  const bool itself = (flags & AT_EMPTY_PATH) != 0 && (path == nullptr || *path == '\0');
  if (itself && is_virtual(at)) return status_of_descriptor(at, out);
  if (is_virtual_path(at, path)) return status_of_path(at, path, out);
  return plain(raw(SYS_newfstatat, at, bits(path), bits(out), flags));
}

statx_timestamp to_statx(const timespec& time) {
  statx_timestamp out = {};
  out.tv_sec = time.tv_sec;
  out.tv_nsec = static_cast<uint32_t>(time.tv_nsec);
  return out;
}

void fill_statx(const struct stat& from, struct statx* out) {
  memset(out, 0, sizeof *out);
  out->stx_mask = STATX_BASIC_STATS;
  out->stx_blksize = static_cast<uint32_t>(from.st_blksize);
  out->stx_nlink = static_cast<uint32_t>(from.st_nlink);
  out->stx_mode = static_cast<uint16_t>(from.st_mode);
  out->stx_ino = from.st_ino;
  out->stx_size = static_cast<uint64_t>(from.st_size);
  out->stx_blocks = static_cast<uint64_t>(from.st_blocks);
  out->stx_atime = to_statx(from.st_atim);
  out->stx_mtime = to_statx(from.st_mtim);
  out->stx_ctime = to_statx(from.st_ctim);
}

// One answer for all that would change the machine's files.
bool changes_machine() {
  return attached();
}

int rename_virtual(int from_at, const char* from, int to_at, const char* to, bool no_replace) {
  if (!is_virtual_path(from_at, from) || !is_virtual_path(to_at, to)) return plain(-EXDEV);
  const size_t first = strlen(from) + 1;
  const size_t second = strlen(to) + 1;
  if (first + second > lockstep::payload_max) return plain(-ENAMETOOLONG);
  memcpy(slot().bytes, from, first);
  memcpy(slot().bytes + first, to, second);
  Request request{Op::rename, directory_number(from_at), directory_number(to_at), no_replace ? 1 : 0};
  request.size = static_cast<uint32_t>(first + second);
  return plain(call(request));
}

int rename_any(int from_at, const char* from, int to_at, const char* to, unsigned flags) {
  if (is_virtual_path(from_at, from) || is_virtual_path(to_at, to))
    return rename_virtual(from_at, from, to_at, to, (flags & RENAME_NOREPLACE) != 0);
  if (changes_machine()) return plain(-EROFS);
  return plain(raw(SYS_renameat2, from_at, bits(from), to_at, bits(to), flags));
}

int set_times(int at, const char* path, const timespec* times) {
  int64_t modified_ns = memory().system_ns;
  if (times != nullptr && times[1].tv_nsec == UTIME_OMIT) return 0;
  if (times != nullptr && times[1].tv_nsec != UTIME_NOW) modified_ns = ns_of(times[1]);
  return on_path(Op::set_modified, at, path, modified_ns);
}

char* copy_text(char* buffer, size_t size, size_t length) {
  if (buffer == nullptr) {
    buffer = static_cast<char*>(malloc(size > length ? size : length + 1));
  } else if (size <= length) {
    errno = ERANGE;
    return nullptr;
  }
  if (buffer != nullptr) memcpy(buffer, slot().bytes, length + 1);
  return buffer;
}

}  // namespace

int status_any(int at, const char* path, struct statx* out, int flags) {
  struct stat found;
  const int result = status_at(at, path, &found, flags);
  if (result == 0) fill_statx(found, out);
  return result;
}

}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT int fstat(int fd, struct stat* out) noexcept {
  if (is_virtual(fd)) return status_of_descriptor(fd, out);
  return plain(raw(SYS_fstat, fd, bits(out)));
}
ONEFOLD_EXPORT int fstat64(int fd, struct stat64* out) noexcept {
  return fstat(fd, reinterpret_cast<struct stat*>(out));
}
ONEFOLD_EXPORT int fstatat(int at, const char* path, struct stat* out, int flags) noexcept {
  return status_at(at, path, out, flags);
}
ONEFOLD_EXPORT int fstatat64(int at, const char* path, struct stat64* out, int flags) noexcept {
  return status_at(at, path, reinterpret_cast<struct stat*>(out), flags);
}
ONEFOLD_EXPORT int stat(const char* path, struct stat* out) noexcept {
  return status_at(AT_FDCWD, path, out, 0);
}
ONEFOLD_EXPORT int stat64(const char* path, struct stat64* out) noexcept {
  return fstatat64(AT_FDCWD, path, out, 0);
}
ONEFOLD_EXPORT int lstat(const char* path, struct stat* out) noexcept {
  return status_at(AT_FDCWD, path, out, AT_SYMLINK_NOFOLLOW);
}
ONEFOLD_EXPORT int lstat64(const char* path, struct stat64* out) noexcept {
  return fstatat64(AT_FDCWD, path, out, AT_SYMLINK_NOFOLLOW);
}
// What programs compiled against older libraries call.
ONEFOLD_EXPORT int __fxstat(int, int fd, struct stat* out) noexcept {
  return fstat(fd, out);
}
ONEFOLD_EXPORT int __fxstat64(int, int fd, struct stat64* out) noexcept {
  return fstat64(fd, out);
}
ONEFOLD_EXPORT int __xstat(int, const char* path, struct stat* out) noexcept {
  return stat(path, out);
}
ONEFOLD_EXPORT int __xstat64(int, const char* path, struct stat64* out) noexcept {
  return stat64(path, out);
}
ONEFOLD_EXPORT int __lxstat(int, const char* path, struct stat* out) noexcept {
  return lstat(path, out);
}
ONEFOLD_EXPORT int __lxstat64(int, const char* path, struct stat64* out) noexcept {
  return lstat64(path, out);
}
ONEFOLD_EXPORT int statx(int at, const char* path, int flags, unsigned mask, struct statx* out) noexcept {
  const bool itself = (flags & AT_EMPTY_PATH) != 0 && *path == '\0';
  if (itself ? is_virtual(at) : is_virtual_path(at, path)) return status_any(at, path, out, flags);
  return plain(raw(SYS_statx, at, bits(path), flags, mask, bits(out)));
}
ONEFOLD_EXPORT int statvfs(const char* path, struct statvfs* out) noexcept {
  return ONEFOLD_NEXT(statvfs)(is_virtual_path(AT_FDCWD, path) ? "/" : path, out);
}

ONEFOLD_EXPORT int faccessat(int at, const char* path, int mode, int flags) noexcept {
  if (is_virtual_path(at, path)) return on_path(Op::access, at, path, mode);
  return plain(raw(SYS_faccessat2, at, bits(path), mode, flags));
}
ONEFOLD_EXPORT int access(const char* path, int mode) noexcept {
  return faccessat(AT_FDCWD, path, mode, 0);
}
ONEFOLD_EXPORT int euidaccess(const char* path, int mode) noexcept {
  return faccessat(AT_FDCWD, path, mode, AT_EACCESS);
}

ONEFOLD_EXPORT int mkdirat(int at, const char* path, mode_t mode) noexcept {
  if (is_virtual_path(at, path)) return on_path(Op::make_directory, at, path, mode);
  if (!changes_machine()) return plain(raw(SYS_mkdirat, at, bits(path), mode));
  struct stat unused;
  return plain(status_at(at, path, &unused, 0) == 0 ? -EEXIST : -EROFS);
}
ONEFOLD_EXPORT int mkdir(const char* path, mode_t mode) noexcept {
  return mkdirat(AT_FDCWD, path, mode);
}
ONEFOLD_EXPORT int unlinkat(int at, const char* path, int flags) noexcept {
  if (is_virtual_path(at, path)) return on_path(Op::remove, at, path, (flags & AT_REMOVEDIR) != 0 ? 1 : 0);
  if (!changes_machine()) return plain(raw(SYS_unlinkat, at, bits(path), flags));
  struct stat unused;
  return plain(status_at(at, path, &unused, AT_SYMLINK_NOFOLLOW) == 0 ? -EROFS : -ENOENT);
}
ONEFOLD_EXPORT int unlink(const char* path) noexcept {
  return unlinkat(AT_FDCWD, path, 0);
}
ONEFOLD_EXPORT int rmdir(const char* path) noexcept {
  return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}
ONEFOLD_EXPORT int remove(const char* path) noexcept {
  const int result = unlink(path);
  return result < 0 && errno == EISDIR ? rmdir(path) : result;
}
ONEFOLD_EXPORT int renameat2(int from_at, const char* from, int to_at, const char* to,
                             unsigned flags) noexcept {
  return rename_any(from_at, from, to_at, to, flags);
}
ONEFOLD_EXPORT int renameat(int from_at, const char* from, int to_at, const char* to) noexcept {
  return rename_any(from_at, from, to_at, to, 0);
}
ONEFOLD_EXPORT int rename(const char* from, const char* to) noexcept {
  return rename_any(AT_FDCWD, from, AT_FDCWD, to, 0);
}
ONEFOLD_EXPORT int link(const char* from, const char* to) noexcept {
  return attached() ? plain(-EPERM) : plain(raw(SYS_link, bits(from), bits(to)));
}
ONEFOLD_EXPORT int linkat(int from_at, const char* from, int to_at, const char* to, int flags) noexcept {
  return attached() ? plain(-EPERM) : plain(raw(SYS_linkat, from_at, bits(from), to_at, bits(to), flags));
}
ONEFOLD_EXPORT int symlink(const char* from, const char* to) noexcept {
  return attached() ? plain(-EPERM) : plain(raw(SYS_symlink, bits(from), bits(to)));
}
ONEFOLD_EXPORT int truncate(const char* path, off_t size) noexcept {
  if (is_virtual_path(AT_FDCWD, path)) return on_path(Op::truncate_path, AT_FDCWD, path, size);
  return changes_machine() ? plain(-EROFS) : plain(raw(SYS_truncate, bits(path), size));
}
ONEFOLD_EXPORT int truncate64(const char* path, off64_t size) noexcept {
  return truncate(path, size);
}
ONEFOLD_EXPORT int fchmodat(int at, const char* path, mode_t mode, int) noexcept {
  if (is_virtual_path(at, path)) return on_path(Op::set_mode, at, path, mode);
  return changes_machine() ? plain(-EROFS) : plain(raw(SYS_fchmodat, at, bits(path), mode));
}
ONEFOLD_EXPORT int chmod(const char* path, mode_t mode) noexcept {
  return fchmodat(AT_FDCWD, path, mode, 0);
}
ONEFOLD_EXPORT int fchmod(int fd, mode_t mode) noexcept {
  return is_virtual(fd) ? 0 : plain(raw(SYS_fchmod, fd, mode));
}
ONEFOLD_EXPORT int utimensat(int at, const char* path, const timespec* times, int flags) noexcept {
  if (is_virtual_path(at, path)) return set_times(at, path, times);
  return changes_machine() ? plain(-EROFS) : plain(raw(SYS_utimensat, at, bits(path), bits(times), flags));
}
ONEFOLD_EXPORT int futimens(int fd, const timespec* times) noexcept {
  return is_virtual(fd) ? 0 : plain(raw(SYS_utimensat, fd, 0, bits(times), 0));
}

ONEFOLD_EXPORT int chdir(const char* path) noexcept {
  if (!is_virtual_path(AT_FDCWD, path)) {
    const int result = plain(raw(SYS_chdir, bits(path)));
    if (result == 0) set_in_data(false);
    return result;
  }
  const int result = on_path(Op::change_directory, AT_FDCWD, path);
  if (result == 0) set_in_data(true);
  return result;
}
ONEFOLD_EXPORT char* getcwd(char* buffer, size_t size) noexcept {
  if (!attached() || !in_data()) return ONEFOLD_NEXT(getcwd)(buffer, size);
  const int64_t length = call({Op::working_directory});
  return length < 0 ? reinterpret_cast<char*>(answer(length)) + 1
                    : copy_text(buffer, size, static_cast<size_t>(length));
}
ONEFOLD_EXPORT char* realpath(const char* path, char* buffer) noexcept {
  if (!is_virtual_path(AT_FDCWD, path)) return ONEFOLD_NEXT(realpath)(path, buffer);
  const int64_t length = call(Request{Op::real_path}, path, strlen(path) + 1);
  return length < 0 ? reinterpret_cast<char*>(answer(length)) + 1
                    : copy_text(buffer, buffer == nullptr ? 0 : PATH_MAX, static_cast<size_t>(length));
}
ONEFOLD_EXPORT ssize_t readlink(const char* path, char* buffer, size_t size) noexcept {
  if (is_virtual_path(AT_FDCWD, path)) return answer(-EINVAL);
  return answer(raw(SYS_readlink, bits(path), bits(buffer), static_cast<long>(size)));
}

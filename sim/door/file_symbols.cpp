// libc symbols that open files, and those that work on an open one, but for read, write and close.
#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

#include "sim/door/file_door.hpp"

using namespace onefold::sim;
using file_door::answer;
using file_door::is_virtual;

namespace {

bool takes_mode(int flags) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

int open_here(int at, const char* path, int flags, mode_t mode) {
  return static_cast<int>(answer(file_calls::open(*current_process, at, path, flags, mode)));
}

// Calls on an open file; -EBADF for what is none, or `error` for a socket and the like.
template <typename Call>
long with_file(int number, int error, Call call) {
  OpenFile* file = file_calls::find(*current_process, number);
  if (file != nullptr) return answer(call(*file));
  return answer(current_process->find(number) == nullptr ? -EBADF : -error);
}

ssize_t read_at(int number, const iovec* parts, int count, off_t offset) {
  return with_file(number, ESPIPE, [&](OpenFile& file) { return file.readv_at(parts, count, offset); });
}

ssize_t write_at(int number, const iovec* parts, int count, off_t offset) {
  if (offset < 0) return answer(-EINVAL);
  return with_file(number, ESPIPE, [&](OpenFile& file) { return file.writev_at(parts, count, offset); });
}

int sync_file(int number) {
  return static_cast<int>(with_file(number, EINVAL, [](OpenFile& file) { return file.sync(); }));
}

int truncate_file(int number, off_t size) {
  return static_cast<int>(with_file(number, EINVAL, [&](OpenFile& file) { return file.truncate(size); }));
}

int extend(int number, off_t offset, off_t length) {
  if (offset < 0 || length <= 0) return static_cast<int>(answer(-EINVAL));
  if (length > static_cast<off_t>(disk_file_bytes_max) - offset) return static_cast<int>(answer(-EFBIG));
  return static_cast<int>(
      with_file(number, ENODEV, [&](OpenFile& file) { return file.extend(offset + length); }));
}

}  // namespace

#define ONEFOLD_MODE(flags, mode)                            \
  mode_t mode = 0;                                           \
  if (takes_mode(flags)) {                                   \
    va_list arguments;                                       \
    va_start(arguments, flags);                              \
    mode = static_cast<mode_t>(va_arg(arguments, unsigned)); \
    va_end(arguments);                                       \
  }

extern "C" {

int open(const char* path, int flags, ...) {
  ONEFOLD_MODE(flags, mode)
  if (!is_virtual(path)) return ONEFOLD_REAL(open)(path, flags, mode);
  return open_here(AT_FDCWD, path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  ONEFOLD_MODE(flags, mode)
  return open(path, flags, mode);
}

int openat(int at, const char* path, int flags, ...) {
  ONEFOLD_MODE(flags, mode)
  if (!is_virtual(path)) return ONEFOLD_REAL(openat)(at, path, flags, mode);
  return open_here(at, path, flags, mode);
}

int openat64(int at, const char* path, int flags, ...) {
  ONEFOLD_MODE(flags, mode)
  return openat(at, path, flags, mode);
}

// The fortified forms, called where no mode is given.
int __open_2(const char* path, int flags) {
  return open(path, flags);
}
int __open64_2(const char* path, int flags) {
  return open(path, flags);
}
int __openat_2(int at, const char* path, int flags) {
  return openat(at, path, flags);
}
int __openat64_2(int at, const char* path, int flags) {
  return openat(at, path, flags);
}

int creat(const char* path, mode_t mode) {
  return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
int creat64(const char* path, mode_t mode) {
  return creat(path, mode);
}

ssize_t pread(int number, void* bytes, size_t size, off_t offset) {
  if (!is_virtual(number)) return ONEFOLD_REAL(pread)(number, bytes, size, offset);
  const iovec part{bytes, size};
  return read_at(number, &part, 1, offset);
}
ssize_t pread64(int number, void* bytes, size_t size, off64_t offset) {
  return pread(number, bytes, size, offset);
}
ssize_t __pread_chk(int number, void* bytes, size_t size, off_t offset, size_t room) {
  if (size > room) abort();
  return pread(number, bytes, size, offset);
}
ssize_t __pread64_chk(int number, void* bytes, size_t size, off_t offset, size_t room) {
  return __pread_chk(number, bytes, size, offset, room);
}

ssize_t pwrite(int number, const void* bytes, size_t size, off_t offset) {
  if (!is_virtual(number)) return ONEFOLD_REAL(pwrite)(number, bytes, size, offset);
  const iovec part{const_cast<void*>(bytes), size};
  return write_at(number, &part, 1, offset);
}
ssize_t pwrite64(int number, const void* bytes, size_t size, off64_t offset) {
  return pwrite(number, bytes, size, offset);
}

ssize_t preadv(int number, const iovec* parts, int count, off_t offset) {
  if (!is_virtual(number)) return ONEFOLD_REAL(preadv)(number, parts, count, offset);
  return read_at(number, parts, count, offset);
}
ssize_t preadv64(int number, const iovec* parts, int count, off64_t offset) {
  return preadv(number, parts, count, offset);
}

ssize_t pwritev(int number, const iovec* parts, int count, off_t offset) {
  if (!is_virtual(number)) return ONEFOLD_REAL(pwritev)(number, parts, count, offset);
  return write_at(number, parts, count, offset);
}
ssize_t pwritev64(int number, const iovec* parts, int count, off64_t offset) {
  return pwritev(number, parts, count, offset);
}

int fsync(int number) {
  if (!is_virtual(number)) return ONEFOLD_REAL(fsync)(number);
  return sync_file(number);
}

int fdatasync(int number) {
  if (!is_virtual(number)) return ONEFOLD_REAL(fdatasync)(number);
  return sync_file(number);
}

// Makes nothing durable that it need not: sync_file_range(2) warns that it writes no metadata and no device
// cache.
int sync_file_range(int number, off64_t offset, off64_t size, unsigned flags) {
  if (!is_virtual(number)) return ONEFOLD_REAL(sync_file_range)(number, offset, size, flags);
  return static_cast<int>(with_file(number, ESPIPE, [](OpenFile&) { return 0; }));
}

void sync() noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(sync)();
  file_calls::sync_all(*current_process);
}

int syncfs(int number) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(syncfs)(number);
  return static_cast<int>(with_file(number, EINVAL, [](OpenFile&) {
    file_calls::sync_all(*current_process);
    return 0;
  }));
}

int ftruncate(int number, off_t size) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(ftruncate)(number, size);
  return truncate_file(number, size);
}
int ftruncate64(int number, off64_t size) noexcept {
  return ftruncate(number, size);
}

int fallocate(int number, int mode, off_t offset, off_t length) {
  if (!is_virtual(number)) return ONEFOLD_REAL(fallocate)(number, mode, offset, length);
  if (mode == FALLOC_FL_KEEP_SIZE) {
    return static_cast<int>(with_file(number, ENODEV, [](OpenFile&) { return 0; }));
  }
  return mode != 0 ? static_cast<int>(answer(-EOPNOTSUPP)) : extend(number, offset, length);
}
int fallocate64(int number, int mode, off64_t offset, off64_t length) {
  return fallocate(number, mode, offset, length);
}

// These give the error instead of setting errno.
int posix_fallocate(int number, off_t offset, off_t length) {
  if (!is_virtual(number)) return ONEFOLD_REAL(posix_fallocate)(number, offset, length);
  return extend(number, offset, length) == 0 ? 0 : errno;
}
int posix_fallocate64(int number, off64_t offset, off64_t length) {
  return posix_fallocate(number, offset, length);
}

int posix_fadvise(int number, off_t offset, off_t length, int advice) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(posix_fadvise)(number, offset, length, advice);
  return current_process->find(number) == nullptr ? EBADF : 0;
}
int posix_fadvise64(int number, off64_t offset, off64_t length, int advice) noexcept {
  return posix_fadvise(number, offset, length, advice);
}

int flock(int number, int operation) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(flock)(number, operation);
  const long result = with_file(number, EBADF, [&](OpenFile& file) { return file.lock_whole(operation); });
  if (result < 0 && errno == EWOULDBLOCK && (operation & LOCK_NB) == 0) {
    file_door::refuse("flock without LOCK_NB on a file that is locked",
                      "it would wait for ever; use LOCK_NB");
  }
  return static_cast<int>(result);
}

int lockf(int number, int command, off_t size) {
  if (!is_virtual(number)) return ONEFOLD_REAL(lockf)(number, command, size);
  struct flock lock = {};
  lock.l_type = static_cast<short>(command == F_ULOCK ? F_UNLCK : F_WRLCK);
  lock.l_whence = SEEK_CUR;
  lock.l_len = size;
  const bool tests = command == F_TEST;
  const int how = tests ? F_GETLK : F_SETLK;
  const long result = with_file(number, EBADF, [&](OpenFile& file) { return file.lock(how, &lock); });
  if (result == 0 && tests && lock.l_type != F_UNLCK) return static_cast<int>(answer(-EAGAIN));
  return static_cast<int>(result);
}
int lockf64(int number, int command, off64_t size) {
  return lockf(number, command, size);
}

// EINVAL makes callers copy with read and write, see sendfile(2) and copy_file_range(2).
ssize_t sendfile(int out, int in, off_t* offset, size_t size) noexcept {
  if (!is_virtual(out) && !is_virtual(in)) return ONEFOLD_REAL(sendfile)(out, in, offset, size);
  return answer(-EINVAL);
}
ssize_t sendfile64(int out, int in, off64_t* offset, size_t size) noexcept {
  return sendfile(out, in, offset, size);
}
ssize_t copy_file_range(int in, off64_t* in_at, int out, off64_t* out_at, size_t size, unsigned flags) {
  if (!is_virtual(out) && !is_virtual(in))
    return ONEFOLD_REAL(copy_file_range)(in, in_at, out, out_at, size, flags);
  return answer(-EINVAL);
}

}  // extern "C"

// libc symbols that open, read, write, sync and truncate files. Below the data directory they are the
// node's; all others are the machine's, and read-only.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"
#include "sim/agent/scattered_bytes.hpp"

namespace onefold::sim::agent {
namespace {

bool paths_start_in_data = false;

bool begins_with_root(const char* path) {
  const size_t size = strlen(lockstep::data_root);
  return strncmp(path, lockstep::data_root, size) == 0 && (path[size] == '/' || path[size] == '\0');
}

bool is_random_device(const char* path) {
  return strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0;
}

long read_at(int fd, const iovec* parts, int count, off_t offset) {
  size_t size = 0;
  for (int i = 0; i < count; ++i) size += parts[i].iov_len;
  const size_t most = size < lockstep::payload_max ? size : lockstep::payload_max;
  const int64_t result = call({Op::read_at, number_of(fd), offset, static_cast<int64_t>(most)});
  spread(slot().bytes, result, parts, count);
  return answer(result);
}

long write_at(int fd, const iovec* parts, int count, off_t offset) {
  Collector rest(parts, count);
  Request request{Op::write_at, number_of(fd), offset};
  request.size = static_cast<uint32_t>(rest.take(slot().bytes, lockstep::payload_max));
  return answer(call(request));
}

// A private copy of the file; nothing that is written to it comes back, as it is with private mappings.
void* map_copy(void* address, size_t size, int protection, int flags, int fd, off_t offset) {
  const int anonymous = (flags & ~MAP_TYPE) | MAP_PRIVATE | MAP_ANONYMOUS;
  const long mapped =
      raw(SYS_mmap, bits(address), static_cast<long>(size), PROT_READ | PROT_WRITE, anonymous, -1, 0);
  if (mapped < 0) return reinterpret_cast<void*>(answer(mapped));
  for (size_t got = 0; got < size;) {
    const iovec part{reinterpret_cast<char*>(mapped) + got, size - got};
    const long result = read_at(fd, &part, 1, offset + static_cast<off_t>(got));
    if (result <= 0) break;
    got += static_cast<size_t>(result);
  }
  raw(SYS_mprotect, mapped, static_cast<long>(size), protection);
  return reinterpret_cast<void*>(mapped);
}

int on_number(Op op, int fd, int64_t a = 0) {
  return static_cast<int>(answer(call({op, number_of(fd), a})));
}

}  // namespace

void set_in_data(bool now) {
  paths_start_in_data = now;
}
bool in_data() {
  return paths_start_in_data;
}

bool is_virtual_path(int at, const char* path) {
  if (path == nullptr || !attached()) return false;
  if (*path == '/') return begins_with_root(path) || is_random_device(path);
  return at == AT_FDCWD ? paths_start_in_data : is_virtual(at);
}

// Programs may write to what keeps nothing.
bool writes_read_only(const char* path, int flags) {
  if (!attached() || flags < 0 || path == nullptr) return false;
  const bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
  return writes && strncmp(path, "/dev/", 5) != 0 && strncmp(path, "/proc/self/", 11) != 0;
}

int directory_number(int at) {
  return at == AT_FDCWD || !is_virtual(at) ? AT_FDCWD : number_of(at);
}

int open_file(int at, const char* path, int flags, unsigned mode) {
  if (is_virtual_path(at, path)) {
    Request request{Op::open, directory_number(at), flags, mode};
    return hold(call(request, path, strlen(path) + 1), (flags & O_CLOEXEC) != 0);
  }
  if (writes_read_only(path, flags)) return static_cast<int>(answer(-EROFS));
  return static_cast<int>(answer(raw(SYS_openat, at, bits(path), flags, mode)));
}

}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

namespace {

unsigned mode_of(int flags, va_list arguments) {
  const bool has = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return has ? va_arg(arguments, unsigned) : 0;
}

}  // namespace

ONEFOLD_EXPORT int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const unsigned mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(AT_FDCWD, path, flags, mode);
}

ONEFOLD_EXPORT int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const unsigned mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(AT_FDCWD, path, flags, mode);
}

ONEFOLD_EXPORT int openat(int at, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const unsigned mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(at, path, flags, mode);
}

ONEFOLD_EXPORT int openat64(int at, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const unsigned mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(at, path, flags, mode);
}

ONEFOLD_EXPORT int __open_2(const char* path, int flags) {
  return open_file(AT_FDCWD, path, flags, 0);
}
ONEFOLD_EXPORT int __open64_2(const char* path, int flags) {
  return open_file(AT_FDCWD, path, flags, 0);
}
ONEFOLD_EXPORT int __openat_2(int at, const char* path, int flags) {
  return open_file(at, path, flags, 0);
}
ONEFOLD_EXPORT int __openat64_2(int at, const char* path, int flags) {
  return open_file(at, path, flags, 0);
}
ONEFOLD_EXPORT int creat(const char* path, mode_t mode) {
  return open_file(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
ONEFOLD_EXPORT int creat64(const char* path, mode_t mode) {
  return creat(path, mode);
}

ONEFOLD_EXPORT ssize_t pread(int fd, void* bytes, size_t size, off_t offset) {
  const iovec part{bytes, size};
  if (is_virtual(fd)) return read_at(fd, &part, 1, offset);
  return answer(raw(SYS_pread64, fd, bits(bytes), static_cast<long>(size), offset));
}
ONEFOLD_EXPORT ssize_t pread64(int fd, void* bytes, size_t size, off_t offset) {
  return pread(fd, bytes, size, offset);
}
ONEFOLD_EXPORT ssize_t __pread_chk(int fd, void* bytes, size_t size, off_t offset, size_t room) {
  if (size > room) __builtin_trap();
  return pread(fd, bytes, size, offset);
}
ONEFOLD_EXPORT ssize_t __pread64_chk(int fd, void* bytes, size_t size, off_t offset, size_t room) {
  return __pread_chk(fd, bytes, size, offset, room);
}
ONEFOLD_EXPORT ssize_t pwrite(int fd, const void* bytes, size_t size, off_t offset) {
  const iovec part{const_cast<void*>(bytes), size};
  if (is_virtual(fd)) return write_at(fd, &part, 1, offset);
  return answer(raw(SYS_pwrite64, fd, bits(bytes), static_cast<long>(size), offset));
}
ONEFOLD_EXPORT ssize_t pwrite64(int fd, const void* bytes, size_t size, off_t offset) {
  return pwrite(fd, bytes, size, offset);
}
ONEFOLD_EXPORT ssize_t preadv(int fd, const iovec* parts, int count, off_t offset) {
  if (is_virtual(fd)) return read_at(fd, parts, count, offset);
  return answer(raw(SYS_preadv, fd, bits(parts), count, offset, 0));
}
ONEFOLD_EXPORT ssize_t preadv64(int fd, const iovec* parts, int count, off_t offset) {
  return preadv(fd, parts, count, offset);
}
ONEFOLD_EXPORT ssize_t pwritev(int fd, const iovec* parts, int count, off_t offset) {
  if (is_virtual(fd)) return write_at(fd, parts, count, offset);
  return answer(raw(SYS_pwritev, fd, bits(parts), count, offset, 0));
}
ONEFOLD_EXPORT ssize_t pwritev64(int fd, const iovec* parts, int count, off_t offset) {
  return pwritev(fd, parts, count, offset);
}

ONEFOLD_EXPORT off_t lseek(int fd, off_t offset, int whence) noexcept {
  if (is_virtual(fd)) return answer(call({Op::seek, number_of(fd), offset, whence}));
  return answer(raw(SYS_lseek, fd, offset, whence));
}
ONEFOLD_EXPORT off_t lseek64(int fd, off_t offset, int whence) noexcept {
  return lseek(fd, offset, whence);
}

ONEFOLD_EXPORT int fsync(int fd) {
  return is_virtual(fd) ? on_number(Op::sync, fd) : static_cast<int>(answer(raw(SYS_fsync, fd)));
}
ONEFOLD_EXPORT int fdatasync(int fd) {
  return is_virtual(fd) ? on_number(Op::sync, fd) : static_cast<int>(answer(raw(SYS_fdatasync, fd)));
}
ONEFOLD_EXPORT int syncfs(int fd) noexcept {
  if (is_virtual(fd)) return static_cast<int>(answer(call({Op::sync_all})));
  return static_cast<int>(answer(raw(SYS_syncfs, fd)));
}
ONEFOLD_EXPORT void sync() noexcept {
  if (attached()) call({Op::sync_all});
}
ONEFOLD_EXPORT int ftruncate(int fd, off_t size) noexcept {
  if (is_virtual(fd)) return on_number(Op::truncate, fd, size);
  return static_cast<int>(answer(raw(SYS_ftruncate, fd, size)));
}
ONEFOLD_EXPORT int ftruncate64(int fd, off_t size) noexcept {
  return ftruncate(fd, size);
}
ONEFOLD_EXPORT int posix_fallocate(int fd, off_t offset, off_t size) {
  if (is_virtual(fd)) return static_cast<int>(-call({Op::extend, number_of(fd), offset + size}));
  return static_cast<int>(-raw(SYS_fallocate, fd, 0, offset, size));
}
ONEFOLD_EXPORT int posix_fallocate64(int fd, off_t offset, off_t size) {
  return posix_fallocate(fd, offset, size);
}
ONEFOLD_EXPORT int fallocate(int fd, int mode, off_t offset, off_t size) {
  if (!is_virtual(fd)) return static_cast<int>(answer(raw(SYS_fallocate, fd, mode, offset, size)));
  return mode == 0 ? on_number(Op::extend, fd, offset + size) : static_cast<int>(answer(-EOPNOTSUPP));
}
ONEFOLD_EXPORT int fallocate64(int fd, int mode, off_t offset, off_t size) {
  return fallocate(fd, mode, offset, size);
}
ONEFOLD_EXPORT int posix_fadvise(int fd, off_t offset, off_t size, int advice) noexcept {
  return is_virtual(fd) ? 0 : static_cast<int>(-raw(SYS_fadvise64, fd, offset, size, advice));
}
ONEFOLD_EXPORT int posix_fadvise64(int fd, off_t offset, off_t size, int advice) noexcept {
  return posix_fadvise(fd, offset, size, advice);
}
ONEFOLD_EXPORT int flock(int fd, int operation) noexcept {
  return is_virtual(fd) ? on_number(Op::lock_whole, fd, operation)
                        : static_cast<int>(answer(raw(SYS_flock, fd, operation)));
}
ONEFOLD_EXPORT int lockf(int fd, int command, off_t size) {
  struct flock lock = {};
  lock.l_type = command == F_ULOCK ? F_UNLCK : F_WRLCK;
  lock.l_whence = SEEK_CUR;
  lock.l_len = size;
  return fcntl(fd, command == F_LOCK ? F_SETLKW : F_SETLK, &lock);
}
// Copying between descriptors in the kernel: callers fall back to reading and writing.
ONEFOLD_EXPORT ssize_t sendfile(int to, int from, off_t* offset, size_t count) noexcept {
  if (is_virtual(to) || is_virtual(from)) return answer(-EINVAL);
  return answer(raw(SYS_sendfile, to, from, bits(offset), static_cast<long>(count)));
}
ONEFOLD_EXPORT ssize_t sendfile64(int to, int from, off_t* offset, size_t count) noexcept {
  return sendfile(to, from, offset, count);
}
ONEFOLD_EXPORT ssize_t copy_file_range(int from, off_t* from_at, int to, off_t* to_at, size_t size,
                                       unsigned flags) {
  if (is_virtual(to) || is_virtual(from)) return answer(-EXDEV);
  return answer(
      raw(SYS_copy_file_range, from, bits(from_at), to, bits(to_at), static_cast<long>(size), flags));
}

ONEFOLD_EXPORT void* mmap(void* address, size_t size, int protection, int flags, int fd,
                          off_t offset) noexcept {
  if (!is_virtual(fd) || (flags & MAP_ANONYMOUS) != 0) {
    const long mapped = raw(SYS_mmap, bits(address), static_cast<long>(size), protection, flags, fd, offset);
    return reinterpret_cast<void*>(answer(mapped));
  }
  const bool shared = (flags & MAP_TYPE) != MAP_PRIVATE;
  if (shared && (protection & PROT_WRITE) != 0)
    refuse("mmap", __builtin_return_address(0),
           "shared writable mappings of files are not simulated; write()");
  return map_copy(address, size, protection, flags, fd, offset);
}
ONEFOLD_EXPORT void* mmap64(void* address, size_t size, int protection, int flags, int fd,
                            off_t offset) noexcept {
  return mmap(address, size, protection, flags, fd, offset);
}

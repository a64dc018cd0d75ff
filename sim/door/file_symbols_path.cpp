// libc symbols that change or resolve paths.
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include <cerrno>
#include <cstring>

#include "sim/door/file_door.hpp"

using namespace onefold::sim;
using file_door::answer;
using file_door::is_virtual;

namespace {

int result_of(long result) {
  return static_cast<int>(answer(result));
}

// A path in the form of getcwd and realpath: into `out`, or into memory of its own if that is null.
char* give_path(const std::string& path, char* out, size_t room) {
  if (out == nullptr) return strdup(path.c_str());
  if (path.size() + 1 > room) {
    errno = ERANGE;
    return nullptr;
  }
  std::memcpy(out, path.c_str(), path.size() + 1);
  return out;
}

// Symbolic and hard links cannot be made; a call that would make one fails as on a file system without them.
int no_links() {
  errno = EPERM;
  return -1;
}

ssize_t read_no_link(int at, const char* path) {
  struct stat unused;
  const int result = file_calls::status(*current_process, at, path, unused);
  return answer(result < 0 ? result : -EINVAL);
}

}  // namespace

extern "C" {

int rename(const char* from, const char* to) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(rename)(from, to);
  return result_of(file_calls::rename(*current_process, AT_FDCWD, from, AT_FDCWD, to, false));
}
int renameat(int from_at, const char* from, int to_at, const char* to) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(renameat)(from_at, from, to_at, to);
  return result_of(file_calls::rename(*current_process, from_at, from, to_at, to, false));
}
int renameat2(int from_at, const char* from, int to_at, const char* to, unsigned flags) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(renameat2)(from_at, from, to_at, to, flags);
  if ((flags & ~static_cast<unsigned>(RENAME_NOREPLACE)) != 0) return result_of(-EINVAL);
  return result_of(file_calls::rename(*current_process, from_at, from, to_at, to, flags != 0));
}

int unlink(const char* path) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(unlink)(path);
  return result_of(file_calls::remove(*current_process, AT_FDCWD, path, false));
}
int unlinkat(int at, const char* path, int flags) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(unlinkat)(at, path, flags);
  return result_of(file_calls::remove(*current_process, at, path, (flags & AT_REMOVEDIR) != 0));
}
int rmdir(const char* path) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(rmdir)(path);
  return result_of(file_calls::remove(*current_process, AT_FDCWD, path, true));
}
int remove(const char* path) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(remove)(path);
  struct stat found;
  const int result = file_calls::status(*current_process, AT_FDCWD, path, found);
  if (result < 0) return result_of(result);
  return result_of(file_calls::remove(*current_process, AT_FDCWD, path, S_ISDIR(found.st_mode)));
}

int mkdir(const char* path, mode_t mode) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(mkdir)(path, mode);
  return result_of(file_calls::make_directory(*current_process, AT_FDCWD, path, mode));
}
int mkdirat(int at, const char* path, mode_t mode) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(mkdirat)(at, path, mode);
  return result_of(file_calls::make_directory(*current_process, at, path, mode));
}

int truncate(const char* path, off_t size) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(truncate)(path, size);
  return result_of(file_calls::truncate(*current_process, path, size));
}
int truncate64(const char* path, off64_t size) noexcept {
  return truncate(path, size);
}

int chdir(const char* path) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(chdir)(path);
  return result_of(file_calls::change_directory(*current_process, path));
}
int fchdir(int number) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(fchdir)(number);
  return result_of(file_calls::change_directory(*current_process, number));
}
char* getcwd(char* out, size_t room) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(getcwd)(out, room);
  std::string path;
  const int result = file_calls::working_directory(*current_process, path);
  if (result < 0) return answer(result), nullptr;
  return give_path(path, out, room);
}
char* __getcwd_chk(char* out, size_t room, size_t real_room) {
  if (room > real_room) abort();
  return getcwd(out, room);
}
char* get_current_dir_name() noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(get_current_dir_name)();
  return getcwd(nullptr, 0);
}

char* realpath(const char* path, char* out) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(realpath)(path, out);
  std::string found;
  const int result = file_calls::real_path(*current_process, path, found);
  if (result < 0) return answer(result), nullptr;
  return give_path(found, out, PATH_MAX);
}
char* __realpath_chk(const char* path, char* out, size_t room) {
  if (room < PATH_MAX) abort();
  return realpath(path, out);
}
char* canonicalize_file_name(const char* path) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(canonicalize_file_name)(path);
  return realpath(path, nullptr);
}

ssize_t readlink(const char* path, char* out, size_t room) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(readlink)(path, out, room);
  return read_no_link(AT_FDCWD, path);
}
ssize_t readlinkat(int at, const char* path, char* out, size_t room) noexcept {
  if (!is_virtual(path)) return ONEFOLD_REAL(readlinkat)(at, path, out, room);
  return read_no_link(at, path);
}
ssize_t __readlink_chk(const char* path, char* out, size_t room, size_t real_room) {
  if (room > real_room) abort();
  return readlink(path, out, room);
}
ssize_t __readlinkat_chk(int at, const char* path, char* out, size_t room, size_t real_room) {
  if (room > real_room) abort();
  return readlinkat(at, path, out, room);
}
int link(const char* from, const char* to) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(link)(from, to);
  return no_links();
}
int linkat(int from_at, const char* from, int to_at, const char* to, int flags) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(linkat)(from_at, from, to_at, to, flags);
  return no_links();
}
int symlink(const char* target, const char* path) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(symlink)(target, path);
  return no_links();
}
int symlinkat(const char* target, int at, const char* path) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(symlinkat)(target, at, path);
  return no_links();
}

}  // extern "C"

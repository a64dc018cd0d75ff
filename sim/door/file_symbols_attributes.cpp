// libc symbols that set modes, owners and times. Owners are accepted and forgotten: the node is root.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

#include <cerrno>

#include "sim/door/file_door.hpp"

using namespace onefold::sim;
using file_door::answer;
using file_door::is_virtual;

namespace {

int result_of(long result) {
  return static_cast<int>(answer(result));
}

// Of times[1], the time of modification, which alone is kept; `leave` if it is to stay.
std::int64_t modified_ns(const timespec* times, bool& leave) {
  if (times == nullptr || times[1].tv_nsec == UTIME_NOW) return current_process->system_now();
  leave = times[1].tv_nsec == UTIME_OMIT;
  return times[1].tv_sec * second_ns + times[1].tv_nsec;
}

int set_times(int at, const char* path, const timespec* times) {
  bool leave = false;
  const std::int64_t time_ns = modified_ns(times, leave);
  struct stat unused;
  if (leave) return result_of(file_calls::status(*current_process, at, path, unused));
  return result_of(file_calls::set_modified(*current_process, at, path, time_ns));
}

int set_times(int number, const timespec* times) {
  const OpenFile* file = file_calls::find(*current_process, number);
  if (file == nullptr) return result_of(-EBADF);
  bool leave = false;
  const std::int64_t time_ns = modified_ns(times, leave);
  if (!leave) current_process->disk()->set_modified(file->inode(), time_ns);
  return 0;
}

int set_times(int at, const char* path, const timeval* times) {
  if (times == nullptr) return set_times(at, path, static_cast<const timespec*>(nullptr));
  const timespec both[2] = {{times[0].tv_sec, times[0].tv_usec * 1000},
                            {times[1].tv_sec, times[1].tv_usec * 1000}};
  return set_times(at, path, both);
}

int exists(int at, const char* path) {
  struct stat unused;
  return result_of(file_calls::status(*current_process, at, path, unused));
}

}  // namespace

extern "C" {

mode_t umask(mode_t mask) noexcept {
  if (current_process == nullptr || current_process->disk() == nullptr) return ONEFOLD_REAL(umask)(mask);
  const mode_t before = current_process->disk()->mode_mask();
  current_process->disk()->set_mode_mask(mask);
  return before;
}

int chmod(const char* path, mode_t mode) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(chmod)(path, mode);
  return result_of(file_calls::set_mode(*current_process, AT_FDCWD, path, mode));
}
int fchmodat(int at, const char* path, mode_t mode, int flags) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(fchmodat)(at, path, mode, flags);
  return result_of(file_calls::set_mode(*current_process, at, path, mode));
}
int fchmod(int number, mode_t mode) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(fchmod)(number, mode);
  const OpenFile* file = file_calls::find(*current_process, number);
  if (file == nullptr) return result_of(-EBADF);
  current_process->disk()->set_mode(file->inode(), mode);
  return 0;
}

int chown(const char* path, uid_t owner, gid_t group) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(chown)(path, owner, group);
  return exists(AT_FDCWD, path);
}
int lchown(const char* path, uid_t owner, gid_t group) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(lchown)(path, owner, group);
  return exists(AT_FDCWD, path);
}
int fchownat(int at, const char* path, uid_t owner, gid_t group, int flags) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(fchownat)(at, path, owner, group, flags);
  return exists(at, path);
}
int fchown(int number, uid_t owner, gid_t group) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(fchown)(number, owner, group);
  return result_of(file_calls::find(*current_process, number) == nullptr ? -EBADF : 0);
}

int utimensat(int at, const char* path, const timespec times[2], int flags) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(utimensat)(at, path, times, flags);
  return set_times(at, path, times);
}
int futimens(int number, const timespec times[2]) noexcept {
  if (!is_virtual(number)) return ONEFOLD_REAL(futimens)(number, times);
  return set_times(number, times);
}
int utimes(const char* path, const timeval times[2]) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(utimes)(path, times);
  return set_times(AT_FDCWD, path, times);
}
int utime(const char* path, const utimbuf* times) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(utime)(path, times);
  if (times == nullptr) return set_times(AT_FDCWD, path, static_cast<const timespec*>(nullptr));
  const timespec both[2] = {{times->actime, 0}, {times->modtime, 0}};
  return set_times(AT_FDCWD, path, both);
}

}  // extern "C"

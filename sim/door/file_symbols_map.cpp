// mmap of a virtual file, and temporary names.
//
// A private mapping is a copy of the file at that moment; what is written to the file later does not show in
// it. (POSIX leaves that open.) A shared one would have to show it, and aborts.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "sim/door/file_door.hpp"

using namespace onefold::sim;
using file_door::is_virtual;

namespace {

void* refused(int error) {
  errno = error;
  return MAP_FAILED;
}

void* map_copy(void* address, size_t length, int protection, int flags, int number, off_t offset) {
  const OpenFile* file = file_calls::find(*current_process, number);
  if (file == nullptr) return refused(current_process->find(number) == nullptr ? EBADF : ENODEV);
  if ((flags & MAP_TYPE) != MAP_PRIVATE) {
    file_door::refuse("mmap of a file with MAP_SHARED", "map it with MAP_PRIVATE, or use pread and pwrite");
  }
  if (file->inode()->directory) return refused(ENODEV);
  if (!file->readable()) return refused(EACCES);
  if (offset < 0 || offset % 4096 != 0) return refused(EINVAL);
  void* copy = ONEFOLD_REAL(mmap)(address, length, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
  if (copy == MAP_FAILED) return copy;
  const std::string_view content = file->inode()->content.cached();
  if (static_cast<size_t>(offset) < content.size()) {
    const std::string_view part = content.substr(static_cast<size_t>(offset), length);
    memcpy(copy, part.data(), part.size());
  }
  if (mprotect(copy, length, protection) != 0) {
    munmap(copy, length);
    return refused(EACCES);
  }
  return copy;
}

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr int tries_max = 100;

// Fills the six X before the suffix and calls make(), until it does not say that the name is taken.
template <typename Make>
int with_new_name(char* name, int suffix, Make make) {
  const size_t length = strlen(name);
  const size_t tail = static_cast<size_t>(suffix < 0 ? 0 : suffix) + 6;
  if (suffix < 0 || length < tail || strncmp(name + length - tail, "XXXXXX", 6) != 0) return -EINVAL;
  for (int i = 0; i < tries_max; ++i) {
    for (size_t k = 0; k < 6; ++k)
      name[length - tail + k] = letters[current_process->random().next() % letters.size()];
    const int result = make();
    if (result != -EEXIST) return result;
  }
  return -EEXIST;
}

}  // namespace

extern "C" {

void* mmap(void* address, size_t length, int protection, int flags, int number, off_t offset) noexcept {
  if ((flags & MAP_ANONYMOUS) != 0 || !is_virtual(number)) {
    return ONEFOLD_REAL(mmap)(address, length, protection, flags, number, offset);
  }
  return map_copy(address, length, protection, flags, number, offset);
}
void* mmap64(void* address, size_t length, int protection, int flags, int number, off64_t offset) noexcept {
  return mmap(address, length, protection, flags, number, offset);
}

int mkostemps(char* name, int suffix, int flags) {
  if (current_process == nullptr) return ONEFOLD_REAL(mkostemps)(name, suffix, flags);
  const int result = with_new_name(name, suffix, [&] {
    return file_calls::open(*current_process, AT_FDCWD, name, flags | O_RDWR | O_CREAT | O_EXCL, 0600);
  });
  return static_cast<int>(file_door::answer(result));
}
int mkostemps64(char* name, int suffix, int flags) {
  return mkostemps(name, suffix, flags);
}
int mkostemp(char* name, int flags) {
  return mkostemps(name, 0, flags);
}
int mkostemp64(char* name, int flags) {
  return mkostemps(name, 0, flags);
}
int mkstemps(char* name, int suffix) {
  return mkostemps(name, suffix, 0);
}
int mkstemps64(char* name, int suffix) {
  return mkostemps(name, suffix, 0);
}
int mkstemp(char* name) {
  return mkostemps(name, 0, 0);
}
int mkstemp64(char* name) {
  return mkostemps(name, 0, 0);
}

char* mkdtemp(char* name) noexcept {
  if (current_process == nullptr) return ONEFOLD_REAL(mkdtemp)(name);
  const int result = with_new_name(
      name, 0, [&] { return file_calls::make_directory(*current_process, AT_FDCWD, name, 0700); });
  return file_door::answer(result) < 0 ? nullptr : name;
}

}  // extern "C"

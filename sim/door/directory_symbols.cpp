// libc symbols that list directories. std::filesystem's iterators are built on them.
//
// A stream lists "." and "..", then the names in the order of their bytes; what is made or removed meanwhile
// is seen or not by where its name stands.
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "sim/door/file_door.hpp"
#include "sim/os/calls.hpp"

using namespace onefold::sim;
using file_door::is_virtual;

static_assert(sizeof(dirent) == sizeof(dirent64), "the 64-bit ABI of Linux has one struct dirent");

namespace {

constexpr std::uint64_t listing_mark = 0x6f6e65666f6c6431;  // glibc's own streams begin with a small number

struct Listing {
  std::uint64_t mark = listing_mark;
  int number = -1;
  long position = 0;  // entries given
  std::string last;   // the name given last
  dirent entry = {};
};

Listing* listing_of(DIR* stream) {
  std::uint64_t mark = 0;
  std::memcpy(&mark, static_cast<const void*>(stream), sizeof(mark));
  return mark == listing_mark ? reinterpret_cast<Listing*>(stream) : nullptr;
}

DIR* list(int number) {
  auto listing = std::make_unique<Listing>();
  listing->number = number;
  return reinterpret_cast<DIR*>(listing.release());
}

dirent* give(Listing& listing, const Inode& inode, const std::string& name) {
  ++listing.position;
  dirent& entry = listing.entry;
  entry.d_ino = inode.number;
  entry.d_off = listing.position;
  entry.d_reclen = sizeof(dirent);
  entry.d_type = inode.directory ? DT_DIR : DT_REG;
  std::memcpy(entry.d_name, name.c_str(), name.size() + 1);  // names are at most 255 bytes
  return &entry;
}

dirent* next(Listing& listing) {
  const OpenFile* file =
      current_process == nullptr ? nullptr : file_calls::find(*current_process, listing.number);
  if (file == nullptr) {
    errno = EBADF;
    return nullptr;
  }
  const Inode& directory = *file->inode();
  if (listing.position == 0) return give(listing, directory, ".");
  if (listing.position == 1)
    return give(listing, directory.parent != nullptr ? *directory.parent : directory, "..");
  const auto entry = directory.entries.upper_bound(listing.last);
  if (entry == directory.entries.end()) return nullptr;
  listing.last = entry->first;
  return give(listing, *entry->second, entry->first);
}

}  // namespace

extern "C" {

DIR* opendir(const char* path) {
  if (!is_virtual(path)) return ONEFOLD_REAL(opendir)(path);
  const long number = file_door::answer(
      file_calls::open(*current_process, AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
  return number < 0 ? nullptr : list(static_cast<int>(number));
}

DIR* fdopendir(int number) {
  if (!is_virtual(number)) return ONEFOLD_REAL(fdopendir)(number);
  const OpenFile* file = file_calls::find(*current_process, number);
  if (file != nullptr && file->inode()->directory) return list(number);
  errno = current_process->find(number) == nullptr ? EBADF : ENOTDIR;
  return nullptr;
}

dirent* readdir(DIR* stream) {
  Listing* listing = listing_of(stream);
  return listing == nullptr ? ONEFOLD_REAL(readdir)(stream) : next(*listing);
}
dirent64* readdir64(DIR* stream) {
  return reinterpret_cast<dirent64*>(readdir(stream));
}

int closedir(DIR* stream) {
  Listing* listing = listing_of(stream);
  if (listing == nullptr) return ONEFOLD_REAL(closedir)(stream);
  const int number = listing->number;
  delete listing;
  if (!is_virtual(number)) return 0;
  return static_cast<int>(file_door::answer(calls::close(*current_process, number)));
}

void rewinddir(DIR* stream) noexcept {
  Listing* listing = listing_of(stream);
  if (listing == nullptr) return ONEFOLD_REAL(rewinddir)(stream);
  listing->position = 0;
  listing->last.clear();
}

long telldir(DIR* stream) noexcept {
  const Listing* listing = listing_of(stream);
  return listing == nullptr ? ONEFOLD_REAL(telldir)(stream) : listing->position;
}

void seekdir(DIR* stream, long position) noexcept {
  Listing* listing = listing_of(stream);
  if (listing == nullptr) return ONEFOLD_REAL(seekdir)(stream, position);
  rewinddir(stream);
  while (listing->position < position && next(*listing) != nullptr) {
  }
}

int dirfd(DIR* stream) noexcept {
  const Listing* listing = listing_of(stream);
  return listing == nullptr ? ONEFOLD_REAL(dirfd)(stream) : listing->number;
}

}  // extern "C"

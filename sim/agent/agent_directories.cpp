// libc symbols that list directories of the node, and make names that are not taken.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

// Stands for a DIR; told apart from libc's by its place in this table.
struct Listing {
  bool used;
  int fd;
  int64_t index;  // of the next entry, "." and ".." first
  dirent entry;
};
constexpr int listings_max = 64;
Listing listings[listings_max];
constexpr int64_t dots = 2;

Listing* listing_of(DIR* directory) {
  auto* listing = reinterpret_cast<Listing*>(directory);
  return listing >= listings && listing < listings + listings_max ? listing : nullptr;
}

DIR* begin_listing(int fd) {
  for (Listing& listing : listings) {
    if (listing.used) continue;
    listing = {};
    listing.used = true;
    listing.fd = fd;
    return reinterpret_cast<DIR*>(&listing);
  }
  errno = EMFILE;
  return nullptr;
}

// One entry a call: the directory may change between two.
dirent* next_entry(Listing& listing) {
  dirent& entry = listing.entry;
  entry.d_reclen = sizeof entry;
  entry.d_off = listing.index + 1;
  if (listing.index < dots) {
    entry.d_type = DT_DIR;
    entry.d_ino = 1;
    memcpy(entry.d_name, listing.index == 0 ? "." : "..", 3);
  } else {
    const int64_t found = call({Op::list, number_of(listing.fd), listing.index - dots});
    if (found <= 0) {
      if (found < 0) errno = static_cast<int>(-found);
      return nullptr;
    }
    const char* bytes = slot().bytes;
    entry.d_type = bytes[0] != 0 ? DT_DIR : DT_REG;
    memcpy(&entry.d_ino, bytes + 1, sizeof entry.d_ino);
    const char* name = bytes + 1 + sizeof entry.d_ino;
    memcpy(entry.d_name, name, strnlen(name, sizeof entry.d_name - 1) + 1);
  }
  ++listing.index;
  return &entry;
}

// Replaces the last six X before the suffix by random letters and digits until `make` is content.
template <typename Make>
int make_unique(char* path, int suffix, Make make) {
  static constexpr char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  constexpr size_t count = 6;
  const size_t size = strlen(path);
  if (suffix < 0 || size < count + static_cast<size_t>(suffix)) return static_cast<int>(answer(-EINVAL));
  char* place = path + size - static_cast<size_t>(suffix) - count;
  if (memcmp(place, "XXXXXX", count) != 0) return static_cast<int>(answer(-EINVAL));
  for (int i = 0; i < 100; ++i) {
    call({Op::random, -1, static_cast<int64_t>(count)});
    for (size_t k = 0; k < count; ++k)
      place[k] = letters[static_cast<unsigned char>(slot().bytes[k]) % (sizeof letters - 1)];
    const int result = make();
    if (result >= 0 || errno != EEXIST) return result;
  }
  return -1;
}

}  // namespace
}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT DIR* opendir(const char* path) {
  if (!is_virtual_path(AT_FDCWD, path)) return ONEFOLD_NEXT(opendir)(path);
  const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return fd < 0 ? nullptr : begin_listing(fd);
}
ONEFOLD_EXPORT DIR* fdopendir(int fd) {
  return is_virtual(fd) ? begin_listing(fd) : ONEFOLD_NEXT(fdopendir)(fd);
}
ONEFOLD_EXPORT dirent* readdir(DIR* directory) {
  Listing* listing = listing_of(directory);
  return listing == nullptr ? ONEFOLD_NEXT(readdir)(directory) : next_entry(*listing);
}
ONEFOLD_EXPORT dirent64* readdir64(DIR* directory) {
  return reinterpret_cast<dirent64*>(readdir(directory));
}
ONEFOLD_EXPORT void rewinddir(DIR* directory) noexcept {
  Listing* listing = listing_of(directory);
  if (listing == nullptr) return ONEFOLD_NEXT(rewinddir)(directory);
  listing->index = 0;
}
ONEFOLD_EXPORT int dirfd(DIR* directory) noexcept {
  Listing* listing = listing_of(directory);
  return listing == nullptr ? ONEFOLD_NEXT(dirfd)(directory) : listing->fd;
}
ONEFOLD_EXPORT int closedir(DIR* directory) {
  Listing* listing = listing_of(directory);
  if (listing == nullptr) return ONEFOLD_NEXT(closedir)(directory);
  listing->used = false;
  return close(listing->fd);
}

ONEFOLD_EXPORT int mkostemps(char* path, int suffix, int flags) {
  if (!attached()) return ONEFOLD_NEXT(mkostemps)(path, suffix, flags);
  return make_unique(path, suffix, [&] { return open(path, O_RDWR | O_CREAT | O_EXCL | flags, 0600); });
}
ONEFOLD_EXPORT int mkostemps64(char* path, int suffix, int flags) {
  return mkostemps(path, suffix, flags);
}
ONEFOLD_EXPORT int mkostemp(char* path, int flags) {
  return mkostemps(path, 0, flags);
}
ONEFOLD_EXPORT int mkostemp64(char* path, int flags) {
  return mkostemps(path, 0, flags);
}
ONEFOLD_EXPORT int mkstemp(char* path) {
  return mkostemps(path, 0, 0);
}
ONEFOLD_EXPORT int mkstemp64(char* path) {
  return mkostemps(path, 0, 0);
}
ONEFOLD_EXPORT char* mkdtemp(char* path) noexcept {
  if (!attached()) return ONEFOLD_NEXT(mkdtemp)(path);
  return make_unique(path, 0, [&] { return mkdir(path, 0700); }) < 0 ? nullptr : path;
}

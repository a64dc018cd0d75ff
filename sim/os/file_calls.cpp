#include "sim/os/file_calls.hpp"

#include <unistd.h>

#include <cerrno>

#include "sim/os/device_file.hpp"
#include "sim/os/disk_role.hpp"
#include "sim/os/kernel.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim::file_calls {
namespace {

constexpr FaultSet crashes{FaultKind::kill, FaultKind::power_loss};

// The disk, ready for one call at the node's own time; null if the node has none.
Disk* begin(Process& process) {
  process.enter_call();
  Disk* disk = process.disk();
  if (disk != nullptr) disk->set_time(process.system_now());
  return disk;
}

int base_of(Process& process, int at, const char* path, InodePtr& base) {
  if (path == nullptr) return EFAULT;
  if (*path == '/' || at == AT_FDCWD) {
    base = process.disk()->working_directory();
    return 0;
  }
  const Descriptor* descriptor = process.find(at);
  if (descriptor == nullptr) return EBADF;
  if (descriptor->kind() != Descriptor::Kind::directory) return ENOTDIR;
  base = static_cast<const OpenFile*>(descriptor)->inode();
  return 0;
}

int resolve(Process& process, int at, const char* path, Disk::Place& place) {
  InodePtr base;
  if (const int error = base_of(process, at, path, base); error != 0) return error;
  return process.disk()->resolve(base, path, place);
}

int find_inode(Process& process, int at, const char* path, InodePtr& inode) {
  InodePtr base;
  if (const int error = base_of(process, at, path, base); error != 0) return error;
  return process.disk()->find(base, path, inode);
}

Name role_of(Process& process, const char* path) {
  return process.kernel().names().intern(file_role(path));
}

template <typename Make>
int make_effect(Process& process, Name operation, const char* path, FaultSet menu, Make make) {
  const EffectVerdict verdict = process.effect({operation, role_of(process, path), name_none, 0, menu});
  const int error = verdict.error != 0 ? verdict.error : make();
  process.effect_done(verdict);
  return error;
}

int create(Process& process, const char* path, Disk::Place& place, bool directory, mode_t mode) {
  Disk& disk = *process.disk();
  const mode_t permissions = mode & 07777 & ~static_cast<mode_t>(disk.mode_mask());
  return make_effect(process, process.kernel().words.open, path, crashes | FaultSet{FaultKind::no_space},
                     [&] { return disk.create(place, directory, permissions); });
}

void fill_special(mode_t mode, struct stat& out) {
  out = {};
  out.st_mode = mode;
  out.st_nlink = 1;
  out.st_blksize = 4096;
}

// What open() says of the flags for an inode that exists.
int refusal(const Inode& inode, int flags) {
  if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) return EEXIST;
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  if (inode.directory && (writes || (flags & O_CREAT) != 0)) return EISDIR;
  if (!inode.directory && (flags & O_DIRECTORY) != 0) return ENOTDIR;
  return 0;
}

}  // namespace

int open(Process& process, int at, const char* path, int flags, mode_t mode) {
  Disk* disk = begin(process);
  if (disk == nullptr) return -ENOSYS;
  if (path == nullptr) return -EFAULT;
  const DeviceFile::Device device = DeviceFile::of(path);
  if (device != DeviceFile::Device::none) {
    auto file = std::make_unique<DeviceFile>(process, device);
    file->status_flags = flags & (O_ACCMODE | O_APPEND | O_NONBLOCK);
    return process.add(std::move(file));
  }
  if ((flags & O_TMPFILE) == O_TMPFILE) return -EOPNOTSUPP;
  Disk::Place place;
  if (const int error = resolve(process, at, path, place); error != 0) return -error;
  if (place.inode != nullptr) {
    if (const int error = refusal(*place.inode, flags); error != 0) return -error;
  } else {
    if ((flags & O_CREAT) == 0) return -ENOENT;
    if (place.as_directory) return -EISDIR;
    if ((flags & O_DIRECTORY) != 0) return -EINVAL;
    if (const int error = create(process, path, place, false, mode); error != 0) return -error;
  }
  auto file = std::make_unique<OpenFile>(process, place.inode, role_of(process, path), flags);
  OpenFile& opened = *file;
  const int number = process.add(std::move(file));
  const bool cut = (flags & O_TRUNC) != 0 && !place.inode->content.cached().empty();
  if (number >= 0 && cut && opened.writable()) opened.truncate(0);
  return number;
}

int status(Process& process, int at, const char* path, struct stat& out) {
  if (begin(process) == nullptr) return -ENOSYS;
  if (path != nullptr && DeviceFile::of(path) != DeviceFile::Device::none) {
    fill_special(S_IFCHR | 0666, out);
    return 0;
  }
  InodePtr inode;
  if (const int error = find_inode(process, at, path, inode); error != 0) return -error;
  fill_stat(*inode, out);
  return 0;
}

int status(Process& process, int number, struct stat& out) {
  if (number == AT_FDCWD) return status(process, AT_FDCWD, ".", out);
  const OpenFile* file = find(process, number);
  if (file != nullptr) {
    fill_stat(*file->inode(), out);
    return 0;
  }
  const Descriptor* other = process.find(number);
  if (other == nullptr) return -EBADF;
  const bool socket = other->kind() == Descriptor::Kind::tcp || other->kind() == Descriptor::Kind::udp;
  fill_special((socket ? S_IFSOCK : S_IFCHR) | 0600, out);
  return 0;
}

int make_directory(Process& process, int at, const char* path, mode_t mode) {
  if (begin(process) == nullptr) return -ENOSYS;
  Disk::Place place;
  if (const int error = resolve(process, at, path, place); error != 0) return -error;
  if (place.inode != nullptr) return -EEXIST;
  return -create(process, path, place, true, mode);
}

int remove(Process& process, int at, const char* path, bool directory) {
  if (begin(process) == nullptr) return -ENOSYS;
  Disk::Place place;
  if (const int error = resolve(process, at, path, place); error != 0) return -error;
  if (place.inode == nullptr) return -ENOENT;
  return -make_effect(process, process.kernel().words.unlink, path, crashes,
                      [&] { return process.disk()->remove(place, directory); });
}

int rename(Process& process, int from_at, const char* from, int to_at, const char* to, bool no_replace) {
  if (begin(process) == nullptr) return -ENOSYS;
  Disk::Place source, target;
  if (const int error = resolve(process, from_at, from, source); error != 0) return -error;
  if (source.inode == nullptr) return -ENOENT;
  if (const int error = resolve(process, to_at, to, target); error != 0) return -error;
  return -make_effect(process, process.kernel().words.rename, to, crashes,
                      [&] { return process.disk()->rename(source, target, no_replace); });
}

int truncate(Process& process, const char* path, off_t size) {
  if (begin(process) == nullptr) return -ENOSYS;
  InodePtr inode;
  if (const int error = find_inode(process, AT_FDCWD, path, inode); error != 0) return -error;
  if (inode->directory) return -EISDIR;
  OpenFile file(process, inode, role_of(process, path), O_WRONLY);
  return file.truncate(size);
}

int set_mode(Process& process, int at, const char* path, mode_t mode) {
  Disk* disk = begin(process);
  if (disk == nullptr) return -ENOSYS;
  InodePtr inode;
  if (const int error = find_inode(process, at, path, inode); error != 0) return -error;
  disk->set_mode(inode, mode);
  return 0;
}

int set_modified(Process& process, int at, const char* path, std::int64_t modified_ns) {
  Disk* disk = begin(process);
  if (disk == nullptr) return -ENOSYS;
  InodePtr inode;
  if (const int error = find_inode(process, at, path, inode); error != 0) return -error;
  disk->set_modified(inode, modified_ns);
  return 0;
}

// The node is root: only a file that nobody may execute cannot be executed.
int access(Process& process, int at, const char* path, int mode) {
  struct stat found;
  if (const int error = status(process, at, path, found); error != 0) return error;
  const bool refused = (mode & X_OK) != 0 && !S_ISDIR(found.st_mode) && (found.st_mode & 0111) == 0;
  return refused ? -EACCES : 0;
}

int change_directory(Process& process, const char* path) {
  Disk* disk = begin(process);
  if (disk == nullptr) return -ENOSYS;
  InodePtr inode;
  if (const int error = find_inode(process, AT_FDCWD, path, inode); error != 0) return -error;
  return -disk->set_working_directory(inode);
}

int change_directory(Process& process, int number) {
  Disk* disk = begin(process);
  if (disk == nullptr) return -ENOSYS;
  const OpenFile* file = find(process, number);
  return file == nullptr ? -EBADF : -disk->set_working_directory(file->inode());
}

int working_directory(Process& process, std::string& out) {
  Disk* disk = begin(process);
  if (disk == nullptr) return -ENOSYS;
  out = disk->path_of(*disk->working_directory());
  return out.empty() ? -ENOENT : 0;
}

int real_path(Process& process, const char* path, std::string& out) {
  Disk* disk = begin(process);
  if (disk == nullptr) return -ENOSYS;
  InodePtr inode;
  if (const int error = find_inode(process, AT_FDCWD, path, inode); error != 0) return -error;
  out = disk->path_of(*inode);
  return out.empty() ? -ENOENT : 0;
}

void sync_all(Process& process) {
  Disk* disk = begin(process);
  if (disk != nullptr) disk->sync_all();
}

StreamableFile* find_streamable(Process& process, int number) {
  begin(process);
  Descriptor* descriptor = process.find(number);
  if (descriptor == nullptr) return nullptr;
  const Descriptor::Kind kind = descriptor->kind();
  const bool file = kind == Descriptor::Kind::file || kind == Descriptor::Kind::directory;
  return file || kind == Descriptor::Kind::device ? static_cast<StreamableFile*>(descriptor) : nullptr;
}

OpenFile* find(Process& process, int number) {
  StreamableFile* file = find_streamable(process, number);
  const bool device = file != nullptr && file->kind() == Descriptor::Kind::device;
  return device ? nullptr : static_cast<OpenFile*>(file);
}

}  // namespace onefold::sim::file_calls

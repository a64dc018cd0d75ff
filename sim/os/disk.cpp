#include "sim/os/disk.hpp"

#include <fcntl.h>

#include <cerrno>

namespace onefold::sim {
namespace {

constexpr std::uint32_t directory_mode = 0755;
constexpr std::uint32_t shared_directory_mode = 01777;

// `inode` is `other`, or below it.
bool is_within(const Inode& inode, const Inode& other) {
  for (const Inode* at = &inode; at != nullptr; at = at->parent) {
    if (at == &other) return true;
  }
  return false;
}

}  // namespace

Disk::~Disk() {
  saved_.clear();
  name_changes_.clear();
  discard(root_);
  discard(start_image_);
}

InodePtr Disk::make_inode(bool directory, std::uint32_t mode) {
  InodePtr inode = std::make_shared<Inode>(directory, ++inodes_made_);
  inode->mode = mode;
  inode->modified_ns = time_ns_;
  inode->changed_ns = time_ns_;
  inode->saved_in = overlay_;  // the overlay that made it need not take it back
  return inode;
}

void Disk::format() {
  root_ = make_inode(true, directory_mode);
  root_->linked = true;
  const auto add = [this](const char* name, std::uint32_t mode) {
    const InodePtr inode = make_inode(true, mode);
    inode->parent = root_.get();
    inode->name = name;
    inode->linked = true;
    root_->entries.emplace(name, inode);
    root_->durable.emplace(name, inode);
  };
  add("data", directory_mode);
  add("tmp", shared_directory_mode);
}

const InodePtr& Disk::root() {
  if (root_ == nullptr) format();
  return root_;
}

const InodePtr& Disk::working_directory() {
  if (working_directory_ == nullptr) {
    const auto data = root()->entries.find("data");
    const bool found = data != root_->entries.end() && data->second->directory;
    working_directory_ = found ? data->second : root_;
  }
  return working_directory_;
}

int Disk::set_working_directory(const InodePtr& inode) {
  if (!inode->directory) return ENOTDIR;
  working_directory_ = inode;
  return 0;
}

int Disk::find(const InodePtr& base, std::string_view path, InodePtr& inode) {
  Place place;
  if (const int error = resolve(base, path, place); error != 0) return error;
  inode = place.inode;
  return inode == nullptr ? ENOENT : 0;
}

int Disk::resolve(const InodePtr& base, std::string_view path, Place& place) {
  if (path.empty()) return ENOENT;
  if (path.size() > disk_path_bytes_max) return ENAMETOOLONG;
  place = Place{};
  place.inode = path.front() == '/' ? root() : base;
  for (std::size_t at = 0; at < path.size();) {
    if (path[at] == '/') {
      ++at;
      place.as_directory = true;
      continue;
    }
    if (place.inode == nullptr) return ENOENT;
    if (!place.inode->directory) return ENOTDIR;
    const std::string_view name = path.substr(at, path.find('/', at) - at);
    if (name.size() > disk_name_bytes_max) return ENAMETOOLONG;
    at += name.size();
    place.as_directory = false;
    if (name == "." || name == "..") {
      place.directory = nullptr;
      if (name == ".." && place.inode != root_) {
        if (place.inode->parent == nullptr) return ENOENT;  // a removed directory
        place.inode = place.inode->parent->shared_from_this();
      }
      continue;
    }
    place.directory = place.inode;
    place.name = name;
    const auto entry = place.directory->entries.find(name);
    place.inode = entry == place.directory->entries.end() ? nullptr : entry->second;
  }
  if (place.as_directory && place.inode != nullptr && !place.inode->directory) return ENOTDIR;
  return 0;
}

std::string Disk::path_of(const Inode& inode) {
  if (&inode == root().get()) return "/";
  if (!inode.linked) return {};
  std::string path;
  for (const Inode* at = &inode; at->parent != nullptr; at = at->parent) path.insert(0, "/" + at->name);
  return path;
}

// Both halves of a rename are written back together or not at all.
void Disk::begin_change() {
  if (name_changes_.size() + 2 > disk_unsynced_changes_max) sync_all();
  ++changes_made_;
}

void Disk::set_name(const Place& place, const InodePtr& inode, const InodePtr& other) {
  touch(place.directory);
  place.directory->modified_ns = time_ns_;
  place.directory->changed_ns = time_ns_;
  if (inode != nullptr) {
    touch(inode);
    inode->parent = place.directory.get();
    inode->name = place.name;
    inode->linked = true;
    inode->changed_ns = time_ns_;
    place.directory->entries.insert_or_assign(place.name, inode);
  } else {
    place.directory->entries.erase(place.name);
  }
  if (frozen()) return;
  name_changes_.push_back({changes_made_, place.directory, place.name, inode, other});
}

void Disk::unlink(const InodePtr& inode) {
  touch(inode);
  inode->parent = nullptr;
  inode->linked = false;
  inode->changed_ns = time_ns_;
}

int Disk::create(Place& place, bool directory, std::uint32_t mode) {
  if (!place.directory->linked) return ENOENT;
  if (inodes_made_ - inodes_at_start_ >= disk_inodes_max) return ENOSPC;
  place.inode = make_inode(directory, mode);
  begin_change();
  set_name(place, place.inode, nullptr);
  return 0;
}

int Disk::remove(const Place& place, bool directory) {
  if (place.inode == nullptr) return ENOENT;
  if (!directory && place.inode->directory) return EISDIR;
  if (directory && !place.inode->directory) return ENOTDIR;
  if (place.directory == nullptr) return EBUSY;
  if (!place.inode->entries.empty()) return ENOTEMPTY;
  begin_change();
  unlink(place.inode);
  set_name(place, nullptr, nullptr);
  return 0;
}

int Disk::rename(const Place& from, const Place& to, bool no_replace) {
  if (from.inode == nullptr) return ENOENT;
  if (from.directory == nullptr || to.directory == nullptr) return EBUSY;
  if (!to.directory->linked) return ENOENT;
  if (to.inode != nullptr && no_replace) return EEXIST;
  if (to.inode == from.inode) return 0;
  if (to.as_directory && !from.inode->directory) return ENOTDIR;
  if (is_within(*to.directory, *from.inode)) return EINVAL;
  if (to.inode != nullptr) {
    if (is_within(*from.directory, *to.inode)) return ENOTEMPTY;
    if (from.inode->directory && !to.inode->directory) return ENOTDIR;
    if (!from.inode->directory && to.inode->directory) return EISDIR;
    if (!to.inode->entries.empty()) return ENOTEMPTY;
  }
  begin_change();
  const bool across = from.directory != to.directory;
  if (to.inode != nullptr) unlink(to.inode);
  set_name(from, nullptr, across ? to.directory : nullptr);
  set_name(to, from.inode, across ? from.directory : nullptr);
  return 0;
}

int Disk::write(const InodePtr& inode, std::uint64_t offset, std::string_view bytes) {
  if (offset > disk_file_bytes_max || bytes.size() > disk_file_bytes_max - offset) return EFBIG;
  touch(inode);
  inode->content.write(offset, bytes);
  inode->modified_ns = time_ns_;
  inode->changed_ns = time_ns_;
  return 0;
}

int Disk::truncate(const InodePtr& inode, std::uint64_t size) {
  if (size > disk_file_bytes_max) return EFBIG;
  touch(inode);
  inode->content.truncate(size);
  inode->modified_ns = time_ns_;
  inode->changed_ns = time_ns_;
  return 0;
}

void Disk::set_mode(const InodePtr& inode, std::uint32_t mode) {
  touch(inode);
  inode->mode = mode & 07777;
  inode->changed_ns = time_ns_;
}

void Disk::set_modified(const InodePtr& inode, std::int64_t modified_ns) {
  touch(inode);
  inode->modified_ns = modified_ns;
  inode->changed_ns = time_ns_;
}

}  // namespace onefold::sim

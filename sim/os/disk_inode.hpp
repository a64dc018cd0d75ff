// What a name on the virtual disk stands for: a file or a directory.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "sim/os/disk_content.hpp"
#include "sim/os/disk_locks.hpp"

namespace onefold::sim {

struct Inode;
using InodePtr = std::shared_ptr<Inode>;
// Ordered by name, so that listings are the same everywhere.
using DirectoryEntries = std::map<std::string, InodePtr, std::less<>>;

// What a crash takes back.
struct InodeState {
  std::uint32_t mode = 0;        // permission bits
  std::int64_t modified_ns = 0;  // of the content, since the epoch
  std::int64_t changed_ns = 0;   // of anything
  Inode* parent = nullptr;       // of a directory in the tree, the root excepted; else null
  std::string name;              // the last it had
  bool linked = false;           // reachable by a name, or the root
  DiskContent content;           // files
  DirectoryEntries entries;      // directories: as every reader sees them
  DirectoryEntries durable;      // directories: as a power loss that loses all unsynced changes leaves them
};

// An inode has one name at most: there are no hard links.
struct Inode : InodeState, std::enable_shared_from_this<Inode> {
  Inode(bool is_directory, std::uint64_t inode_number) : directory(is_directory), number(inode_number) {}

  const bool directory;
  const std::uint64_t number;
  std::uint64_t saved_in = 0;  // the overlay in which its state was last saved
  DiskLocks locks;
};

}  // namespace onefold::sim

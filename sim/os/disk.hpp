// The disk of one node: a tree of files that outlives the node's lives, and knows what of it is durable.
//
// Durability is the strict reading of POSIX. Content is durable after fsync of the file; a name that was
// made, moved or removed is durable only after fsync of its directory (fsync(2): "Calling fsync() does not
// necessarily ensure that the entry in the directory containing the file has also reached disk. For that an
// explicit fsync() on a file descriptor for the directory is also needed."). rename() within a directory is
// atomic, in the page cache and on the medium; a rename across directories is one change, which a sync of
// either directory makes durable, as journals do.
//
// After a power loss, of the changes that were not synced
//   none: nothing is found;  all: everything is found;
//   part: of each file all writes but the last, and all changes of names but the last one of the disk;
//   torn: of each file all writes and the first half of the last, and all changes of names.
// So with `torn` a new name can lead to content that was never synced, as it can on real disks.
//
// Ignores: hard and symbolic links (EPERM, as on file systems without them), owners, access checks (the node
// is root), quotas other than the limits below, damage to synced data, durability of modes and times (they
// survive everything).
//
// A fresh disk has the empty directories /data, where a life starts, and /tmp. It costs nothing until it is
// used. Functions that can fail return an errno value, 0 for success. Paths are those of the node; a relative
// one starts at `base`. Not thread-safe. Inodes may outlive the disk.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/digest.hpp"
#include "sim/core/fault.hpp"
#include "sim/os/disk_inode.hpp"

namespace onefold::sim {

inline constexpr std::uint64_t disk_file_bytes_max = std::uint64_t{256} << 20;  // beyond: EFBIG
inline constexpr std::uint64_t disk_inodes_max = 100'000;         // made per life; beyond: ENOSPC
inline constexpr std::size_t disk_unsynced_changes_max = 65'536;  // of names; beyond: written back
inline constexpr std::size_t disk_name_bytes_max = 255;           // beyond: ENAMETOOLONG
inline constexpr std::size_t disk_path_bytes_max = 4095;          // beyond: ENAMETOOLONG

// What a life finds on the disk.
enum class BootDisk : std::uint8_t {
  durable,  // what the life before left
  empty,    // a fresh disk
  older,    // what the life before found when it began: an old backup
};

class Disk {
 public:
  // The result of walking a path whose last component may not exist.
  struct Place {
    InodePtr directory;         // null for the root, and for paths that end in "." or ".."
    std::string name;           // in `directory`
    InodePtr inode;             // null if nothing has that name
    bool as_directory = false;  // the path ends in a slash: it means a directory
  };

  Disk() = default;
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // The time stamped on what changes from now on, ns since the epoch.
  void set_time(std::int64_t time_ns) { time_ns_ = time_ns; }

  const InodePtr& root();
  const InodePtr& working_directory();
  // ENOTDIR.
  int set_working_directory(const InodePtr& inode);

  // Bits that new files do not get, of umask(); 022 when a life begins.
  std::uint32_t mode_mask() const { return mode_mask_; }
  void set_mode_mask(std::uint32_t mask) { mode_mask_ = mask & 0777; }

  // ENOENT if the last component does not exist; else as resolve.
  int find(const InodePtr& base, std::string_view path, InodePtr& inode);
  // ENOENT or ENOTDIR of a component before the last, ENAMETOOLONG.
  int resolve(const InodePtr& base, std::string_view path, Place& place);
  // The absolute path of a directory or file in the tree; empty if it has none any more.
  std::string path_of(const Inode& inode);

  // Makes an empty file or directory at a place that has no inode. ENOENT if the directory was removed,
  // ENOSPC.
  int create(Place& place, bool directory, std::uint32_t mode);
  // unlink and rmdir: ENOENT, EISDIR, ENOTDIR, ENOTEMPTY, EBUSY.
  int remove(const Place& place, bool directory);
  // Replaces what is at `to`, unless `no_replace`. ENOENT, EEXIST, EISDIR, ENOTDIR, ENOTEMPTY, EINVAL, EBUSY.
  int rename(const Place& from, const Place& to, bool no_replace);

  // EFBIG.
  int write(const InodePtr& inode, std::uint64_t offset, std::string_view bytes);
  int truncate(const InodePtr& inode, std::uint64_t size);
  void set_mode(const InodePtr& inode, std::uint32_t mode);
  void set_modified(const InodePtr& inode, std::int64_t modified_ns);

  // Makes a file's content, or a directory's names, durable.
  void sync(const InodePtr& inode) { settle(inode, Unsynced::all); }
  // A failed fsync: as sync, but only what `unsynced` says reaches the medium. The rest of a file's content
  // never will, see DiskContent::settle; the rest of a directory's names waits for the next sync, as in a
  // journal.
  void settle(const InodePtr& inode, Unsynced unsynced);
  void sync_all();

  // The crash: a kill leaves everything written, a power loss what was durable and of the rest what
  // `unsynced` says. Until the next life begins all changes go to an overlay that only the dying process
  // sees.
  void freeze(bool power, Unsynced unsynced);
  bool frozen() const { return overlay_ != 0; }
  // Whether a power loss now would lose anything.
  bool unsynced() const;
  // The process that died is gone: makes the disk what the next life will find. Before begin_life, or left to
  // it.
  void end_life();
  // All that this life and later ones can find on it. Not while it is frozen.
  void add_state(Digest& digest) const;

  // Before each life, the first included, and after the process of the life before was destroyed: what it did
  // while it died is taken back. Without a freeze before it, the disk is as after a kill.
  void begin_life(BootDisk boot);

 private:
  struct NameChange {
    std::uint64_t number;  // both halves of a rename share it
    InodePtr directory;
    std::string name;
    InodePtr inode;  // null: the name is gone
    InodePtr other;  // the directory of the other half, if that is another one; else null
  };
  struct Saved {
    InodePtr inode;
    InodeState state;
  };

  InodePtr make_inode(bool directory, std::uint32_t mode);
  void format();
  void touch(const InodePtr& inode);
  void begin_change();
  void set_name(const Place& place, const InodePtr& inode, const InodePtr& other);
  void unlink(const InodePtr& inode);
  void settle_names(const InodePtr& directory, Unsynced unsynced);
  void settle_all_names(Unsynced unsynced);
  template <typename Chosen>
  void apply_names(Chosen chosen, Unsynced unsynced);
  void settle_contents(const InodePtr& inode, Unsynced unsynced);
  void take_back_overlay();
  void drop_caches(const InodePtr& directory);
  InodePtr copy_tree(const InodePtr& inode);
  void discard(InodePtr& tree);

  std::int64_t time_ns_ = 0;
  std::uint64_t inodes_made_ = 0;
  std::uint64_t inodes_at_start_ = 0;
  std::uint64_t changes_made_ = 0;
  InodePtr root_;  // null: fresh
  std::uint32_t mode_mask_ = 022;
  InodePtr working_directory_;            // null: /data
  std::vector<NameChange> name_changes_;  // not yet durable, in the order made
  InodePtr start_image_;                  // of this life; null: empty

  std::uint64_t overlay_ = 0;  // not 0: frozen
  std::uint64_t overlays_made_ = 0;
  bool power_lost_ = false;
  Unsynced unsynced_ = Unsynced::none;
  std::vector<Saved> saved_;
};

}  // namespace onefold::sim

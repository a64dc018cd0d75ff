// The bytes of one file, twice: in the page cache, where every reader sees them, and on the medium, where a
// power loss finds them.
//
// Models: writes and truncations reach the page cache at once and the medium at a sync, in the order made.
// Ignores: pages (a write that was not synced is lost whole, or halved), write-back without a sync, holes
// (they hold zeros and take room).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/digest.hpp"
#include "sim/core/fault.hpp"

namespace onefold::sim {

inline constexpr std::size_t content_changes_max =
    65'536;  // unsynced ones; more, and all of them are written back

class DiskContent {
 public:
  // What read() sees.
  const std::string& cached() const { return cached_; }
  // What a power loss that loses all unsynced data leaves.
  const std::string& durable() const { return durable_; }

  // A gap between the end of the file and `offset` is filled with zeros. The caller bounds offset +
  // bytes.size().
  void write(std::uint64_t offset, std::string_view bytes);
  // Cuts, or extends with zeros.
  void truncate(std::uint64_t size);

  // Whether anything was written that is not durable.
  bool unsynced() const { return !changes_.empty(); }

  void add_state(Digest& digest) const;

  // Everything written so far is durable.
  void sync() { settle(Unsynced::all); }

  // Of what was not synced, what `unsynced` says reaches the medium; the rest never will, also not at a later
  // sync, though the page cache still shows it. This is what a failed fsync leaves: Linux reports the error
  // once and marks the pages clean (https://wiki.postgresql.org/wiki/Fsync_Errors; Rebello et al., "Can
  // Applications Recover from fsync Failures?", USENIX ATC 2020).
  void settle(Unsynced unsynced);

  // The page cache is gone, as after a power loss: it holds what is durable, and nothing is unsynced.
  void drop_cache();

 private:
  void make_room();

  struct Change {
    bool truncation;
    std::uint64_t offset;  // of a truncation: the new size
    std::uint64_t length;  // of a write; its bytes stand in changed_bytes_, in order
  };

  std::string cached_;
  std::string durable_;
  std::vector<Change> changes_;  // since the last sync
  std::string changed_bytes_;
};

}  // namespace onefold::sim

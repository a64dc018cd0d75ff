// An open file or directory of the virtual disk.
//
// Models: offsets, O_APPEND, O_SYNC and O_DSYNC, access modes, advisory locks; writes, syncs and truncations
// are effects that faults may strike. Ignores: direct I/O (O_DIRECT is accepted and does nothing), access
// times.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include "sim/core/name.hpp"
#include "sim/os/disk.hpp"
#include "sim/os/streamable_file.hpp"

namespace onefold::sim {

class OpenFile final : public StreamableFile {
 public:
  // `flags` are those of open().
  OpenFile(Process& process, InodePtr inode, Name role, int flags);

  const InodePtr& inode() const { return inode_; }

  std::uint32_t ready() const override;
  ssize_t readv(const iovec* parts, int count) override;
  ssize_t writev(const iovec* parts, int count) override;
  off_t seek(off_t offset, int whence) override;
  int control(unsigned long request, void* argument) override;
  int lock(int command, struct flock* lock) override;
  int close() override;

  // At `offset`, which must not be negative; the offset of the file stays. As on Linux, O_APPEND beats
  // `offset`.
  ssize_t readv_at(const iovec* parts, int count, off_t offset);
  ssize_t writev_at(const iovec* parts, int count, off_t offset);
  int sync();  // fsync and fdatasync alike
  int truncate(off_t size);
  // Makes the file at least `size` long; room itself is never short.
  int extend(off_t size);
  // flock(): LOCK_SH, LOCK_EX or LOCK_UN, with or without LOCK_NB; -EWOULDBLOCK also without.
  int lock_whole(int operation);

 private:
  ssize_t write_bytes(std::string_view bytes, std::uint64_t offset, std::uint64_t& end);

  InodePtr inode_;
  Name role_;
  std::uint64_t offset_ = 0;
};

// As stat() shows it.
void fill_stat(const Inode& inode, struct stat& out);

}  // namespace onefold::sim

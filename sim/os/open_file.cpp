#include "sim/os/open_file.hpp"

#include <sys/file.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <limits>

#include "sim/os/kernel.hpp"
#include "sim/os/process.hpp"

namespace onefold::sim {
namespace {

constexpr std::uint64_t call_bytes_max = 0x7ffff000;  // of one read or write, see write(2)
constexpr std::int64_t block_bytes = 4096;
constexpr std::int64_t sector_bytes = 512;  // the unit of st_blocks

// -EINVAL, or the bytes of all parts.
std::int64_t size_of(const iovec* parts, int count) {
  if (count < 0 || count > IOV_MAX) return -EINVAL;
  std::uint64_t size = 0;
  for (int i = 0; i < count; ++i) {
    if (parts[i].iov_len > call_bytes_max) return -EINVAL;
    size += parts[i].iov_len;
  }
  return size > call_bytes_max ? -EINVAL : static_cast<std::int64_t>(size);
}

timespec to_timespec(std::int64_t time_ns) {
  std::int64_t seconds = time_ns / second_ns;
  std::int64_t rest = time_ns % second_ns;
  if (rest < 0) {
    rest += second_ns;
    --seconds;
  }
  return {static_cast<time_t>(seconds), static_cast<long>(rest)};
}

}  // namespace

OpenFile::OpenFile(Process& process, InodePtr inode, Name role, int flags)
    : StreamableFile(process, inode->directory ? Kind::directory : Kind::file),
      inode_(std::move(inode)),
      role_(role) {
  status_flags = flags & ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW);
}

std::uint32_t OpenFile::ready() const {
  return EPOLLIN | EPOLLOUT;
}

ssize_t OpenFile::readv(const iovec* parts, int count) {
  const ssize_t got = readv_at(parts, count, static_cast<off_t>(offset_));
  if (got > 0) offset_ += static_cast<std::uint64_t>(got);
  return got;
}

ssize_t OpenFile::readv_at(const iovec* parts, int count, off_t offset) {
  if (inode_->directory) return -EISDIR;
  if (!readable() || (status_flags & O_PATH) != 0) return -EBADF;
  const std::int64_t wanted = size_of(parts, count);
  if (wanted < 0 || offset < 0) return -EINVAL;
  const std::string& content = inode_->content.cached();
  auto at = static_cast<std::uint64_t>(offset);
  std::uint64_t got = 0;
  for (int i = 0; i < count && at < content.size(); ++i) {
    const std::uint64_t length = std::min<std::uint64_t>(parts[i].iov_len, content.size() - at);
    if (length > 0) std::memcpy(parts[i].iov_base, content.data() + at, length);
    at += length;
    got += length;
  }
  return static_cast<ssize_t>(got);
}

ssize_t OpenFile::writev(const iovec* parts, int count) {
  return writev_at(parts, count, -1);
}

// `offset` -1: at the offset of the file, which moves.
ssize_t OpenFile::writev_at(const iovec* parts, int count, off_t offset) {
  if (!writable() || inode_->directory || (status_flags & O_PATH) != 0) return -EBADF;
  const std::int64_t size = size_of(parts, count);
  if (size < 0 || offset < -1) return -EINVAL;
  if (size == 0) return 0;
  std::uint64_t at = offset < 0 ? offset_ : static_cast<std::uint64_t>(offset);
  if ((status_flags & O_APPEND) != 0) at = inode_->content.cached().size();
  std::uint64_t end = at;
  ssize_t written = 0;
  if (count == 1) {
    written = write_bytes({static_cast<const char*>(parts->iov_base), parts->iov_len}, at, end);
  } else {
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(size));
    for (int i = 0; i < count; ++i)
      bytes.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
    written = write_bytes(bytes, at, end);
  }
  if (offset < 0) offset_ = end;
  return written;
}

// One call is one write, however many parts it has: that is what a power loss keeps, halves or loses.
ssize_t OpenFile::write_bytes(std::string_view bytes, std::uint64_t offset, std::uint64_t& end) {
  end = offset_;
  if (offset > disk_file_bytes_max || bytes.size() > disk_file_bytes_max - offset) return -EFBIG;
  FaultSet menu{FaultKind::kill, FaultKind::power_loss, FaultKind::no_space, FaultKind::write_error};
  if (bytes.size() > 1) menu = menu | FaultSet{FaultKind::short_write};
  const auto size = static_cast<std::int64_t>(bytes.size());
  Kernel& kernel = process().kernel();
  const EffectVerdict verdict = process().effect({kernel.words.write, role_, name_none, size, menu});
  ssize_t result = -verdict.error;
  if (verdict.error == 0) {
    bytes = bytes.substr(0, static_cast<std::size_t>(std::min(size, verdict.bytes_max)));
    Disk& disk = *process().disk();
    disk.write(inode_, offset, bytes);
    if ((status_flags & (O_SYNC | O_DSYNC)) != 0) disk.sync(inode_);
    if (!process().dying()) {
      kernel.digest.add(offset);
      kernel.digest.add_bytes(bytes.data(), bytes.size());
    }
    end = offset + bytes.size();
    result = static_cast<ssize_t>(bytes.size());
  }
  process().effect_done(verdict);
  return result;
}

off_t OpenFile::seek(off_t offset, int whence) {
  const auto size = static_cast<off_t>(inode_->directory ? 0 : inode_->content.cached().size());
  off_t base = 0;
  switch (whence) {
    case SEEK_SET:
      break;
    case SEEK_CUR:
      base = static_cast<off_t>(offset_);
      break;
    case SEEK_END:
      base = size;
      break;
    case SEEK_DATA:
    case SEEK_HOLE:
      if (offset < 0 || offset >= size) return -ENXIO;
      offset = whence == SEEK_HOLE ? size : offset;
      break;
    default:
      return -EINVAL;
  }
  off_t target = 0;
  if (__builtin_add_overflow(base, offset, &target)) return -EOVERFLOW;
  if (target < 0) return -EINVAL;
  offset_ = static_cast<std::uint64_t>(target);
  return target;
}

int OpenFile::control(unsigned long request, void* argument) {
  if (request != FIONREAD || inode_->directory) return -ENOTTY;
  const std::uint64_t size = inode_->content.cached().size();
  const std::uint64_t left = size > offset_ ? size - offset_ : 0;
  *static_cast<int*>(argument) = static_cast<int>(std::min<std::uint64_t>(left, INT_MAX));
  return 0;
}

int OpenFile::sync() {
  if ((status_flags & O_PATH) != 0) return -EBADF;
  Kernel& kernel = process().kernel();
  const FaultSet menu{FaultKind::kill, FaultKind::power_loss, FaultKind::fsync_error};
  const EffectVerdict verdict = process().effect({kernel.words.fsync, role_, name_none, 0, menu});
  process().disk()->settle(inode_, verdict.error == 0 ? Unsynced::all : verdict.unsynced);
  process().effect_done(verdict);
  return -verdict.error;
}

int OpenFile::truncate(off_t size) {
  if (size < 0 || !writable() || inode_->directory) return -EINVAL;
  if (static_cast<std::uint64_t>(size) > disk_file_bytes_max) return -EFBIG;
  Kernel& kernel = process().kernel();
  const FaultSet menu{FaultKind::kill, FaultKind::power_loss};
  const EffectVerdict verdict = process().effect({kernel.words.truncate, role_, name_none, size, menu});
  process().disk()->truncate(inode_, static_cast<std::uint64_t>(size));
  process().effect_done(verdict);
  return 0;
}

int OpenFile::extend(off_t size) {
  if (size < 0 || !writable() || inode_->directory) return -EBADF;
  if (static_cast<std::uint64_t>(size) <= inode_->content.cached().size()) return 0;
  return truncate(size);
}

int OpenFile::lock_whole(int operation) {
  switch (operation & ~LOCK_NB) {
    case LOCK_SH:
      return inode_->locks.lock_whole(this, LockMode::shared) ? 0 : -EWOULDBLOCK;
    case LOCK_EX:
      return inode_->locks.lock_whole(this, LockMode::exclusive) ? 0 : -EWOULDBLOCK;
    case LOCK_UN:
      inode_->locks.unlock_whole(this);
      return 0;
    default:
      return -EINVAL;
  }
}

int OpenFile::lock(int command, struct flock* lock) {
  const bool of_process = command == F_SETLK || command == F_SETLKW || command == F_GETLK;
  const bool only_asks = command == F_GETLK || command == F_OFD_GETLK;
  off_t start = lock->l_start;
  if (lock->l_whence == SEEK_CUR) start += static_cast<off_t>(offset_);
  if (lock->l_whence == SEEK_END) start += static_cast<off_t>(inode_->content.cached().size());
  off_t end = lock->l_len == 0 ? std::numeric_limits<off_t>::max() : start + lock->l_len;
  if (end < start) std::swap(start, end);
  if (start < 0) return -EINVAL;
  const void* owner = of_process ? DiskLocks::process : this;
  if (lock->l_type == F_UNLCK && !only_asks) {
    inode_->locks.unlock_range(owner, start, end);
    return 0;
  }
  if (lock->l_type != F_RDLCK && lock->l_type != F_WRLCK) return -EINVAL;
  const bool shared = lock->l_type == F_RDLCK;
  if (!only_asks && !(shared ? readable() : writable())) return -EBADF;
  const DiskLocks::Range wanted{owner, shared ? LockMode::shared : LockMode::exclusive, start, end};
  const DiskLocks::Range* held = inode_->locks.conflict(wanted);
  if (!only_asks) {
    if (held == nullptr) inode_->locks.lock_range(wanted);
    return held == nullptr ? 0 : -EAGAIN;
  }
  if (held == nullptr) {
    lock->l_type = F_UNLCK;
    return 0;
  }
  lock->l_type = held->mode == LockMode::shared ? F_RDLCK : F_WRLCK;
  lock->l_whence = SEEK_SET;
  lock->l_start = held->start;
  lock->l_len = held->end == std::numeric_limits<off_t>::max() ? 0 : held->end - held->start;
  lock->l_pid = held->owner == DiskLocks::process ? 1 : -1;
  return 0;
}

int OpenFile::close() {
  inode_->locks.release(this);
  return 0;
}

void fill_stat(const Inode& inode, struct stat& out) {
  out = {};
  out.st_dev = 1;
  out.st_ino = inode.number;
  out.st_mode = (inode.directory ? S_IFDIR : S_IFREG) | inode.mode;
  out.st_nlink = inode.linked ? 1 : 0;
  if (inode.directory) {
    ++out.st_nlink;
    for (const auto& entry : inode.entries) out.st_nlink += entry.second->directory ? 1 : 0;
  }
  out.st_size = inode.directory ? block_bytes : static_cast<off_t>(inode.content.cached().size());
  out.st_blksize = block_bytes;
  out.st_blocks = (out.st_size + block_bytes - 1) / block_bytes * (block_bytes / sector_bytes);
  out.st_atim = to_timespec(inode.modified_ns);
  out.st_mtim = to_timespec(inode.modified_ns);
  out.st_ctim = to_timespec(inode.changed_ns);
}

}  // namespace onefold::sim

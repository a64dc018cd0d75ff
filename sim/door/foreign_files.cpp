// The calls of a foreign program on files and paths: those of foreign_call.hpp that concern its node's disk.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "sim/door/foreign_call.hpp"
#include "sim/door/local_stream.hpp"
#include "sim/os/calls.hpp"
#include "sim/os/file_calls.hpp"

namespace onefold::sim {
namespace {

using lockstep::Op;
using lockstep::Slot;

int int_of(std::int64_t value) {
  return static_cast<int>(value);
}

// The path at `offset` of the payload; empty if it does not end there.
const char* path_at(const Slot& slot, std::size_t offset) {
  const std::size_t left = slot.size > offset ? slot.size - offset : 0;
  return left > 0 && std::memchr(slot.bytes + offset, '\0', left) != nullptr ? slot.bytes + offset : "";
}

std::int64_t answer_text(Slot& slot, int result, const std::string& text) {
  if (result < 0) return result;
  if (text.size() >= lockstep::payload_max) return -ENAMETOOLONG;
  std::memcpy(slot.bytes, text.c_str(), text.size() + 1);
  slot.size = static_cast<std::uint32_t>(text.size() + 1);
  return static_cast<std::int64_t>(text.size());
}

}  // namespace

// Entries: type (1 byte), inode (8), name, NUL. The result is their number.
std::int64_t ForeignCalls::list(Slot& slot) {
  const OpenFile* directory = file_calls::find(process_, slot.number);
  if (directory == nullptr || !directory->inode()->directory) return -ENOTDIR;
  std::int64_t index = 0;
  std::int64_t count = 0;
  std::size_t used = 0;
  for (const auto& [name, inode] : directory->inode()->entries) {
    if (index++ < slot.a) continue;
    const std::size_t size = 1 + sizeof(std::uint64_t) + name.size() + 1;
    if (used + size > lockstep::payload_max) break;
    slot.bytes[used] = inode->directory ? 1 : 0;
    std::memcpy(slot.bytes + used + 1, &inode->number, sizeof inode->number);
    std::memcpy(slot.bytes + used + 1 + sizeof inode->number, name.c_str(), name.size() + 1);
    process_.saw(inode->number);
    used += size;
    ++count;
  }
  slot.size = static_cast<std::uint32_t>(used);
  return count;
}

std::int64_t ForeignCalls::status(Slot& slot) {
  struct stat found = {};
  const Descriptor* descriptor = process_.find(slot.number);
  int result = file_calls::status(process_, slot.number, found);
  if (descriptor != nullptr && descriptor->kind() == Descriptor::Kind::pipe) {
    found.st_mode = (static_cast<const LocalEnd*>(descriptor)->is_socket() ? S_IFSOCK : S_IFIFO) | 0600;
    result = 0;
  }
  std::memcpy(slot.bytes, &found, sizeof found);
  return result;
}

std::int64_t ForeignCalls::on_file(Slot& slot) {
  const int number = slot.number;
  const auto most = static_cast<std::size_t>(
      std::clamp<std::int64_t>(slot.b, 0, static_cast<std::int64_t>(lockstep::payload_max)));
  OpenFile* file = file_calls::find(process_, number);
  if (slot.op == Op::status) return status(slot);
  if (slot.op == Op::list) return list(slot);
  if (slot.op == Op::control)
    return calls::control(process_, number, static_cast<unsigned long>(slot.a), slot.bytes);
  if (slot.op == Op::get_or_set) return calls::get_or_set(process_, number, int_of(slot.a), slot.b);
  if (slot.op == Op::sync && number < 0) return -EBADF;
  if (file == nullptr) {
    const Descriptor* other = process_.find(number);
    if (other == nullptr) return -EBADF;
    if (slot.op == Op::seek) return other->kind() == Descriptor::Kind::device ? 0 : -ESPIPE;
    return slot.op == Op::read_at || slot.op == Op::write_at ? -ESPIPE : -EINVAL;
  }
  switch (slot.op) {
    case Op::read_at: {
      const iovec part{slot.bytes, most};
      const std::int64_t result = slot.a < 0 ? -EINVAL : file->readv_at(&part, 1, slot.a);
      process_.saw_bytes(&part, 1, result);
      return result;
    }
    case Op::write_at: {
      const iovec part{slot.bytes, slot.size};
      return slot.a < 0 ? -EINVAL : file->writev_at(&part, 1, slot.a);
    }
    case Op::seek:
      return file->seek(slot.a, int_of(slot.b));
    case Op::lock: {
      struct flock lock = {};
      std::memcpy(&lock, slot.bytes, sizeof lock);
      const int result = file->lock(int_of(slot.a), &lock);
      const bool waits = slot.a == F_SETLKW || slot.a == F_OFD_SETLKW;
      std::memcpy(slot.bytes, &lock, sizeof lock);
      return result == -EAGAIN && waits ? would_wait : result;
    }
    case Op::sync:
      return file->sync();
    case Op::truncate:
      return file->truncate(slot.a);
    case Op::extend:
      return file->extend(slot.a);
    case Op::lock_whole: {
      const int result = file->lock_whole(int_of(slot.a));
      return result == -EWOULDBLOCK && (slot.a & LOCK_NB) == 0 ? would_wait : result;
    }
    default:
      return -ENOSYS;
  }
}

std::int64_t ForeignCalls::on_path(Slot& slot) {
  const int at = slot.number;
  const std::string path = path_at(slot, 0);
  const char* name = path.c_str();
  struct stat found = {};
  std::string text;
  switch (slot.op) {
    case Op::open:
      return file_calls::open(process_, at, name, int_of(slot.a), static_cast<mode_t>(slot.b));
    case Op::path_status: {
      const int result = file_calls::status(process_, at, name, found);
      std::memcpy(slot.bytes, &found, sizeof found);
      return result;
    }
    case Op::make_directory:
      return file_calls::make_directory(process_, at, name, static_cast<mode_t>(slot.a));
    case Op::remove:
      return file_calls::remove(process_, at, name, slot.a != 0);
    case Op::rename: {
      const std::string target = path_at(slot, path.size() + 1);
      return file_calls::rename(process_, at, name, int_of(slot.a), target.c_str(), slot.b != 0);
    }
    case Op::truncate_path:
      return file_calls::truncate(process_, name, slot.a);
    case Op::set_mode:
      return file_calls::set_mode(process_, at, name, static_cast<mode_t>(slot.a));
    case Op::set_modified:
      return file_calls::set_modified(process_, at, name, slot.a);
    case Op::access:
      return file_calls::access(process_, at, name, int_of(slot.a));
    case Op::change_directory:
      return path.empty() ? file_calls::change_directory(process_, at)
                          : file_calls::change_directory(process_, name);
    case Op::working_directory:
      return answer_text(slot, file_calls::working_directory(process_, text), text);
    case Op::real_path:
      return answer_text(slot, file_calls::real_path(process_, name, text), text);
    case Op::sync_all:
      file_calls::sync_all(process_);
      return 0;
    default:
      return -ENOSYS;
  }
}

}  // namespace onefold::sim

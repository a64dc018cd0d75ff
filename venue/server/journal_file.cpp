// Batches of records with POSIX files: descriptors, offsets, checksums, and what to believe of what is found.
#include "venue/server/journal_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "venue/api/crc32c.hpp"

namespace onefold::venue {
namespace {

constexpr std::size_t header_size = 12;
constexpr int interruptions_max = 1000;

std::error_code last_error() {
  return {errno, std::system_category()};
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::error_code write_all(int file, std::string_view bytes, std::uint64_t offset) {
  for (int interruptions = 0; !bytes.empty();) {
    const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR && ++interruptions < interruptions_max) continue;
    if (written < 0) return last_error();
    if (written == 0) return std::make_error_code(std::errc::io_error);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return {};
}

std::error_code read_all(int file, std::string& bytes) {
  std::size_t filled = 0;
  for (int interruptions = 0;;) {
    if (filled == bytes.size()) bytes.resize(filled + std::max<std::size_t>(filled, 2048));
    const ssize_t got = ::read(file, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR && ++interruptions < interruptions_max) continue;
    if (got < 0) return last_error();
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return {};
}

// Where the batch at `at` ends, 0 if none that is whole and undamaged starts there.
std::size_t batch_end(std::string_view bytes, std::size_t at) {
  if (bytes.size() - at < header_size) return 0;
  const std::size_t size = number_at(bytes, at);
  if (size == 0 || size > JournalFile::batch_size_max || size > bytes.size() - at - header_size) return 0;
  if (crc32c(bytes.substr(at, 8)) != number_at(bytes, at + 8)) return 0;
  if (crc32c(bytes.substr(at + header_size, size)) != number_at(bytes, at + 4)) return 0;
  return at + header_size + size;
}

// False if the payload is not a sequence of records.
bool split(std::string_view payload, std::vector<std::string_view>& records) {
  while (payload.size() > 2) {
    std::uint16_t size = 0;
    std::memcpy(&size, payload.data(), sizeof size);
    payload.remove_prefix(2);
    if (size == 0 || size > payload.size()) return false;
    records.push_back(payload.substr(0, size));
    payload.remove_prefix(size);
  }
  return payload.empty();
}

struct Scan {
  std::size_t last_batch = 0;  // where it starts
  std::size_t end = 0;         // of the undamaged part
  bool corrupt = false;
};

Scan scan(std::string_view bytes, std::vector<std::string_view>& records) {
  Scan found;
  for (std::size_t next = 0; (next = batch_end(bytes, found.end)) != 0;) {
    const std::size_t start = found.end + header_size;
    found.corrupt = !split(bytes.substr(start, next - start), records);
    if (found.corrupt) return found;
    found.last_batch = found.end;
    found.end = next;
  }
  for (std::size_t at = found.end; at < bytes.size() && !found.corrupt; ++at) {
    found.corrupt = batch_end(bytes, at) != 0;
  }
  return found;
}

}  // namespace

std::error_code sync_directory(const std::filesystem::path& directory) {
  const int opened = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return last_error();
  std::error_code error;
  if (::fsync(opened) != 0) error = last_error();
  ::close(opened);
  return error;
}

std::error_code JournalFile::open(const std::filesystem::path& directory, Content& content) {
  assert(file_ < 0);
  const std::filesystem::path path = directory / name_;
  std::error_code error = locks_ ? lock(directory) : std::error_code{};
  if (error == std::errc::resource_unavailable_try_again)
    content.failure = directory.string() + ": in use by another venue";
  if (!error) error = read(directory, content.bytes);
  if (!error) {
    const Scan found = scan(content.bytes, content.records);
    content.tail_cut = !found.corrupt && found.end < content.bytes.size();
    size_ = found.end;
    if (found.corrupt) {
      content.failure = path.string() + ": damaged at byte " + std::to_string(found.end) +
                        ", and records follow that are not: restore it from a copy";
      error = std::make_error_code(std::errc::bad_message);
    } else {
      error = restore(content.bytes, found.last_batch, found.end);
    }
  }
  if (error && content.failure.empty()) content.failure = path.string() + ": " + error.message();
  if (error) close();
  failed_ = error;
  return error;
}

std::error_code JournalFile::lock(const std::filesystem::path& directory) {
  lock_ = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0 || ::flock(lock_, LOCK_EX | LOCK_NB) != 0) return last_error();
  return {};
}

std::error_code JournalFile::read(const std::filesystem::path& directory, std::string& bytes) {
  file_ = ::open((directory / name_).c_str(), O_RDWR | O_CLOEXEC);
  if (file_ < 0) {
    const std::error_code error = last_error();
    return error == std::errc::no_such_file_or_directory ? create(directory) : error;
  }
  if (const std::error_code error = read_all(file_, bytes)) return error;
  if (!bytes.empty()) return {};
  ::close(file_);
  return create(directory);
}

// Under its own name only once the name can be made durable with one change.
std::error_code JournalFile::create(const std::filesystem::path& directory) {
  const std::filesystem::path fresh = directory / (name_ + ".new");
  file_ = ::open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file_ < 0) return last_error();
  if (::rename(fresh.c_str(), (directory / name_).c_str()) != 0) return last_error();
  return sync_directory(directory);
}

std::error_code JournalFile::restore(std::string_view bytes, std::size_t last_batch, std::size_t end) {
  if (bytes.empty()) return {};
  if (end < bytes.size() && ::ftruncate(file_, static_cast<off_t>(end)) != 0) return last_error();
  const std::error_code error = write_all(file_, bytes.substr(last_batch, end - last_batch), last_batch);
  if (error) return error;
  if (::fsync(file_) != 0) return last_error();
  return {};
}

std::error_code JournalFile::lose(Content& content, std::size_t count) {
  const std::size_t kept = content.records.size() - std::min(count, content.records.size());
  if (kept == content.records.size()) return {};
  const auto cut = static_cast<std::size_t>(content.records[kept].data() - content.bytes.data());
  std::size_t start = 0;  // of the batch that the cut goes through
  for (std::size_t end = 0; (end = batch_end(content.bytes, start)) <= cut; start = end) {
  }
  content.records.resize(kept);
  if (::ftruncate(file_, static_cast<off_t>(start)) != 0) return failed_ = last_error();
  size_ = start;
  for (const std::string_view record : content.records) {
    if (record.data() > content.bytes.data() + start) append(record);
  }
  if (!batch_.empty()) return commit();
  if (::fsync(file_) != 0) failed_ = last_error();
  return failed_;
}

void JournalFile::append(std::string_view record) {
  assert(!record.empty() && record.size() <= UINT16_MAX);
  if (batch_.empty()) batch_.resize(header_size);
  const auto size = static_cast<std::uint16_t>(record.size());
  batch_.append(reinterpret_cast<const char*>(&size), sizeof size);
  batch_.append(record);
  assert(batch_.size() - header_size <= batch_size_max);
}

std::error_code JournalFile::commit() {
  if (failed_) return failed_;
  if (batch_.empty()) return {};
  assert(file_ >= 0);
  const auto put = [this](std::size_t at, std::uint32_t value) {
    std::memcpy(batch_.data() + at, &value, sizeof value);
  };
  const std::string_view batch = batch_;
  put(0, static_cast<std::uint32_t>(batch.size() - header_size));
  put(4, crc32c(batch.substr(header_size)));
  put(8, crc32c(batch.substr(0, 8)));
  failed_ = write_all(file_, batch, size_);
  if (!failed_ && ::fdatasync(file_) != 0) failed_ = last_error();
  size_ += batch_.size();
  batch_.clear();
  return failed_;
}

void JournalFile::close() {
  if (file_ >= 0) ::close(file_);
  if (lock_ >= 0) ::close(lock_);
  file_ = -1;
  lock_ = -1;
}

}  // namespace onefold::venue

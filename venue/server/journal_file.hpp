// The journal of a venue on disk: batches of records, each durable as a whole or not there.
//
// The file is a sequence of batches, little-endian:
//   u32 size of the payload, 1 to batch_size_max · u32 checksum of the payload · u32 checksum of these 8
//   bytes payload: records, each u16 size and that many bytes
// Checksums are CRC-32C. A batch is written only when all before it are durable, so a crash can damage the
// last one alone. A damaged end after which no valid batch follows is a torn tail: nothing of it was ever
// acknowledged, and it is cut off. Damage before a valid batch is corruption; nothing is repaired then.
//
// After a failed fsync what is on disk is unknown, and stays unknown even if a later fsync succeeds: Linux
// reports the error once and marks the pages clean (https://wiki.postgresql.org/wiki/Fsync_Errors). So a
// journal that failed takes nothing more, and each opening writes the last batch anew before it trusts it.
// For the same reason an empty journal is made anew.
//
// A journal has one writer: its directory is locked (flock) from open() to close(). Files of the same kind
// with another name stand beside it or below, under its lock (key_log.hpp). Not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace onefold::venue {

class JournalFile {
 public:
  static constexpr std::size_t batch_size_max = 16 * 1024 * 1024;

  struct Content {
    std::string bytes;                      // of the file
    std::vector<std::string_view> records;  // point into `bytes`
    bool tail_cut = false;                  // a torn tail was there
    std::string failure;                    // in words, when open() failed
  };

  JournalFile() = default;
  // Of another name, and in a directory that its owner keeps for itself: it is not locked.
  explicit JournalFile(std::string name) : name_(std::move(name)), locks_(false) {}
  ~JournalFile() { close(); }
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  // Opens `directory`/journal (or its other name), or makes it; `directory` must exist. On success all that
  // `content` holds is durable. bad_message: the file is corrupt; nothing was changed.
  // resource_unavailable_try_again: another venue has the directory. Other errors are those of the operating
  // system. Once only.
  std::error_code open(const std::filesystem::path& directory, Content& content);

  // Forgets the last `count` records of `content`, which open() gave and nothing was appended to since, or
  // all if there are not so many: in the file and in `content`. What misbehaviour is made of.
  std::error_code lose(Content& content, std::size_t count);

  // Adds a record of 1 to 65,535 bytes to the batch that the next commit() writes.
  void append(std::string_view record);

  // Makes all appended records durable; without any, does nothing. After an error each further commit() fails
  // with it, and the records of this batch may or may not be found at the next opening.
  std::error_code commit();

  void close();

  // Of the file, all that is committed.
  std::uint64_t size() const { return size_; }

 private:
  std::error_code lock(const std::filesystem::path& directory);
  std::error_code read(const std::filesystem::path& directory, std::string& bytes);
  std::error_code create(const std::filesystem::path& directory);
  std::error_code restore(std::string_view bytes, std::size_t last_batch, std::size_t end);

  std::string name_ = "journal";
  bool locks_ = true;
  int lock_ = -1;  // the directory, locked
  int file_ = -1;
  std::uint64_t size_ = 0;  // where the next batch goes
  std::string batch_;
  std::error_code failed_;
};

// Makes the names in it durable: those that were made, renamed and removed.
std::error_code sync_directory(const std::filesystem::path& directory);

}  // namespace onefold::venue

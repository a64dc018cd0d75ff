// De-duplication keys on disk: what a KeyStore holds, durable, so that a restart does not open the door to
// copies.
//
// A directory of segments keys-1, keys-2 ..., each written as the journal is (journal_file.hpp): batches with
// checksums, of which a crash damages the last one alone. Keys are appended to the newest segment; one that
// is full is sealed, and the next begun. A segment whose keys are all expired is deleted: nothing is ever
// copied, so what a commit costs does not depend on how many keys live, and the disk holds the live keys, one
// segment more, and what a clock that was set back keeps.
//
// Records, little-endian: u8 kind, then
// - 1 put: i64 time, u64 terms, u64 order, u64 number, u64 record, u8 reason, and the key's bytes
// - 2 drop: the key's bytes
// - 3 seal: nothing; the last record of a segment that another follows
//
// The keys are committed before the journal that has the effects which they stand for. Of a crash in between
// remain keys of effects that never were; each carries the number of its journal record, so that the next
// start knows them and drops them. Nobody was told of such an effect.
//
// Its directory is its owner's alone. After an error nothing more is taken, as in a journal.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "venue/semantics/key_store.hpp"
#include "venue/server/journal_file.hpp"

namespace onefold::venue {

class KeyLog {
 public:
  static constexpr std::uint64_t segment_size_default = 4 * 1024 * 1024;

  explicit KeyLog(std::uint64_t segment_size_max = segment_size_default)
      : segment_size_max_(segment_size_max) {}

  struct Found {
    std::vector<std::string> abandoned;  // keys of effects that the journal does not have
    bool tail_cut = false;
    std::string failure;  // in words, when open() failed
  };

  // Makes `directory` if it is not there, reads what it holds into `store`, and drops keys of journal records
  // after `records_last`. Errors as those of JournalFile::open. Once only.
  std::error_code open(const std::filesystem::path& directory, std::uint64_t records_last, KeyStore& store,
                       Found& found);

  // What the next commit() makes durable. `record`: the number of the journal record with the effect, or of
  // the last one before, where there is none.
  void put(std::string_view key, const KeyEntry& entry, std::uint64_t record);
  void drop(std::string_view key);

  // Without anything put or dropped, does nothing. `store` holds all that was put, and tells what is expired.
  std::error_code commit(const KeyStore& store);

  void close();

  // On disk.
  std::size_t segments() const { return segments_.size(); }

 private:
  struct Segment {
    std::uint64_t number;
    std::uint64_t inserted_last;  // KeyStore::inserted() when it was sealed
  };

  std::error_code list(std::string& failure);
  std::error_code read(std::uint64_t number, bool last, std::uint64_t records_last, KeyStore& store,
                       Found& found);
  std::error_code start_segment();
  std::error_code delete_expired(const KeyStore& store);

  std::uint64_t segment_size_max_;
  std::filesystem::path directory_;
  std::deque<Segment> segments_;  // by number; the last one takes what is put
  std::unique_ptr<JournalFile> file_;
  std::string record_;
  bool pending_ = false;
  std::error_code failed_;
};

}  // namespace onefold::venue

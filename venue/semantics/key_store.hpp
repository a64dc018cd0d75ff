// De-duplication keys with a time to live, in memory: made for a million live keys and more.
//
// Entries stand in the order in which they came, in chunks; with one time to live for all, that is the order
// in which they expire too. So expiry is a walk along the front, and each insertion takes at most
// `drops_per_insertion` steps of it. A table of 8 bytes a slot finds them; when it is 3/4 full the next one,
// twice as large, is filled from it a few slots with each insertion. So no call ever stops to clean up or to
// move house. About 40 bytes an entry beside its key, and 11 to 21 for its slot, half as much more while it
// grows.
//
// A clock that was set back makes entries stay longer than they count: what is expired is never found,
// whether it is still there or not. Ignores the meaning of keys. Single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>

#include "venue/semantics/id_store.hpp"

namespace onefold::venue {

// What a key stood for when it came first.
struct KeyEntry {
  TimeNs time_ns = 0;       // when it came
  std::uint64_t terms = 0;  // a hash of the request's terms, to notice others under the same key
  FirstAnswer first;

  friend bool operator==(const KeyEntry&, const KeyEntry&) = default;
};

class KeyStore {
 public:
  static constexpr std::size_t key_size_max = 255;
  static constexpr int drops_per_insertion = 4;
  static constexpr int moves_per_insertion = 8;

  // `window_ns` is how long a key lives, positive; 0: for ever.
  explicit KeyStore(std::int64_t window_ns);

  // Nothing if the key is not there, or expired by then.
  std::optional<KeyEntry> find(std::string_view key, TimeNs now_ns) const;

  // The key's entry from now on. `key` has 1 to key_size_max bytes. Drops a few that are expired at
  // entry.time_ns.
  void insert(std::string_view key, const KeyEntry& entry);

  // Whether it was there, expired or not.
  bool erase(std::string_view key);

  // Drops all that expired before, from the front on, as long as nothing younger stands in the way.
  void drop_expired(TimeNs now_ns);

  // Keys, those that are expired and not yet dropped included.
  std::size_t size() const { return size_; }
  // Of all entries and the table.
  std::size_t memory_bytes() const;

  // Insertions are numbered from 1. All up to `dropped()` are gone, whatever became of their keys since.
  std::uint64_t inserted() const { return inserted_; }
  std::uint64_t dropped() const { return dropped_; }

 private:
  struct Slot {
    std::uint32_t hash;  // or empty, or removed
    std::uint32_t unit;  // of the entry
  };
  // Open addressing, the next slot after a full one. Its memory is zero without being written to beforehand.
  class Table {
   public:
    Table() = default;
    explicit Table(std::size_t size);  // a power of two

    bool none() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    Slot& operator[](std::size_t index) { return slots_.get()[index]; }
    const Slot& operator[](std::size_t index) const { return slots_.get()[index]; }
    std::size_t next(std::size_t index) const { return (index + 1) & (size_ - 1); }
    std::size_t home(std::uint32_t hash) const { return hash & (size_ - 1); }
    std::size_t of_unit(std::uint32_t hash, std::uint32_t unit) const;  // or of an empty slot
    void put(Slot slot);                // where it is certain that it is not there
    void close_gap(std::size_t index);  // empties a slot

   private:
    struct Free {
      void operator()(Slot* slots) const;
    };
    std::unique_ptr<Slot, Free> slots_;
    std::size_t size_ = 0;
  };
  struct Header;
  struct Chunk {
    std::unique_ptr<std::uint64_t[]> units;
    std::uint32_t used = 0;
  };

  // Entries are found by their place: units of 8 bytes since the beginning, modulo 2^32.
  static constexpr std::uint32_t chunk_units = 8192;

  const std::uint64_t* at(std::uint32_t unit) const;
  std::uint32_t append(std::string_view key, std::uint32_t hash, const KeyEntry& entry);
  bool has_key(const Slot& slot, std::uint32_t hash, std::string_view key) const;
  std::size_t slot_of(const Table& table, std::uint32_t hash, std::string_view key) const;  // or an empty one
  const Slot* find_slot(std::uint32_t hash, std::string_view key) const;
  bool remove_key(std::uint32_t hash, std::string_view key);
  bool remove_unit(std::uint32_t hash, std::uint32_t unit);
  void grow();
  void move_some();
  bool drop_front(TimeNs now_ns);
  bool expired(TimeNs time_ns, TimeNs now_ns) const {
    return window_ns_ != 0 && now_ns - time_ns >= window_ns_;
  }

  std::int64_t window_ns_;
  Table table_;
  Table old_;              // while it grows: those not moved yet; the others stand there too, or are removed
  std::size_t moved_ = 0;  // slots of old_
  std::size_t size_ = 0;
  std::deque<Chunk> chunks_;
  std::uint32_t first_unit_ = 0;  // of the first chunk
  std::uint32_t front_ = 0;       // units of the first chunk that are dropped
  std::uint64_t inserted_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace onefold::venue

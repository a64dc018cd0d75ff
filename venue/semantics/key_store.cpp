#include "venue/semantics/key_store.hpp"

#include <cassert>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "venue/api/hash.hpp"

namespace onefold::venue {
namespace {

constexpr std::size_t slots_min = 16;

// In place of a hash.
constexpr std::uint32_t empty = 0;
constexpr std::uint32_t removed = 1;

std::uint32_t hash_of(std::string_view key) {
  const auto hash = static_cast<std::uint32_t>(combine(0, key) >> 32);
  return hash <= removed ? removed + 1 : hash;
}

}  // namespace

// Before the bytes of the key, which fill up the last unit.
struct KeyStore::Header {
  KeyEntry entry() const { return {time_ns, terms, {reason, order, number}}; }
  std::uint32_t units() const { return static_cast<std::uint32_t>((sizeof *this + key_size + 7) / 8); }

  TimeNs time_ns;
  std::uint64_t terms;
  OrderId order;
  std::uint64_t number;
  std::uint32_t hash;
  Reason reason;
  std::uint8_t key_size;
};

KeyStore::Table::Table(std::size_t size)
    : slots_(static_cast<Slot*>(std::calloc(size, sizeof(Slot)))), size_(size) {
  if (slots_ == nullptr) throw std::bad_alloc();
}

void KeyStore::Table::Free::operator()(Slot* slots) const {
  std::free(slots);
}

std::size_t KeyStore::Table::of_unit(std::uint32_t hash, std::uint32_t unit) const {
  std::size_t index = home(hash);
  while ((*this)[index].hash != empty && ((*this)[index].hash != hash || (*this)[index].unit != unit))
    index = next(index);
  return index;
}

void KeyStore::Table::put(Slot slot) {
  std::size_t index = home(slot.hash);
  while ((*this)[index].hash != empty) index = next(index);
  (*this)[index] = slot;
}

// Those behind it that had to give way to it come forward, so that no gap ends a search too soon.
void KeyStore::Table::close_gap(std::size_t index) {
  const std::size_t mask = size_ - 1;
  for (std::size_t later = next(index); (*this)[later].hash != empty; later = next(later)) {
    const std::size_t from_home = (later - home((*this)[later].hash)) & mask;
    if (from_home < ((later - index) & mask)) continue;
    (*this)[index] = (*this)[later];
    index = later;
  }
  (*this)[index] = {};
}

KeyStore::KeyStore(std::int64_t window_ns) : window_ns_(window_ns), table_(slots_min) {
  static_assert(sizeof(Header) == 40);
  assert(window_ns >= 0);
  static_assert(sizeof(Slot) == 8);
}

const std::uint64_t* KeyStore::at(std::uint32_t unit) const {
  const std::uint32_t offset = unit - first_unit_;
  return chunks_[offset / chunk_units].units.get() + offset % chunk_units;
}

std::uint32_t KeyStore::append(std::string_view key, std::uint32_t hash, const KeyEntry& entry) {
  const Header header{entry.time_ns,
                      entry.terms,
                      entry.first.order,
                      entry.first.number,
                      hash,
                      entry.first.reason,
                      static_cast<std::uint8_t>(key.size())};
  if (chunks_.empty() || chunks_.back().used + header.units() > chunk_units) {
    // Places must stay apart: fewer than 2^32 units at a time.
    assert(chunks_.size() < UINT32_MAX / chunk_units);
    chunks_.push_back({std::make_unique<std::uint64_t[]>(chunk_units), 0});
  }
  Chunk& chunk = chunks_.back();
  std::uint64_t* units = chunk.units.get() + chunk.used;
  std::memcpy(units, &header, sizeof header);
  std::memcpy(units + sizeof header / 8, key.data(), key.size());
  const auto before = static_cast<std::uint32_t>(chunks_.size() - 1) * chunk_units;
  const std::uint32_t unit = first_unit_ + before + chunk.used;
  chunk.used += header.units();
  ++inserted_;
  return unit;
}

bool KeyStore::has_key(const Slot& slot, std::uint32_t hash, std::string_view key) const {
  if (slot.hash != hash) return false;
  Header header;
  const std::uint64_t* units = at(slot.unit);
  std::memcpy(&header, units, sizeof header);
  return header.key_size == key.size() && std::memcmp(units + sizeof header / 8, key.data(), key.size()) == 0;
}

std::size_t KeyStore::slot_of(const Table& table, std::uint32_t hash, std::string_view key) const {
  std::size_t index = table.home(hash);
  while (table[index].hash != empty && !has_key(table[index], hash, key)) index = table.next(index);
  return index;
}

// Null: not there.
const KeyStore::Slot* KeyStore::find_slot(std::uint32_t hash, std::string_view key) const {
  const Slot& slot = table_[slot_of(table_, hash, key)];
  if (slot.hash != empty) return &slot;
  if (old_.none()) return nullptr;
  const Slot& old = old_[slot_of(old_, hash, key)];
  return old.hash != empty ? &old : nullptr;
}

std::optional<KeyEntry> KeyStore::find(std::string_view key, TimeNs now_ns) const {
  const Slot* slot = find_slot(hash_of(key), key);
  if (slot == nullptr) return std::nullopt;
  Header header;
  std::memcpy(&header, at(slot->unit), sizeof header);
  if (expired(header.time_ns, now_ns)) return std::nullopt;
  return header.entry();
}

void KeyStore::insert(std::string_view key, const KeyEntry& entry) {
  assert(!key.empty() && key.size() <= key_size_max);
  for (int i = 0; i < drops_per_insertion && drop_front(entry.time_ns); ++i) {
  }
  const std::uint32_t hash = hash_of(key);
  remove_key(hash, key);
  if ((size_ + 1) * 4 > table_.size() * 3) grow();
  move_some();
  table_.put({hash, append(key, hash, entry)});
  ++size_;
}

bool KeyStore::erase(std::string_view key) {
  return remove_key(hash_of(key), key);
}

bool KeyStore::remove_key(std::uint32_t hash, std::string_view key) {
  const Slot* found = find_slot(hash, key);
  if (found == nullptr) return false;
  remove_unit(hash, found->unit);
  return true;
}

// From both tables. In the old one nothing may change its place while it is moved.
bool KeyStore::remove_unit(std::uint32_t hash, std::uint32_t unit) {
  bool there = false;
  const std::size_t index = table_.of_unit(hash, unit);
  if (table_[index].hash != empty) {
    table_.close_gap(index);
    there = true;
  }
  if (!old_.none()) {
    Slot& old = old_[old_.of_unit(hash, unit)];
    there = there || old.hash != empty;
    if (old.hash != empty) old.hash = removed;
  }
  if (there) --size_;
  return there;
}

void KeyStore::grow() {
  while (!old_.none()) move_some();
  const std::size_t size = table_.size() * 2;
  old_ = std::move(table_);
  table_ = Table(size);
  moved_ = 0;
}

void KeyStore::move_some() {
  if (old_.none()) return;
  for (int i = 0; i < moves_per_insertion && moved_ < old_.size(); ++i) {
    const Slot slot = old_[moved_++];
    if (slot.hash > removed) table_.put(slot);
  }
  if (moved_ == old_.size()) old_ = Table();
}

void KeyStore::drop_expired(TimeNs now_ns) {
  while (drop_front(now_ns)) {
  }
}

// The oldest entry, if it is expired.
bool KeyStore::drop_front(TimeNs now_ns) {
  if (dropped_ == inserted_) return false;
  Chunk& chunk = chunks_.front();
  Header header;
  std::memcpy(&header, chunk.units.get() + front_, sizeof header);
  if (!expired(header.time_ns, now_ns)) return false;
  const std::uint32_t unit = first_unit_ + front_;
  remove_unit(header.hash, unit);  // unless the key was erased, or has a younger entry
  front_ += header.units();
  ++dropped_;
  if (front_ < chunk.used) return true;
  front_ = 0;
  if (chunks_.size() == 1) {
    // Kept for what comes next; its places begin anew.
    chunk.used = 0;
  } else {
    chunks_.pop_front();
    first_unit_ += chunk_units;
  }
  return true;
}

std::size_t KeyStore::memory_bytes() const {
  return (table_.size() + old_.size()) * sizeof(Slot) + chunks_.size() * (chunk_units * 8 + sizeof(Chunk));
}

}  // namespace onefold::venue

// Interned words: node names, channels, message kinds, file roles and intents as small numbers with a stable
// hash.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace onefold::sim {

// Valid with the table that made it. Default: "-", nothing.
struct Name {
  std::uint32_t id = 0;
  friend bool operator==(Name, Name) = default;
};

inline constexpr Name name_none{0};     // "-"
inline constexpr Name name_several{1};  // "*"

// One per world. Grows only; texts stay where they are. The hash of a name depends on its text alone.
class NameTable {
 public:
  NameTable();

  // Words have no blanks and are not empty; blanks are replaced by '_' and "" by "-".
  Name intern(std::string_view text);

  std::string_view text(Name name) const { return texts_[name.id]; }
  std::uint64_t hash(Name name) const { return hashes_[name.id]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::size_t slot_of(std::uint64_t hash, std::string_view text) const;

  std::deque<std::string> texts_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> slots_;  // open addressing by hash: id + 1, 0 free; size is a power of two
};

// 64-bit hashes used wherever a run is shaped: FNV-1a over bytes, and a finaliser (splitmix64's) for mixing
// numbers.
std::uint64_t hash_bytes(std::string_view bytes);

inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = (a ^ (b * 0xff51afd7ed558ccdu)) + 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace onefold::sim

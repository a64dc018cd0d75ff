#include "sim/core/name.hpp"

#include <algorithm>

namespace onefold::sim {

std::uint64_t hash_bytes(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3u;
  }
  return hash;
}

namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

NameTable::NameTable() : slots_(64) {
  intern("-");
  intern("*");
}

// The slot of `text`, or the free one where it belongs.
std::size_t NameTable::slot_of(std::uint64_t hash, std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(hash) & mask;
  while (slots_[at] != 0) {
    const std::uint32_t id = slots_[at] - 1;
    if (hashes_[id] == hash && texts_[id] == text) break;
    at = (at + 1) & mask;
  }
  return at;
}

Name NameTable::intern(std::string_view text) {
  std::string clean;
  if (text.empty()) text = "-";
  if (std::any_of(text.begin(), text.end(), is_space)) {
    clean = text;
    std::replace_if(clean.begin(), clean.end(), is_space, '_');
    text = clean;
  }
  const std::uint64_t hash = mix(hash_bytes(text), text.size());
  std::size_t at = slot_of(hash, text);
  if (slots_[at] != 0) return Name{slots_[at] - 1};

  if (2 * texts_.size() >= slots_.size()) {
    slots_.assign(slots_.size() * 2, 0);
    for (std::uint32_t id = 0; id < texts_.size(); ++id) slots_[slot_of(hashes_[id], texts_[id])] = id + 1;
    at = slot_of(hash, text);
  }
  texts_.emplace_back(text);
  hashes_.push_back(hash);
  slots_[at] = static_cast<std::uint32_t>(texts_.size());
  return Name{slots_[at] - 1};
}

}  // namespace onefold::sim

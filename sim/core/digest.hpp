// The digest of a run: a 64-bit hash over everything that happened, in order. Two runs are the same run
// exactly when their digests agree, so it covers times, keys and payload bytes. Same value on every compiler
// and byte order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace onefold::sim {

class Digest {
 public:
  void add(std::uint64_t value);
  // Length included. Eight bytes at a time, little-endian.
  void add_bytes(const void* bytes, std::size_t size);
  void add_text(std::string_view text) { add_bytes(text.data(), text.size()); }

  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x9e3779b97f4a7c15u;
};

}  // namespace onefold::sim

// A queue of bytes in one growing ring: what a stream has in flight and unread, without an allocation per
// segment.
#pragma once

#include <cstddef>
#include <cstring>
#include <vector>

#include "sim/core/digest.hpp"

namespace onefold::sim {

class ByteQueue {
 public:
  std::size_t size() const { return size_; }

  void push(const std::byte* bytes, std::size_t count);
  // Between the bytes before and from `at`; 0 <= at <= size().
  void insert(std::size_t at, const std::byte* bytes, std::size_t count);
  // Copies the first bytes out, from `offset`; offset + count <= size().
  void peek(std::size_t offset, std::byte* out, std::size_t count) const;
  void drop_front(std::size_t count);
  void truncate(std::size_t size) { size_ = size < size_ ? size : size_; }
  void clear() { head_ = size_ = 0; }
  void add_state(Digest& digest) const;

 private:
  void reserve(std::size_t count);
  void write(std::size_t offset, const std::byte* bytes, std::size_t count);

  std::vector<std::byte> ring_;  // size is 0 or a power of two
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace onefold::sim

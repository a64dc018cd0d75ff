#include "sim/net/byte_queue.hpp"

#include <algorithm>

namespace onefold::sim {

void ByteQueue::push(const std::byte* bytes, std::size_t count) {
  reserve(size_ + count);
  write(size_, bytes, count);
  size_ += count;
}

void ByteQueue::insert(std::size_t at, const std::byte* bytes, std::size_t count) {
  std::vector<std::byte> behind(size_ - at);
  peek(at, behind.data(), behind.size());
  truncate(at);
  push(bytes, count);
  push(behind.data(), behind.size());
}

void ByteQueue::peek(std::size_t offset, std::byte* out, std::size_t count) const {
  if (count == 0) return;
  const std::size_t from = (head_ + offset) & (ring_.size() - 1);
  const std::size_t first = std::min(count, ring_.size() - from);
  std::memcpy(out, ring_.data() + from, first);
  std::memcpy(out + first, ring_.data(), count - first);
}

void ByteQueue::add_state(Digest& digest) const {
  std::vector<std::byte> bytes(size_);
  peek(0, bytes.data(), size_);
  digest.add_bytes(bytes.data(), size_);
}

void ByteQueue::drop_front(std::size_t count) {
  size_ -= count;
  head_ = size_ == 0 ? 0 : (head_ + count) & (ring_.size() - 1);
}

void ByteQueue::reserve(std::size_t count) {
  if (count <= ring_.size()) return;
  std::size_t capacity = std::max<std::size_t>(512, ring_.size());
  while (capacity < count) capacity *= 2;
  std::vector<std::byte> larger(capacity);
  peek(0, larger.data(), size_);
  ring_.swap(larger);
  head_ = 0;
}

void ByteQueue::write(std::size_t offset, const std::byte* bytes, std::size_t count) {
  if (count == 0) return;
  const std::size_t to = (head_ + offset) & (ring_.size() - 1);
  const std::size_t first = std::min(count, ring_.size() - to);
  std::memcpy(ring_.data() + to, bytes, first);
  std::memcpy(ring_.data(), bytes + first, count - first);
}

}  // namespace onefold::sim

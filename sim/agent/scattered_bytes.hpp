// Scattered bytes of the program (iovec) into the payload of a call, and back.
#pragma once

#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>

namespace onefold::sim::agent {

// The first `size` bytes at `from` into the parts, as far as they reach. A negative size is an error's.
inline void spread(const char* from, ssize_t size, const iovec* parts, int count) {
  size_t left = size > 0 ? static_cast<size_t>(size) : 0;
  for (int i = 0; i < count && left > 0; ++i) {
    const size_t here = parts[i].iov_len < left ? parts[i].iov_len : left;
    memcpy(parts[i].iov_base, from, here);
    from += here;
    left -= here;
  }
}

// Hands out the bytes of the parts, piece by piece.
class Collector {
 public:
  Collector(const iovec* parts, int count) : parts_(parts), count_(count) { skip_empty(); }

  bool empty() const { return index_ >= count_; }
  // Copies the next bytes, at most `room`.
  size_t take(char* to, size_t room) {
    size_t taken = 0;
    while (!empty() && taken < room) {
      const size_t left = parts_[index_].iov_len - offset_;
      const size_t here = left < room - taken ? left : room - taken;
      memcpy(to + taken, static_cast<const char*>(parts_[index_].iov_base) + offset_, here);
      taken += here;
      offset_ += here;
      skip_empty();
    }
    return taken;
  }

 private:
  void skip_empty() {
    while (index_ < count_ && offset_ == parts_[index_].iov_len) {
      ++index_;
      offset_ = 0;
    }
  }

  const iovec* parts_;
  int count_;
  int index_ = 0;
  size_t offset_ = 0;
};

}  // namespace onefold::sim::agent

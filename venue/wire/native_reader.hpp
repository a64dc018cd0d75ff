// Reads fields of the native dialect from bytes that nobody vouches for. Internal to venue/wire.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "venue/wire/native.hpp"
#include "venue/wire/native_layout.hpp"

namespace onefold::venue::native {

// After the first error every call does nothing, and error() stays.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : next_(bytes.data()), end_(next_ + bytes.size()) {}

  WireError error() const { return error_; }
  bool at_end() const { return next_ == end_; }

  template <class T>
  void number(T& value) {
    static_assert(std::is_unsigned_v<T>);
    if (!available(sizeof value)) return;
    std::memcpy(&value, next_, sizeof value);
    next_ += sizeof value;
  }

  // Points into the bytes.
  void view(std::string_view& value, std::size_t size_max) {
    std::uint8_t size = 0;
    number(size);
    if (size > size_max) fail(WireError::text);
    if (!available(size)) return;
    value = {reinterpret_cast<const char*>(next_), size};
    next_ += size;
    for (const char c : value) {
      if (c <= ' ' || c > '~') fail(WireError::text);
    }
  }

  void text(std::string& value, std::size_t size_max) {
    std::string_view found;
    view(found, size_max);
    value = found;
  }

  template <class T>
  void choice(T& value, T last) {
    std::uint8_t byte = 0;
    number(byte);
    if (byte > static_cast<std::uint8_t>(last)) fail(WireError::range);
    if (error_ == WireError::none) value = static_cast<T>(byte);
  }

  template <class T>
  bool flagged(T& value, T last, bool) {
    std::uint8_t byte = 0;
    number(byte);
    const bool more = (byte & more_follows) != 0;
    byte &= static_cast<std::uint8_t>(~more_follows);
    if (byte > static_cast<std::uint8_t>(last)) fail(WireError::range);
    if (error_ == WireError::none) value = static_cast<T>(byte);
    return more && error_ == WireError::none;
  }

  template <class F>
  void tail(bool, F&& read) {
    if (error_ == WireError::none && !at_end()) read();
  }

  void must(bool holds) {
    if (!holds) fail(WireError::range);
  }

  void amount(std::int64_t& value, std::int64_t max) {
    std::uint64_t bits = 0;
    number(bits);
    if (bits > static_cast<std::uint64_t>(max)) fail(WireError::range);
    if (error_ == WireError::none) value = static_cast<std::int64_t>(bits);
  }

  // Grows with what is really there, not with what the count claims.
  template <class Item>
  void list(std::vector<Item>& items, std::size_t count_max) {
    const std::uint16_t size = count(count_max);
    items.clear();
    for (std::uint16_t i = 0; i < size && error_ == WireError::none; ++i) fields(*this, items.emplace_back());
  }

  std::uint16_t count(std::size_t count_max) {
    std::uint16_t size = 0;
    number(size);
    if (size > count_max) fail(WireError::count);
    return size;
  }

  void skip(std::size_t size) {
    if (available(size)) next_ += size;
  }

 private:
  bool available(std::size_t size) {
    if (error_ != WireError::none) return false;
    if (static_cast<std::size_t>(end_ - next_) < size) fail(WireError::truncated);
    return error_ == WireError::none;
  }

  void fail(WireError error) {
    if (error_ == WireError::none) error_ = error;
  }

  const std::byte* next_;
  const std::byte* end_;
  WireError error_ = WireError::none;
};

}  // namespace onefold::venue::native

// Fuzz target: frames of the native dialect, as venue, client and network take them off a connection.
// First byte: bit 0 the direction, bit 1 whether the rest is one frame whose length is put right, or a
// stream.
#include <cstring>
#include <span>

#include "tests/fuzz/fuzz_input.hpp"
#include "venue/wire/native.hpp"

namespace {

using namespace onefold;
namespace native = venue::native;
using fuzz::expect;
using Bytes = std::span<const std::byte>;

Bytes bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// There is one encoding of each message: what decodes is what encode() writes.
template <class Message>
void check_frame(std::string_view frame) {
  native::Peek peek;
  const bool peeked = native::peek(bytes_of(frame), peek);
  Message message;
  if (native::decode(bytes_of(frame), message) != native::WireError::none) return;
  expect(peeked, "a frame that decodes can be peeked at");
  expect(native::to_string(peek.kind) == venue::kind_of(message), "peek and decode agree on the kind");
  std::string again;
  native::encode(message, again);
  expect(again == frame, "a decoded frame encodes to the same bytes");
  Message other;
  expect(native::decode(bytes_of(again), other) == native::WireError::none, "what was encoded decodes");
  expect(other.index() == message.index(), "and is the same kind of message");
}

template <class Message>
void check_stream(std::string_view stream, std::size_t size_max) {
  while (!stream.empty()) {
    const native::FrameScan scan = native::scan_frame(bytes_of(stream), size_max);
    expect(scan.size <= stream.size() && scan.size <= size_max, "a frame lies within its bytes and limit");
    if (scan.size == 0) return;
    expect(scan.error == native::WireError::none, "a frame that was found is no error");
    check_frame<Message>(stream.substr(0, scan.size));
    stream.remove_prefix(scan.size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t mode = input.byte();
  const bool request = (mode & 1) == 0;
  std::string text(input.rest());
  if ((mode & 2) != 0 && text.size() > native::length_size) {
    const auto length = static_cast<std::uint32_t>(text.size() - native::length_size);
    std::memcpy(text.data(), &length, sizeof length);
  }
  if (request) {
    check_stream<venue::Request>(text, native::request_size_max);
  } else {
    check_stream<venue::Reply>(text, native::frame_size_max);
  }
  return 0;
}

// Frames to messages and back.
#define OPENSSL_API_COMPAT 0x10101000L
#define OPENSSL_SUPPRESS_DEPRECATED
#include "venue/wire/http_websocket.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <cassert>

namespace onefold::venue::http {
namespace {

constexpr unsigned char final_bit = 0x80;
constexpr unsigned char reserved_bits = 0x70;
constexpr unsigned char mask_bit = 0x80;
constexpr std::size_t length_16 = 126;
constexpr std::size_t length_64 = 127;

unsigned char byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

bool known(unsigned opcode) {
  return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

void append_head(Opcode opcode, std::size_t size, bool masked, std::string& out) {
  const unsigned mask = masked ? mask_bit : 0;
  out += static_cast<char>(final_bit | static_cast<unsigned>(opcode));
  int length_bytes = 0;
  if (size < length_16) {
    out += static_cast<char>(mask | size);
  } else if (size <= 0xffff) {
    out += static_cast<char>(mask | length_16);
    length_bytes = 2;
  } else {
    out += static_cast<char>(mask | length_64);
    length_bytes = 8;
  }
  for (int i = length_bytes - 1; i >= 0; --i) out += static_cast<char>((size >> (8 * i)) & 0xff);
}

}  // namespace

WebSocketFrame scan_frame(std::string_view bytes, std::size_t payload_size_max) {
  WebSocketFrame frame;
  if (bytes.size() < 2) return frame;
  const unsigned first = byte_at(bytes, 0);
  const unsigned second = byte_at(bytes, 1);
  frame.final = (first & final_bit) != 0;
  frame.opcode = static_cast<Opcode>(first & 0x0f);
  frame.masked = (second & mask_bit) != 0;
  std::uint64_t size = second & 0x7f;
  frame.malformed = (first & reserved_bits) != 0 || !known(first & 0x0f);
  if (is_control(frame.opcode) && (!frame.final || size > control_payload_size_max)) frame.malformed = true;
  if (frame.malformed) return frame;
  const std::size_t length_bytes = size == length_16 ? 2 : size == length_64 ? 8 : 0;
  const std::size_t head_size = 2 + length_bytes + (frame.masked ? 4 : 0);
  if (bytes.size() < head_size) return frame;
  frame.payload_at = head_size;
  if (length_bytes != 0) size = 0;
  for (std::size_t i = 0; i < length_bytes; ++i) size = size << 8 | byte_at(bytes, 2 + i);
  frame.too_big = size > payload_size_max;
  frame.malformed = frame.too_big;
  if (frame.malformed) return frame;
  frame.payload_size = static_cast<std::size_t>(size);
  for (std::size_t i = 0; frame.masked && i < 4; ++i) {
    frame.mask |= static_cast<std::uint32_t>(byte_at(bytes, 2 + length_bytes + i)) << (8 * i);
  }
  if (bytes.size() - frame.payload_at >= size) frame.size = frame.payload_at + size;
  return frame;
}

std::size_t websocket_message_size(std::string_view bytes) {
  std::size_t at = 0;
  bool started = false;
  while (at < bytes.size()) {
    const WebSocketFrame frame = scan_frame(bytes.substr(at));
    const bool out_of_turn = !is_control(frame.opcode) && started != (frame.opcode == Opcode::continuation);
    if (frame.malformed || (frame.size != 0 && out_of_turn)) return bytes.size();
    if (frame.size == 0) return 0;
    at += frame.size;
    if (!is_control(frame.opcode)) {
      if (frame.final) return at;
      started = true;
    } else if (!started) {
      return at;
    }
  }
  return 0;
}

bool read_websocket_message(std::string_view bytes, Opcode& opcode, std::string& out) {
  out.clear();
  bool started = false;
  while (!bytes.empty()) {
    const WebSocketFrame frame = scan_frame(bytes);
    if (frame.malformed || frame.size == 0) return false;
    const bool control = is_control(frame.opcode);
    if (!control || !started) {
      if (!control && started != (frame.opcode == Opcode::continuation)) return false;
      if (!started) opcode = frame.opcode;
      const std::size_t begin = out.size();
      out.append(bytes.substr(frame.payload_at, frame.size - frame.payload_at));
      if (frame.masked) apply_mask(out.data() + begin, out.size() - begin, frame.mask);
      if (out.size() > websocket_message_size_max) return false;
      if (frame.final) return bytes.size() == frame.size;
      started = true;
    }
    bytes.remove_prefix(frame.size);
  }
  return false;
}

void apply_mask(char* payload, std::size_t size, std::uint32_t mask) {
  for (std::size_t i = 0; i < size; ++i) {
    payload[i] = static_cast<char>(static_cast<unsigned char>(payload[i]) ^ (mask >> (8 * (i % 4)) & 0xff));
  }
}

void append_frame(Opcode opcode, std::string_view payload, std::string& out) {
  append_head(opcode, payload.size(), false, out);
  out += payload;
}

void append_masked_frame(Opcode opcode, std::string_view payload, std::uint32_t mask, std::string& out) {
  append_head(opcode, payload.size(), true, out);
  for (int i = 0; i < 4; ++i) out += static_cast<char>(mask >> (8 * i) & 0xff);
  const std::size_t begin = out.size();
  out += payload;
  apply_mask(out.data() + begin, payload.size(), mask);
}

void append_close(CloseCode code, std::string& out) {
  const auto number = static_cast<std::uint16_t>(code);
  const std::array<char, 2> payload = {static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
  append_frame(Opcode::close, {payload.data(), payload.size()}, out);
}

std::string websocket_accept(std::string_view key) {
  std::string text(key);
  text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, section 1.3
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1> encoded;
  const int size = EVP_EncodeBlock(encoded.data(), digest.data(), SHA_DIGEST_LENGTH);
  assert(size > 0);
  return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(size)};
}

}  // namespace onefold::venue::http

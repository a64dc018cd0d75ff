// WebSocket frames (RFC 6455), without extensions.
//
// Pure functions, safe on hostile input: lengths are checked before anything is touched.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace onefold::venue::http {

inline constexpr std::size_t websocket_message_size_max = 64 * 1024;
inline constexpr std::size_t control_payload_size_max = 125;

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

inline bool is_control(Opcode opcode) {
  return static_cast<std::uint8_t>(opcode) >= 8;
}

enum class CloseCode : std::uint16_t { normal = 1000, going_away = 1001, protocol = 1002, too_big = 1009 };

// The first frame of a byte stream.
struct WebSocketFrame {
  std::size_t size = 0;    // of the whole frame; 0 while it is incomplete, and when malformed
  bool malformed = false;  // against the RFC: reserved bits or opcodes, a long or cut control frame
  bool too_big = false;    // payload over the limit; malformed too
  bool final = false;      // last frame of its message
  bool masked = false;     // clients must, servers must not
  Opcode opcode = Opcode::text;
  std::size_t payload_at = 0;    // where the payload begins; 0 while the frame's head is incomplete
  std::size_t payload_size = 0;  // known with payload_at
  std::uint32_t mask = 0;        // its four bytes, first byte lowest
};
WebSocketFrame scan_frame(std::string_view bytes, std::size_t payload_size_max = websocket_message_size_max);

// Bytes up to the end of the first whole message: a control frame, or all frames of a data message with the
// control frames between them. 0 while it is incomplete; bytes.size() when it never can be one.
std::size_t websocket_message_size(std::string_view bytes);

// The payload of the first data message in `bytes`, reassembled and unmasked, into `out`; of a control frame,
// its own. `opcode` is that of the first frame. False if websocket_message_size() is not the whole of
// `bytes`.
bool read_websocket_message(std::string_view bytes, Opcode& opcode, std::string& out);

// Undoes (or does) the masking of a payload. `mask` as in WebSocketFrame.
void apply_mask(char* payload, std::size_t size, std::uint32_t mask);

// Appends one whole message as one frame; masked with `mask` when the sender is a client.
void append_frame(Opcode opcode, std::string_view payload, std::string& out);
void append_masked_frame(Opcode opcode, std::string_view payload, std::uint32_t mask, std::string& out);
void append_close(CloseCode code, std::string& out);

// Sec-WebSocket-Accept for a Sec-WebSocket-Key.
std::string websocket_accept(std::string_view key);

}  // namespace onefold::venue::http

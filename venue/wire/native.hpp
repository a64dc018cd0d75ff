// The native dialect: length-prefixed binary frames over TCP. docs/native-dialect.md specifies every byte.
//
// Serves the venue, its clients and whoever looks at their traffic. All functions are pure and safe on
// hostile input: every length is checked before use, nothing is read past the given bytes, and a frame
// decodes only if each field is within its range and no byte is left over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "venue/api/messages.hpp"

namespace onefold::venue::native {

inline constexpr std::uint8_t wire_version = 1;

// A frame starts with the number of bytes that follow the length field, then version and kind.
inline constexpr std::size_t length_size = 4;
inline constexpr std::size_t header_size = 6;

// Bytes of a frame, its length field included. A request is never larger than request_size_max.
inline constexpr std::size_t frame_size_max = 1024 * 1024;
inline constexpr std::size_t request_size_max = 4096;

// Orders in one OrderReport or OpenOrders: so many of the largest fit a frame.
inline constexpr std::size_t orders_max = 5000;
inline constexpr std::size_t transfers_max = 256;

// Set in the `tif` of a new order and in the `status` of an order: their further fields follow.
inline constexpr std::uint8_t more_follows = 0x80;

// The byte that names a message on the wire.
enum class Kind : std::uint8_t {
  login = 1,
  new_order = 2,
  cancel = 3,
  replace = 4,
  query_order = 5,
  query_open = 6,
  query_trades = 7,
  subscribe = 8,
  mass_cancel = 9,
  cancel_after = 10,
  new_orders = 11,
  transfer = 12,
  query_transfer = 13,
  logged_in = 65,
  accepted = 66,
  cancelled = 67,
  replaced = 68,
  rejected = 69,
  order_report = 70,
  open_orders = 71,
  trades = 72,
  mass_cancelled = 73,
  cancel_after_set = 74,
  batch_answer = 75,
  transferred = 76,
  transfer_report = 77,
  event_accepted = 80,
  event_filled = 81,
  event_cancelled = 82,
  event_replaced = 83,
  event_triggered = 84,
  event_expired = 85,
  event_busted = 86,
  heartbeat = 127,
};

// The words of kind_of ("new-order"); "unknown" for a byte that is none of the above.
std::string_view to_string(Kind kind);

// Why bytes are not a frame, or a frame not a message.
enum class WireError : std::uint8_t {
  none,
  size,       // length of 0, or over the limit
  version,    // not version 1
  kind,       // unknown, or not of this direction
  truncated,  // the frame ends inside a field
  trailing,   // bytes are left after the last field
  text,       // an id, account or symbol is too long or has a byte that is not printable ASCII, or a blank
  range,      // a number that is negative, too large, or names no value of its enumeration
  count,      // a list is too long
};
std::string_view to_string(WireError error);

// Appends one frame to `out`. The message must respect the limits of venue/api (asserted): ids, accounts and
// symbols within their sizes, at most orders_max orders or trades_page_max fills, no negative number.
void encode(const Request& request, std::string& out);
void encode(const Reply& reply, std::string& out);

struct FrameScan {
  std::size_t size = 0;               // of the first frame; 0 while it is incomplete, and on an error
  WireError error = WireError::none;  // `size`: these bytes can never be a frame
};

// Looks for the first frame in `bytes`. An error is seen as soon as the four length bytes are there.
FrameScan scan_frame(std::span<const std::byte> bytes, std::size_t size_max = frame_size_max);

// Decodes exactly one frame. After an error `out` holds no promise. Reuses what `out` has allocated if it
// holds a message of the same kind.
WireError decode(std::span<const std::byte> frame, Request& out);
WireError decode(std::span<const std::byte> frame, Reply& out);

// What can be told of a frame without decoding it, for routing, labels and logs. Texts point into the frame.
struct Peek {
  Kind kind = Kind::heartbeat;       // as on the wire, known or not
  std::uint64_t number = 0;          // the request's number, or the sequence number of an event
  std::string_view client_order_id;  // of the order (a cancel's target); in a list, of its first order
  std::string_view other_id;         // replace: the target; event-replaced: the id before
  bool several = false;              // a list with orders of different client order ids
};

// False, and as much as could be told in `out`, if the frame is cut or its first fields are malformed. True
// says nothing about the rest of the frame.
bool peek(std::span<const std::byte> frame, Peek& out);

}  // namespace onefold::venue::native

// Frames of the native dialect to messages.
#include <cstring>

#include "venue/wire/native.hpp"
#include "venue/wire/native_layout.hpp"
#include "venue/wire/native_reader.hpp"

namespace onefold::venue::native {
namespace {

// The header of a frame that is all of `frame`.
WireError read_header(std::span<const std::byte> frame, Kind& kind) {
  const FrameScan scan = scan_frame(frame);
  if (scan.error != WireError::none) return scan.error;
  if (scan.size == 0) return WireError::truncated;
  if (scan.size != frame.size()) return WireError::trailing;
  if (frame.size() < header_size) return WireError::truncated;
  if (static_cast<std::uint8_t>(frame[length_size]) != wire_version) return WireError::version;
  kind = static_cast<Kind>(frame[length_size + 1]);
  return WireError::none;
}

template <class Message, class Variant>
WireError read_into(Variant& out, std::span<const std::byte> body) {
  auto* held = std::get_if<Message>(&out);
  Message& message = held != nullptr ? *held : out.template emplace<Message>();
  Reader reader(body);
  fields(reader, message);
  if (reader.error() != WireError::none) return reader.error();
  return reader.at_end() ? WireError::none : WireError::trailing;
}

WireError read_event(Reply& out, std::span<const std::byte> body, ExecutionKind kind) {
  const WireError error = read_into<ExecutionReport>(out, body);
  auto& report = std::get<ExecutionReport>(out);
  report.kind = kind;
  report.number = 0;
  return error;
}

}  // namespace

FrameScan scan_frame(std::span<const std::byte> bytes, std::size_t size_max) {
  if (bytes.size() < length_size) return {};
  std::uint32_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length == 0 || length > size_max - length_size) return {0, WireError::size};
  const std::size_t size = length_size + length;
  return {bytes.size() < size ? 0 : size, WireError::none};
}

WireError decode(std::span<const std::byte> frame, Request& out) {
  Kind kind{};
  const WireError error = read_header(frame, kind);
  if (error != WireError::none) return error;
  const std::span<const std::byte> body = frame.subspan(header_size);
  switch (kind) {
    case Kind::login:
      return read_into<Login>(out, body);
    case Kind::new_order:
      return read_into<NewOrder>(out, body);
    case Kind::cancel:
      return read_into<CancelOrder>(out, body);
    case Kind::replace:
      return read_into<ReplaceOrder>(out, body);
    case Kind::query_order:
      return read_into<QueryOrder>(out, body);
    case Kind::query_open:
      return read_into<QueryOpenOrders>(out, body);
    case Kind::query_trades:
      return read_into<QueryTrades>(out, body);
    case Kind::subscribe:
      return read_into<Subscribe>(out, body);
    case Kind::heartbeat:
      return read_into<Heartbeat>(out, body);
    default:
      return WireError::kind;
  }
}

WireError decode(std::span<const std::byte> frame, Reply& out) {
  Kind kind{};
  const WireError error = read_header(frame, kind);
  if (error != WireError::none) return error;
  const std::span<const std::byte> body = frame.subspan(header_size);
  switch (kind) {
    case Kind::logged_in:
      return read_into<LoggedIn>(out, body);
    case Kind::accepted:
      return read_into<Accepted>(out, body);
    case Kind::cancelled:
      return read_into<Cancelled>(out, body);
    case Kind::replaced:
      return read_into<Replaced>(out, body);
    case Kind::rejected:
      return read_into<Rejected>(out, body);
    case Kind::order_report:
      return read_into<OrderReport>(out, body);
    case Kind::open_orders:
      return read_into<OpenOrders>(out, body);
    case Kind::trades:
      return read_into<Trades>(out, body);
    case Kind::event_accepted:
      return read_event(out, body, ExecutionKind::accepted);
    case Kind::event_filled:
      return read_event(out, body, ExecutionKind::filled);
    case Kind::event_cancelled:
      return read_event(out, body, ExecutionKind::cancelled);
    case Kind::event_replaced:
      return read_event(out, body, ExecutionKind::replaced);
    case Kind::heartbeat:
      return read_into<Heartbeat>(out, body);
    default:
      return WireError::kind;
  }
}

}  // namespace onefold::venue::native

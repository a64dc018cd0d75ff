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

// Fields that a frame need not have: messages are reused, and what is absent must not be left of the last
// one.
void clear_more(OrderState& order) {
  order.stop = 0;
  order.expires_ns = 0;
  order.post_only = false;
  order.triggered = false;
}
void clear_more(NewOrder& order) {
  order.stop = 0;
  order.expires_ns = 0;
  order.post_only = false;
  order.self_trade = SelfTrade::venue_default;
  order.sent_ns = 0;
  order.nonce = 0;
  order.seq = 0;
}
void clear_more(CancelOrder& cancel) {
  cancel.valid_until_ns = 0;
  cancel.seq = 0;
}
void clear_more(Login& login) {
  login.reset_seq = false;
}
void clear_more(LoggedIn& logged_in) {
  logged_in.last_received = 0;
}
void clear_more(Rejected& rejected) {
  rejected.code.clear();
}
template <class Message>
void clear_more(Message& message) {
  if constexpr (requires { message.order; }) clear_more(message.order);
  if constexpr (requires { message.seq; } && !std::is_same_v<Message, ExecutionReport>) message.seq = 0;
}

template <class Message, class Variant>
WireError read_into(Variant& out, std::span<const std::byte> body) {
  auto* held = std::get_if<Message>(&out);
  Message& message = held != nullptr ? *held : out.template emplace<Message>();
  clear_more(message);
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
    case Kind::mass_cancel:
      return read_into<MassCancel>(out, body);
    case Kind::cancel_after:
      return read_into<CancelAfter>(out, body);
    case Kind::new_orders:
      return read_into<NewOrders>(out, body);
    case Kind::transfer:
      return read_into<Transfer>(out, body);
    case Kind::query_transfer:
      return read_into<QueryTransfer>(out, body);
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
    case Kind::event_triggered:
      return read_event(out, body, ExecutionKind::triggered);
    case Kind::event_expired:
      return read_event(out, body, ExecutionKind::expired);
    case Kind::event_busted:
      return read_event(out, body, ExecutionKind::busted);
    case Kind::mass_cancelled:
      return read_into<MassCancelled>(out, body);
    case Kind::cancel_after_set:
      return read_into<CancelAfterSet>(out, body);
    case Kind::batch_answer:
      return read_into<BatchAnswer>(out, body);
    case Kind::transferred:
      return read_into<Transferred>(out, body);
    case Kind::transfer_report:
      return read_into<TransferReport>(out, body);
    case Kind::heartbeat:
      return read_into<Heartbeat>(out, body);
    default:
      return WireError::kind;
  }
}

}  // namespace onefold::venue::native

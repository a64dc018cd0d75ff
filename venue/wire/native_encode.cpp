// Writes messages as frames of the native dialect.
#include <bit>
#include <cassert>
#include <cstring>
#include <type_traits>

#include "venue/wire/native.hpp"
#include "venue/wire/native_layout.hpp"

namespace onefold::venue::native {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie in memory");

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <class T>
  void number(T value) {
    static_assert(std::is_unsigned_v<T>);
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.append(bytes, sizeof bytes);
  }

  void text(const std::string& value, std::size_t size_max) {
    assert(value.size() <= size_max && size_max <= 255);
    out_.push_back(static_cast<char>(value.size()));
    out_.append(value);
  }

  template <class T>
  void choice(T value, T last) {
    assert(value <= last);
    (void)last;
    out_.push_back(static_cast<char>(value));
  }

  template <class T>
  bool flagged(T value, T last, bool more) {
    assert(value <= last);
    (void)last;
    out_.push_back(static_cast<char>(static_cast<std::uint8_t>(value) | (more ? more_follows : 0)));
    return more;
  }

  template <class F>
  void tail(bool more, F&& write) {
    if (more) write();
  }

  void must(bool holds) {
    assert(holds);
    (void)holds;
  }

  void amount(std::int64_t value, std::int64_t max) {
    assert(value >= 0 && value <= max);
    (void)max;
    number(static_cast<std::uint64_t>(value));
  }

  template <class Item>
  void list(const std::vector<Item>& items, std::size_t count_max) {
    assert(items.size() <= count_max && count_max <= 65535);
    number(static_cast<std::uint16_t>(items.size()));
    for (const Item& item : items) fields(*this, item);
  }

 private:
  std::string& out_;
};

Kind kind_byte(const Login&) {
  return Kind::login;
}
Kind kind_byte(const NewOrder&) {
  return Kind::new_order;
}
Kind kind_byte(const CancelOrder&) {
  return Kind::cancel;
}
Kind kind_byte(const ReplaceOrder&) {
  return Kind::replace;
}
Kind kind_byte(const QueryOrder&) {
  return Kind::query_order;
}
Kind kind_byte(const QueryOpenOrders&) {
  return Kind::query_open;
}
Kind kind_byte(const QueryTrades&) {
  return Kind::query_trades;
}
Kind kind_byte(const Subscribe&) {
  return Kind::subscribe;
}
Kind kind_byte(const Heartbeat&) {
  return Kind::heartbeat;
}
Kind kind_byte(const MassCancel&) {
  return Kind::mass_cancel;
}
Kind kind_byte(const CancelAfter&) {
  return Kind::cancel_after;
}
Kind kind_byte(const NewOrders&) {
  return Kind::new_orders;
}
Kind kind_byte(const Transfer&) {
  return Kind::transfer;
}
Kind kind_byte(const QueryTransfer&) {
  return Kind::query_transfer;
}
Kind kind_byte(const LoggedIn&) {
  return Kind::logged_in;
}
Kind kind_byte(const Accepted&) {
  return Kind::accepted;
}
Kind kind_byte(const Cancelled&) {
  return Kind::cancelled;
}
Kind kind_byte(const Replaced&) {
  return Kind::replaced;
}
Kind kind_byte(const Rejected&) {
  return Kind::rejected;
}
Kind kind_byte(const OrderReport&) {
  return Kind::order_report;
}
Kind kind_byte(const OpenOrders&) {
  return Kind::open_orders;
}
Kind kind_byte(const Trades&) {
  return Kind::trades;
}
Kind kind_byte(const MassCancelled&) {
  return Kind::mass_cancelled;
}
Kind kind_byte(const CancelAfterSet&) {
  return Kind::cancel_after_set;
}
Kind kind_byte(const BatchAnswer&) {
  return Kind::batch_answer;
}
Kind kind_byte(const Transferred&) {
  return Kind::transferred;
}
Kind kind_byte(const TransferReport&) {
  return Kind::transfer_report;
}
Kind kind_byte(const ExecutionReport& report) {
  switch (report.kind) {
    case ExecutionKind::accepted:
      return Kind::event_accepted;
    case ExecutionKind::filled:
      return Kind::event_filled;
    case ExecutionKind::cancelled:
      return Kind::event_cancelled;
    case ExecutionKind::replaced:
      return Kind::event_replaced;
    case ExecutionKind::triggered:
      return Kind::event_triggered;
    case ExecutionKind::expired:
      return Kind::event_expired;
    case ExecutionKind::busted:
      return Kind::event_busted;
  }
  assert(false);
  return Kind::heartbeat;
}

template <class Message>
void encode_message(const Message& message, std::string& out) {
  const std::size_t start = out.size();
  Writer writer(out);
  writer.number(std::uint32_t{0});
  writer.number(wire_version);
  writer.number(static_cast<std::uint8_t>(kind_byte(message)));
  fields(writer, message);
  const std::size_t size = out.size() - start;
  assert(size <= frame_size_max);
  const auto length = static_cast<std::uint32_t>(size - length_size);
  std::memcpy(out.data() + start, &length, sizeof length);
}

}  // namespace

void encode(const Request& request, std::string& out) {
  std::visit([&out](const auto& message) { encode_message(message, out); }, request);
}

void encode(const Reply& reply, std::string& out) {
  std::visit([&out](const auto& message) { encode_message(message, out); }, reply);
}

}  // namespace onefold::venue::native

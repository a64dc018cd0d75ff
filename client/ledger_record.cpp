// Bytes of records.
#include "client/ledger_record.hpp"

#include <bit>
#include <cassert>
#include <concepts>
#include <cstring>
#include <type_traits>

namespace onefold::client {
namespace {

using venue::Fill;
using venue::Intent;
using venue::OrderState;

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie in memory");

constexpr std::uint8_t more_follows = 0x80;

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <class T>
  requires std::integral<T>
  void field(const T& value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.append(bytes, sizeof bytes);
  }
  void field(const std::string& text) {
    assert(text.size() <= 255);
    out_.push_back(static_cast<char>(text.size()));
    out_.append(text);
  }
  bool more(bool has) { return has; }
  template <class E>
  void choice(const E& value, E) {
    out_.push_back(static_cast<char>(value));
  }
  // A choice whose highest bit says that more fields follow.
  template <class E>
  void flagged(const E& value, E, bool& more) {
    out_.push_back(static_cast<char>(static_cast<std::uint8_t>(value) | (more ? more_follows : 0)));
  }

 private:
  std::string& out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  bool good() const { return good_; }
  bool at_end() const { return bytes_.empty(); }

  template <class T>
  requires std::integral<T>
  void field(T& value) {
    const std::string_view raw = take(sizeof value);
    if (good_) std::memcpy(&value, raw.data(), sizeof value);
  }
  void field(std::string& text) {
    std::uint8_t size = 0;
    field(size);
    text = take(size);
  }
  bool more(bool) { return !at_end(); }
  template <class E>
  void choice(E& value, E last) {
    std::uint8_t byte = 0;
    field(byte);
    if (byte > static_cast<std::uint8_t>(last)) good_ = false;
    if (good_) value = static_cast<E>(byte);
  }
  template <class E>
  void flagged(E& value, E last, bool& more) {
    std::uint8_t byte = 0;
    field(byte);
    more = (byte & more_follows) != 0;
    byte &= static_cast<std::uint8_t>(~more_follows);
    if (byte > static_cast<std::uint8_t>(last)) good_ = false;
    if (good_) value = static_cast<E>(byte);
  }

 private:
  std::string_view take(std::size_t size) {
    if (!good_ || bytes_.size() < size) {
      good_ = false;
      return {};
    }
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  std::string_view bytes_;
  bool good_ = true;
};

// The order of fields, once for both directions. T matches a type, const or not.
template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

// What few orders have costs the others nothing.
bool has_more(const Intent& intent) {
  return intent.stop != 0 || intent.expires_ns != 0 || intent.post_only ||
         intent.self_trade != venue::SelfTrade::venue_default;
}
bool has_more(const OrderState& order) {
  return order.stop != 0 || order.expires_ns != 0 || order.post_only || order.triggered;
}

template <class Io>
void fields(Io& io, Is<Intent> auto& intent) {
  io.field(intent.id);
  io.choice(intent.kind, venue::IntentKind::transfer);
  io.field(intent.target);
  io.field(intent.symbol);
  io.choice(intent.side, venue::Side::sell);
  io.choice(intent.type, venue::OrderType::stop);
  bool more = has_more(intent);
  io.flagged(intent.tif, venue::TimeInForce::good_till_time, more);
  io.field(intent.quantity);
  io.field(intent.limit);
  if (!more) return;
  io.field(intent.stop);
  io.field(intent.expires_ns);
  io.choice(intent.post_only, true);
  io.choice(intent.self_trade, venue::SelfTrade::decrement);
}

template <class Io>
void fields(Io& io, Is<OrderState> auto& order) {
  io.field(order.order_id);
  io.field(order.client_order_id);
  io.field(order.first_client_order_id);
  io.field(order.symbol);
  io.choice(order.side, venue::Side::sell);
  io.choice(order.type, venue::OrderType::stop);
  bool more = has_more(order);
  io.flagged(order.tif, venue::TimeInForce::good_till_time, more);
  io.field(order.quantity);
  io.field(order.limit);
  io.field(order.filled);
  io.choice(order.status, venue::OrderStatus::cancelled);
  if (!more) return;
  io.field(order.stop);
  io.field(order.expires_ns);
  io.choice(order.post_only, true);
  io.choice(order.triggered, true);
}

template <class Io>
void fields(Io& io, Is<Fill> auto& fill) {
  io.field(fill.trade_id);
  io.field(fill.order_id);
  io.field(fill.client_order_id);
  io.field(fill.symbol);
  io.choice(fill.side, venue::Side::sell);
  io.field(fill.quantity);
  io.field(fill.price);
  io.field(fill.time_ns);
}

template <class Io>
void fields(Io& io, Is<IntentAccepted> auto& record) {
  io.field(record.number);
  fields(io, record.intent);
}

template <class Io>
void fields(Io& io, Is<RequestStamped> auto& record) {
  io.field(record.intent);
  io.field(record.attempt);
  io.field(record.client_order_id);
  io.field(record.target);
  io.field(record.valid_until_ns);
  const bool rare = record.sent_ns != 0 || record.expires_ns != 0 || record.nonce != 0 || record.seq != 0;
  if (!io.more(rare)) return;
  io.field(record.sent_ns);
  io.field(record.expires_ns);
  io.field(record.nonce);
  io.field(record.seq);
}

template <class Io>
void fields(Io& io, Is<OrderSeen> auto& record) {
  io.field(record.intent);
  fields(io, record.order);
}

template <class Io>
void fields(Io& io, Is<IntentResolved> auto& record) {
  io.field(record.number);
  io.field(record.intent);
  io.choice(record.outcome, venue::Outcome::unknown);
  io.choice(record.reason, venue::Reason::replace_half_done);
}

template <class Io>
void fields(Io& io, Is<FillTaken> auto& record) {
  io.field(record.number);
  io.field(record.intent);
  io.field(record.seq);
  fields(io, record.fill);
}

template <class Io>
void fields(Io& io, Is<StreamAdvanced> auto& record) {
  io.field(record.seq);
}

template <class Io>
void fields(Io& io, Is<CallbacksDelivered> auto& record) {
  io.field(record.number);
}

template <class Io>
void fields(Io& io, Is<FillBusted> auto& record) {
  io.field(record.number);
  io.field(record.intent);
  fields(io, record.fill);
}

template <class Io>
void fields(Io& io, Is<SessionResumed> auto& record) {
  io.field(record.last_received);
}

template <std::size_t kind>
bool decode_as(Reader& reader, Record& record) {
  fields(reader, record.emplace<kind>());
  return reader.good() && reader.at_end();
}

bool decode_kind(std::uint8_t kind, Reader& reader, Record& record) {
  static_assert(std::variant_size_v<Record> == 9);
  switch (kind) {
    case 0:
      return decode_as<0>(reader, record);
    case 1:
      return decode_as<1>(reader, record);
    case 2:
      return decode_as<2>(reader, record);
    case 3:
      return decode_as<3>(reader, record);
    case 4:
      return decode_as<4>(reader, record);
    case 5:
      return decode_as<5>(reader, record);
    case 6:
      return decode_as<6>(reader, record);
    case 7:
      return decode_as<7>(reader, record);
    case 8:
      return decode_as<8>(reader, record);
    default:
      return false;
  }
}

}  // namespace

void encode_record(const Record& record, std::string& out) {
  const std::size_t start = out.size();
  out.append(2, '\0');
  out.push_back(static_cast<char>(record.index()));
  Writer writer(out);
  std::visit([&](const auto& one) { fields(writer, one); }, record);
  const auto size = static_cast<std::uint16_t>(out.size() - start - 2);
  std::memcpy(out.data() + start, &size, sizeof size);
}

bool decode_record(std::string_view& bytes, Record& record) {
  std::uint16_t size = 0;
  if (bytes.size() < sizeof size) return false;
  std::memcpy(&size, bytes.data(), sizeof size);
  if (size < 1 || bytes.size() - sizeof size < size) return false;
  const std::string_view body = bytes.substr(sizeof size, size);
  Reader reader(body.substr(1));
  if (!decode_kind(static_cast<std::uint8_t>(body[0]), reader, record)) return false;
  bytes.remove_prefix(sizeof size + size);
  return true;
}

}  // namespace onefold::client

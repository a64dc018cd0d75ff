#include "wire_format.hpp"

#include <utility>

namespace own_engine {
namespace {

constexpr std::size_t length_size = 4;
constexpr std::size_t request_length_max = 508;
constexpr char version = 1;

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// Takes fields off a frame; once one does not fit, all that follow are empty and `good` stays false.
struct Fields {
  std::string_view left;
  bool good = true;

  std::string_view take(std::size_t size) {
    good = good && left.size() >= size;
    if (!good) return {};
    std::string_view taken = left.substr(0, size);
    left.remove_prefix(size);
    return taken;
  }
  std::uint64_t number() { return little_endian(take(8)); }
  std::int64_t amount() {
    std::uint64_t value = number();
    good = good && value <= INT64_MAX;
    return static_cast<std::int64_t>(value);
  }
  std::uint8_t choice(std::uint8_t most) {
    auto value = static_cast<std::uint8_t>(little_endian(take(1)));
    good = good && value <= most;
    return value;
  }
  std::string text(std::size_t most) {
    std::size_t size = little_endian(take(1));
    good = good && size <= most;
    std::string value(take(good ? size : 0));
    for (char c : value) good = good && c >= 0x21 && c <= 0x7e;
    return value;
  }
};

constexpr std::size_t id_max = 64, account_max = 32, symbol_max = 24;

void read_new_order(Fields& fields, Request& request) {
  request.id = fields.text(id_max);
  request.symbol = fields.text(symbol_max);
  request.side = fields.choice(sell);
  request.type = fields.choice(market_order);
  request.tif = fields.choice(immediate_or_cancel);
  request.quantity = fields.amount();
  request.limit = fields.amount();
  fields.amount();  // this exchange checks no deadline
}

void read_replace(Fields& fields, Request& request) {
  request.id = fields.text(id_max);
  request.target = fields.text(id_max);
  request.quantity = fields.amount();
  request.limit = fields.amount();
  fields.amount();
}

// False for a kind that is no request.
bool read_fields(Fields& fields, Request& request) {
  switch (request.kind) {
    case Kind::login:
      request.account = fields.text(account_max);
      return true;
    case Kind::new_order:
      read_new_order(fields, request);
      return true;
    case Kind::cancel:
      request.target = fields.text(id_max);
      request.order_id = fields.number();
      return true;
    case Kind::replace:
      read_replace(fields, request);
      return true;
    case Kind::query_order:
      request.id = fields.text(id_max);
      request.order_id = fields.number();
      return true;
    case Kind::query_open:
      return true;
    case Kind::query_trades:
      request.after = fields.number();
      return true;
    case Kind::subscribe:
      request.account = fields.text(account_max);
      request.after = fields.number();
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<std::size_t> frame_size(std::string_view bytes) {
  if (bytes.size() < length_size) return 0;
  std::size_t length = little_endian(bytes.substr(0, length_size));
  if (length < 2 || length > request_length_max) return std::nullopt;
  return bytes.size() < length_size + length ? 0 : length_size + length;
}

std::optional<Request> read_request(std::string_view frame) {
  if (frame.size() < length_size + 2 || frame[length_size] != version) return std::nullopt;
  Request request;
  request.kind = static_cast<Kind>(frame[length_size + 1]);
  Fields fields{frame.substr(length_size + 2)};
  if (request.kind != Kind::heartbeat) {
    request.number = fields.number();
    if (!read_fields(fields, request)) return std::nullopt;
  }
  if (!fields.good || !fields.left.empty()) return std::nullopt;
  return request;
}

Frame::Frame(Kind kind) : bytes_(length_size, '\0') {
  byte(version).byte(static_cast<std::uint8_t>(kind));
}

Frame& Frame::byte(std::uint8_t value) {
  bytes_.push_back(static_cast<char>(value));
  return *this;
}

Frame& Frame::number(std::uint64_t value) {
  for (int i = 0; i < 8; ++i) byte(static_cast<std::uint8_t>(value >> (8 * i)));
  return *this;
}

Frame& Frame::count(std::size_t value) {
  return byte(static_cast<std::uint8_t>(value)).byte(static_cast<std::uint8_t>(value >> 8));
}

Frame& Frame::text(std::string_view value) {
  byte(static_cast<std::uint8_t>(value.size()));
  bytes_.append(value);
  return *this;
}

Frame& Frame::order(const Order& order) {
  text(order.client_id).text(order.first_client_id).number(order.id).text(order.symbol);
  byte(order.side).byte(order.type).byte(order.tif).byte(static_cast<std::uint8_t>(order.status));
  return amount(order.quantity).amount(order.limit).amount(order.filled);
}

std::string Frame::take() {
  std::size_t length = bytes_.size() - length_size;
  for (std::size_t i = 0; i < length_size; ++i) bytes_[i] = static_cast<char>(length >> (8 * i));
  return std::move(bytes_);
}

std::string write_event(const Event& event) {
  Frame frame(event.kind);
  frame.number(event.seq).order(event.order).text(event.replaced_id).text(event.order.account);
  frame.amount(event.time_ns).number(event.trade_id).amount(event.last_quantity).amount(event.last_price);
  return frame.take();
}

}  // namespace own_engine

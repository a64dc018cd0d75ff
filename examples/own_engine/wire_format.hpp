// The native dialect, from its published description (docs/native-dialect.md): what this exchange reads and
// writes. Shares no code with the codec of Onefold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace own_engine {

enum class Kind : std::uint8_t {
  login = 1,
  new_order = 2,
  cancel = 3,
  replace = 4,
  query_order = 5,
  query_open = 6,
  query_trades = 7,
  subscribe = 8,
  logged_in = 65,
  accepted = 66,
  cancelled = 67,
  replaced = 68,
  rejected = 69,
  order_report = 70,
  open_orders = 71,
  trades = 72,
  event_accepted = 80,
  event_filled = 81,
  event_cancelled = 82,
  event_replaced = 83,
  heartbeat = 127,
};

enum class Reason : std::uint8_t {
  none = 0,
  duplicate_id = 1,
  unknown_order = 4,
  already_closed = 5,
  stale_target = 6,
  invalid_id = 7,
  invalid_quantity = 8,
  invalid_price = 9,
  unknown_symbol = 10,
  unknown_account = 11,
  not_logged_in = 12,
  malformed = 16,
};

inline constexpr std::uint8_t buy = 0, sell = 1;
inline constexpr std::uint8_t limit_order = 0, market_order = 1;
inline constexpr std::uint8_t immediate_or_cancel = 1;
enum class Status : std::uint8_t { open = 0, partially_filled = 1, filled = 2, cancelled = 3 };

// Any request; only the fields of its kind are set.
struct Request {
  Kind kind = Kind::heartbeat;
  std::uint64_t number = 0;
  std::string account;  // login, subscribe
  std::string id;       // client order id; of a query, the one asked for
  std::string target;   // cancel, replace
  std::string symbol;   // new-order
  std::uint8_t side = buy;
  std::uint8_t type = limit_order;
  std::uint8_t tif = 0;
  std::int64_t quantity = 0;   // lots
  std::int64_t limit = 0;      // ticks
  std::uint64_t order_id = 0;  // cancel, query-order
  std::uint64_t after = 0;     // query-trades: trade id; subscribe: first sequence number
};

struct Order {
  std::uint64_t id = 0;
  std::string account;
  std::string client_id;  // current
  std::string first_client_id;
  std::string symbol;
  std::uint8_t side = buy;
  std::uint8_t type = limit_order;
  std::uint8_t tif = 0;
  Status status = Status::open;
  std::int64_t quantity = 0;
  std::int64_t limit = 0;
  std::int64_t filled = 0;

  bool closed() const { return status == Status::filled || status == Status::cancelled; }
};

struct Event {
  Kind kind = Kind::event_accepted;
  std::uint64_t seq = 0;
  Order order;  // after the change
  std::string replaced_id;
  std::int64_t time_ns = 0;
  std::uint64_t trade_id = 0;
  std::int64_t last_quantity = 0;
  std::int64_t last_price = 0;
};

// Bytes of the first frame in `bytes`; 0 while it is incomplete; nothing if there can never be one.
std::optional<std::size_t> frame_size(std::string_view bytes);
// Nothing if the frame is no request.
std::optional<Request> read_request(std::string_view frame);
std::string write_event(const Event& event);

// Builds one frame.
class Frame {
 public:
  explicit Frame(Kind kind);
  Frame& byte(std::uint8_t value);
  Frame& number(std::uint64_t value);
  Frame& amount(std::int64_t value) { return number(static_cast<std::uint64_t>(value)); }
  Frame& count(std::size_t value);  // of a list
  Frame& text(std::string_view value);
  Frame& order(const Order& order);
  std::string take();

 private:
  std::string bytes_;
};

}  // namespace own_engine

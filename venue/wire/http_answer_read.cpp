// Reading answers and stream messages, for clients and labels.
#include <charconv>
#include <nlohmann/json.hpp>

#include "venue/api/decimal.hpp"
#include "venue/wire/http_answer.hpp"
#include "venue/wire/http_json.hpp"

namespace onefold::venue::http {
namespace {

using Json = nlohmann::json;

std::string_view text_of(const Json& object, const char* name) {
  const auto field = object.find(name);
  if (field == object.end() || !field->is_string()) return {};
  return field->get_ref<const std::string&>();
}

std::optional<std::uint64_t> number_of(const Json& object, const char* name) {
  const auto field = object.find(name);
  if (field == object.end() || !field->is_number_unsigned()) return std::nullopt;
  return field->get<std::uint64_t>();
}

bool flag_of(const Json& object, const char* name) {
  const auto field = object.find(name);
  return field != object.end() && field->is_boolean() && field->get<bool>();
}

template <class Integer>
std::optional<Integer> parse_integer(std::string_view text) {
  Integer value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

// Takes the fields of one object; `good` stays true while each was there and well-formed.
class Fields {
 public:
  Fields(const Json& object, std::span<const Instrument> instruments, const char* symbol_name)
      : object_(object) {
    if (!object.is_object()) return;
    instrument_ = find_instrument(instruments, text_of(object, symbol_name));
    good = instrument_ != nullptr;
  }

  std::string symbol() const { return good ? instrument_->symbol : std::string(); }

  std::uint64_t number(const char* name) {
    if (!good) return 0;
    const auto value = number_of(object_, name);
    good = value.has_value();
    return value.value_or(0);
  }

  ClientOrderId id(const char* name) {
    if (!good) return {};
    const std::string_view text = text_of(object_, name);
    good = text.size() <= client_order_id_size_max;
    return good ? ClientOrderId(text) : ClientOrderId();
  }

  Ticks price(const char* name) { return decimal(name, good ? instrument_->price_decimals : 0); }
  Lots quantity(const char* name) { return decimal(name, good ? instrument_->lot_decimals : 0); }

  // Nanoseconds where the venue tells them, else milliseconds.
  TimeNs time(const char* ns_name, const char* ms_name) {
    if (!good) return 0;
    if (const auto ns = parse_integer<TimeNs>(text_of(object_, ns_name))) return *ns;
    const std::uint64_t ms = number(ms_name);
    good = good && ms <= INT64_MAX / 1'000'000;
    return good ? static_cast<TimeNs>(ms) * 1'000'000 : 0;
  }

  template <class Value, std::size_t n>
  Value word(const char* name, const std::pair<std::string_view, Value> (&words)[n]) {
    if (!good) return Value();
    const std::string_view text = text_of(object_, name);
    for (const auto& [word, value] : words) {
      if (word == text) return value;
    }
    good = false;
    return Value();
  }

  bool good = false;

 private:
  std::int64_t decimal(const char* name, int decimals) {
    if (!good) return 0;
    const auto value = parse_decimal(text_of(object_, name), decimals);
    good = value.has_value();
    return value.value_or(0);
  }

  const Json& object_;
  const Instrument* instrument_ = nullptr;
};

constexpr std::pair<std::string_view, Side> sides[] = {{"BUY", Side::buy}, {"SELL", Side::sell}};
constexpr std::pair<std::string_view, OrderType> types[] = {{"LIMIT", OrderType::limit},
                                                            {"MARKET", OrderType::market},
                                                            {"LIMIT_MAKER", OrderType::limit},
                                                            {"STOP_LOSS", OrderType::stop},
                                                            {"STOP_LOSS_LIMIT", OrderType::stop}};
constexpr std::pair<std::string_view, TimeInForce> tifs[] = {{"GTC", TimeInForce::good_till_cancel},
                                                             {"IOC", TimeInForce::immediate_or_cancel},
                                                             {"FOK", TimeInForce::fill_or_kill}};
constexpr std::pair<std::string_view, OrderStatus> statuses[] = {
    {"NEW", OrderStatus::open},
    {"PARTIALLY_FILLED", OrderStatus::partially_filled},
    {"FILLED", OrderStatus::filled},
    {"CANCELED", OrderStatus::cancelled},
    {"EXPIRED", OrderStatus::cancelled}};
constexpr std::pair<std::string_view, ExecutionKind> executions[] = {
    {"NEW", ExecutionKind::accepted},        {"TRADE", ExecutionKind::filled},
    {"CANCELED", ExecutionKind::cancelled},  {"EXPIRED", ExecutionKind::expired},
    {"TRIGGERED", ExecutionKind::triggered}, {"TRADE_BUSTED", ExecutionKind::busted},
    {"REPLACED", ExecutionKind::replaced}};

std::optional<OrderState> read_order(const Json& object, std::span<const Instrument> instruments) {
  Fields in(object, instruments, "symbol");
  OrderState order;
  order.symbol = in.symbol();
  order.order_id = in.number("orderId");
  order.client_order_id = in.id("clientOrderId");
  order.first_client_order_id = in.id("firstClientOrderId");
  if (order.first_client_order_id.empty()) order.first_client_order_id = order.client_order_id;
  order.side = in.word("side", sides);
  order.type = in.word("type", types);
  order.tif = in.word("timeInForce", tifs);
  order.quantity = in.quantity("origQty");
  order.limit = in.price("price");
  order.filled = in.quantity("executedQty");
  order.status = in.word("status", statuses);
  order.post_only = text_of(object, "type") == "LIMIT_MAKER";
  if (order.type == OrderType::stop) {
    order.stop = in.price("stopPrice");
    order.triggered = number_of(object, "workingTime").has_value();
  }
  if (!in.good) return std::nullopt;
  return order;
}

// True if `list` is an array of nothing but orders.
bool read_orders(const Json& list, std::span<const Instrument> instruments, std::vector<OrderState>& out) {
  if (!list.is_array()) return false;
  for (const Json& object : list) {
    std::optional<OrderState> order = read_order(object, instruments);
    if (!order) return false;
    out.push_back(std::move(*order));
  }
  return true;
}

std::optional<Fill> read_fill(const Json& object, std::span<const Instrument> instruments) {
  Fields in(object, instruments, "symbol");
  Fill fill;
  fill.symbol = in.symbol();
  fill.trade_id = in.number("id");
  fill.order_id = in.number("orderId");
  fill.client_order_id = in.id("clientOrderId");
  fill.quantity = in.quantity("qty");
  fill.price = in.price("price");
  fill.time_ns = in.time("timeNs", "time");
  fill.side = in.good && flag_of(object, "isBuyer") ? Side::buy : Side::sell;
  if (!in.good) return std::nullopt;
  return fill;
}

std::optional<ExecutionReport> read_event(const Json& object, std::span<const Instrument> instruments) {
  Fields in(object, instruments, "s");
  ExecutionReport report;
  report.seq = in.number("I");
  report.kind = in.word("x", executions);
  report.time_ns = in.time("timeNs", "T");
  report.account = text_of(object, "account").substr(0, account_size_max);
  OrderState& order = report.order;
  order.symbol = in.symbol();
  order.order_id = in.number("i");
  order.client_order_id = in.id("c");
  order.first_client_order_id = in.id("firstClientOrderId");
  if (order.first_client_order_id.empty()) order.first_client_order_id = order.client_order_id;
  order.side = in.word("S", sides);
  order.type = in.word("o", types);
  order.tif = in.word("f", tifs);
  order.quantity = in.quantity("q");
  order.limit = in.price("p");
  order.filled = in.quantity("z");
  order.status = in.word("X", statuses);
  order.post_only = text_of(object, "o") == "LIMIT_MAKER";
  if (order.type == OrderType::stop) {
    order.stop = in.price("P");
    order.triggered = number_of(object, "W").value_or(0) != 0;
  }
  if (report.kind == ExecutionKind::replaced) report.replaced_client_order_id = in.id("C");
  if (report.kind == ExecutionKind::filled || report.kind == ExecutionKind::busted) {
    report.trade_id = in.number("t");
    report.last_quantity = in.quantity("l");
    report.last_price = in.price("L");
  }
  if (!in.good) return std::nullopt;
  return report;
}

Topic topic_of(const Request& request) {
  if (std::holds_alternative<NewOrder>(request)) return Topic::place;
  if (std::holds_alternative<CancelOrder>(request)) return Topic::cancel;
  if (std::holds_alternative<ReplaceOrder>(request)) return Topic::replace;
  if (std::holds_alternative<QueryOrder>(request)) return Topic::query_order;
  if (std::holds_alternative<QueryOpenOrders>(request)) return Topic::query_open;
  if (std::holds_alternative<QueryTrades>(request)) return Topic::query_trades;
  if (std::holds_alternative<Login>(request)) return Topic::account;
  if (std::holds_alternative<Subscribe>(request)) return Topic::stream;
  return Topic::ping;
}

// Answers of 2xx, one function for each kind of request. Nothing: the body does not say what it should.
class SuccessReader {
 public:
  SuccessReader(const Json& body, std::span<const Instrument> instruments)
      : body_(body), instruments_(instruments) {}

  std::optional<Reply> operator()(const Login& asked) const {
    const auto last = body_.is_object() ? number_of(body_, "lastEventId") : std::nullopt;
    if (!last) return std::nullopt;
    return LoggedIn{asked.request, *last};
  }
  std::optional<Reply> operator()(const NewOrder& asked) const {
    auto order = read_order(body_, instruments_);
    if (!order) return std::nullopt;
    return Accepted{asked.request, std::move(*order), flag_of(body_, "original")};
  }
  std::optional<Reply> operator()(const CancelOrder& asked) const {
    auto order = read_order(body_, instruments_);
    if (!order) return std::nullopt;
    return Cancelled{asked.request, std::move(*order)};
  }
  std::optional<Reply> operator()(const ReplaceOrder& asked) const {
    const Json* made = member("newOrderResponse");
    auto order = made == nullptr ? std::nullopt : read_order(*made, instruments_);
    if (!order) return std::nullopt;
    return Replaced{asked.request, std::move(*order), flag_of(*made, "original")};
  }
  std::optional<Reply> operator()(const QueryOrder& asked) const {
    OrderReport report{asked.request, {}};
    const Json* earlier = member("earlierOrders");
    if (earlier != nullptr && !read_orders(*earlier, instruments_, report.orders)) return std::nullopt;
    auto order = read_order(body_, instruments_);
    if (!order) return std::nullopt;
    report.orders.push_back(std::move(*order));
    return report;
  }
  std::optional<Reply> operator()(const QueryOpenOrders& asked) const {
    OpenOrders open{asked.request, {}};
    if (!read_orders(body_, instruments_, open.orders)) return std::nullopt;
    return open;
  }
  std::optional<Reply> operator()(const QueryTrades& asked) const {
    if (!body_.is_array()) return std::nullopt;
    Trades trades{asked.request, {}, body_.size() >= trades_page_max};
    for (const Json& object : body_) {
      auto fill = read_fill(object, instruments_);
      if (!fill) return std::nullopt;
      trades.fills.push_back(std::move(*fill));
    }
    return trades;
  }
  std::optional<Reply> operator()(const Subscribe&) const { return std::nullopt; }
  std::optional<Reply> operator()(const Heartbeat&) const { return Heartbeat{}; }
  // The dialect has no such requests.
  std::optional<Reply> operator()(const MassCancel&) const { return std::nullopt; }
  std::optional<Reply> operator()(const CancelAfter&) const { return std::nullopt; }
  std::optional<Reply> operator()(const NewOrders&) const { return std::nullopt; }
  std::optional<Reply> operator()(const Transfer&) const { return std::nullopt; }
  std::optional<Reply> operator()(const QueryTransfer&) const { return std::nullopt; }

 private:
  const Json* member(const char* name) const {
    if (!body_.is_object()) return nullptr;
    const auto found = body_.find(name);
    return found == body_.end() ? nullptr : &*found;
  }

  const Json& body_;
  std::span<const Instrument> instruments_;
};

Reason reason_word(std::string_view word) {
  for (int value = 1; value <= static_cast<int>(Reason::replace_half_done); ++value) {
    if (to_string(static_cast<Reason>(value)) == word) return static_cast<Reason>(value);
  }
  return Reason::none;
}

std::int64_t retry_after_ns(const Json& body, std::string_view field) {
  constexpr std::uint64_t year_ns = 31'536'000'000'000'000;
  if (body.is_object()) {
    if (const auto ns = number_of(body, "retryAfterNs"))
      return static_cast<std::int64_t>(std::min(*ns, year_ns));
  }
  const auto seconds = parse_integer<std::uint64_t>(field);
  if (!seconds) return 0;
  return static_cast<std::int64_t>(std::min(*seconds, year_ns / 1'000'000'000) * 1'000'000'000);
}

std::int64_t code_of(const Json& body) {
  if (!body.is_object()) return 0;
  const auto code = body.find("code");
  return code != body.end() && code->is_number_integer() ? code->get<std::int64_t>() : 0;
}

Rejected refusal(const Request& asked, Reason reason) {
  Rejected rejected;
  rejected.reason = reason;
  std::visit(
      [&rejected](const auto& message) {
        if constexpr (requires { message.request; }) rejected.request = message.request;
        if constexpr (requires { message.client_order_id; }) {
          rejected.client_order_id = message.client_order_id;
        } else if constexpr (requires { message.target; }) {
          rejected.client_order_id = message.target;
        }
      },
      asked);
  return rejected;
}

Json parse_json(std::string_view text) {
  return Json::parse(text.begin(), text.end(), nullptr, false);
}

bool succeeded(int status) {
  return status >= 200 && status < 300;
}

// Looks at an order inside `object` for its ids.
void note_ids(const Json& object, const char* name, AnswerPeek& peek) {
  if (!object.is_object()) return;
  const std::string_view id = text_of(object, name);
  if (id.size() <= client_order_id_size_max) peek.client_order_id = id;
}

std::string_view success_word(Topic topic) {
  switch (topic) {
    case Topic::place:
      return "accepted";
    case Topic::cancel:
      return "cancelled";
    case Topic::replace:
      return "replaced";
    case Topic::query_order:
      return "order-report";
    case Topic::query_open:
      return "open-orders";
    case Topic::query_trades:
      return "trades";
    case Topic::account:
    case Topic::stream:
      return "logged-in";
    case Topic::ping:
      return "heartbeat";
    default:
      return "answer";
  }
}

}  // namespace

Reply read_answer(const Request& asked, int status, std::string_view retry_after, std::string_view body,
                  std::span<const Instrument> instruments) {
  const Json json = parse_json(body);
  if (succeeded(status)) {
    if (auto reply = std::visit(SuccessReader(json, instruments), asked)) return std::move(*reply);
    return refusal(asked, Reason::internal_error);
  }
  Reason reason = json.is_object() ? reason_word(text_of(json, "reason")) : Reason::none;
  const std::int64_t code = code_of(json);
  const Topic topic = topic_of(asked);
  if (reason == Reason::none) reason = reason_of(topic, status, static_cast<int>(code));
  if (const auto* query = std::get_if<QueryOrder>(&asked); query != nullptr && code == -2013)
    return OrderReport{query->request, {}};
  Rejected rejected = refusal(asked, reason);
  rejected.retry_after_ns = retry_after_ns(json, retry_after);
  return rejected;
}

std::optional<std::string> read_listen_key(std::string_view body) {
  const Json json = parse_json(body);
  if (!json.is_object()) return std::nullopt;
  const std::string_view key = text_of(json, "listenKey");
  if (key.empty() || key.size() > 256) return std::nullopt;
  return std::string(key);
}

std::optional<TimeNs> read_server_time(std::string_view body) {
  const Json json = parse_json(body);
  if (!json.is_object()) return std::nullopt;
  const auto time_ms = number_of(json, "serverTime");
  if (!time_ms || *time_ms > INT64_MAX / 1'000'000) return std::nullopt;
  return static_cast<TimeNs>(*time_ms) * 1'000'000;
}

std::optional<Reply> read_stream_message(std::string_view text, std::span<const Instrument> instruments) {
  const Json json = parse_json(text);
  if (!json.is_object()) return std::nullopt;
  const std::string_view event = text_of(json, "e");
  if (event == "executionReport") {
    auto report = read_event(json, instruments);
    if (!report) return std::nullopt;
    return std::move(*report);
  }
  const auto last = number_of(json, "last");
  if (event != "streamStart" || !last) return std::nullopt;
  return LoggedIn{0, *last};
}

AnswerPeek peek_answer(Topic asked, int status, std::string_view body) {
  AnswerPeek peek;
  peek.kind = success_word(asked);
  if (status == 101) return peek;
  const Json json = parse_json(body);
  if (!succeeded(status)) {
    const bool none_found = asked == Topic::query_order && code_of(json) == -2013;
    if (!none_found) peek.kind = "rejected";
    return peek;
  }
  if (json.is_array()) {
    for (const Json& object : json) {
      AnswerPeek one;
      note_ids(object, "clientOrderId", one);
      if (peek.client_order_id.empty()) peek.client_order_id = one.client_order_id;
      peek.several = peek.several || one.client_order_id != peek.client_order_id;
    }
  } else if (asked == Topic::replace && json.is_object()) {
    for (const char* name : {"cancelResponse", "newOrderResponse"}) {
      peek.other_id = std::move(peek.client_order_id);
      peek.client_order_id.clear();
      if (json.contains(name)) note_ids(json[name], "clientOrderId", peek);
    }
  } else {
    note_ids(json, "clientOrderId", peek);
  }
  return peek;
}

AnswerPeek peek_stream_message(std::string_view text) {
  AnswerPeek peek;
  peek.kind = "answer";
  const Json json = parse_json(text);
  if (!json.is_object()) return peek;
  const std::string_view event = text_of(json, "e");
  if (event == "streamStart") peek.kind = "logged-in";
  if (event != "executionReport") return peek;
  const std::string_view execution = text_of(json, "x");
  peek.kind = execution == "NEW"        ? "event-accepted"
              : execution == "TRADE"    ? "event-filled"
              : execution == "REPLACED" ? "event-replaced"
                                        : "event-cancelled";
  note_ids(json, "c", peek);
  const std::string_view before = text_of(json, "C");
  if (execution == "REPLACED" && before.size() <= client_order_id_size_max) peek.other_id = before;
  peek.seq = number_of(json, "I").value_or(0);
  return peek;
}

}  // namespace onefold::venue::http

// Writing answers and stream messages.
#include "venue/wire/http_answer.hpp"

#include <cassert>

#include "venue/api/decimal.hpp"
#include "venue/wire/http_json.hpp"

namespace onefold::venue::http {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t second = 1'000'000'000;
constexpr std::string_view self_trade_word = "EXPIRE_TAKER";

std::string_view status_text(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    default:
      return "Gateway Timeout";
  }
}

void append_field(std::string& out, std::string_view name, std::int64_t value) {
  out += name;
  out += std::to_string(value);
  out += "\r\n";
}

Wide quote_of(const std::vector<Fill>& fills) {
  Wide sum = 0;
  for (const Fill& fill : fills) sum += static_cast<Wide>(fill.quantity) * fill.price;
  return sum;
}

// The JSON of one order, in pieces that answers put together.
class OrderWriter {
 public:
  OrderWriter(const OrderState& order, std::span<const Instrument> instruments, const Histories& histories,
              JsonText& json)
      : order_(order), json_(json), history_(histories.history(order)) {
    const Instrument* instrument = http::find_instrument(instruments, order.symbol);
    assert(instrument != nullptr);
    digits_ = digits_of(*instrument);
  }

  void names(std::string_view client_order_id, std::string_view original_id) {
    json_.field("symbol", order_.symbol);
    if (!original_id.empty()) json_.field("origClientOrderId", original_id);
    json_.field("orderId", order_.order_id).field("orderListId", -1).field("clientOrderId", client_order_id);
  }

  void transact_time() { json_.field("transactTime", history_.updated_ns / ms); }

  void terms(OrderStatus status) {
    json_.field("price", format_decimal(order_.limit, digits_.price))
        .field("origQty", format_decimal(order_.quantity, digits_.lot))
        .field("executedQty", format_decimal(order_.filled, digits_.lot))
        .field("origQuoteOrderQty", format_wide(0, digits_.quote()))
        .field("cummulativeQuoteQty", format_wide(quote_of(history_.fills), digits_.quote()))
        .field("status", status_word(status))
        .field("timeInForce", tif_word(order_.tif))
        .field("type", type_word(order_.type, order_.post_only, order_.limit))
        .field("side", side_word(order_.side));
    const bool sleeps = order_.type == OrderType::stop && !order_.triggered;
    if (order_.type == OrderType::stop) json_.field("stopPrice", format_decimal(order_.stop, digits_.price));
    if (!sleeps) json_.field("workingTime", history_.created_ns / ms);
    json_.field("selfTradePreventionMode", self_trade_word);
  }

  void fills() {
    json_.name("fills").open('[');
    for (const Fill& fill : history_.fills) {
      json_.open('{')
          .field("price", format_decimal(fill.price, digits_.price))
          .field("qty", format_decimal(fill.quantity, digits_.lot))
          .field("commission", "0")
          .field("commissionAsset", quote_asset(order_.symbol))
          .field("tradeId", fill.trade_id)
          .field("timeNs", std::to_string(fill.time_ns))
          .close('}');
    }
    json_.close(']');
  }

  void first_id() { json_.field("firstClientOrderId", order_.first_client_order_id); }

  // Of an order that was made or changed just now.
  void result(AnswerDetail detail, bool original) {
    names(order_.client_order_id, {});
    transact_time();
    if (detail != AnswerDetail::ack) terms(order_.status);
    if (detail == AnswerDetail::full) fills();
    first_id();
    if (original) json_.field("original", true);
  }

  // Of one that was asked about.
  void state() {
    names(order_.client_order_id, {});
    terms(order_.status);
    if (order_.type != OrderType::stop) json_.field("stopPrice", format_decimal(0, digits_.price));
    const bool sleeps = order_.type == OrderType::stop && !order_.triggered;
    json_.field("icebergQty", format_decimal(0, digits_.lot))
        .field("time", history_.created_ns / ms)
        .field("updateTime", history_.updated_ns / ms)
        .field("isWorking", !is_terminal(order_.status) && !sleeps);
    first_id();
  }

  void cancelled(std::string_view id, OrderStatus status) {
    names(id, id);
    transact_time();
    terms(status);
    first_id();
  }

 private:
  const OrderState& order_;
  JsonText& json_;
  OrderHistory history_;
  Digits digits_;
};

void append_error_body(JsonText& json, int code, std::string_view msg) {
  json.field("code", code).field("msg", msg);
}

void append_fill(const Fill& fill, std::span<const Instrument> instruments, JsonText& json) {
  const Instrument* instrument = find_instrument(instruments, fill.symbol);
  assert(instrument != nullptr);
  const Digits digits = digits_of(*instrument);
  json.open('{')
      .field("symbol", fill.symbol)
      .field("id", fill.trade_id)
      .field("orderId", fill.order_id)
      .field("orderListId", -1)
      .field("price", format_decimal(fill.price, digits.price))
      .field("qty", format_decimal(fill.quantity, digits.lot))
      .field("quoteQty", format_wide(static_cast<Wide>(fill.quantity) * fill.price, digits.quote()))
      .field("commission", "0")
      .field("commissionAsset", quote_asset(fill.symbol))
      .field("time", fill.time_ns / ms)
      .field("isBuyer", fill.side == Side::buy)
      .field("isMaker", false)
      .field("isBestMatch", true)
      .field("clientOrderId", fill.client_order_id)
      .field("timeNs", std::to_string(fill.time_ns))
      .close('}');
}

std::string_view execution_word(ExecutionKind kind) {
  switch (kind) {
    case ExecutionKind::accepted:
      return "NEW";
    case ExecutionKind::filled:
      return "TRADE";
    case ExecutionKind::replaced:
      return "REPLACED";
    case ExecutionKind::triggered:
      return "TRIGGERED";
    case ExecutionKind::expired:
      return "EXPIRED";
    case ExecutionKind::busted:
      return "TRADE_BUSTED";
    case ExecutionKind::cancelled:
      break;
  }
  return "CANCELED";
}

// The id before the change; of a cancel, as clients expect it, that of the order.
std::string_view original_id(const ExecutionReport& report) {
  if (report.kind == ExecutionKind::replaced) return report.replaced_client_order_id;
  if (report.kind == ExecutionKind::cancelled) return report.order.client_order_id;
  return {};
}

}  // namespace

void write_answer(const AnswerHead& head, std::string_view body, std::string& out) {
  out += "HTTP/1.1 ";
  out += std::to_string(head.status);
  out += ' ';
  out += status_text(head.status);
  out += "\r\nContent-Type: application/json;charset=UTF-8\r\n";
  if (head.used_weight >= 0) append_field(out, "X-MBX-USED-WEIGHT-1M: ", head.used_weight);
  if (head.order_count >= 0) append_field(out, "X-MBX-ORDER-COUNT-10S: ", head.order_count);
  if (head.retry_after_ns > 0)
    append_field(out, "Retry-After: ", head.retry_after_ns / second + (head.retry_after_ns % second != 0));
  if (head.closes) out += "Connection: close\r\n";
  append_field(out, "Content-Length: ", static_cast<std::int64_t>(body.size()));
  out += "\r\n";
  out += body;
}

void write_switching(std::string_view websocket_accept, std::string& out) {
  out += "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  out += "Sec-WebSocket-Accept: ";
  out += websocket_accept;
  out += "\r\n\r\n";
}

void write_error(const Error& error, Topic topic, std::string& out) {
  JsonText json(out);
  json.open('{');
  const bool no_target = error.reason == Reason::unknown_order || error.reason == Reason::already_closed ||
                         error.reason == Reason::stale_target;
  const bool replace_failed = topic == Topic::replace && no_target;
  if (replace_failed) {
    append_error_body(json, -2022, "Order cancel-replace failed.");
    json.name("data")
        .open('{')
        .field("cancelResult", "FAILURE")
        .field("newOrderResult", "NOT_ATTEMPTED")
        .name("cancelResponse")
        .open('{');
    append_error_body(json, error.code, error.msg);
    json.close('}').name("newOrderResponse").null().close('}');
  } else {
    append_error_body(json, error.code, error.msg);
  }
  json.field("reason", to_string(error.reason));
  if (error.retry_after_ns > 0) json.field("retryAfterNs", error.retry_after_ns);
  json.close('}');
}

void write_reply(const Reply& reply, const Call& call, std::span<const Instrument> instruments,
                 const Histories& histories, std::string& out) {
  JsonText json(out);
  if (const auto* accepted = std::get_if<Accepted>(&reply)) {
    json.open('{');
    OrderWriter(accepted->order, instruments, histories, json).result(call.detail, accepted->original);
    json.close('}');
  } else if (const auto* cancelled = std::get_if<Cancelled>(&reply)) {
    json.open('{');
    OrderWriter writer(cancelled->order, instruments, histories, json);
    writer.cancelled(cancelled->order.client_order_id, cancelled->order.status);
    json.close('}');
  } else if (const auto* replaced = std::get_if<Replaced>(&reply)) {
    OrderWriter writer(replaced->order, instruments, histories, json);
    json.open('{').field("cancelResult", "SUCCESS").field("newOrderResult", "SUCCESS");
    json.name("cancelResponse").open('{');
    writer.cancelled(std::get<ReplaceOrder>(call.request).target, OrderStatus::cancelled);
    json.close('}').name("newOrderResponse").open('{');
    writer.result(call.detail, replaced->original);
    json.close('}').close('}');
  } else if (const auto* report = std::get_if<OrderReport>(&reply)) {
    assert(!report->orders.empty());
    json.open('{');
    OrderWriter(report->orders.back(), instruments, histories, json).state();
    if (report->orders.size() > 1) {
      json.name("earlierOrders").open('[');
      for (std::size_t i = 0; i + 1 < report->orders.size(); ++i) {
        json.open('{');
        OrderWriter(report->orders[i], instruments, histories, json).state();
        json.close('}');
      }
      json.close(']');
    }
    json.close('}');
  } else if (const auto* open = std::get_if<OpenOrders>(&reply)) {
    write_orders(open->orders, instruments, histories, out);
  } else if (const auto* trades = std::get_if<Trades>(&reply)) {
    write_trades(trades->fills, instruments, out);
  } else {
    json.open('{').close('}');
  }
}

void write_orders(std::span<const OrderState> orders, std::span<const Instrument> instruments,
                  const Histories& histories, std::string& out) {
  JsonText json(out);
  json.open('[');
  for (const OrderState& order : orders) {
    json.open('{');
    OrderWriter(order, instruments, histories, json).state();
    json.close('}');
  }
  json.close(']');
}

void write_cancelled_orders(std::span<const OrderState> orders, std::span<const Instrument> instruments,
                            const Histories& histories, std::string& out) {
  JsonText json(out);
  json.open('[');
  for (const OrderState& order : orders) {
    json.open('{');
    OrderWriter(order, instruments, histories, json).cancelled(order.client_order_id, order.status);
    json.close('}');
  }
  json.close(']');
}

void write_trades(std::span<const Fill> fills, std::span<const Instrument> instruments, std::string& out) {
  JsonText json(out);
  json.open('[');
  for (const Fill& fill : fills) append_fill(fill, instruments, json);
  json.close(']');
}

void write_event(const ExecutionReport& report, const OrderHistory& history, const Instrument& instrument,
                 std::string& out) {
  const OrderState& order = report.order;
  const Digits digits = digits_of(instrument);
  const auto price = [&](Ticks ticks) { return format_decimal(ticks, digits.price); };
  const auto quantity = [&](Lots lots) { return format_decimal(lots, digits.lot); };
  const auto quote = [&](Wide value) { return format_wide(value, digits.quote()); };
  const bool sleeps = order.type == OrderType::stop && !order.triggered;
  JsonText json(out);
  json.open('{')
      .field("e", "executionReport")
      .field("E", report.time_ns / ms)
      .field("s", order.symbol)
      .field("c", order.client_order_id)
      .field("S", side_word(order.side))
      .field("o", type_word(order.type, order.post_only, order.limit))
      .field("f", tif_word(order.tif))
      .field("q", quantity(order.quantity))
      .field("p", price(order.limit))
      .field("P", price(order.stop))
      .field("F", quantity(0))
      .field("g", -1)
      .field("C", original_id(report))
      .field("x", execution_word(report.kind))
      .field("X", status_word(order.status))
      .field("r", "NONE")
      .field("i", order.order_id)
      .field("l", quantity(report.last_quantity))
      .field("z", quantity(order.filled))
      .field("L", price(report.last_price))
      .field("n", "0")
      .name("N")
      .null()
      .field("T", report.time_ns / ms)
      .field("t", report.trade_id == 0 ? -1 : static_cast<std::int64_t>(report.trade_id))
      .field("I", report.seq)
      .field("w", !is_terminal(order.status))
      .field("m", false)
      .field("M", false)
      .field("O", history.created_ns / ms)
      .field("Z", quote(quote_of(history.fills)))
      .field("Y", quote(static_cast<Wide>(report.last_quantity) * report.last_price))
      .field("Q", quote(0))
      .field("W", sleeps ? 0 : history.created_ns / ms)
      .field("V", self_trade_word)
      .field("firstClientOrderId", order.first_client_order_id)
      .field("account", report.account)
      .field("timeNs", std::to_string(report.time_ns))
      .close('}');
}

void write_stream_start(std::uint64_t last_seq, std::string& out) {
  JsonText(out).open('{').field("e", "streamStart").field("last", last_seq).close('}');
}

void write_listen_key_expired(std::string_view listen_key, TimeNs now_ns, std::string& out) {
  JsonText(out)
      .open('{')
      .field("e", "listenKeyExpired")
      .field("E", now_ns / ms)
      .field("listenKey", listen_key)
      .close('}');
}

}  // namespace onefold::venue::http

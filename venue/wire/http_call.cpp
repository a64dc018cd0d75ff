// Reading REST requests: who asks and when, then what.
#include "venue/wire/http_call.hpp"

#include <algorithm>
#include <charconv>

#include "venue/api/decimal.hpp"
#include "venue/wire/http_routes.hpp"
#include "venue/wire/http_signature.hpp"

namespace onefold::venue::http {
namespace {

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!all_digits(text) || error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

// The key inside the quotes of a structured string (RFC 8941), or bare.
std::string unquoted(std::string_view field) {
  if (field.size() < 2 || field.front() != '"' || field.back() != '"') return std::string(field);
  std::string key;
  for (std::size_t at = 1; at + 1 < field.size(); ++at) {
    if (field[at] == '\\' && at + 2 < field.size()) ++at;
    key += field[at];
  }
  return key;
}

// Takes parameters out one by one; after the first error all further ones are ignored.
class CallReader {
 public:
  CallReader(const RestRequest& from, const Rules& rules, TimeNs now_ns, Call& call)
      : from_(from), rules_(rules), now_ns_(now_ns), call_(call) {}

  std::optional<Error> read(Security security) {
    if (!parameters_.add(query_of(from_.target))) return too_many_parameters();
    if (from_.method != "GET" && !from_.body.empty()) {
      if (!from_.content_type.empty() && !from_.content_type.starts_with("application/x-www-form-urlencoded"))
        return not_supported(415);
      if (!parameters_.add(from_.body)) return too_many_parameters();
    }
    if (security != Security::none) find_key();
    if (!error_ && security == Security::sign) check_time_and_signature();
    if (!error_) read_topic();
    return std::move(error_);
  }

 private:
  void fail(Error error) {
    if (!error_) error_ = std::move(error);
  }

  // ---- single parameters. Absent ones, and with `required` empty ones, are told by nothing.

  std::optional<std::string> text(std::string_view name, bool required = false) {
    const auto encoded = parameters_.find(name);
    if (!encoded || encoded->empty()) {
      if (required) fail(missing(name));
      return std::nullopt;
    }
    std::optional<std::string> decoded = percent_decode(*encoded);
    if (!decoded) fail(illegal(name));
    return decoded;
  }

  std::optional<std::uint64_t> number(std::string_view name, bool required = false) {
    const auto given = text(name, required);
    if (!given) return std::nullopt;
    const auto value = parse_number(*given);
    if (!value) fail(illegal(name));
    return value;
  }

  std::string id(std::string_view name) {
    std::string given = text(name).value_or(std::string());
    if (given.size() <= client_order_id_size_max && printable(given)) return given;
    fail(illegal(name, Reason::invalid_id));
    return {};
  }

  std::int64_t decimal(std::string_view name, int decimals, Reason reason) {
    const auto given = text(name, true);
    if (!given) return 0;
    const std::string_view all = *given;
    const std::size_t point = std::min(all.find('.'), all.size());
    const std::string_view fraction = all.substr(std::min(point + 1, all.size()));
    if (!all_digits(all.substr(0, point)) || (point < all.size() && !all_digits(fraction))) {
      fail(illegal(name));
      return 0;
    }
    if (fraction.size() > static_cast<std::size_t>(decimals)) {
      fail(too_precise(name, reason));
      return 0;
    }
    const auto value = parse_decimal(all, decimals);
    if (!value) fail(error_of(call_.topic, reason, 0, false));
    return value.value_or(0);
  }

  const Instrument* symbol(bool required) {
    auto given = text("symbol", required);
    if (!given) return nullptr;
    for (const Instrument& instrument : rules_.instruments) {
      if (instrument.symbol != *given) continue;
      call_.symbol = std::move(*given);
      return &instrument;
    }
    fail(error_of(call_.topic, Reason::unknown_symbol, 0, false));
    return nullptr;
  }

  TimeNs time(std::string_view name) {
    const auto given = number(name);
    if (!given) return 0;
    const std::optional<std::int64_t> ns =
        *given > INT64_MAX ? std::nullopt : checked_multiply(static_cast<std::int64_t>(*given), 1'000'000);
    if (!ns) fail(illegal(name));
    return ns.value_or(0);
  }

  void limit(std::size_t limit_max) {
    const auto given = number("limit");
    if (!given) return;
    if (*given < 1) return fail(illegal("limit"));
    call_.limit = static_cast<std::size_t>(std::min<std::uint64_t>(*given, limit_max));
  }

  // ---- who and when

  void find_key() {
    if (from_.api_key.empty() || from_.api_key.size() > 256 || !printable(from_.api_key))
      return fail(error_of(call_.topic, Reason::not_logged_in, 0, false));
    for (const Credentials& credentials : rules_.credentials) {
      if (credentials.api_key == from_.api_key) credentials_ = &credentials;
    }
    if (credentials_ == nullptr) return fail(error_of(call_.topic, Reason::unknown_account, 0, false));
    call_.account = credentials_->account;
  }

  void check_time_and_signature() {
    const auto stamp = number("timestamp", true);
    std::int64_t window_us = recv_window_default_us;
    if (const auto given = text("recvWindow")) {
      const auto parsed = parse_decimal(*given, 3);
      if (!parsed) return fail(illegal("recvWindow"));
      if (*parsed > recv_window_max_us) return fail(coded(400, -1131, "recvWindow must be less than 60000."));
      window_us = *parsed;
    }
    const auto signature = text("signature", true);
    if (error_) return;
    const std::string expected = sign(credentials_->secret, signed_text(query_of(from_.target), from_.body));
    if (!same_signature(expected, *signature))
      return fail(coded(400, -1022, "Signature for this request is not valid.", Reason::not_logged_in));
    // Milliseconds have 13 digits until the year 2286; the nanoseconds of later ones do not fit anyway.
    constexpr std::uint64_t microseconds_min = 100'000'000'000'000;
    const std::uint64_t stamp_us = *stamp < microseconds_min ? *stamp * 1000 : *stamp;
    if (stamp_us > INT64_MAX / 1000 - recv_window_max_us) return fail(illegal("timestamp"));
    const std::int64_t from_us = static_cast<std::int64_t>(stamp_us);
    const std::int64_t now_us = now_ns_ / 1000;
    if (from_us > now_us + ahead_max_us) {
      return fail(coded(400, -1021, "Timestamp for this request was 1000ms ahead of the server's time.",
                        Reason::deadline_passed));
    }
    valid_until_ns_ = (from_us + window_us) * 1000;
    if (now_ns_ > valid_until_ns_ + 999) fail(error_of(call_.topic, Reason::deadline_passed, 0, false));
  }

  // ---- what

  void read_topic() {
    switch (call_.topic) {
      case Topic::place:
      case Topic::place_test:
        return place();
      case Topic::replace:
        return replace();
      case Topic::cancel: {
        symbol(false);
        CancelOrder cancel;
        which(cancel.target, cancel.order_id, "origClientOrderId", "orderId");
        call_.request = std::move(cancel);
        return;
      }
      case Topic::query_order: {
        symbol(false);
        QueryOrder query;
        which(query.client_order_id, query.order_id, "origClientOrderId", "orderId");
        call_.request = std::move(query);
        return;
      }
      case Topic::query_open:
        symbol(false);
        call_.request = QueryOpenOrders{};
        return;
      case Topic::query_trades:
        symbol(false);
        call_.from_trade = number("fromId").value_or(0);
        call_.request = QueryTrades{0, call_.from_trade == 0 ? 0 : call_.from_trade - 1};
        return history();
      case Topic::all_orders:
        symbol(true);
        return history();
      case Topic::account:
        call_.request = Login{0, call_.account};
        return;
      case Topic::depth:
        symbol(true);
        call_.limit = 100;
        return limit(5000);
      case Topic::cancel_all:
        symbol(true);
        return;
      case Topic::exchange_info:
        symbol(false);
        return;
      case Topic::stream_keep:
      case Topic::stream_close:
        call_.listen_key = text("listenKey", true).value_or(std::string());
        return;
      case Topic::stream:
        call_.listen_key = path_of(from_.target).substr(stream_path.size());
        call_.from_event = number("from").value_or(0);
        return;
      case Topic::webhook_set:
        call_.url = text("url", true).value_or(std::string());
        call_.from_event = number("fromId").value_or(0);
        if (call_.url.size() > url_size_max || !printable(call_.url)) fail(illegal("url"));
        return;
      case Topic::ping:
      case Topic::time:
      case Topic::stream_open:
      case Topic::webhook_get:
      case Topic::webhook_remove:
      case Topic::unknown:
        return;
    }
  }

  void history() {
    call_.order_id = number("orderId").value_or(0);
    call_.start_ns = time("startTime");
    call_.end_ns = time("endTime");
    limit(answer_limit_max);
  }

  void which(ClientOrderId& client_id, OrderId& order_id, std::string_view client_name,
             std::string_view order_name) {
    order_id = number(order_name).value_or(0);
    client_id = id(client_name);
    if (error_ || order_id != 0 || !client_id.empty()) return;
    std::string msg = "Param '";
    msg += client_name;
    msg += "' or '";
    msg += order_name;
    msg += "' must be sent, but both were empty/null!";
    fail(coded(400, -1102, msg));
  }

  std::optional<Side> side(bool required) {
    const auto given = text("side", required);
    if (!given) return std::nullopt;
    if (*given == "BUY") return Side::buy;
    if (*given == "SELL") return Side::sell;
    fail(coded(400, -1117, "Invalid side."));
    return std::nullopt;
  }

  std::optional<OrderType> type(bool required) {
    const auto given = text("type", required);
    if (!given) return std::nullopt;
    if (*given == "LIMIT") return OrderType::limit;
    if (*given == "MARKET") return OrderType::market;
    if (*given == "LIMIT_MAKER") return OrderType::limit;
    if (*given == "STOP_LOSS" || *given == "STOP_LOSS_LIMIT") return OrderType::stop;
    fail(coded(400, -1116, "Invalid orderType."));
    return std::nullopt;
  }

  TimeInForce tif(bool required) {
    const auto given = text("timeInForce", required);
    if (!given || *given == "GTC") return TimeInForce::good_till_cancel;
    if (*given == "FOK") return TimeInForce::fill_or_kill;
    if (*given != "IOC") fail(coded(400, -1115, "Invalid timeInForce."));
    return TimeInForce::immediate_or_cancel;
  }

  SelfTrade self_trade() {
    static constexpr std::pair<std::string_view, SelfTrade> modes[] = {
        {"NONE", SelfTrade::allow},
        {"EXPIRE_TAKER", SelfTrade::cancel_taker},
        {"EXPIRE_MAKER", SelfTrade::cancel_maker},
        {"EXPIRE_BOTH", SelfTrade::cancel_both},
        {"DECREMENT", SelfTrade::decrement}};
    const auto given = text("selfTradePreventionMode");
    if (!given) return SelfTrade::venue_default;
    for (const auto& [word, mode] : modes) {
      if (word == *given) return mode;
    }
    fail(invalid("selfTradePreventionMode"));
    return SelfTrade::venue_default;
  }

  void detail() {
    const auto given = text("newOrderRespType");
    if (!given || *given == "FULL") return;
    if (*given == "RESULT") {
      call_.detail = AnswerDetail::result;
    } else if (*given == "ACK") {
      call_.detail = AnswerDetail::ack;
    } else {
      fail(invalid("newOrderRespType"));
    }
  }

  void refuse_unsupported() {
    for (const std::string_view name : {"quoteOrderQty", "trailingDelta", "icebergQty"}) {
      if (parameters_.find(name)) return fail(not_required(name));
    }
  }

  ClientOrderId new_id() {
    ClientOrderId given = id("newClientOrderId");
    if (!rules_.idempotency_keys || call_.topic == Topic::place_test) return given;
    ClientOrderId key = unquoted(from_.idempotency_key);
    if (key.empty()) {
      fail(missing("Idempotency-Key"));
    } else if (key.size() > client_order_id_size_max || !printable(key)) {
      fail(illegal("Idempotency-Key", Reason::invalid_id));
    } else if (!given.empty() && given != key) {
      fail(invalid("newClientOrderId"));
    }
    return key;
  }

  void place() {
    const Instrument* instrument = symbol(true);
    NewOrder order;
    order.symbol = call_.symbol;
    order.side = side(true).value_or(Side::buy);
    order.type = type(true).value_or(OrderType::limit);
    const std::string kind = text("type").value_or(std::string());
    order.post_only = kind == "LIMIT_MAKER";
    const bool limited = order.type == OrderType::limit || kind == "STOP_LOSS_LIMIT";
    order.tif = tif(limited && !order.post_only);
    order.self_trade = self_trade();
    refuse_unsupported();
    order.client_order_id = new_id();
    detail();
    if (error_ || instrument == nullptr) return;
    order.quantity = decimal("quantity", instrument->lot_decimals, Reason::invalid_quantity);
    if (limited) {
      order.limit = decimal("price", instrument->price_decimals, Reason::invalid_price);
    } else if (parameters_.find("price")) {
      fail(not_required("price"));
    }
    if (order.type == OrderType::stop) {
      order.stop = decimal("stopPrice", instrument->price_decimals, Reason::invalid_price);
      // As a request, a stop without a limit sends a market order.
      if (limited && order.limit == 0) fail(error_of(call_.topic, Reason::invalid_price, 0, false));
    } else if (parameters_.find("stopPrice")) {
      fail(not_required("stopPrice"));
    }
    order.valid_until_ns = valid_until_ns_;
    call_.request = std::move(order);
  }

  void replace() {
    const Instrument* instrument = symbol(true);
    ReplaceOrder change;
    change.symbol = call_.symbol;
    call_.side = side(false);
    call_.type = type(false);
    tif(false);
    which(change.target, call_.target_id, "cancelOrigClientOrderId", "cancelOrderId");
    const auto mode = text("cancelReplaceMode");
    if (mode && *mode != "STOP_ON_FAILURE") fail(invalid("cancelReplaceMode"));
    refuse_unsupported();
    change.client_order_id = new_id();
    detail();
    if (error_ || instrument == nullptr) return;
    change.quantity = decimal("quantity", instrument->lot_decimals, Reason::invalid_quantity);
    change.limit = decimal("price", instrument->price_decimals, Reason::invalid_price);
    change.valid_until_ns = valid_until_ns_;
    call_.request = std::move(change);
  }

  const RestRequest& from_;
  const Rules& rules_;
  const TimeNs now_ns_;
  Call& call_;
  Parameters parameters_;
  const Credentials* credentials_ = nullptr;
  TimeNs valid_until_ns_ = 0;
  std::optional<Error> error_;
};

ClientOrderId peeked_id(const Parameters& parameters, std::string_view name) {
  const auto encoded = parameters.find(name);
  if (!encoded || encoded->size() > 3 * client_order_id_size_max) return {};
  return percent_decode(*encoded).value_or(ClientOrderId());
}

}  // namespace

std::optional<Error> parse_call(const RestRequest& from, const Rules& rules, TimeNs now_ns, Call& call) {
  call = Call();
  const std::string_view path = path_of(from.target);
  const Route* route = find_route(from.method, path);
  if (route == nullptr) return not_supported(known_path(path) ? 405 : 404);
  call.topic = route->topic;
  return CallReader(from, rules, now_ns, call).read(route->security);
}

bool peek_request(std::string_view message, CallPeek& out) {
  out = CallPeek();
  const std::optional<Head> head = parse_head(message);
  if (!head || head->status != 0) return false;
  out.topic = topic_of(head->method, path_of(head->target));
  Parameters parameters;
  parameters.add(query_of(head->target));
  const std::size_t end = message.find("\r\n\r\n");
  if (head->method != "GET" && end != std::string_view::npos) parameters.add(message.substr(end + 4));
  out.client_order_id = peeked_id(parameters, "newClientOrderId");
  if (out.topic == Topic::replace) {
    out.other_id = peeked_id(parameters, "cancelOrigClientOrderId");
  } else if (out.topic != Topic::place) {
    out.client_order_id = peeked_id(parameters, "origClientOrderId");
  }
  const bool makes = out.topic == Topic::place || out.topic == Topic::replace;
  if (makes && out.client_order_id.empty()) {
    const ClientOrderId key = unquoted(find_field(head->fields, "Idempotency-Key").value_or(""));
    if (key.size() <= client_order_id_size_max) out.client_order_id = key;
  }
  return true;
}

}  // namespace onefold::venue::http

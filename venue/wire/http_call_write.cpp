// Writing REST requests for clients. All parameters go into the query string, signed as a whole.
#include <algorithm>
#include <cassert>

#include "venue/api/decimal.hpp"
#include "venue/wire/http_call.hpp"
#include "venue/wire/http_json.hpp"
#include "venue/wire/http_signature.hpp"

namespace onefold::venue::http {
namespace {

class QueryWriter {
 public:
  void add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += '&';
    text_ += name;
    text_ += '=';
    percent_encode(value, text_);
  }
  void add(std::string_view name, std::uint64_t value) { add(name, std::to_string(value)); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void append_message(std::string_view method, std::string_view path, std::string_view query,
                    const Caller& caller, std::string_view more_fields, std::string& out) {
  out += method;
  out += ' ';
  out += path;
  if (!query.empty()) {
    out += '?';
    out += query;
  }
  out += " HTTP/1.1\r\nHost: ";
  out += caller.host;
  out += "\r\nX-MBX-APIKEY: ";
  out += caller.credentials->api_key;
  out += "\r\n";
  if (method != "GET") out += "Content-Length: 0\r\n";
  out += more_fields;
  out += "\r\n";
}

// As large as the deadline lets it be; rounded down, so that the venue is never later than the deadline.
std::int64_t window_us(TimeNs now_us, TimeNs valid_until_ns) {
  if (valid_until_ns == 0) return recv_window_max_us;
  return std::clamp<std::int64_t>(valid_until_ns / 1000 - now_us, 0, recv_window_max_us);
}

void append_signed(std::string_view method, std::string_view path, QueryWriter& query, const Caller& caller,
                   TimeNs now_ns, TimeNs valid_until_ns, std::string_view more_fields, std::string& out) {
  const std::int64_t now_us = now_ns / 1000;
  query.add("recvWindow", format_decimal_short(window_us(now_us, valid_until_ns), 3));
  query.add("timestamp", static_cast<std::uint64_t>(now_us));
  query.add("signature", sign(caller.credentials->secret, query.text()));
  append_message(method, path, query.text(), caller, more_fields, out);
}

std::string key_field(std::string_view id) {
  std::string field = "Idempotency-Key: \"";
  for (const char c : id) {
    if (c == '"' || c == '\\') field += '\\';
    field += c;
  }
  field += "\"\r\n";
  return field;
}

const Instrument* find_instrument(const Caller& caller, std::string_view symbol) {
  for (const Instrument& instrument : caller.instruments) {
    if (instrument.symbol == symbol) return &instrument;
  }
  return nullptr;
}

std::string_view self_trade_text(SelfTrade mode) {
  switch (mode) {
    case SelfTrade::allow:
      return "NONE";
    case SelfTrade::cancel_taker:
      return "EXPIRE_TAKER";
    case SelfTrade::cancel_maker:
      return "EXPIRE_MAKER";
    case SelfTrade::cancel_both:
      return "EXPIRE_BOTH";
    case SelfTrade::decrement:
      return "DECREMENT";
    case SelfTrade::venue_default:
      break;
  }
  return {};
}

// One function for each kind of request that a client sends.
class RequestTexts {
 public:
  RequestTexts(const Caller& caller, TimeNs now_ns, std::string& out)
      : caller_(caller), now_ns_(now_ns), out_(out) {}

  bool operator()(const Login&) { return ask("GET", "/api/v3/account"); }
  bool operator()(const QueryOpenOrders&) { return ask("GET", "/api/v3/openOrders"); }

  bool operator()(const NewOrder& order) {
    const Instrument* instrument = find_instrument(caller_, order.symbol);
    const std::string_view tif = tif_word(order.tif);
    if (instrument == nullptr || tif.empty()) return false;
    query_.add("symbol", order.symbol);
    query_.add("side", order.side == Side::buy ? "BUY" : "SELL");
    query_.add("type", type_word(order.type, order.post_only, order.limit));
    if (!order.post_only) query_.add("timeInForce", tif);
    query_.add("quantity", format_decimal(order.quantity, instrument->lot_decimals));
    // A limit of zero is the venue's to refuse; of a stop it says that there is none.
    if (order.type == OrderType::limit || order.limit != 0)
      query_.add("price", format_decimal(order.limit, instrument->price_decimals));
    if (order.type == OrderType::stop)
      query_.add("stopPrice", format_decimal(order.stop, instrument->price_decimals));
    if (order.self_trade != SelfTrade::venue_default)
      query_.add("selfTradePreventionMode", self_trade_text(order.self_trade));
    query_.add("newClientOrderId", order.client_order_id);
    query_.add("newOrderRespType", "RESULT");
    return ask("POST", "/api/v3/order", order.valid_until_ns, key_field(order.client_order_id));
  }

  bool operator()(const ReplaceOrder& change) {
    const Instrument* instrument = find_instrument(caller_, change.symbol);
    if (instrument == nullptr) return false;
    query_.add("symbol", change.symbol);
    query_.add("cancelReplaceMode", "STOP_ON_FAILURE");
    query_.add("cancelOrigClientOrderId", change.target);
    query_.add("quantity", format_decimal(change.quantity, instrument->lot_decimals));
    query_.add("price", format_decimal(change.limit, instrument->price_decimals));
    query_.add("newClientOrderId", change.client_order_id);
    query_.add("newOrderRespType", "RESULT");
    return ask("POST", "/api/v3/order/cancelReplace", change.valid_until_ns,
               key_field(change.client_order_id));
  }

  bool operator()(const CancelOrder& cancel) {
    name_order(cancel.target, cancel.order_id);
    return ask("DELETE", "/api/v3/order");
  }

  bool operator()(const QueryOrder& query) {
    name_order(query.client_order_id, query.order_id);
    return ask("GET", "/api/v3/order");
  }

  bool operator()(const QueryTrades& query) {
    query_.add("fromId", query.after + 1);
    query_.add("limit", trades_page_max);
    return ask("GET", "/api/v3/myTrades");
  }

  bool operator()(const Heartbeat&) {
    append_message("GET", "/api/v3/ping", {}, caller_, {}, out_);
    return true;
  }

  bool operator()(const Subscribe&) { return false; }  // write_upgrade()

  // The dialect has no such requests.
  bool operator()(const MassCancel&) { return false; }
  bool operator()(const CancelAfter&) { return false; }
  bool operator()(const NewOrders&) { return false; }
  bool operator()(const Transfer&) { return false; }
  bool operator()(const QueryTransfer&) { return false; }

 private:
  void name_order(const ClientOrderId& client_order_id, OrderId order_id) {
    if (!client_order_id.empty()) query_.add("origClientOrderId", client_order_id);
    if (order_id != 0) query_.add("orderId", order_id);
  }

  bool ask(std::string_view method, std::string_view path, TimeNs valid_until_ns = 0,
           std::string_view more_fields = {}) {
    append_signed(method, path, query_, caller_, now_ns_, valid_until_ns, more_fields, out_);
    return true;
  }

  const Caller& caller_;
  const TimeNs now_ns_;
  std::string& out_;
  QueryWriter query_;
};

std::string_view method_of(Topic topic) {
  switch (topic) {
    case Topic::stream_open:
    case Topic::webhook_set:
      return "POST";
    case Topic::stream_keep:
      return "PUT";
    case Topic::stream_close:
    case Topic::webhook_remove:
      return "DELETE";
    default:
      return "GET";
  }
}

}  // namespace

bool write_request(const Request& request, const Caller& caller, TimeNs now_ns, std::string& out) {
  return std::visit(RequestTexts(caller, now_ns, out), request);
}

void write_stream_request(Topic topic, std::string_view listen_key, const Caller& caller, std::string& out) {
  assert(topic == Topic::stream_open || topic == Topic::stream_keep || topic == Topic::stream_close);
  QueryWriter query;
  if (topic != Topic::stream_open) query.add("listenKey", listen_key);
  append_message(method_of(topic), "/api/v3/userDataStream", query.text(), caller, {}, out);
}

void write_upgrade(std::string_view listen_key, std::uint64_t from_seq, std::string_view websocket_key,
                   const Caller& caller, std::string& out) {
  std::string path = "/ws/";
  path += listen_key;
  QueryWriter query;
  if (from_seq != 0) query.add("from", from_seq);
  std::string fields = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
  fields += "Sec-WebSocket-Key: ";
  fields += websocket_key;
  fields += "\r\n";
  append_message("GET", path, query.text(), caller, fields, out);
}

void write_webhook_request(Topic topic, std::string_view url, std::uint64_t from_seq, const Caller& caller,
                           TimeNs now_ns, std::string& out) {
  assert(topic == Topic::webhook_set || topic == Topic::webhook_get || topic == Topic::webhook_remove);
  QueryWriter query;
  if (topic == Topic::webhook_set) query.add("url", url);
  if (topic == Topic::webhook_set && from_seq != 0) query.add("fromId", from_seq);
  append_signed(method_of(topic), "/api/v3/webhook", query, caller, now_ns, 0, {}, out);
}

}  // namespace onefold::venue::http

#include "venue/wire/http_routes.hpp"

#include <algorithm>
#include <iterator>

namespace onefold::venue::http {
namespace {

constexpr Route routes[] = {
    {"POST", "/api/v3/order", Topic::place, Security::sign, "new-order"},
    {"DELETE", "/api/v3/order", Topic::cancel, Security::sign, "cancel"},
    {"GET", "/api/v3/order", Topic::query_order, Security::sign, "query-order"},
    {"POST", "/api/v3/order/cancelReplace", Topic::replace, Security::sign, "replace"},
    {"GET", "/api/v3/openOrders", Topic::query_open, Security::sign, "query-open"},
    {"GET", "/api/v3/myTrades", Topic::query_trades, Security::sign, "query-trades"},
    {"GET", "/api/v3/account", Topic::account, Security::sign, "login"},
    {"GET", "/api/v3/ping", Topic::ping, Security::none, "heartbeat"},
    {"GET", "/api/v3/time", Topic::time, Security::none, "question"},
    {"GET", "/api/v3/exchangeInfo", Topic::exchange_info, Security::none, "question"},
    {"GET", "/api/v3/depth", Topic::depth, Security::none, "question"},
    {"POST", "/api/v3/order/test", Topic::place_test, Security::sign, "question"},
    {"DELETE", "/api/v3/openOrders", Topic::cancel_all, Security::sign, "question"},
    {"GET", "/api/v3/allOrders", Topic::all_orders, Security::sign, "question"},
    {"POST", "/api/v3/userDataStream", Topic::stream_open, Security::key, "question"},
    {"PUT", "/api/v3/userDataStream", Topic::stream_keep, Security::key, "question"},
    {"DELETE", "/api/v3/userDataStream", Topic::stream_close, Security::key, "question"},
    {"GET", stream_path, Topic::stream, Security::none, "subscribe"},
    {"POST", "/api/v3/webhook", Topic::webhook_set, Security::sign, "question"},
    {"GET", "/api/v3/webhook", Topic::webhook_get, Security::sign, "question"},
    {"DELETE", "/api/v3/webhook", Topic::webhook_remove, Security::sign, "question"},
};

bool has_path(const Route& route, std::string_view path) {
  if (route.topic == Topic::stream) return path.starts_with(stream_path);
  return route.path == path;
}

}  // namespace

const Route* find_route(std::string_view method, std::string_view path) {
  for (const Route& route : routes) {
    if (route.method == method && has_path(route, path)) return &route;
  }
  return nullptr;
}

bool known_path(std::string_view path) {
  return std::any_of(std::begin(routes), std::end(routes),
                     [path](const Route& route) { return has_path(route, path); });
}

Topic topic_of(std::string_view method, std::string_view path) {
  const Route* route = find_route(method, path);
  return route == nullptr ? Topic::unknown : route->topic;
}

std::string_view kind_of(Topic topic) {
  for (const Route& route : routes) {
    if (route.topic == topic) return route.kind;
  }
  return "question";
}

}  // namespace onefold::venue::http

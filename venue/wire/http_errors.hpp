// The errors of the HTTP dialect: code, text and status of each Reason and of each malformed request.
// docs/http-dialect.md has the table and its source.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "venue/api/messages.hpp"

namespace onefold::venue::http {

// What a request asks for. The first seven have a venue::Request.
enum class Topic : std::uint8_t {
  place,         // POST /order
  cancel,        // DELETE /order
  replace,       // POST /order/cancelReplace
  query_order,   // GET /order
  query_open,    // GET /openOrders
  query_trades,  // GET /myTrades
  account,       // GET /account, which answers Login too
  ping,
  time,
  exchange_info,
  depth,
  place_test,
  cancel_all,
  all_orders,
  stream_open,   // POST /userDataStream
  stream_keep,   // PUT
  stream_close,  // DELETE
  stream,        // GET /ws/<listenKey>, the upgrade
  webhook_set,
  webhook_get,
  webhook_remove,
  unknown,
};

struct Error {
  int status = 400;
  int code = 0;
  std::string msg;
  Reason reason = Reason::malformed;
  std::int64_t retry_after_ns = 0;
  bool closes = false;  // the connection is closed after the answer

  friend bool operator==(const Error&, const Error&) = default;
};

// The answer to a request that a Reason refuses. `idempotency_keys`: the profile stores responses.
Error error_of(Topic topic, Reason reason, std::int64_t retry_after_ns, bool idempotency_keys);

// What an error of a venue that does not say `reason` means, to whoever asked with `topic`. Never none.
Reason reason_of(Topic topic, int status, int code);

// Requests that are none.
Error malformed_http();
Error not_in_time();
Error too_large(int status);  // 413 or 431
Error too_many_parameters();
Error not_supported(int status);  // 404, 405 or 415
Error missing(std::string_view parameter);
Error illegal(std::string_view parameter, Reason reason = Reason::malformed);
Error invalid(std::string_view parameter);
Error not_required(std::string_view parameter);
Error too_precise(std::string_view parameter, Reason reason);
Error coded(int status, int code, std::string_view msg, Reason reason = Reason::malformed);

}  // namespace onefold::venue::http

// The table of docs/http-dialect.md.
#include "venue/wire/http_errors.hpp"

namespace onefold::venue::http {
namespace {

constexpr std::string_view duplicate_text = "Duplicate order sent.";
constexpr std::string_view unsupported_text = "This operation is not supported.";

std::string parameter_text(std::string_view before, std::string_view parameter, std::string_view after) {
  std::string text(before);
  text += '\'';
  text += parameter;
  text += '\'';
  text += after;
  return text;
}

Error unknown_order(Topic topic, Reason reason) {
  if (topic == Topic::query_order) return coded(400, -2013, "Order does not exist.", reason);
  return coded(400, -2011, "Unknown order sent.", reason);
}

struct Told {
  Reason reason;
  int status;
  int code;
  std::string_view msg;
};

constexpr std::string_view no_sequence_text = "Order would not be accepted in this sequence.";

constexpr Told told_errors[] = {
    {Reason::duplicate_id, 400, -2010, duplicate_text},
    {Reason::payload_mismatch, 400, -2010, duplicate_text},
    {Reason::in_flight, 409, -2010, duplicate_text},
    {Reason::invalid_quantity, 400, -1013, "Filter failure: LOT_SIZE"},
    {Reason::invalid_price, 400, -1013, "Filter failure: PRICE_FILTER"},
    {Reason::unknown_symbol, 400, -1121, "Invalid symbol."},
    {Reason::unknown_account, 401, -2015, "Invalid API-key, IP, or permissions for action."},
    {Reason::not_logged_in, 401, -2014, "API-key format invalid."},
    {Reason::deadline_passed, 400, -1021, "Timestamp for this request is outside of the recvWindow."},
    {Reason::throttled, 429, -1003, "Too many requests; please back off."},
    {Reason::banned, 418, -1003, "Way too many requests; IP banned."},
    {Reason::nonce_used, 400, -2010, no_sequence_text},
    {Reason::nonce_too_old, 400, -2010, no_sequence_text},
    {Reason::sequence_gap, 400, -2010, no_sequence_text},
    {Reason::sequence_low, 400, -2010, no_sequence_text},
    {Reason::expired_before, 400, -2010, no_sequence_text},
    {Reason::would_take, 400, -2010, "Order would immediately match and take."},
    {Reason::would_not_fill, 400, -2010, "Order would not fill at once."},
    {Reason::unsupported, 400, -1104, "Unsupported order combination"},
    {Reason::insufficient_funds, 400, -2010, "Account has insufficient balance for requested action."},
    {Reason::several_orders, 400, -2011, "More than one open order has this id."},
    {Reason::replace_half_done, 409, -2021, "Order cancel-replace partially failed."},
};

Error told_error(Topic topic, Reason reason) {
  switch (reason) {
    case Reason::unknown_order:
    case Reason::already_closed:
    case Reason::stale_target:
      return unknown_order(topic, reason);
    case Reason::invalid_id:
      return illegal("newClientOrderId", reason);
    case Reason::malformed:
      return malformed_http();
    default:
      break;
  }
  for (const Told& told : told_errors) {
    if (told.reason == reason) return coded(told.status, told.code, told.msg, reason);
  }
  return coded(
      504, -1007,
      "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
      Reason::internal_error);
}

}  // namespace

Error coded(int status, int code, std::string_view msg, Reason reason) {
  Error error;
  error.status = status;
  error.code = code;
  error.msg = msg;
  error.reason = reason;
  return error;
}

Error error_of(Topic topic, Reason reason, std::int64_t retry_after_ns, bool idempotency_keys) {
  Error error = told_error(topic, reason);
  if (reason == Reason::payload_mismatch && idempotency_keys) error.status = 422;
  error.retry_after_ns = retry_after_ns;
  return error;
}

Reason reason_of(Topic topic, int status, int code) {
  switch (code) {
    case -1003:
    case -1015:
      return Reason::throttled;
    case -1013:
    case -1111:
      return Reason::invalid_quantity;
    case -1021:
      return Reason::deadline_passed;
    case -1022:
    case -2014:
      return Reason::not_logged_in;
    case -1121:
      return Reason::unknown_symbol;
    case -1125:
    case -2015:
      return Reason::unknown_account;
    case -2010:
      if (status == 409) return Reason::in_flight;
      return status == 422 ? Reason::payload_mismatch : Reason::duplicate_id;
    case -2011:
    case -2013:
      return Reason::unknown_order;
    case -2022:
      return topic == Topic::replace ? Reason::unknown_order : Reason::malformed;
    default:
      break;
  }
  if (status == 429 || status == 418) return Reason::throttled;
  return status >= 400 && status < 500 ? Reason::malformed : Reason::internal_error;
}

Error malformed_http() {
  Error error = coded(400, -1000, "Malformed HTTP request.");
  error.closes = true;
  return error;
}

Error not_in_time() {
  Error error = coded(408, -1000, "The request did not arrive in time.");
  error.closes = true;
  return error;
}

Error too_large(int status) {
  Error error = too_many_parameters();
  error.status = status;
  error.closes = true;
  return error;
}

Error too_many_parameters() {
  return coded(400, -1101, "Too many parameters sent for this endpoint.");
}

Error not_supported(int status) {
  return coded(status, -1020, unsupported_text);
}

Error missing(std::string_view parameter) {
  return coded(
      400, -1102,
      parameter_text("Mandatory parameter ", parameter, " was not sent, was empty/null, or malformed."));
}

Error illegal(std::string_view parameter, Reason reason) {
  return coded(400, -1100, parameter_text("Illegal characters found in parameter ", parameter, "."), reason);
}

Error invalid(std::string_view parameter) {
  return coded(400, -1130, parameter_text("Data sent for parameter ", parameter, " is not valid."));
}

Error not_required(std::string_view parameter) {
  return coded(400, -1106, parameter_text("Parameter ", parameter, " sent when not required."));
}

Error too_precise(std::string_view parameter, Reason reason) {
  return coded(400, -1111, parameter_text("Parameter ", parameter, " has too much precision."), reason);
}

}  // namespace onefold::venue::http

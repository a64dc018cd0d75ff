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
  Error error;
  switch (reason) {
    case Reason::duplicate_id:
      error = coded(400, -2010, duplicate_text, reason);
      break;
    case Reason::payload_mismatch:
      error = coded(idempotency_keys ? 422 : 400, -2010, duplicate_text, reason);
      break;
    case Reason::in_flight:
      error = coded(409, -2010, duplicate_text, reason);
      break;
    case Reason::unknown_order:
    case Reason::already_closed:
    case Reason::stale_target:
      error = unknown_order(topic, reason);
      break;
    case Reason::invalid_id:
      error = illegal("newClientOrderId", reason);
      break;
    case Reason::invalid_quantity:
      error = coded(400, -1013, "Filter failure: LOT_SIZE", reason);
      break;
    case Reason::invalid_price:
      error = coded(400, -1013, "Filter failure: PRICE_FILTER", reason);
      break;
    case Reason::unknown_symbol:
      error = coded(400, -1121, "Invalid symbol.", reason);
      break;
    case Reason::unknown_account:
      error = coded(401, -2015, "Invalid API-key, IP, or permissions for action.", reason);
      break;
    case Reason::not_logged_in:
      error = coded(401, -2014, "API-key format invalid.", reason);
      break;
    case Reason::deadline_passed:
      error = coded(400, -1021, "Timestamp for this request is outside of the recvWindow.", reason);
      break;
    case Reason::throttled:
      error = coded(429, -1003, "Too many requests; please back off.", reason);
      break;
    case Reason::banned:
      error = coded(418, -1003, "Way too many requests; IP banned.", reason);
      break;
    case Reason::nonce_used:
    case Reason::nonce_too_old:
    case Reason::sequence_gap:
    case Reason::sequence_low:
    case Reason::expired_before:
      error = coded(400, -2010, "Order would not be accepted in this sequence.", reason);
      break;
    case Reason::would_take:
      error = coded(400, -2010, "Order would immediately match and take.", reason);
      break;
    case Reason::would_not_fill:
      error = coded(400, -2010, "Order would not fill at once.", reason);
      break;
    case Reason::unsupported:
      error = coded(400, -1104, "Unsupported order combination", reason);
      break;
    case Reason::insufficient_funds:
      error = coded(400, -2010, "Account has insufficient balance for requested action.", reason);
      break;
    case Reason::several_orders:
      error = coded(400, -2011, "More than one open order has this id.", reason);
      break;
    case Reason::replace_half_done:
      error = coded(409, -2021, "Order cancel-replace partially failed.", reason);
      break;
    case Reason::none:
    case Reason::internal_error:
      error = coded(504, -1007,
                    "Timeout waiting for response from backend server. Send status unknown; execution status "
                    "unknown.",
                    Reason::internal_error);
      break;
    case Reason::malformed:
      error = malformed_http();
      break;
  }
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

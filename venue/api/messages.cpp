#include "venue/api/messages.hpp"

#include <type_traits>

namespace onefold::venue {

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "none";
    case Reason::duplicate_id:
      return "duplicate-id";
    case Reason::payload_mismatch:
      return "payload-mismatch";
    case Reason::in_flight:
      return "in-flight";
    case Reason::unknown_order:
      return "unknown-order";
    case Reason::already_closed:
      return "already-closed";
    case Reason::stale_target:
      return "stale-target";
    case Reason::invalid_id:
      return "invalid-id";
    case Reason::invalid_quantity:
      return "invalid-quantity";
    case Reason::invalid_price:
      return "invalid-price";
    case Reason::unknown_symbol:
      return "unknown-symbol";
    case Reason::unknown_account:
      return "unknown-account";
    case Reason::not_logged_in:
      return "not-logged-in";
    case Reason::deadline_passed:
      return "deadline-passed";
    case Reason::throttled:
      return "throttled";
    case Reason::internal_error:
      return "internal-error";
    case Reason::malformed:
      return "malformed";
    case Reason::banned:
      return "banned";
    case Reason::nonce_used:
      return "nonce-used";
    case Reason::nonce_too_old:
      return "nonce-too-old";
    case Reason::sequence_gap:
      return "sequence-gap";
    case Reason::sequence_low:
      return "sequence-low";
    case Reason::would_take:
      return "would-take";
    case Reason::would_not_fill:
      return "would-not-fill";
    case Reason::unsupported:
      return "unsupported";
    case Reason::insufficient_funds:
      return "insufficient-funds";
    case Reason::expired_before:
      return "expired-before";
    case Reason::several_orders:
      return "several-orders";
    case Reason::replace_half_done:
      return "replace-half-done";
  }
  return "?";
}

Certainty certainty(Reason reason) {
  switch (reason) {
    case Reason::duplicate_id:
    case Reason::nonce_used:
    case Reason::sequence_low:
      return Certainty::exists;
    case Reason::in_flight:
    case Reason::internal_error:
    case Reason::replace_half_done:
      return Certainty::unknown;
    default:
      return Certainty::refused;
  }
}

std::string_view to_string(ExecutionKind kind) {
  switch (kind) {
    case ExecutionKind::accepted:
      return "accepted";
    case ExecutionKind::filled:
      return "filled";
    case ExecutionKind::cancelled:
      return "cancelled";
    case ExecutionKind::replaced:
      return "replaced";
    case ExecutionKind::triggered:
      return "triggered";
    case ExecutionKind::expired:
      return "expired";
    case ExecutionKind::busted:
      return "busted";
  }
  return "?";
}

std::string_view kind_of(const Request& request) {
  static constexpr std::string_view names[] = {
      "login",     "new-order", "cancel",      "replace",      "query-order", "query-open", "query-trades",
      "subscribe", "heartbeat", "mass-cancel", "cancel-after", "new-orders",  "transfer",   "query-transfer"};
  static_assert(std::size(names) == std::variant_size_v<Request>);
  return names[request.index()];
}

std::string_view kind_of(const Reply& reply) {
  if (const auto* report = std::get_if<ExecutionReport>(&reply)) {
    switch (report->kind) {
      case ExecutionKind::accepted:
        return "event-accepted";
      case ExecutionKind::filled:
        return "event-filled";
      case ExecutionKind::cancelled:
        return "event-cancelled";
      case ExecutionKind::replaced:
        return "event-replaced";
      case ExecutionKind::triggered:
        return "event-triggered";
      case ExecutionKind::expired:
        return "event-expired";
      case ExecutionKind::busted:
        return "event-busted";
    }
  }
  static constexpr std::string_view names[] = {
      "logged-in",      "accepted",         "cancelled",    "replaced",    "rejected",
      "order-report",   "open-orders",      "trades",       "event",       "heartbeat",
      "mass-cancelled", "cancel-after-set", "batch-answer", "transferred", "transfer-report"};
  static_assert(std::size(names) == std::variant_size_v<Reply>);
  return names[reply.index()];
}

}  // namespace onefold::venue

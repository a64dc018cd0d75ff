// Checks intents.
#include "client/intent_rules.hpp"

#include <algorithm>

namespace onefold::client {

using venue::Reason;

bool is_recordable(const venue::Intent& intent) {
  return !intent.id.empty() && intent.id.size() <= intent_id_size_max &&
         intent.target.size() <= intent_id_size_max && intent.symbol.size() <= venue::symbol_size_max;
}

namespace {

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

Reason check_transfer(const venue::Intent& intent) {
  if (intent.quantity < 1) return Reason::invalid_quantity;
  if (intent.symbol.empty() || !is_printable(intent.symbol)) return Reason::unknown_symbol;
  const bool sound = !intent.target.empty() && intent.target.size() <= venue::account_size_max &&
                     is_printable(intent.target);
  return sound ? Reason::none : Reason::unknown_account;
}

}  // namespace

Reason check_terms(const venue::Intent& intent) {
  if (intent.kind == venue::IntentKind::cancel) return Reason::none;
  if (intent.kind == venue::IntentKind::transfer) return check_transfer(intent);
  if (intent.quantity < 1 || intent.quantity > venue::lots_max) return Reason::invalid_quantity;
  const bool replace = intent.kind == venue::IntentKind::replace;
  const bool market = !replace && intent.type == venue::OrderType::market;
  const bool stop = !replace && intent.type == venue::OrderType::stop;
  if (intent.limit < (market || stop ? 0 : 1) || intent.limit > (market ? 0 : venue::ticks_max))
    return Reason::invalid_price;
  if (replace) return Reason::none;
  if (intent.stop < (stop ? 1 : 0) || intent.stop > (stop ? venue::ticks_max : 0))
    return Reason::invalid_price;
  const bool expires = intent.tif == venue::TimeInForce::good_till_time;
  if (expires ? intent.expires_ns <= 0 : intent.expires_ns != 0) return Reason::unsupported;
  return intent.symbol.empty() || !is_printable(intent.symbol) ? Reason::unknown_symbol : Reason::none;
}

}  // namespace onefold::client

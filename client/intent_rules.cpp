// Checks intents.
#include "client/intent_rules.hpp"

#include <algorithm>

namespace onefold::client {

using venue::Reason;

bool is_recordable(const venue::Intent& intent) {
  return !intent.id.empty() && intent.id.size() <= intent_id_size_max &&
         intent.target.size() <= intent_id_size_max && intent.symbol.size() <= venue::symbol_size_max;
}

Reason check_terms(const venue::Intent& intent) {
  if (intent.kind == venue::IntentKind::cancel) return Reason::none;
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
  const bool printable =
      std::all_of(intent.symbol.begin(), intent.symbol.end(), [](char c) { return c > ' ' && c <= '~'; });
  return intent.symbol.empty() || !printable ? Reason::unknown_symbol : Reason::none;
}

}  // namespace onefold::client

// Which intent an order belongs to: by its terms at acceptance, never by the client's own ids.
//
// An order's lineage starts at its acceptance with these terms and goes on through the venue's replaces,
// which keep the order id. Intents and orders with equal terms on one account are compared as a group.
#pragma once

#include <string_view>
#include <tuple>

#include "properties/evidence.hpp"

namespace onefold::properties {

// What an order must have in common with the intent it came from. Views into the record.
struct LineageTerms {
  Index account = none;
  std::string_view symbol;
  venue::Side side = venue::Side::buy;
  venue::OrderType type = venue::OrderType::limit;
  venue::TimeInForce tif = venue::TimeInForce::good_till_cancel;
  venue::Lots quantity = 0;
  venue::Ticks limit = 0;
  venue::Ticks stop = 0;
  bool post_only = false;
  venue::TimeNs expires_ns = 0;  // of good-till-time alone

  auto tied() const {
    return std::tie(account, symbol, side, type, tif, quantity, limit, stop, post_only, expires_ns);
  }
  friend bool operator==(const LineageTerms& a, const LineageTerms& b) { return a.tied() == b.tied(); }
  friend bool operator<(const LineageTerms& a, const LineageTerms& b) { return a.tied() < b.tied(); }
};

LineageTerms lineage_terms(Index account, const venue::Intent& place);
LineageTerms lineage_terms(Index account, const venue::OrderState& at_acceptance);
LineageTerms lineage_terms(Index account, const venue::NewOrder& request);

// How often a group's orders were replaced to (quantity, limit), and how often that was meant. A replace to
// no more than was executed cancels the rest of the order: such cancellations are counted apart.
struct ReplaceCount {
  int meant = 0;     // replace intents
  int done = 0;      // of them said to be done
  int open = 0;      // of them pending or unknown
  int happened = 0;  // replacements at the venue
  int closed = 0;    // cancellations of orders that had executed `quantity` or more
};
ReplaceCount count_replaces(const Evidence& evidence, Index group, venue::Lots quantity, venue::Ticks limit);

// Whether an order is closed as a replace intent of its group asked: to no more than it had executed. The
// venue then reports a replacement with the terms unchanged, and a cancellation.
bool closed_by_replace(const Evidence& evidence, Index group, const venue::OrderState& last);

// Whether the execution at `place` among the order's reports is that replacement: terms unchanged, then the
// cancellation.
bool closes_by_replace(const Evidence& evidence, const OrderFacts& order, std::size_t place);

// Whether the venue made the order smaller to keep it from trading with an open order of its own account: a
// replacement under the same id.
bool is_decrement(const Evidence& evidence, Index order, const venue::ExecutionReport& report);

// Whether the venue closes this order by its own rules, or by a request that names no order: what an
// immediate-or-cancel, fill-or-kill or market order could not fill, what would trade with an open order of
// the same account (self-trade prevention), what a replace in two steps ends, what expired, what was closed
// and lost its fill to a bust, and what a mass cancel, a dead man's switch or a lost connection cancels.
bool cancelled_by_venue(const Evidence& evidence, Index order);

// The order as it stood right before the execution at `index` of the record; null if it was not accepted yet.
const venue::OrderState* state_before(const Evidence& evidence, Index order, Index index);

// What the group's clients last said of its place intents.
struct PlaceCount {
  int done = 0;
  int refused = 0;
  int open = 0;  // pending or unknown
};
PlaceCount count_places(const Evidence& evidence, Index group);

}  // namespace onefold::properties

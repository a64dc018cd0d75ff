// What a user of an execution client wants done, and what the client believes became of it.
//
// An intent is one decision about money. Its id is given by its source and is the same each time the source
// repeats it; a client places each intent exactly once, however often it is submitted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "venue/api/messages.hpp"
#include "venue/api/types.hpp"

namespace onefold::venue {

// transfer: money out of the client's account, to another account of the venue or to an address outside.
enum class IntentKind : std::uint8_t { place, cancel, replace, transfer };
std::string_view to_string(IntentKind kind);

struct Intent {
  std::string id;  // 1 to 64 bytes, unique per client
  IntentKind kind = IntentKind::place;
  std::string target;                               // cancel, replace: id of the place intent meant;
                                                    // transfer: who gets it
  std::string symbol;                               // place; transfer: the asset
  Side side = Side::buy;                            // place
  OrderType type = OrderType::limit;                // place
  TimeInForce tif = TimeInForce::good_till_cancel;  // place
  Lots quantity = 0;                                // place, replace (new total); transfer: minor units
  Ticks limit = 0;                                  // place (0: market), replace
  Ticks stop = 0;                                   // place, type stop
  TimeNs expires_ns = 0;                            // place, tif good_till_time; venue clock
  bool post_only = false;                           // place
  SelfTrade self_trade = SelfTrade::venue_default;  // place

  friend bool operator==(const Intent&, const Intent&) = default;
};

// pending: still being worked on. done: took effect once (a cancel of a dead order is done too: nothing is
// left open). refused: certain to have had, and to have, no effect. unknown: the client gave up; a person
// must decide.
enum class Outcome : std::uint8_t { pending, done, refused, unknown };
std::string_view to_string(Outcome outcome);

// One intent as its client sees it.
struct IntentView {
  std::string id;
  Outcome outcome = Outcome::pending;
  Reason reason = Reason::none;            // of a refusal
  ClientOrderId client_order_id;           // of place and replace, once stamped
  OrderId order_id = 0;                    // once known
  OrderStatus status = OrderStatus::open;  // of the order; meaningful once order_id is known, or done
  Lots filled = 0;                         // of the order
  int attempts = 0;  // requests sent for it, over all lives of the client as far as it recalls
};

struct PositionView {
  std::string symbol;
  Lots quantity = 0;  // bought minus sold
};

// Everything a client says it believes at one moment. Vectors are sorted by id or symbol.
struct ClientView {
  bool ready = false;  // recovered and reconciled: false right after a start
  std::vector<IntentView> intents;
  std::vector<PositionView> positions;  // symbols never traded may be absent
  std::vector<OrderState> open_orders;  // by order id
  std::vector<OrderId> orphans;         // open at the venue, of no intent of this client
  std::vector<std::string> ghosts;      // intents believed open that the venue does not know
};

}  // namespace onefold::venue

// What an exchange does of its own accord, as data: no request asks for it, and the journal records it as it
// records requests.
#pragma once

#include <cstdint>

#include "venue/api/types.hpp"

namespace onefold::venue {

struct VenueAct {
  enum class Kind : std::uint8_t {
    let_time_pass,   // orders expire, the day ends, dead man's switches strike: whatever is due
    cancel_account,  // all open orders of the account: nobody of it is connected any more
    reset_sequence,  // the account numbers its messages anew: it asked for that when it logged in
    bust_trade,      // the trade never was: fills and positions are as without it
    end_day,         // now, whatever the clock says
    // what misbehaviour is made of
    store_error,  // the next request, if it has the client order id, is answered for good with internal_error
    evict_id,     // the client order id that is recalled for longest is not recalled any more
    free_id,      // the client order id is not
    lose_ids,     // none is
  };
  Kind kind = Kind::let_time_pass;
  TradeId trade = 0;                   // bust_trade
  ClientOrderId client_order_id = {};  // store_error, free_id: of the account
  bool before = false;                 // store_error: in place of the effect

  friend bool operator==(const VenueAct&, const VenueAct&) = default;
};

}  // namespace onefold::venue

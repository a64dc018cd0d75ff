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
  };
  Kind kind = Kind::let_time_pass;
  TradeId trade = 0;  // bust_trade

  friend bool operator==(const VenueAct&, const VenueAct&) = default;
};

}  // namespace onefold::venue

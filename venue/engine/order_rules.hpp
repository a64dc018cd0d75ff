// Which orders a venue takes: types, times in force and modes that its profile names, and the steps of the
// instrument.
//
// Form only: nothing here depends on orders or on the time, so what passes at arrival passes at the effect.
#pragma once

#include "venue/api/messages.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::venue {

// none, unsupported, invalid_quantity or invalid_price.
Reason check_order(const Profile& profile, const Instrument& instrument, const NewOrder& order);

// Of quantity, and of limit and stop where they are not 0.
Reason check_steps(const Instrument& instrument, Lots quantity, Ticks limit, Ticks stop);

// What the request chose, or the venue's own. Never venue_default.
SelfTrade self_trade_of(const OrderRules& rules, SelfTrade asked);

// Whether an order that is not wholly traded at once may rest in the book.
bool may_rest(OrderType type, TimeInForce tif, Ticks limit);

}  // namespace onefold::venue

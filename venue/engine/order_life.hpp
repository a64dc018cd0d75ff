// What happens to the orders of an exchange within one step: they trade, rest, sleep, wake, shrink and end.
// Private to venue/engine.
//
// A step is one request or one act of the venue (venue_acts.cpp), atomic and one record of the journal. All
// that follows from it belongs to it: the stops that its trades wake, and those that their trades wake.
#pragma once

#include "venue/engine/engine_state.hpp"

namespace onefold::venue {

struct Step {
  Engine::State& state;
  AccountId account;
  TimeNs now_ns;
  Execution& execution;

  bool remembered = false;  // a refusal was written down, or a time that comes up later

  bool changed() const { return state.log.rows() >= execution.first_number || remembered; }
};

// An order whose row accepted is written. A stop sleeps; others trade, and their rest rests or is cancelled.
void enter(Step& step, OrderId id);

// An open order out of the book that has to be matched again, because its terms changed.
void enter_again(Step& step, OrderId id);

// Whether an order of these terms would trade at once; and whether all of it would.
bool would_take(const Step& step, const Order& order);
bool would_fill(const Step& step, const Order& order);

// Takes an open order out of the book, or out of its sleep; it stays open.
void take_out(Step& step, OrderId id);

// Ends an open order. `kind` is cancelled or expired.
void end_order(Step& step, OrderId id, ExecutionKind kind = ExecutionKind::cancelled);

// Of an order that closed: its ids are recalled as those of closed orders are.
void close_ids(Step& step, OrderId id);

// Misbehaviour, once (VenueAct::store_error): whether the request was answered with an error in place of its
// effect; and what else, once it took effect, it is answered with for good.
bool fails_before(Step& step, const Request& request);
void fail_after(Step& step, const Request& request);

// ---- venue_acts.cpp
// Requests that the profile admits.
void mass_cancel(Step& step, const MassCancel& request);
void set_cancel_timer(Step& step, const CancelAfter& request);
// The first effect of an exchange says which day it is.
void note_day(Engine::State& state, TimeNs now_ns);

}  // namespace onefold::venue

// What order requests share: how they are refused, what claims a client order id, and which orders a cancel
// or replace means. Private to venue/engine.
#pragma once

#include <string_view>
#include <vector>

#include "venue/engine/order_life.hpp"

namespace onefold::venue {

// A place or a replace: a request under a client order id of its own. Borrows the id from the request.
struct Claim {
  std::uint64_t request = 0;
  const ClientOrderId& id;
  Terms terms;
};
Claim claim_of(const NewOrder& request);
Claim claim_of(const ReplaceOrder& request);

void refuse(Step& step, std::uint64_t request, Reason reason, std::string_view id);

// Nothing is sent.
void keep_silent(Step& step);

// Refuses with an answer that claims the id where refusals do.
void refuse_for_good(Step& step, const Claim& claim, Reason reason);

// What the id rules say, noted among the paths.
IdVerdict judge_id(Step& step, const Claim& claim);

// True when the request goes on under this verdict; else it is answered by it. Not for amend.
bool admit_id(Step& step, const Claim& claim, const IdVerdict& verdict);

// Answers a request that took effect on this order, and claims its id. A place that changed an order which
// had its id is answered as a replace.
void succeed(Step& step, const Claim& claim, OrderId id, bool amended = false);

// The order that a cancel or replace by this id means, or why there is none. `found` is set but with
// unknown_order. A label that several orders have means the newest open one, if the profile says nothing
// else.
Reason find_target(const Step& step, std::string_view target, OrderId& found);
void note_target(Step& step, Reason reason, OrderId id);

// New terms of an open order, its id unchanged if `id` is null. Quantity is the total, executed part
// included.
struct Change {
  const ClientOrderId* id = nullptr;
  Lots quantity = 0;
  Ticks limit = 0;
};
// An order that only gets smaller keeps its place in the queue.
void change_terms(Step& step, OrderId id, const Change& change);

// Books `more` lots on what the account may order of the symbol; false if that is too much.
bool count_ordered(Step& step, std::uint32_t symbol, Lots more);

// Why an order that is right in form cannot be taken as the market and the clock stand; noted among the
// paths.
Reason refusal_of(Step& step, const Order& order);

// ---- the effects of requests that arrive() admitted: place_order.cpp, cancel_order.cpp, replace_order.cpp
void place(Step& step, const NewOrder& request);
void cancel(Step& step, const CancelOrder& request);
void replace(Step& step, const ReplaceOrder& request);

}  // namespace onefold::venue

// What the venue answers about transfers, and about several orders at once.
#include <utility>

#include "client/client_core.hpp"
#include "client/paths.hpp"

namespace onefold::client {

using venue::Outcome;
using venue::Reason;

// The intent that this transfer is of, or no_intent: ours has the id and the terms.
IntentIndex ClientCore::learn_transfer(const venue::TransferState& transfer) {
  const IntentIndex index = state_.find_client_order_id(transfer.client_transfer_id);
  if (index == no_intent) return no_intent;
  const Tracked& tracked = state_.at(index);
  const venue::Intent& intent = tracked.intent;
  const bool ours = intent.kind == venue::IntentKind::transfer && intent.symbol == transfer.asset &&
                    intent.quantity == transfer.amount && intent.target == transfer.to;
  if (!ours) return no_intent;
  if (tracked.outcome == Outcome::pending || tracked.outcome == Outcome::unknown)
    resolve(index, Outcome::done, Reason::none);
  return index;
}

void ClientCore::on_one(const venue::Transferred& reply) {
  const auto pending = take_pending(reply.request);
  if (pending && reply.original) report(path::original_returned, pending->intent);
  const IntentIndex intent = learn_transfer(reply.transfer);
  if (!pending || pending->ask != Ask::send || intent == pending->intent) return;
  Standing& standing = work_[pending->intent].standing;
  // The id names a transfer with other terms, so it was taken before we used it.
  report(path::id_taken_by_other, pending->intent);
  standing.refusal = Reason::duplicate_id;
  standing.refusal_ns = now_ns_;
}

void ClientCore::on_one(const venue::TransferReport& reply) {
  const auto pending = take_pending(reply.request);
  bool found = false;
  for (const venue::TransferState& transfer : reply.transfers) {
    const bool was_open = pending && pending->intent != no_intent && !state_.at(pending->intent).resolved();
    found |= pending && learn_transfer(transfer) == pending->intent;
    if (found && was_open) report(path::query_resolved, pending->intent);
  }
  if (!pending || pending->ask != Ask::query || state_.at(pending->intent).resolved()) return;
  if (!found) found_no_order(pending->intent, *pending, !reply.transfers.empty());
}

// Each leg as if it had been answered alone.
void ClientCore::on_one(const venue::BatchAnswer& reply) {
  for (const venue::LegAnswer& leg : reply.legs) {
    if (leg.reason == Reason::none) {
      on_one(venue::Accepted{leg.request, leg.order, leg.original});
    } else {
      on_one(venue::Rejected{leg.request, leg.reason, leg.client_order_id, 0, leg.code});
    }
  }
}

}  // namespace onefold::client

// Two instances on one account: what the one that leads may do, and what it takes over.
//
// Whatever the other one may have sent counts as sent when the lead began here, as after a restart the sends
// of earlier lives do. Its copies carry the same ids, for both derive them from the intents.
#include "client/client_core.hpp"
#include "client/intent_rules.hpp"
#include "client/paths.hpp"
#include "client/venue_promises.hpp"

namespace onefold::client {

using venue::IntentKind;

void ClientCore::lead_until(SteadyNs until_ns) {
  if (stopped_) return;
  begin();
  lead_until_ns_ = until_ns;
  ask_for_turn();
}

// Before anything else of a turn, so that what the other one sends is known when it is told of.
void ClientCore::follow_lead() {
  const bool leading = leads(now_ns_);
  if (leading == lead_taken_) return;
  lead_taken_ = leading;
  for (IntentIndex i = 0; i < state_.size(); ++i) {
    if (state_.at(i).resolved()) continue;
    leave_to_other(i);
    if (leading) report(path::taken_over, i);
    touch(i);
  }
}

// The other instance may have sent it, or may yet.
void ClientCore::leave_to_other(IntentIndex intent) {
  if (depends_on_order(state_.at(intent).intent.kind)) {
    work_[intent].copied = true;
  } else {
    assume_sent(intent);
  }
}

// By the other instance, at any time up to now.
void ClientCore::assume_sent(IntentIndex intent) {
  Work& work = work_[intent];
  work.copied = false;
  if (!state_.at(intent).ever_sent()) {
    const RequestStamped stamp = make_stamp(intent, false);
    record(stamp);
    work.standing.attempts = static_cast<int>(stamp.attempt);
  }
  work.standing.open = std::max(work.standing.open, 1);
  work.standing.first_open_ns = never_ns;
  work.standing.last_open_ns = now_ns_;
  date_standing(state_.at(intent).stamp, work.standing);
}

void ClientCore::submit_copy(const venue::Intent& intent) {
  if (stopped_ || broken_) return;  // it will come again
  begin();
  const bool known = state_.find(intent.id) != no_intent;
  if (known) return;
  accept(intent);
  const IntentIndex index = state_.find(intent.id);
  if (index != no_intent && !state_.at(index).resolved()) leave_to_other(index);
  ask_for_turn();
}

void ClientCore::conclude(std::string_view intent, venue::Outcome outcome, venue::Reason reason) {
  if (stopped_ || broken_ || leads(now_ns_)) return;
  begin();
  const IntentIndex index = state_.find(intent);
  if (index == no_intent || state_.at(index).resolved() || work_[index].standing.exists) return;
  resolve(index, outcome, reason);
  ask_for_turn();
}

std::vector<venue::Intent> ClientCore::pending() const {
  std::vector<bool> wanted(state_.size(), false);
  for (IntentIndex i = 0; i < state_.size(); ++i) {
    if (state_.at(i).resolved()) continue;
    wanted[i] = true;
    if (state_.at(i).target != no_intent) wanted[state_.at(i).target] = true;
  }
  std::vector<venue::Intent> intents;
  for (IntentIndex i = 0; i < state_.size(); ++i) {
    if (wanted[i]) intents.push_back(state_.at(i).intent);
  }
  return intents;
}

std::optional<Resolution> ClientCore::resolution_of(std::string_view intent) const {
  const IntentIndex index = state_.find(intent);
  if (index == no_intent) return std::nullopt;
  return Resolution{state_.at(index).outcome, state_.at(index).reason};
}

}  // namespace onefold::client

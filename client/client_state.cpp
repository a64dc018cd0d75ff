// Folds records.
#include "client/client_state.hpp"
#include "client/intent_rules.hpp"

#include <algorithm>
#include <cstdint>

namespace onefold::client {

using venue::ClientCallback;

namespace {

bool is_amount(std::int64_t value, std::int64_t max) {
  return value >= 0 && value <= max;
}

// No live client writes others; a file may hold anything.
bool is_sound(const RequestStamped& record) {
  return record.attempt >= 1 && record.attempt <= INT32_MAX;
}
bool is_sound(const OrderSeen& record) {
  const venue::OrderState& order = record.order;
  return order.order_id != 0 && is_amount(order.quantity, venue::lots_max) &&
         is_amount(order.filled, venue::lots_max) && is_amount(order.limit, venue::ticks_max);
}
bool is_sound(const IntentResolved& record) {
  return record.number != 0 && record.outcome != venue::Outcome::pending;
}
bool is_sound(const venue::Fill& fill) {
  return is_amount(fill.quantity, venue::lots_max) && is_amount(fill.price, venue::ticks_max);
}

}  // namespace

bool ClientState::apply(const Record& record) {
  return std::visit([this](const auto& one) { return apply_one(one); }, record);
}

bool ClientState::apply_one(const IntentAccepted& record) {
  const IntentIndex index = size();
  if (!by_id_.emplace(record.intent.id, index).second) return false;
  Tracked& tracked = intents_.emplace_back();
  tracked.intent = record.intent;
  tracked.accepted_number = record.number;
  callbacks_ = std::max(callbacks_, record.number);
  if (!depends_on_order(record.intent.kind)) return true;
  const IntentIndex target = find(record.intent.target);
  if (target == no_intent || intents_[target].intent.kind != venue::IntentKind::place) return true;
  tracked.target = target;
  intents_[target].dependents.push_back(index);
  return true;
}

bool ClientState::apply_one(const RequestStamped& record) {
  if (record.intent >= size() || !is_sound(record)) return false;
  intents_[record.intent].stamp = record;
  next_session_seq_ = std::max(next_session_seq_, record.seq + 1);
  last_nonce_ = std::max(last_nonce_, record.nonce);
  if (!record.client_order_id.empty()) by_client_order_id_[record.client_order_id] = record.intent;
  return true;
}

bool ClientState::apply_one(const OrderSeen& record) {
  if (record.intent >= size() || !is_sound(record)) return false;
  intents_[record.intent].order = record.order;
  by_order_id_[record.order.order_id] = record.intent;
  return true;
}

bool ClientState::apply_one(const IntentResolved& record) {
  if (record.intent >= size() || !is_sound(record)) return false;
  Tracked& tracked = intents_[record.intent];
  tracked.outcome = record.outcome;
  tracked.reason = record.reason;
  tracked.resolved_number = record.number;
  callbacks_ = std::max(callbacks_, record.number);
  return true;
}

bool ClientState::apply_one(const FillTaken& record) {
  if ((record.intent != no_intent && record.intent >= size()) || !is_sound(record.fill)) return false;
  fills_->apply(record.fill);
  fill_log_.push_back(record);
  if (record.intent != no_intent) intents_[record.intent].filled_order = record.fill.order_id;
  callbacks_ = std::max(callbacks_, record.number);
  if (record.seq != 0) trade_cursor_ = std::max(trade_cursor_, record.fill.trade_id);
  return true;
}

bool ClientState::apply_one(const StreamAdvanced& record) {
  stream_seq_ = record.seq;
  return true;
}

bool ClientState::apply_one(const CallbacksDelivered& record) {
  delivered_ = std::max(delivered_, record.number);
  return true;
}

bool ClientState::apply_one(const FillBusted& record) {
  if ((record.intent != no_intent && record.intent >= size()) || !is_sound(record.fill)) return false;
  fills_->bust(record.fill);
  bust_log_.push_back(record);
  if (record.intent != no_intent) intents_[record.intent].busted = true;
  callbacks_ = std::max(callbacks_, record.number);
  return true;
}

bool ClientState::apply_one(const SessionResumed& record) {
  for (Tracked& tracked : intents_) {
    if (tracked.stamp.seq > record.last_received) tracked.stamp.seq = 0;
  }
  next_session_seq_ = record.last_received + 1;
  return true;
}

IntentIndex ClientState::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? no_intent : found->second;
}

IntentIndex ClientState::find_client_order_id(const venue::ClientOrderId& id) const {
  const auto found = by_client_order_id_.find(id);
  return found == by_client_order_id_.end() ? no_intent : found->second;
}

IntentIndex ClientState::find_order(venue::OrderId order, const venue::ClientOrderId& first,
                                    const venue::ClientOrderId& current) const {
  const auto found = by_order_id_.find(order);
  const IntentIndex numbered = found == by_order_id_.end() ? no_intent : found->second;
  if (numbered != no_intent && intents_[numbered].stamp.client_order_id == first) return numbered;
  for (const venue::ClientOrderId* id : {&first, &current}) {
    const IntentIndex index = find_client_order_id(*id);
    if (index == no_intent) continue;
    if (intents_[index].intent.kind == venue::IntentKind::place) return index;
    if (intents_[index].target != no_intent) return intents_[index].target;
  }
  return numbered;
}

int ClientState::generation(IntentIndex place, const venue::ClientOrderId& id) const {
  if (intents_[place].stamp.client_order_id == id) return 0;
  const auto& dependents = intents_[place].dependents;
  for (std::size_t i = 0; i < dependents.size(); ++i) {
    if (intents_[dependents[i]].stamp.client_order_id == id) return static_cast<int>(i) + 1;
  }
  return -1;
}

std::vector<Record> ClientState::snapshot() const {
  std::vector<Record> records;
  records.reserve(intents_.size() * 3 + fill_log_.size() + 2);
  for (const Tracked& tracked : intents_) {
    records.emplace_back(IntentAccepted{tracked.accepted_number, tracked.intent});
  }
  for (IntentIndex i = 0; i < size(); ++i) {
    const Tracked& tracked = intents_[i];
    if (tracked.ever_sent()) records.emplace_back(tracked.stamp);
    if (tracked.order.order_id != 0) records.emplace_back(OrderSeen{i, tracked.order});
    if (tracked.resolved_number != 0) {
      records.emplace_back(IntentResolved{tracked.resolved_number, i, tracked.outcome, tracked.reason});
    }
  }
  for (const FillTaken& fill : fill_log_) records.emplace_back(fill);
  for (const FillBusted& bust : bust_log_) records.emplace_back(bust);
  if (next_session_seq_ > 1) records.emplace_back(SessionResumed{next_session_seq_ - 1});
  if (stream_seq_ != 0) records.emplace_back(StreamAdvanced{stream_seq_});
  if (delivered_ != 0) records.emplace_back(CallbacksDelivered{delivered_});
  return records;
}

std::vector<ClientCallback> ClientState::callbacks_after(std::uint64_t after) const {
  std::vector<ClientCallback> due;
  for (IntentIndex i = 0; i < size(); ++i) {
    const Tracked& tracked = intents_[i];
    if (tracked.accepted_number > after)
      due.push_back(callback_of({tracked.accepted_number, tracked.intent}));
    if (tracked.resolved_number > after) {
      due.push_back(callback_of({tracked.resolved_number, i, tracked.outcome, tracked.reason}, tracked));
    }
  }
  for (const FillTaken& fill : fill_log_) {
    if (fill.number > after) {
      due.push_back(callback_of(fill, fill.intent == no_intent ? "" : intents_[fill.intent].intent.id));
    }
  }
  for (const FillBusted& bust : bust_log_) {
    if (bust.number > after) {
      due.push_back(callback_of(bust, bust.intent == no_intent ? "" : intents_[bust.intent].intent.id));
    }
  }
  std::sort(due.begin(), due.end(),
            [](const ClientCallback& a, const ClientCallback& b) { return a.number < b.number; });
  return due;
}

ClientCallback callback_of(const IntentAccepted& record) {
  ClientCallback callback;
  callback.number = record.number;
  callback.kind = ClientCallback::Kind::accepted;
  callback.intent = record.intent.id;
  return callback;
}

ClientCallback callback_of(const IntentResolved& record, const Tracked& tracked) {
  ClientCallback callback;
  callback.number = record.number;
  callback.kind = ClientCallback::Kind::outcome;
  callback.intent = tracked.intent.id;
  callback.outcome = record.outcome;
  callback.reason = record.reason;
  return callback;
}

ClientCallback callback_of(const FillTaken& record, std::string_view intent) {
  ClientCallback callback;
  callback.number = record.number;
  callback.kind = ClientCallback::Kind::fill;
  callback.intent = intent;
  callback.fill = record.fill;
  return callback;
}

ClientCallback callback_of(const FillBusted& record, std::string_view intent) {
  ClientCallback callback;
  callback.number = record.number;
  callback.kind = ClientCallback::Kind::busted;
  callback.intent = intent;
  callback.fill = record.fill;
  return callback;
}

}  // namespace onefold::client

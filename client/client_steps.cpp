// What is done next for one intent: ask the policy, wait, send, query, resolve.
#include <algorithm>
#include <utility>

#include "client/client_core.hpp"
#include "client/intent_rules.hpp"
#include "client/paths.hpp"
#include "client/venue_promises.hpp"

namespace onefold::client {

using venue::IntentKind;
using venue::Outcome;
using venue::Reason;

void ClientCore::step(IntentIndex intent) {
  const Tracked& tracked = state_.at(intent);
  if (tracked.resolved() && !work_[intent].verify) return;
  if (work_[intent].request != 0 || work_[intent].queued) return;
  const std::optional<Action> action = decide(intent);
  if (action) perform(intent, *action);
}

std::optional<Action> ClientCore::decide(IntentIndex intent) {
  const Tracked& tracked = state_.at(intent);
  Standing& standing = work_[intent].standing;
  if (tracked.intent.kind != IntentKind::transfer) standing.whole_ns = whole_ns_;
  if (tracked.resolved()) return Action::query(standing.not_before_ns);
  if (tracked.intent.kind == IntentKind::transfer) return parts_.transfers->place(standing, now_ns_);
  if (tracked.intent.kind == IntentKind::place) return parts_.resolution->place(standing, now_ns_);
  return decide_dependent(intent);
}

bool ClientCore::is_first_unresolved(IntentIndex dependent) const {
  for (const IntentIndex one : state_.at(state_.at(dependent).target).dependents) {
    if (one == dependent) return true;
    if (!state_.at(one).resolved()) return false;
  }
  return true;
}

// Cancels and replaces of one order go one after the other, in the order of submission, once the order is
// decided upon.
std::optional<Action> ClientCore::decide_dependent(IntentIndex intent) {
  const bool cancel = state_.at(intent).intent.kind == IntentKind::cancel;
  const IntentIndex place = state_.at(intent).target;
  if (!is_first_unresolved(intent)) return std::nullopt;
  if (!state_.at(place).resolved()) {
    // Of two instances, the other may have sent it.
    if (!cancel || state_.at(place).ever_sent() || options_.led) return std::nullopt;
    report(path::cancelled_unsent, place);
    resolve(place, Outcome::refused, Reason::none);
  }
  const Tracked& target = state_.at(place);
  if (target.outcome == Outcome::refused) {
    return cancel ? Action::finish(Outcome::done, Reason::none, {})
                  : Action::finish(Outcome::refused, Reason::unknown_order, {});
  }
  if (target.order.order_id == 0)
    return Action::finish(Outcome::unknown, Reason::none, path::unknown_outcome);
  if (work_[intent].copied && !cancel) assume_sent(intent);
  Standing& standing = work_[intent].standing;
  const bool closed = is_terminal(target.order.status) || work_[place].ghost;
  if (cancel) {
    if (!closed) return parts_.resolution->cancel(standing, now_ns_);
    const bool crossed = standing.attempts > 0 && target.order.status == venue::OrderStatus::filled;
    return Action::finish(Outcome::done, Reason::none,
                          crossed ? path::cancel_crossed_fill : std::string_view{});
  }
  if (closed && standing.refusal == Reason::none) {
    standing.refusal = Reason::already_closed;
    standing.refusal_ns = now_ns_;
  }
  Action action = parts_.resolution->replace(standing, now_ns_);
  if (action.kind == Action::Kind::send)
    action.at_ns = std::max(action.at_ns, parts_.resolution->change_after_ns(work_[place].standing));
  return action;
}

void ClientCore::perform(IntentIndex intent, const Action& action) {
  if (action.kind == Action::Kind::finish) {
    if (!action.path.empty()) report(action.path, intent);
    resolve(intent, action.outcome, action.reason);
    return;
  }
  if (!usable()) return;  // stepped again when it is
  const bool cancel = state_.at(intent).intent.kind == IntentKind::cancel;
  const bool sends = action.kind == Action::Kind::send && leads(now_ns_);
  if (cancel && action.kind == Action::Kind::send && !sends) return;  // the stream tells when it is closed
  if (action.at_ns > now_ns_) {
    set_deadline(work_[intent].wake_ns, action.at_ns, Deadline::Kind::intent, intent);
    return;
  }
  if (!may_send(intent, !sends || cancel)) return;
  if (sends) {
    perform_send(intent, action);
  } else {
    perform_query(intent);  // or asks what the instance that leads has made of it
  }
}

// False: the intent waits in a line and is stepped again when there is room.
bool ClientCore::may_send(IntentIndex intent, bool urgent) {
  const bool room = in_flight_ < options_.bounds.in_flight_max;
  if (room && gate_.take(urgent, now_ns_)) return true;
  if (room) set_deadline(rate_ns_, std::max(gate_.refill_ns(), now_ns_ + 1), Deadline::Kind::rate, 0);
  work_[intent].queued = true;
  (urgent ? urgent_ : normal_).push_back(intent);
  return false;
}

// Lets waiting intents try again, the urgent ones first.
void ClientCore::pump() {
  if (rate_ns_ != never_ns) return;
  int room = options_.bounds.in_flight_max - in_flight_;
  for (std::deque<IntentIndex>* line : {&urgent_, &normal_}) {
    for (; room > 0 && !line->empty(); --room) {
      const IntentIndex intent = line->front();
      line->pop_front();
      work_[intent].queued = false;
      touch(intent);
    }
  }
}

void ClientCore::perform_send(IntentIndex intent, const Action& action) {
  Work& work = work_[intent];
  if (action.afresh && work.standing.open > 0) {
    report(path::proven_absent, intent);
    work.standing.open = 0;
    work.standing.contradictions = 0;
  }
  const RequestStamped stamp = make_stamp(intent, action.afresh);
  if (action.afresh) work.standing.used_up = false;
  record(stamp);
  Outgoing outgoing;
  outgoing.intent = intent;
  outgoing.number = next_request_++;
  outgoing.request = make_request(intent, stamp);
  work.request = outgoing.number;
  ++in_flight_;
  work.standing.attempts = static_cast<int>(stamp.attempt);
  ++work.standing.spent;
  if (work.standing.spent == options_.bounds.attempts_max) report(path::budget_exhausted, intent);
  if (stamp.attempt > 1) {
    ++counters_.retries;
    report(path::retry, intent);
  }
  effects_.emplace_back(std::move(outgoing));
}

// The attempt is durable: now it may leave. New orders of one turn leave together where venue and options
// permit.
void ClientCore::gather(Outgoing& outgoing) {
  const bool batched = options_.batch_orders && options_.profile.orders.batch_max > 1 &&
                       std::holds_alternative<venue::NewOrder>(outgoing.request);
  if (!batched) {
    transmit(batch_);
    batch_.push_back(std::move(outgoing));
    return transmit(batch_);
  }
  batch_.push_back(std::move(outgoing));
  if (batch_.size() == options_.profile.orders.batch_max) transmit(batch_);
}

void ClientCore::expect_answer(const Outgoing& outgoing, SteadyNs sent_ns) {
  Pending pending;
  pending.ask = Ask::send;
  pending.intent = outgoing.intent;
  pending.sent_ns = sent_ns;
  pending.stream_seq = parts_.stream->told();
  pending_.emplace(outgoing.number, pending);
  deadlines_.push({sent_ns + options_.bounds.request_timeout_ns, Deadline::Kind::request, outgoing.number});
}

// Sends what was gathered, as one message, and forgets it.
void ClientCore::transmit(std::vector<Outgoing>& batch) {
  if (batch.empty()) return;
  const SteadyNs sent_ns = host_.now_ns();
  for (Outgoing& outgoing : batch) {
    expect_answer(outgoing, sent_ns);
    std::visit(
        [&](auto& one) {
          if constexpr (requires { one.request; }) one.request = outgoing.number;
        },
        outgoing.request);
    ++counters_.sends;
  }
  bool left = false;
  if (!leads(sent_ns)) {
    // The lead ended while the ledger was synced: as if the kernel had taken nothing.
  } else if (batch.size() == 1) {
    left = host_.send(LinkKind::orders, batch.front().request);
  } else {
    venue::NewOrders orders;
    orders.request = next_request_++;
    for (Outgoing& outgoing : batch) orders.legs.push_back(std::get<venue::NewOrder>(outgoing.request));
    report(path::batch_sent);
    left = host_.send(LinkKind::orders, orders);
  }
  if (left) draining_.clear();
  // If not a byte left, they time out without being open.
  for (std::size_t i = 0; left && i < batch.size(); ++i) {
    const IntentIndex intent = batch[i].intent;
    Standing& standing = work_[intent].standing;
    date_standing(state_.at(intent).stamp, standing);
    draining_.push_back(intent);
    if (standing.open == 0) standing.first_open_ns = sent_ns;
    ++standing.open;
    standing.last_open_ns = sent_ns;
  }
  batch.clear();
}

void ClientCore::perform_query(IntentIndex intent) {
  const Tracked& tracked = state_.at(intent);
  if (tracked.intent.kind == IntentKind::transfer) {
    ++counters_.queries;
    ask(Ask::query, LinkKind::orders, venue::QueryTransfer{0, tracked.stamp.client_order_id}, intent);
    return;
  }
  const IntentIndex place = tracked.intent.kind == IntentKind::cancel ? tracked.target : intent;
  const venue::OrderId known = state_.at(place).known_order();
  const bool by_order = tracked.intent.kind != IntentKind::replace && known != 0;
  if (!by_order && !miss_is_absence(options_.profile) && !asks_by_id()) return perform_probe(intent);
  venue::QueryOrder query;
  if (tracked.intent.kind == IntentKind::replace) {
    query.client_order_id = tracked.stamp.client_order_id;
  } else {
    query.client_order_id = state_.at(place).stamp.client_order_id;
    query.order_id = known;
  }
  ++counters_.queries;
  ask(Ask::query, LinkKind::orders, std::move(query), intent);
}

// Where a query by client order id would tell nothing: the stream up to now does, or what is open and traded.
void ClientCore::perform_probe(IntentIndex intent) {
  ++counters_.queries;
  if (stream_has_past(options_.profile)) {
    ask(Ask::probe, LinkKind::orders, venue::Login{0, options_.account}, intent);
    return;
  }
  ask(Ask::probe, LinkKind::orders, venue::QueryOpenOrders{}, intent);
  ask_trades();
}

// Whether an order that exists is better found by its id than by the stream.
bool ClientCore::asks_by_id() const {
  const bool possible = options_.profile.query.by_client_id != venue::QueryRules::Shape::unsupported;
  return possible && !stream_has_past(options_.profile);
}

void ClientCore::back_off(IntentIndex intent, std::int64_t at_least_ns) {
  Standing& standing = work_[intent].standing;
  ++standing.failures;
  const std::int64_t drawn_ns = parts_.retry->backoff_ns(standing.failures);
  standing.not_before_ns = now_ns_ + std::max(at_least_ns, drawn_ns);
  touch(intent);
}

void ClientCore::resolve(IntentIndex intent, Outcome outcome, Reason reason) {
  const IntentResolved resolved{next_callback(), intent, outcome, reason};
  record(resolved);
  effects_.emplace_back(callback_of(resolved, state_.at(intent)));
  switch (outcome) {
    case Outcome::done:
      ++counters_.done;
      break;
    case Outcome::refused:
      ++counters_.refused;
      break;
    default:
      ++counters_.unknown;
      break;
  }
  const Tracked& tracked = state_.at(intent);
  const IntentIndex place = depends_on_order(tracked.intent.kind) ? tracked.target : intent;
  if (place == no_intent) return;
  for (const IntentIndex dependent : state_.at(place).dependents) {
    if (!state_.at(dependent).resolved()) touch(dependent);
  }
}

}  // namespace onefold::client

// What is learned of orders, fills and the stream, whoever told it. Evidence resolves intents; silence never
// does.
#include <algorithm>
#include <utility>

#include "client/client_core.hpp"
#include "client/paths.hpp"
#include "client/venue_promises.hpp"

namespace onefold::client {

using venue::IntentKind;
using venue::Outcome;
using venue::Reason;

// The place intent whose order this is, or no_intent.
IntentIndex ClientCore::learn_order(const venue::OrderState& order, Source source) {
  if (order.order_id == 0) return no_intent;  // no venue has such an order
  const IntentIndex place = owner_of(state_, order);
  if (place == no_intent) {
    note_foreign(order, source);
    return no_intent;
  }
  const Tracked& tracked = state_.at(place);
  venue::OrderState known = tracked.order;
  const int seen_generation = state_.generation(place, order.client_order_id);
  const int known_generation = state_.generation(place, known.client_order_id);
  const bool newer = seen_generation >= 0 ? seen_generation > known_generation : source == Source::stream;
  if (known.order_id == 0) work_[place].order_ns = now_ns_;
  const bool changed = parts_.orders->merge(known, order, newer);
  if (tracked.busted) count_anew(place, known);
  if (tracked.busted ? known != tracked.order : changed) record(OrderSeen{place, known});
  work_[place].ghost = false;
  orphans_.erase(order.order_id);
  if (tracked.outcome == Outcome::pending || tracked.outcome == Outcome::unknown) {
    report_resolution(place, source);
    resolve(place, Outcome::done, Reason::none);
    // Its fills were told before it: this state is older than they are.
    const bool older = parts_.fills->filled(known.order_id) > known.filled;
    if (older && !is_terminal(known.status)) {
      work_[place].verify = true;
      touch(place);
    }
  }
  learn_dependents(place);
  return place;
}

void ClientCore::report_resolution(IntentIndex place, Source source) {
  const Standing& standing = work_[place].standing;
  if (source == Source::query) {
    report(path::query_resolved, place);
    if (standing.exists) report(path::duplicate_reject_resolved, place);
  } else if (source == Source::stream) {
    report(path::stream_resolved, place);
  }
}

// The order's current id may be that of a replace, which is thereby done; a closed order lets its cancels
// finish.
void ClientCore::learn_dependents(IntentIndex place) {
  const venue::ClientOrderId& current = state_.at(place).order.client_order_id;
  for (const IntentIndex dependent : state_.at(place).dependents) {
    const Tracked& tracked = state_.at(dependent);
    if (tracked.outcome != Outcome::pending) continue;
    if (tracked.intent.kind == IntentKind::replace && tracked.ever_sent() &&
        tracked.stamp.client_order_id == current) {
      resolve(dependent, Outcome::done, Reason::none);
    } else {
      touch(dependent);
    }
  }
}

// Orders on the account that none of our intents placed: another instance's, or of a ledger that is gone.
void ClientCore::note_foreign(const venue::OrderState& order, Source source) {
  if (source == Source::snapshot) return;  // the reconciler says
  if (is_terminal(order.status)) {
    orphans_.erase(order.order_id);
  } else if (source == Source::stream && orphans_.insert(order.order_id).second) {
    report(path::orphan_reported);
  }
}

void ClientCore::take_fill(const venue::Fill& fill, std::uint64_t seq) {
  const IntentIndex place = state_.find_order(fill.order_id, fill.client_order_id, fill.client_order_id);
  if (parts_.fills->knows(fill)) {
    ++counters_.fills_repeated;
    report(path::fill_repeated, place);
    return;
  }
  const FillTaken taken{next_callback(), place, seq, fill};
  record(taken);
  effects_.emplace_back(callback_of(taken, place == no_intent ? "" : state_.at(place).intent.id));
  ++counters_.fills;
  if (seq == 0) report(path::fill_by_query, place);
  if (place == no_intent) return;
  const auto awaited = pending_.find(work_[place].request);
  if (awaited != pending_.end() && awaited->second.ask == Ask::send) report(path::fill_before_ack, place);
  Standing& standing = work_[place].standing;
  if (state_.at(place).resolved()) {
    if (seq == 0 && !is_terminal(state_.at(place).order.status)) work_[place].verify = true;
  } else if (!std::exchange(standing.exists, true)) {
    standing.exists_ns = now_ns_;
    standing.not_before_ns = now_ns_;
  }
  touch(place);
}

// Late news of an order may still count a fill that was taken back.
void ClientCore::count_anew(IntentIndex place, venue::OrderState& order) const {
  order.filled = parts_.fills->filled(state_.at(place).order.order_id);
  if (is_terminal(order.status)) return;
  order.status = order.filled == 0 ? venue::OrderStatus::open : venue::OrderStatus::partially_filled;
}

// `order` is as the venue says it stands without the fill: one that was closed stays closed.
void ClientCore::take_bust(const venue::Fill& fill, const venue::OrderState& order) {
  if (parts_.fills->busted(fill)) return;
  const IntentIndex place = state_.find_order(fill.order_id, fill.client_order_id, fill.client_order_id);
  const FillBusted busted{next_callback(), place, fill};
  record(busted);
  effects_.emplace_back(callback_of(busted, place == no_intent ? "" : state_.at(place).intent.id));
  report(path::fill_busted, place);
  if (place == no_intent) return;
  venue::OrderState known = state_.at(place).order;
  if (is_terminal(order.status)) known.status = order.status;
  count_anew(place, known);
  if (known != state_.at(place).order) record(OrderSeen{place, known});
}

void ClientCore::take_event(const venue::ExecutionReport& report) {
  ++counters_.events;
  learn_order(report.order, Source::stream);
  const bool busted = report.kind == venue::ExecutionKind::busted;
  if (report.kind != venue::ExecutionKind::filled && !busted) return;
  if (report.last_quantity == 0 && !busted) return back_fill();  // the sum is told, not the trade
  venue::Fill fill;
  fill.trade_id = report.trade_id;
  fill.order_id = report.order.order_id;
  fill.client_order_id = report.order.client_order_id;
  fill.symbol = report.order.symbol;
  fill.side = report.order.side;
  fill.quantity = report.last_quantity;
  fill.price = report.last_price;
  fill.time_ns = report.time_ns;
  if (busted) {
    take_bust(fill, report.order);
  } else {
    take_fill(fill, report.seq);
  }
  const IntentIndex place = owner_of(state_, report.order);
  if (place != no_intent && state_.at(place).busted) learn_order(report.order, Source::stream);
}

void ClientCore::take_stream() {
  const std::uint64_t before = parts_.stream->applied();
  while (auto report = parts_.stream->next()) take_event(*report);
  if (parts_.stream->applied() != before) record(StreamAdvanced{parts_.stream->applied()});
  check_whole();
  watch_gap();
}

// A gap that does not close by itself is closed by subscribing again.
void ClientCore::watch_gap() {
  if (!parts_.stream->gap()) {
    gap_ns_ = never_ns;
    if (std::exchange(gap_reported_, false)) report(path::gap_filled);
    return;
  }
  if (gap_ns_ != never_ns && gap_seq_ == parts_.stream->applied()) return;
  gap_seq_ = parts_.stream->applied();
  set_deadline(gap_ns_, now_ns_ + options_.bounds.gap_timeout_ns, Deadline::Kind::gap, 0);
}

void ClientCore::close_gap() {
  if (events_.state != LinkState::open || !parts_.stream->gap()) return;
  ++counters_.gaps;
  gap_reported_ = true;
  report(path::gap_seen);
  drop(LinkKind::events);
  connect(LinkKind::events);
  if (usable()) ask_trades();
}

// What the stream does not tell up to its present end did not happen: proof where no query is one.
void ClientCore::note_stream_end(std::uint64_t last_seq, SteadyNs asked_ns) {
  const venue::Profile& profile = options_.profile;
  const bool wanted = !miss_is_absence(profile) || profile.query.closed_for_ns > 0;
  if (!wanted || !stream_has_past(profile)) return;
  whole_seq_ = last_seq;
  whole_asked_ns_ = asked_ns;
  check_whole();
}

void ClientCore::check_whole() {
  if (whole_asked_ns_ <= whole_ns_ || parts_.stream->applied() < whole_seq_) return;
  whole_ns_ = whole_asked_ns_;
  for (IntentIndex i = 0; i < state_.size(); ++i) {
    if (!state_.at(i).resolved() && work_[i].standing.open > 0) touch(i);
  }
}

// The stream begins anew, without what happened meanwhile: that must be asked for.
void ClientCore::skip_stream_to(std::uint64_t seq) {
  parts_.stream->reset(seq);
  if (state_.stream_seq() != seq) record(StreamAdvanced{seq});
  back_fill();
}

// Answers may be as old as the lag, so they are asked for twice.
void ClientCore::back_fill() {
  if (!usable()) {
    // What was asked after the login may be answered from before the stream began.
    back_fill_again_ = true;
    return reconcile_later(query_lag_max_ns(options_.profile) + 1'000'000);
  }
  for (const auto& [number, pending] : pending_) {
    if (pending.ask == Ask::trades && !pending.expired) {
      back_fill_again_ = true;
      return reconcile_later(query_lag_max_ns(options_.profile) + 1'000'000);
    }
  }
  ask_open_orders();
  ask_trades();
  back_fill_again_ = true;
  reconcile_later(query_lag_max_ns(options_.profile) + 1'000'000);
}

// The venue has told of executions whose trades are not known.
bool ClientCore::lacks_fills() const {
  if (stream_has_past(options_.profile) && !options_.profile.stream.cumulative_fills) return false;
  for (IntentIndex i = 0; i < state_.size(); ++i) {
    const venue::OrderState& order = state_.at(i).order;
    if (order.order_id != 0 && order.filled > parts_.fills->filled(order.order_id)) return true;
  }
  return false;
}

// Events that we took are gone at the venue, and their numbers will name others. Everything is taken again:
// what is known already changes nothing.
void ClientCore::roll_back_stream() {
  report(path::stream_rolled_back);
  parts_.stream->reset(0);
  record(StreamAdvanced{0});
  for (IntentIndex i = 0; i < state_.size(); ++i) {
    const venue::OrderState& order = state_.at(i).order;
    if (order.order_id == 0 || is_terminal(order.status)) continue;
    work_[i].verify = true;
    touch(i);
  }
  drop(LinkKind::events);
}

}  // namespace onefold::client

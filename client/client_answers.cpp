// What the venue answers, on either connection. Answers may be late, repeated, overtaken or lost.
#include <algorithm>
#include <utility>

#include "client/client_core.hpp"
#include "client/paths.hpp"

namespace onefold::client {

using venue::IntentKind;
using venue::Outcome;
using venue::Reason;

void ClientCore::on_reply(LinkKind kind, venue::Reply&& reply) {
  if (stopped_ || broken_) return;
  begin();
  link(kind).heard_ns = now_ns_;
  std::visit([this](auto& one) { on_one(one); }, reply);
  settle();
}

// The request that the answer names, if it has not been answered before.
std::optional<ClientCore::Pending> ClientCore::take_pending(std::uint64_t number) {
  const auto found = pending_.find(number);
  if (found == pending_.end()) return std::nullopt;
  const Pending pending = found->second;
  pending_.erase(found);
  if (pending.expired) {
    ++counters_.late_replies;
    report(path::late_reply, pending.intent);
  }
  end_request(pending);
  return pending;
}

void ClientCore::end_request(const Pending& pending) {
  if (pending.expired || pending.intent == no_intent) return;
  --in_flight_;
  work_[pending.intent].request = 0;
  touch(pending.intent);
}

void ClientCore::on_one(const venue::LoggedIn& reply) {
  const auto pending = take_pending(reply.request);
  if (!pending) return;
  on_logged_in(reply, *pending);
  if (pending->ask == Ask::probe) found_no_order(pending->intent, *pending, false);
}

void ClientCore::on_one(const venue::Accepted& reply) {
  take_order_answer(reply.request, reply.order, reply.original);
}

void ClientCore::on_one(const venue::Cancelled& reply) {
  take_order_answer(reply.request, reply.order, false);
}

void ClientCore::on_one(const venue::Replaced& reply) {
  take_order_answer(reply.request, reply.order, reply.original);
}

// Evidence counts whoever asked for it; the request number only ends the waiting.
void ClientCore::take_order_answer(std::uint64_t number, const venue::OrderState& order, bool original) {
  // A receipt: the effect, or a refusal, is still to come.
  if (options_.profile.acknowledgement == venue::Acknowledgement::accepted && order.order_id == 0) return;
  const auto pending = take_pending(number);
  if (pending && original) report(path::original_returned, pending->intent);
  const IntentIndex place = learn_order(order, Source::answer);
  if (!pending || pending->ask != Ask::send) return;
  const IntentIndex intent = pending->intent;
  if (state_.at(intent).resolved()) return;
  const bool placing = state_.at(intent).intent.kind == IntentKind::place;
  const bool replacing = state_.at(intent).intent.kind == IntentKind::replace;
  if (placing && place == no_intent) {
    // The id names an order with other terms, so it was taken before we used it.
    report(path::id_taken_by_other, intent);
    work_[intent].standing.refusal = Reason::duplicate_id;
    work_[intent].standing.refusal_ns = now_ns_;
  } else if (replacing && place == state_.at(intent).target && !state_.at(intent).resolved()) {
    // The answer may be the original's, in a state after later replaces: the venue says that ours took
    // effect.
    resolve(intent, Outcome::done, Reason::none);
  } else {
    back_off(intent, 0);
  }
}

void ClientCore::on_one(const venue::Rejected& reply) {
  const auto pending = take_pending(reply.request);
  if (!pending) return;
  switch (pending->ask) {
    case Ask::login:
    case Ask::subscribe:
    case Ask::ping:
      drop(pending->link);
      break;
    case Ask::open_orders:
    case Ask::trades:
      reconcile_later(reply.retry_after_ns);
      break;
    case Ask::query:
    case Ask::probe:
      back_off(pending->intent, reply.retry_after_ns);
      if (reply.reason == Reason::throttled) report(path::throttled, pending->intent);
      break;
    case Ask::send:
      take_refusal(*pending, reply);
      break;
  }
}

void ClientCore::take_refusal(const Pending& pending, const venue::Rejected& reply) {
  const Tracked& tracked = state_.at(pending.intent);
  if (tracked.resolved()) return;
  Standing& standing = work_[pending.intent].standing;
  const Reading reading = read_refusal(options_.profile, *parts_.replies, tracked.intent.kind, reply);
  switch (reading) {
    case Reading::slow_down:
      report(path::throttled, pending.intent);
      standing.open = std::max(standing.open - 1, 0);
      --standing.spent;
      back_off(pending.intent, reply.retry_after_ns);
      if (reply.reason == Reason::not_logged_in) drop(pending.link);
      break;
    case Reading::resume:
      standing.open = std::max(standing.open - 1, 0);
      --standing.spent;
      back_off(pending.intent, 0);
      drop(pending.link);
      break;
    case Reading::used_up:
      standing.used_up = true;
      standing.not_before_ns = now_ns_;
      break;
    case Reading::unclear:
      back_off(pending.intent, reply.retry_after_ns);
      break;
    case Reading::exists:
      if (!std::exchange(standing.exists, true)) standing.exists_ns = now_ns_;
      standing.not_before_ns = now_ns_;
      break;
    case Reading::refused:
    case Reading::refused_copy:
      if (reading == Reading::refused) standing.open = std::max(standing.open - 1, 0);
      if (tracked.intent.kind == IntentKind::cancel && reading == Reading::refused_copy) {
        standing.crossed = true;
      } else if (standing.refusal == Reason::none) {
        standing.refusal = reply.reason;
        standing.refusal_ns = now_ns_;
      }
      standing.not_before_ns = now_ns_;
      break;
  }
}

void ClientCore::on_one(const venue::OrderReport& reply) {
  const auto pending = take_pending(reply.request);
  if (!pending || pending->ask != Ask::query) {
    for (const venue::OrderState& order : reply.orders) learn_order(order, Source::query);
    return;
  }
  const Tracked& tracked = state_.at(pending->intent);
  if (tracked.intent.kind == IntentKind::cancel) {
    take_target_report(tracked.target, *pending, reply);
  } else if (tracked.intent.kind == IntentKind::place && tracked.resolved()) {
    take_target_report(pending->intent, *pending, reply);
  } else {
    take_order_report(*pending, reply);
  }
}

// Of a place or replace that is not resolved, by its client order id.
void ClientCore::take_order_report(const Pending& pending, const venue::OrderReport& reply) {
  const IntentIndex intent = pending.intent;
  for (const venue::OrderState& order : reply.orders) {
    const IntentIndex place = learn_order(order, Source::query);
    const Tracked& tracked = state_.at(intent);
    if (tracked.resolved() || tracked.intent.kind != IntentKind::replace || place != tracked.target) continue;
    // The order had our id once, so the replace took effect, whatever came after it.
    report(path::query_resolved, intent);
    resolve(intent, Outcome::done, Reason::none);
  }
  if (!state_.at(intent).resolved()) found_no_order(intent, pending, !reply.orders.empty());
}

void ClientCore::found_no_order(IntentIndex intent, const Pending& pending, bool other_owner) {
  Standing& standing = work_[intent].standing;
  standing.found_nothing_ns = std::max(standing.found_nothing_ns, pending.sent_ns);
  if (other_owner && standing.refusal == Reason::none) {
    report(path::id_taken_by_other, intent);
    standing.exists = false;
    standing.refusal = Reason::duplicate_id;
    standing.refusal_ns = now_ns_;
  }
  if (standing.exists && pending.sent_ns >= standing.exists_ns + options_.profile.query_lag_ns) {
    ++standing.contradictions;
  }
  back_off(intent, 0);
}

// Of an order that is known, by its order id; asked for a cancel of it, or to verify it.
void ClientCore::take_target_report(IntentIndex place, const Pending& pending,
                                    const venue::OrderReport& reply) {
  bool found = false;
  for (const venue::OrderState& order : reply.orders) found |= learn_order(order, Source::query) == place;
  Work& target = work_[place];
  Standing& standing = work_[pending.intent].standing;
  if (found) {
    target.verify = false;
    standing.crossed = false;
    if (!is_terminal(state_.at(place).order.status)) standing.found_open_ns = pending.sent_ns;
  } else if (pending.sent_ns >= target.order_ns + options_.profile.query_lag_ns + 1'000'000) {
    // Old enough to be seen by this query, and yet unknown: the venue has lost it.
    target.verify = false;
    if (!std::exchange(target.ghost, true)) report(path::ghost_reported, place);
    learn_dependents(place);
  }
  if (target.verify || pending.intent != place) back_off(pending.intent, 0);
}

void ClientCore::on_one(const venue::OpenOrders& reply) {
  const auto pending = take_pending(reply.request);
  if (pending && pending->ask == Ask::probe) {
    for (const venue::OrderState& order : reply.orders) learn_order(order, Source::query);
    if (!state_.at(pending->intent).resolved()) found_no_order(pending->intent, *pending, false);
  }
  if (!pending || pending->ask != Ask::open_orders) return;
  const Findings findings = parts_.reconciler->compare(state_, reply.orders);
  for (const IntentIndex adopted : findings.adopted) report(path::orphan_adopted, adopted);
  for (const venue::OrderState& order : reply.orders) learn_order(order, Source::snapshot);
  const std::set<venue::OrderId> before = std::exchange(orphans_, {});
  for (const venue::OrderId orphan : findings.orphans) {
    orphans_.insert(orphan);
    if (!before.contains(orphan)) report(path::orphan_reported);
  }
  for (const IntentIndex missing : findings.missing) {
    work_[missing].verify = true;
    touch(missing);
  }
  if (!std::exchange(have_open_orders_, true) && usable()) become_usable();
}

void ClientCore::on_one(const venue::Trades& reply) {
  const auto pending = take_pending(reply.request);
  if (!pending || pending->ask != Ask::trades) return;
  for (const venue::Fill& fill : reply.fills) take_fill(fill, 0);
  if (reply.more && !reply.fills.empty()) {
    // One trade id may have two fills of ours, and the page may end between them.
    ask(Ask::trades, LinkKind::orders, venue::QueryTrades{0, reply.fills.back().trade_id - 1}, no_intent);
    return;
  }
  if (!std::exchange(have_trades_, true) && usable()) become_usable();
  if (lacks_fills()) back_fill();
}

void ClientCore::on_one(venue::ExecutionReport& report) {
  if (report.account != options_.account) return;
  // The state of an order that was open when the stream began.
  const bool snapshot = options_.profile.stream.on_connect == venue::StreamStart::snapshot;
  if (snapshot && report.seq <= parts_.stream->applied()) learn_order(report.order, Source::snapshot);
  parts_.stream->offer(std::move(report));
  take_stream();
}

}  // namespace onefold::client

// Connections and everything that is waited for: connecting, logging in, pings, time-outs, reconciliation.
#include <algorithm>
#include <type_traits>
#include <utility>

#include "client/client_core.hpp"
#include "client/paths.hpp"
#include "client/venue_promises.hpp"

namespace onefold::client {

using venue::Request;

namespace {

// Requests kept after their time-out, so that a late answer is understood.
constexpr std::size_t pending_max = 4096;

constexpr int silent_pings_max = 2;

// Questions refused by the venue are asked again with the back-off of so many failures.
constexpr int reconcile_failures_max = 3;

void set_number(Request& request, std::uint64_t number) {
  std::visit(
      [number](auto& one) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(one)>, venue::Heartbeat>) one.request = number;
      },
      request);
}

Deadline::Kind deadline_of(LinkKind kind) {
  return kind == LinkKind::orders ? Deadline::Kind::connect_orders : Deadline::Kind::connect_events;
}

}  // namespace

void ClientCore::set_deadline(SteadyNs& slot, SteadyNs at_ns, Deadline::Kind kind, std::uint64_t id) {
  if (slot == at_ns) return;
  slot = at_ns;
  deadlines_.push({at_ns, kind, id});
}

void ClientCore::connect(LinkKind kind) {
  Link& one = link(kind);
  one.state = LinkState::connecting;
  ++counters_.connects;
  set_deadline(one.deadline_ns, now_ns_ + options_.bounds.connect_timeout_ns, deadline_of(kind), 0);
  host_.connect(kind);
}

// Whatever was asked on the connection stays without an answer.
void ClientCore::drop(LinkKind kind) {
  Link& one = link(kind);
  host_.disconnect(kind);
  if (one.state == LinkState::open) ++counters_.disconnects;
  one.state = LinkState::down;
  ++one.failures;
  if (kind == LinkKind::orders) have_open_orders_ = have_trades_ = false;
  for (auto it = pending_.begin(); it != pending_.end();) {
    if (it->second.link != kind) {
      ++it;
      continue;
    }
    release(it->second);
    it = pending_.erase(it);
  }
  set_deadline(one.deadline_ns, now_ns_ + parts_.retry->backoff_ns(one.failures), deadline_of(kind), 0);
}

void ClientCore::on_connected(LinkKind kind) {
  begin();
  Link& one = link(kind);
  one.state = LinkState::opening;
  set_deadline(one.deadline_ns, now_ns_ + options_.bounds.request_timeout_ns, deadline_of(kind), 0);
  if (kind == LinkKind::orders) {
    ask(Ask::login, kind, venue::Login{0, options_.account, numbers_anew(options_.profile)}, no_intent);
  } else {
    const std::uint64_t from = parts_.stream->applied() + 1;
    ask(Ask::subscribe, kind, venue::Subscribe{0, options_.account, from}, no_intent);
  }
  settle();
}

void ClientCore::on_closed(LinkKind kind) {
  if (stopped_ || broken_) return;
  begin();
  drop(kind);
  settle();
}

void ClientCore::on_drained(LinkKind kind) {
  if (kind != LinkKind::orders || broken_) return;
  for (const IntentIndex intent : draining_) work_[intent].standing.last_open_ns = host_.now_ns();
  draining_.clear();
}

void ClientCore::on_logged_in(const venue::LoggedIn& reply, const Pending& pending) {
  parts_.stream->expect(reply.last_seq);
  if (pending.link == LinkKind::events) {
    events_.state = LinkState::open;
    events_.failures = 0;
    events_.deadline_ns = never_ns;
    events_.was_open = true;
    if (!stream_has_past(options_.profile)) skip_stream_to(reply.last_seq);
  } else {
    silent_pings_ = 0;
    note_stream_end(reply.last_seq, pending.sent_ns);
    set_deadline(ping_ns_, now_ns_ + options_.bounds.ping_interval_ns, Deadline::Kind::ping, 0);
    if (pending.ask == Ask::login) {
      orders_.state = LinkState::open;
      orders_.failures = 0;
      orders_.deadline_ns = never_ns;
      if (std::exchange(orders_.was_open, true)) report(path::reconnected);
      resume_session(reply.last_received);
      begin_reconciling(reply.last_seq);
    } else if (!orphans_.empty()) {
      ask_open_orders();
    }
  }
  // The venue had told of more events than it now has: it has forgotten some.
  if (reply.last_seq < pending.stream_seq) roll_back_stream();
  watch_gap();
}

void ClientCore::begin_reconciling(std::uint64_t last_seq) {
  if (last_seq == 0 && parts_.stream->applied() == 0) {
    // Nothing ever happened on the account: there is nothing to ask.
    have_open_orders_ = have_trades_ = true;
    become_usable();
    return;
  }
  ask_open_orders();
  ask_trades();
}

void ClientCore::ask_open_orders() {
  ask(Ask::open_orders, LinkKind::orders, venue::QueryOpenOrders{}, no_intent);
}

// Only a stream that was had from the beginning leaves no trade out below the last one that it told.
venue::TradeId ClientCore::trades_from() const {
  const bool without_gaps = stream_has_past(options_.profile) && !options_.profile.stream.cumulative_fills;
  return without_gaps ? state_.trade_cursor() : 0;
}

void ClientCore::ask_trades() {
  ask(Ask::trades, LinkKind::orders, venue::QueryTrades{0, trades_from()}, no_intent);
}

// The venue refused a question for now.
void ClientCore::reconcile_later(std::int64_t at_least_ns) {
  const std::int64_t drawn_ns = parts_.retry->backoff_ns(reconcile_failures_max);
  set_deadline(reconcile_ns_, now_ns_ + std::max(at_least_ns, drawn_ns), Deadline::Kind::reconcile, 0);
}

void ClientCore::become_usable() {
  for (IntentIndex i = 0; i < state_.size(); ++i) {
    if (!state_.at(i).resolved() || work_[i].verify) touch(i);
  }
}

// A login that is repeated changes nothing, shows that the connection lives, and tells where the stream ends.
void ClientCore::ping() {
  if (orders_.state == LinkState::open) {
    ask(Ask::ping, LinkKind::orders, venue::Login{0, options_.account}, no_intent);
  }
}

std::uint64_t ClientCore::ask(Ask ask, LinkKind kind, Request request, IntentIndex intent) {
  const std::uint64_t number = next_request_++;
  set_number(request, number);
  Pending pending;
  pending.ask = ask;
  pending.link = kind;
  pending.intent = intent;
  pending.sent_ns = now_ns_;
  pending.stream_seq = parts_.stream->told();
  pending_.emplace(number, pending);
  if (intent != no_intent) {
    work_[intent].request = number;
    ++in_flight_;
  }
  deadlines_.push({now_ns_ + options_.bounds.request_timeout_ns, Deadline::Kind::request, number});
  (void)host_.send(kind, request);  // what did not leave times out
  return number;
}

// The request is not waited for any more.
void ClientCore::release(Pending& pending) {
  if (pending.expired) return;
  pending.expired = true;
  if (pending.intent == no_intent) return;
  --in_flight_;
  work_[pending.intent].request = 0;
  back_off(pending.intent, 0);
}

void ClientCore::on_timeout(std::uint64_t number) {
  const auto found = pending_.find(number);
  if (found == pending_.end() || found->second.expired) return;
  const Pending pending = found->second;
  release(found->second);
  ++counters_.timeouts;
  report(path::timed_out, pending.intent);
  switch (pending.ask) {
    case Ask::login:
    case Ask::subscribe:
      drop(pending.link);
      break;
    case Ask::ping:
      silent_pings_ = orders_.heard_ns < pending.sent_ns ? silent_pings_ + 1 : 0;
      if (silent_pings_ < silent_pings_max) {
        ping();
      } else {
        silent_pings_ = 0;
        report(path::connection_silent);
        drop(LinkKind::orders);
      }
      break;
    case Ask::open_orders:
      ask_open_orders();
      break;
    case Ask::trades:
      ask_trades();
      break;
    case Ask::send:
      // A new login tells whether it was taken.
      if (login_settles(options_.profile)) drop(LinkKind::orders);
      break;
    case Ask::query:
    case Ask::probe:
      break;
  }
  while (pending_.size() > pending_max && pending_.begin()->second.expired) pending_.erase(pending_.begin());
}

void ClientCore::on_deadline(const Deadline& deadline) {
  const auto due = [&](SteadyNs& slot) { return slot == deadline.at_ns && (slot = never_ns, true); };
  switch (deadline.kind) {
    case Deadline::Kind::request:
      on_timeout(deadline.id);
      break;
    case Deadline::Kind::intent:
      if (due(work_[deadline.id].wake_ns)) touch(static_cast<IntentIndex>(deadline.id));
      break;
    case Deadline::Kind::connect_orders:
    case Deadline::Kind::connect_events: {
      const LinkKind kind =
          deadline.kind == Deadline::Kind::connect_orders ? LinkKind::orders : LinkKind::events;
      if (!due(link(kind).deadline_ns)) break;
      if (link(kind).state == LinkState::down) {
        connect(kind);
      } else {
        drop(kind);
      }
      break;
    }
    case Deadline::Kind::reconcile:
      if (!due(reconcile_ns_) || orders_.state != LinkState::open) break;
      if (!have_open_orders_) ask_open_orders();
      if (!have_trades_) ask_trades();
      if (std::exchange(back_fill_again_, false)) {
        ask_open_orders();
        ask_trades();
      }
      break;
    case Deadline::Kind::ping:
      if (due(ping_ns_)) ping();
      break;
    case Deadline::Kind::gap:
      if (due(gap_ns_)) close_gap();
      break;
    case Deadline::Kind::rate:
      due(rate_ns_);  // settle() lets waiting requests go
      break;
    case Deadline::Kind::ledger:
      if (due(ledger_ns_)) reopen_ledger();
      break;
  }
}

bool ClientCore::is_moot(const Deadline& deadline) const {
  switch (deadline.kind) {
    case Deadline::Kind::request: {
      const auto found = pending_.find(deadline.id);
      return found == pending_.end() || found->second.expired;
    }
    case Deadline::Kind::intent:
      return work_[deadline.id].wake_ns != deadline.at_ns;
    case Deadline::Kind::connect_orders:
      return orders_.deadline_ns != deadline.at_ns;
    case Deadline::Kind::connect_events:
      return events_.deadline_ns != deadline.at_ns;
    case Deadline::Kind::reconcile:
      return reconcile_ns_ != deadline.at_ns;
    case Deadline::Kind::ping:
      return ping_ns_ != deadline.at_ns;
    case Deadline::Kind::gap:
      return gap_ns_ != deadline.at_ns;
    case Deadline::Kind::rate:
      return rate_ns_ != deadline.at_ns;
    case Deadline::Kind::ledger:
      return ledger_ns_ != deadline.at_ns;
  }
  return true;
}

void ClientCore::on_wake() {
  armed_ns_ = never_ns;
  if (stopped_) return;
  begin();
  while (!deadlines_.empty() && deadlines_.earliest_ns() <= now_ns_) on_deadline(deadlines_.pop());
  settle();
}

void ClientCore::arm_timer() {
  while (!deadlines_.empty() && is_moot(deadlines_.first())) deadlines_.pop();
  if (deadlines_.empty()) return;
  const SteadyNs earliest_ns = deadlines_.earliest_ns();
  if (armed_ns_ != never_ns && armed_ns_ <= earliest_ns) return;
  armed_ns_ = earliest_ns;
  host_.wake_at(earliest_ns);
}

}  // namespace onefold::client

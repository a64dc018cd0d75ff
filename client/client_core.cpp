// The cycle of the client: accept, record, sync, let effects out; recovery when the ledger fails.
#include "client/client_core.hpp"

#include <algorithm>
#include <cassert>

#include "client/intent_rules.hpp"
#include "client/paths.hpp"
#include "client/venue_promises.hpp"

namespace onefold::client {

using venue::Outcome;
using venue::Reason;

namespace {

// Submissions kept in memory while the ledger cannot be written. Their source keeps them too until they are
// accepted.
constexpr std::size_t waiting_max = 10'000;

}  // namespace

ClientCore::ClientCore(ClientOptions options, ClientParts parts, venue::ClientObserver& observer,
                       ClientHost& host)
    : options_(std::move(options)),
      parts_(std::move(parts)),
      observer_(observer),
      host_(host),
      gate_(options_.profile.rate_limit),
      state_(*parts_.fills) {}

std::error_code ClientCore::start() {
  complaint_ = check_scheme(options_.ids, options_.profile.id);
  if (complaint_.empty() && options_.led) complaint_ = check_lead(options_.ids, options_.profile);
  if (!complaint_.empty()) return std::make_error_code(std::errc::invalid_argument);
  if (options_.account.empty() || options_.account.size() > venue::account_size_max) {
    complaint_ = "account: 1 to " + std::to_string(venue::account_size_max) + " bytes";
    return std::make_error_code(std::errc::invalid_argument);
  }
  stopped_ = false;
  begin();
  const std::error_code error = open_ledger();
  if (error == std::errc::bad_message || error == std::errc::resource_unavailable_try_again) {
    stopped_ = true;
    return error;
  }
  if (error) {
    break_ledger();
  } else {
    connect(LinkKind::orders);
    connect(LinkKind::events);
  }
  arm_timer();
  if (!effects_.empty()) host_.turn_soon();
  return {};
}

void ClientCore::stop() {
  if (stopped_) return;
  begin();
  if (!broken_ && delivered_ > delivered_recorded_) {
    record(CallbacksDelivered{delivered_});
    (void)parts_.ledger->sync();  // only saves the next life from telling again
  }
  stopped_ = true;
  effects_.clear();
  host_.disconnect(LinkKind::orders);
  host_.disconnect(LinkKind::events);
}

// What the ledger holds is believed only once this life has written it anew and synced it: an earlier life
// may have seen a sync fail, and then what can be read is not what a power loss leaves.
std::error_code ClientCore::open_ledger() {
  parts_.fills->clear();
  state_ = ClientState(*parts_.fills);
  LedgerContents contents = parts_.ledger->open();
  complaint_ = contents.complaint;
  if (contents.error) return contents.error;
  for (const Record& one : contents.records) {
    if (state_.apply(one)) continue;
    complaint_ = "ledger: a record cannot follow those before it";
    return std::make_error_code(std::errc::bad_message);
  }
  if (!contents.records.empty() || contents.cut_bytes > 0) {
    const std::vector<Record> snapshot = state_.snapshot();
    if (const std::error_code error = parts_.ledger->rewrite(snapshot)) return error;
    compacted_size_ = parts_.ledger->size();
    report(path::recovered);
    if (contents.cut_bytes > 0) report(path::tail_cut);
    if (snapshot.size() < contents.records.size()) report(path::compacted);
  }
  restore_work();
  return {};
}

void ClientCore::restore_work() {
  started_ns_ = now_ns_;
  lead_taken_ = false;
  work_.clear();
  work_.resize(state_.size());
  cancelled_early_.clear();
  parts_.stream->reset(state_.stream_seq());
  delivered_recorded_ = state_.delivered();
  delivered_ = std::max(delivered_, delivered_recorded_);  // what this life has told stays told
  for (IntentIndex i = 0; i < state_.size(); ++i) {
    const Tracked& tracked = state_.at(i);
    Standing& standing = work_[i].standing;
    standing.attempts = standing.spent = static_cast<int>(tracked.stamp.attempt);
    if (tracked.ever_sent() && !tracked.resolved()) {
      standing.open = 1;
      standing.last_open_ns = started_ns_;
      date_standing(tracked.stamp, standing);
    }
    if (tracked.ever_sent()) parts_.ids->taken(tracked.stamp.client_order_id);
    // Copies of it may still be under way, which matters to those who want to change the order.
    if (tracked.ever_sent() && options_.profile.duplicate == venue::DuplicateAnswer::amend)
      standing.last_open_ns = started_ns_;
    if (options_.led && !tracked.resolved()) leave_to_other(i);
    if (tracked.order.order_id != 0) work_[i].order_ns = started_ns_;
    if (tracked.intent.kind == venue::IntentKind::cancel && tracked.target == no_intent) {
      cancelled_early_.insert(tracked.intent.target);
    }
  }
  for (auto& callback : state_.callbacks_after(delivered_)) effects_.emplace_back(std::move(callback));
}

// Nothing that memory says since the last sync is worth anything now. All is read again, later.
void ClientCore::break_ledger() {
  ++counters_.ledger_failures;
  report(path::ledger_failed);
  broken_ = true;
  ++ledger_failures_;
  effects_.clear();
  appended_ = false;
  for (const venue::Intent& intent : unsynced_) waiting_.push_back(intent);
  unsynced_.clear();
  drop(LinkKind::orders);
  drop(LinkKind::events);
  pending_.clear();
  in_flight_ = 0;
  touched_.clear();
  urgent_.clear();
  normal_.clear();
  work_.clear();
  state_ = ClientState(*parts_.fills);
  parts_.fills->clear();
  orphans_.clear();
  back_fill_again_ = false;
  whole_asked_ns_ = whole_ns_ = never_ns;
  deadlines_.clear();
  for (SteadyNs* slot : {&ping_ns_, &gap_ns_, &rate_ns_, &reconcile_ns_}) *slot = never_ns;
  orders_.deadline_ns = events_.deadline_ns = never_ns;
  set_deadline(ledger_ns_, now_ns_ + parts_.retry->backoff_ns(ledger_failures_) + 1'000'000,
               Deadline::Kind::ledger, 0);
}

void ClientCore::reopen_ledger() {
  if (open_ledger()) {
    break_ledger();
    return;
  }
  broken_ = false;
  ledger_failures_ = 0;
  connect(LinkKind::orders);
  connect(LinkKind::events);
  std::deque<venue::Intent> again;
  again.swap(waiting_);
  for (const venue::Intent& intent : again) accept(intent);
}

void ClientCore::submit(const venue::Intent& intent) {
  if (stopped_) return;
  begin();
  if (broken_) {
    if (waiting_.size() < waiting_max) waiting_.push_back(intent);
    return;
  }
  accept(intent);
  ask_for_turn();
}

// Several submissions of one turn share a sync.
void ClientCore::ask_for_turn() {
  if (turn_asked_) return;
  turn_asked_ = true;
  host_.turn_soon();
}

void ClientCore::accept(const venue::Intent& intent) {
  if (!is_recordable(intent)) {
    observer_.on_path({path::intent_invalid, intent.id, {}, 0});
    return;
  }
  const IntentIndex known = state_.find(intent.id);
  if (known != no_intent) {
    ++counters_.intents_repeated;
    report(state_.at(known).intent == intent ? path::intent_repeated : path::intent_conflict, known);
    return;
  }
  const IntentAccepted accepted{next_callback(), intent};
  record(accepted);
  effects_.emplace_back(callback_of(accepted));
  unsynced_.push_back(intent);
  work_.emplace_back();
  const IntentIndex index = state_.size() - 1;
  ++counters_.intents_accepted;
  if (!usable()) report(path::offline_accepted, index);
  const Reason wrong = check_terms(intent);
  if (wrong != Reason::none) {
    resolve(index, Outcome::refused, wrong);
  } else if (intent.kind == venue::IntentKind::place && cancelled_early_.contains(intent.id)) {
    report(path::cancelled_unsent, index);
    resolve(index, Outcome::refused, Reason::none);
  } else if (intent.kind == venue::IntentKind::transfer && !parts_.transfers) {
    resolve(index, Outcome::refused, Reason::unsupported);
  } else if (depends_on_order(intent.kind) && state_.at(index).target == no_intent) {
    if (intent.kind == venue::IntentKind::cancel) cancelled_early_.insert(intent.target);
    const bool cancel = intent.kind == venue::IntentKind::cancel;
    resolve(index, cancel ? Outcome::done : Outcome::refused, cancel ? Reason::none : Reason::unknown_order);
  } else {
    if (!leads(now_ns_)) leave_to_other(index);
    touch(index);
  }
}

void ClientCore::begin() {
  now_ns_ = host_.now_ns();
  if (options_.led && !stopped_ && !broken_) follow_lead();
}

void ClientCore::record(const Record& record) {
  const bool follows = state_.apply(record);
  assert(follows);
  (void)follows;
  parts_.ledger->append(record);
  appended_ = true;
}

void ClientCore::report(std::string_view path, IntentIndex intent) {
  venue::PathEvent event;
  event.name = path;
  if (intent != no_intent) {
    const Tracked& tracked = state_.at(intent);
    event.intent = tracked.intent.id;
    event.client_order_id = tracked.stamp.client_order_id;
    event.attempt = static_cast<int>(tracked.stamp.attempt);
  }
  observer_.on_path(event);
}

void ClientCore::touch(IntentIndex intent) {
  if (work_[intent].touched) return;
  work_[intent].touched = true;
  touched_.push_back(intent);
}

// Stepping may touch more intents: a resolved one its dependents, each at most once per resolution.
void ClientCore::step_touched() {
  for (std::size_t i = 0; i < touched_.size(); ++i) {
    const IntentIndex intent = touched_[i];
    work_[intent].touched = false;
    step(intent);
  }
  touched_.clear();
}

void ClientCore::settle() {
  if (stopped_) return;
  if (!broken_) {
    for (pump(); !touched_.empty(); pump()) step_touched();
    flush();
  }
  if (!broken_) compact_if_grown();
  arm_timer();
}

void ClientCore::flush() {
  if (!appended_ && effects_.empty()) return;
  if (appended_) {
    if (delivered_ > delivered_recorded_) {
      delivered_recorded_ = delivered_;
      record(CallbacksDelivered{delivered_});
    }
    ++counters_.ledger_syncs;
    if (parts_.ledger->sync()) {
      break_ledger();
      return;
    }
    appended_ = false;
    unsynced_.clear();
  }
  std::vector<Effect> due;
  due.swap(effects_);
  for (Effect& effect : due) {
    if (auto* callback = std::get_if<venue::ClientCallback>(&effect)) {
      parts_.outbox->deliver(observer_, *callback);
      delivered_ = callback->number;
    } else {
      gather(std::get<Outgoing>(effect));
    }
  }
  transmit(batch_);
  due.clear();
  if (effects_.empty()) effects_.swap(due);
}

void ClientCore::compact_if_grown() {
  const std::uint64_t size = parts_.ledger->size();
  if (size < options_.compact_size_min || size < 4 * compacted_size_) return;
  if (parts_.ledger->rewrite(state_.snapshot())) {
    break_ledger();
    return;
  }
  compacted_size_ = parts_.ledger->size();
  ++counters_.compactions;
  report(path::compacted);
}

void ClientCore::on_turn() {
  turn_asked_ = false;
  if (stopped_ || broken_) return;
  begin();
  settle();
}

venue::ClientView ClientCore::view() const {
  venue::ClientView view;
  view.ready = !broken_ && !stopped_ && usable() && events_.state == LinkState::open &&
               !parts_.stream->gap() && !lacks_fills();
  view.intents.reserve(state_.size());
  for (const auto& [id, index] : state_.by_id()) {
    const Tracked& tracked = state_.at(index);
    venue::IntentView& one = view.intents.emplace_back();
    one.id = id;
    one.outcome = tracked.outcome;
    one.reason = tracked.reason;
    one.client_order_id = tracked.stamp.client_order_id;
    one.attempts = static_cast<int>(tracked.stamp.attempt);
    const IntentIndex place = tracked.intent.kind == venue::IntentKind::place ? index : tracked.target;
    if (place == no_intent) continue;
    const venue::OrderState& order = state_.at(place).order;
    one.order_id = state_.at(place).known_order();
    one.status = order.status;
    if (one.order_id != 0) one.filled = std::max(order.filled, parts_.fills->filled(one.order_id));
    if (place != index || order.order_id == 0 || is_terminal(order.status)) continue;
    if (work_[index].ghost) {
      view.ghosts.push_back(id);
    } else {
      view.open_orders.push_back(order);
    }
  }
  for (const auto& [symbol, quantity] : parts_.fills->positions())
    view.positions.push_back({symbol, quantity});
  view.orphans.assign(orphans_.begin(), orphans_.end());
  std::sort(view.open_orders.begin(), view.open_orders.end(),
            [](const venue::OrderState& a, const venue::OrderState& b) { return a.order_id < b.order_id; });
  return view;
}

}  // namespace onefold::client

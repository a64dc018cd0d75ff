// What the exchange does of its own accord, and what cancels many orders at once.
#include <algorithm>
#include <cassert>

#include "venue/engine/journal_record.hpp"
#include "venue/engine/order_life.hpp"

namespace onefold::venue {
namespace {

using State = Engine::State;

constexpr std::int64_t day_span_ns = 86'400'000'000'000;

// Days are counted from rollover to rollover: 1 is the one before that of 1970-01-01. `now_ns` is not
// negative.
std::int64_t day_at(const Rollover& rollover, TimeNs now_ns) {
  return (now_ns - rollover.at_ns + day_span_ns) / day_span_ns + 1;
}

TimeNs end_of_day(const Rollover& rollover, std::int64_t day) {
  return (day - 1) * day_span_ns + rollover.at_ns;
}

// Open orders of an account, of one symbol or (no_symbol) of all, the oldest first. Returns how many.
constexpr std::uint32_t no_symbol = UINT32_MAX;
std::uint64_t cancel_open(Step& step, AccountId account, std::uint32_t symbol) {
  const OrderLog& log = step.state.log;
  const std::vector<OrderId> open = log.account_open(account);
  std::uint64_t cancelled = 0;
  for (const OrderId id : open) {
    if (symbol != no_symbol && log.order(id).symbol != symbol) continue;
    end_order(step, id);
    ++cancelled;
  }
  return cancelled;
}

void expire_due(Step& step) {
  auto& expiries = step.state.expiries;
  if (expiries.empty() || expiries.begin()->first > step.now_ns) return;
  step.execution.paths.add(path::order_expired);
  while (!expiries.empty() && expiries.begin()->first <= step.now_ns) {
    end_order(step, expiries.begin()->second, ExecutionKind::expired);
  }
}

// Whatever the clock says, where it is `forced`.
void end_day(Step& step, bool forced) {
  State& state = step.state;
  const Rollover& rollover = state.options.profile->rollover;
  if (!rollover.daily || state.day == 0) return;
  std::int64_t today = day_at(rollover, step.now_ns);
  if (forced) today = std::max(today, state.day + 1);
  if (today <= state.day) return;
  state.day = today;
  step.remembered = true;
  step.execution.paths.add(path::day_ended);
  state.ids.end_day();
  for (AccountId account = 0; account < state.account_names.size(); ++account) {
    const std::vector<OrderId> open = state.log.account_open(account);
    for (const OrderId id : open) {
      if (state.log.order(id).tif == TimeInForce::day) end_order(step, id, ExecutionKind::expired);
    }
  }
}

void strike_timers(Step& step) {
  State& state = step.state;
  for (AccountId account = 0; account < state.cancel_timers.size(); ++account) {
    TimeNs& at_ns = state.cancel_timers[account];
    if (at_ns == 0 || at_ns > step.now_ns) continue;
    at_ns = 0;
    step.remembered = true;
    const bool struck = cancel_open(step, account, no_symbol) != 0;
    if (struck && !step.execution.paths.has(path::cancel_timer_struck))
      step.execution.paths.add(path::cancel_timer_struck);
  }
}

// One side of a busted trade. What was closed stays closed; what is open waits for the lots again, behind all
// others at its price.
void undo_fill(Step& step, std::uint64_t fill) {
  State& state = step.state;
  const LogRow row = state.log.row(fill);
  Order& order = state.log.order(row.order);
  const bool rests = order.handle != no_handle;
  if (rests) take_out(step, row.order);
  order.filled -= row.last_quantity;
  state.holding(order.account, order.symbol).position -=
      order.side == Side::buy ? row.last_quantity : -row.last_quantity;
  if (is_terminal(order.status)) {
    order.status = OrderStatus::cancelled;
  } else {
    order.status = order.filled == 0 ? OrderStatus::open : OrderStatus::partially_filled;
  }
  state.log.bust(fill, step.now_ns);
  if (!rests) return;
  order.handle = state.books[order.symbol].rest(order.side, order.limit, order.leaves(),
                                                static_cast<std::uint32_t>(row.order), order.account);
}

void bust(Step& step, TradeId trade) {
  State& state = step.state;
  for (AccountId account = 0; account < state.account_names.size(); ++account) {
    for (std::uint64_t fill = state.log.fill_of(account, trade); fill != 0;
         fill = state.log.fill_of(account, trade)) {
      undo_fill(step, fill);
      if (!step.execution.paths.has(path::trade_busted)) step.execution.paths.add(path::trade_busted);
    }
  }
}

}  // namespace

void mass_cancel(Step& step, const MassCancel& request) {
  std::uint32_t symbol = no_symbol;
  if (!request.symbol.empty()) symbol = step.state.find_symbol(request.symbol).value();
  const std::uint64_t orders = cancel_open(step, step.account, symbol);
  if (orders != 0) step.execution.paths.add(path::mass_cancelled);
  step.execution.reply = MassCancelled{request.request, orders};
}

void set_cancel_timer(Step& step, const CancelAfter& request) {
  TimeNs& at_ns = step.state.cancel_timers[step.account];
  const TimeNs wanted_ns = request.after_ns == 0 ? 0 : step.now_ns + request.after_ns;
  if (at_ns != wanted_ns) step.remembered = true;
  at_ns = wanted_ns;
  step.execution.reply = CancelAfterSet{request.request, at_ns};
}

void note_day(Engine::State& state, TimeNs now_ns) {
  const Rollover& rollover = state.options.profile->rollover;
  if (rollover.daily && state.day == 0) state.day = day_at(rollover, now_ns);
}

void Engine::act(const VenueAct& act, AccountId account, TimeNs now_ns, Execution& execution) {
  State& state = *state_;
  assert(account < state.account_names.size() && now_ns >= 0);
  execution.record.clear();
  execution.paths.clear();
  execution.first_number = state.log.rows() + 1;
  Step step{state, account, now_ns, execution};
  switch (act.kind) {
    case VenueAct::Kind::let_time_pass:
      expire_due(step);
      end_day(step, false);
      strike_timers(step);
      break;
    case VenueAct::Kind::cancel_account:
      if (cancel_open(step, account, no_symbol) != 0) execution.paths.add(path::cancelled_on_disconnect);
      break;
    case VenueAct::Kind::reset_sequence:
      step.remembered = state.numbers.received(account) != 0;
      state.numbers.reset(account);
      break;
    case VenueAct::Kind::bust_trade:
      bust(step, act.trade);
      break;
    case VenueAct::Kind::end_day:
      note_day(state, now_ns);
      end_day(step, true);
      break;
    case VenueAct::Kind::store_error:
      state.stored_error = act;
      step.remembered = true;
      break;
    case VenueAct::Kind::evict_id:
      step.remembered = state.ids.drop_oldest();
      break;
    case VenueAct::Kind::free_id:
      step.remembered = state.ids.drop(account, act.client_order_id);
      break;
    case VenueAct::Kind::lose_ids:
      step.remembered = state.ids.drop_all();
      break;
  }
  execution.last_number = state.log.rows();
  if (!step.changed()) return;
  encode_record(++state.records, execution.last_number, now_ns, account_name(account), act, execution.record);
}

TimeNs Engine::next_act_ns() const {
  const State& state = *state_;
  TimeNs next_ns = 0;
  auto consider = [&](TimeNs at_ns) {
    if (at_ns != 0 && (next_ns == 0 || at_ns < next_ns)) next_ns = at_ns;
  };
  if (!state.expiries.empty()) consider(state.expiries.begin()->first);
  if (state.day != 0) consider(end_of_day(state.options.profile->rollover, state.day));
  for (const TimeNs at_ns : state.cancel_timers) consider(at_ns);
  return next_ns;
}

}  // namespace onefold::venue

// The effect of an order request. One call is one atomic step, and one record of the journal if it changed
// anything.
#include <cassert>

#include "venue/engine/journal_record.hpp"
#include "venue/engine/order_request.hpp"
#include "venue/engine/request_parts.hpp"

namespace onefold::venue {
namespace {

// True when the message is the next one of its sequenced session, or of none; its number is taken.
bool admit_number(Step& step, const Request& request) {
  Engine::State& state = step.state;
  if (!state.counts(step.account, request)) return true;
  const std::uint64_t seq = sequence_of(request);
  const SessionNumbers::Verdict verdict = state.numbers.judge(step.account, seq);
  if (verdict == SessionNumbers::Verdict::take) {
    state.numbers.take(step.account, seq);
    step.remembered = true;
    return true;
  }
  step.execution.paths.add(path::sequence_refused);
  if (verdict == SessionNumbers::Verdict::low || verdict == SessionNumbers::Verdict::gap) {
    const bool low = verdict == SessionNumbers::Verdict::low;
    refuse(step, request_number(request), low ? Reason::sequence_low : Reason::sequence_gap, id_of(request));
    return false;
  }
  keep_silent(step);
  step.execution.logs_out = verdict == SessionNumbers::Verdict::logout;
  return false;
}

// What other messages are refused for on arrival, a numbered one is at its turn.
bool admit_form(Step& step, const Request& request) {
  if (!step.state.counts(step.account, request)) return true;
  const Reason reason = step.state.refusal_at_arrival(step.account, request, step.now_ns);
  if (reason == Reason::none) return true;
  refuse(step, request_number(request), reason, id_of(request));
  return false;
}

void take_effect(Step& step, const Request& request) {
  if (const auto* order = std::get_if<NewOrder>(&request)) return place(step, *order);
  if (const auto* change = std::get_if<ReplaceOrder>(&request)) return replace(step, *change);
  if (const auto* all = std::get_if<MassCancel>(&request)) return mass_cancel(step, *all);
  if (const auto* timer = std::get_if<CancelAfter>(&request)) return set_cancel_timer(step, *timer);
  if (const auto* transfer = std::get_if<Transfer>(&request)) {
    step.execution.reply = step.state.transfers.execute(step.account, *transfer, step.now_ns,
                                                        step.execution.paths, step.remembered);
    return;
  }
  cancel(step, std::get<CancelOrder>(request));
}

}  // namespace

void Engine::execute(AccountId account, const Request& request, TimeNs now_ns, Execution& execution) {
  State& state = *state_;
  assert(account < state.account_names.size() && now_ns >= 0);
  execution.record.clear();
  execution.paths.clear();
  execution.silent = execution.logs_out = false;
  execution.first_number = state.log.rows() + 1;
  Step step{state, account, now_ns, execution};
  if (const auto* order = std::get_if<NewOrder>(&request))
    state.in_flight.leave(account, order->client_order_id);
  if (const auto* change = std::get_if<ReplaceOrder>(&request))
    state.in_flight.leave(account, change->client_order_id);
  if (const auto* transfer = std::get_if<Transfer>(&request))
    state.transfers_in_flight.leave(account, transfer->client_transfer_id);
  const bool admitted = admit_number(step, request) && admit_form(step, request);
  if (admitted && !fails_before(step, request)) take_effect(step, request);
  fail_after(step, request);
  execution.last_number = state.log.rows();
  if (!step.changed()) return;
  note_day(state, now_ns);
  encode_record(++state.records, execution.last_number, now_ns, account_name(account), request,
                execution.record);
}

}  // namespace onefold::venue

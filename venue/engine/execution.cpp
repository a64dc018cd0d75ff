// The effect of an order request. One call is one atomic step, and one record of the journal if it changed
// anything.
#include <cassert>

#include "venue/engine/journal_record.hpp"
#include "venue/engine/order_request.hpp"

namespace onefold::venue {

void Engine::execute(AccountId account, const Request& request, TimeNs now_ns, Execution& execution) {
  State& state = *state_;
  assert(account < state.account_names.size() && now_ns >= 0);
  execution.record.clear();
  execution.paths.clear();
  execution.silent = false;
  execution.first_number = state.log.rows() + 1;
  Step step{state, account, now_ns, execution};
  if (const auto* order = std::get_if<NewOrder>(&request)) {
    state.in_flight.leave(account, order->client_order_id);
    place(step, *order);
  } else if (const auto* change = std::get_if<ReplaceOrder>(&request)) {
    state.in_flight.leave(account, change->client_order_id);
    replace(step, *change);
  } else if (const auto* all = std::get_if<MassCancel>(&request)) {
    mass_cancel(step, *all);
  } else if (const auto* timer = std::get_if<CancelAfter>(&request)) {
    set_cancel_timer(step, *timer);
  } else if (const auto* transfer = std::get_if<Transfer>(&request)) {
    state.transfers_in_flight.leave(account, transfer->client_transfer_id);
    execution.reply = state.transfers.execute(account, *transfer, now_ns, execution.paths, step.remembered);
  } else {
    cancel(step, std::get<CancelOrder>(request));
  }
  execution.last_number = state.log.rows();
  if (!step.changed()) return;
  note_day(state, now_ns);
  encode_record(++state.records, execution.last_number, now_ns, account_name(account), request,
                execution.record);
}

}  // namespace onefold::venue

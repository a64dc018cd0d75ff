// An error that a misbehaving exchange gives one request, and stores as its answer.
#include <utility>

#include "venue/engine/order_life.hpp"
#include "venue/engine/order_request.hpp"

namespace onefold::venue {
namespace {

struct Struck {
  std::uint64_t request;
  const ClientOrderId* id;
  Terms terms;
};

// Nothing if this request has no id to store an answer under.
std::optional<Struck> struck_by(const VenueAct& error, const Request& request) {
  std::optional<Struck> struck;
  if (const auto* order = std::get_if<NewOrder>(&request)) {
    struck = Struck{order->request, &order->client_order_id, terms_of(*order)};
  } else if (const auto* change = std::get_if<ReplaceOrder>(&request)) {
    struck = Struck{change->request, &change->client_order_id, terms_of(*change)};
  }
  if (struck && *struck->id != error.client_order_id) struck.reset();
  return struck;
}

}  // namespace

bool fails_before(Step& step, const Request& request) {
  Engine::State& state = step.state;
  if (!state.stored_error || !state.stored_error->before) return false;
  const std::optional<Struck> struck = struck_by(*state.stored_error, request);
  if (!struck) return false;
  const IdVerdict verdict = state.ids.judge(step.account, *struck->id, struck->terms, step.now_ns);
  if (verdict.kind != IdVerdict::Kind::fresh) return false;
  constexpr Reason reason = Reason::internal_error;
  refuse(step, struck->request, reason, *struck->id);
  state.ids.remember(step.account, *struck->id, struck->terms, {reason, 0, 0}, step.now_ns);
  return true;
}

void fail_after(Step& step, const Request& request) {
  Engine::State& state = step.state;
  if (!state.stored_error) return;
  step.remembered = true;  // recorded whatever becomes of it, so that recovery strikes the same request
  const VenueAct error = *std::exchange(state.stored_error, std::nullopt);
  const std::optional<Struck> struck = struck_by(error, request);
  const bool took_effect = state.log.rows() >= step.execution.first_number;
  if (!struck || !took_effect || error.before) return;
  constexpr Reason reason = Reason::internal_error;
  if (state.ids.restate(step.account, *struck->id, reason))
    refuse(step, struck->request, reason, *struck->id);
}

}  // namespace onefold::venue

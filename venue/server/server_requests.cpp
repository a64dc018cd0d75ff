// What becomes of a request: arrival, its time in processing, effect and answer, and how the venue misbehaves
// at it on demand.
#include <algorithm>
#include <utility>

#include "venue/server/batch.hpp"
#include "venue/server/server_core.hpp"
#include "venue/server/venue_session.hpp"

namespace onefold::venue {
namespace {

// One turn executes at most so many of the requests that are due: others want to be served too.
constexpr int executions_per_turn_max = 256;

bool is_order_request(const Request& request) {
  return std::holds_alternative<NewOrder>(request) || std::holds_alternative<CancelOrder>(request) ||
         std::holds_alternative<ReplaceOrder>(request) || std::holds_alternative<MassCancel>(request) ||
         std::holds_alternative<CancelAfter>(request) || std::holds_alternative<Transfer>(request);
}

// Null: the venue is silent.
void tell(VenueSession& session, const Reply* reply, const Asked& asked) {
  if (asked.batch != nullptr) {
    asked.batch->answer(asked.leg, reply == nullptr ? Reply(Heartbeat{}) : *reply);
    if (asked.batch->complete()) session.send(asked.batch->reply());
    return;
  }
  if (asked.acknowledged && (reply == nullptr || !std::holds_alternative<Rejected>(*reply))) return;
  if (reply != nullptr) {
    session.send(*reply);
  } else {
    session.keep_silent();
  }
}

}  // namespace

void ServerCore::take(VenueSession& session, Request& request) {
  if (auto* batch = std::get_if<NewOrders>(&request)) return take_batch(session, *batch);
  const bool orders = is_order_request(request);
  if (orders && (session.waiting >= waiting_per_connection_max || waiting_.size() >= waiting_max)) {
    return session.close();
  }
  const Arrival& arrival = arrive(session, request);
  switch (arrival.next) {
    case Arrival::Next::nothing:
      return;
    case Arrival::Next::answer:
      if (std::holds_alternative<LoggedIn>(arrival.reply)) {
        session.account = engine().find_account(std::get<Login>(request).account).value();
        fence(session);
        absent_until_[session.account] = std::chrono::steady_clock::time_point::max();
      }
      return session.send(arrival.reply);
    case Arrival::Next::execute:
      if (!arrival.acknowledged || !session.acknowledges()) return execute(session, request);
      session.send(arrival.reply);
      return execute(session, request, {true, nullptr, 0});
  }
}

void ServerCore::take_batch(VenueSession& session, NewOrders& request) {
  const Profile& profile = options_.profile;
  const std::size_t legs = request.legs.size();
  if (legs == 0 || legs > profile.orders.batch_max) {
    const Reason reason = profile.orders.batch_max == 0 ? Reason::unsupported : Reason::invalid_quantity;
    const ErrorCode* code = code_for(profile, reason);
    return session.send(
        Rejected{request.request, reason, {}, 0, code == nullptr ? std::string() : code->code});
  }
  const bool room =
      session.waiting + legs <= waiting_per_connection_max && waiting_.size() + legs <= waiting_max;
  if (!room) return session.close();
  Asked asked{false, std::make_shared<Batch>(request), 0};
  for (; asked.leg < legs; ++asked.leg) {
    Request one = std::move(request.legs[asked.leg]);
    const Arrival& arrival = arrive(session, one);
    if (arrival.next == Arrival::Next::execute) {
      execute(session, one, asked);
    } else {
      tell(session, arrival.next == Arrival::Next::answer ? &arrival.reply : nullptr, asked);
    }
  }
}

// A new connection of a sequenced session ends the older ones: what is under way on them has no effect.
void ServerCore::fence(const VenueSession& session) {
  const SequenceRules& rules = options_.profile.sequence;
  if (!rules.numbered || !rules.fences) return;
  for (VenueSession* other : sessions_) {
    if (other != &session && other->account == session.account && !other->streams()) other->close();
  }
  std::erase_if(waiting_, [&](const Waiting& one) {
    return !one.told && one.account == session.account && one.session.lock().get() != &session;
  });
}

const Arrival& ServerCore::arrive(const VenueSession& session, const Request& request) {
  return exchange_.arrive(session.number, session.account, request, now_ns());
}

void ServerCore::execute(VenueSession& session, Request& request, const Asked& asked) {
  RequestConduct conduct;
  if (misbehaviour_ != nullptr)
    conduct = misbehaviour_->at_request(engine().account_name(session.account), request);
  const bool slow = conduct.kind == RequestConduct::Kind::slow_processing;
  const std::chrono::nanoseconds processing(options_.profile.processing_ns + (slow ? conduct.delay_ns : 0));
  Waiting work{std::chrono::steady_clock::now() + processing,
               session.number,
               session.account,
               std::move(request),
               session.weak_from_this(),
               asked,
               conduct};
  if (processing.count() == 0) return carry_out(work, &session, now_ns());
  ++session.waiting;
  wait(std::move(work));
}

// Effect and answer. `session` is null if it has died since.
void ServerCore::carry_out(Waiting& work, VenueSession* session, TimeNs now_ns) {
  using Kind = RequestConduct::Kind;
  const RequestConduct& conduct = work.conduct;
  if (conduct.kind == Kind::late_fill && cancel_early(work, session)) return;
  const Reply* reply = exchange_.execute(work.connection, work.account, work.request, now_ns, conduct);
  if (session == nullptr) return;
  if (exchange_.logs_out()) return session->close();
  if (conduct.kind == Kind::lost_answer) return;
  if (conduct.kind == Kind::late_answer && reply != nullptr && !work.asked.acknowledged) {
    ++session->waiting;
    work.due = std::chrono::steady_clock::now() + std::chrono::nanoseconds(conduct.delay_ns);
    work.answer = std::make_unique<Reply>(*reply);
    return wait(std::move(work));
  }
  tell(*session, reply, work.asked);
  if (conduct.kind == Kind::logout) session->log_out();
}

// Says that the order is cancelled, which it is only later. False if there is no such order to cancel.
bool ServerCore::cancel_early(Waiting& work, VenueSession* session) {
  const auto* cancel = std::get_if<CancelOrder>(&work.request);
  if (cancel == nullptr) return false;
  std::optional<OrderState> order = cancel->order_id != 0 ? engine().order(work.account, cancel->order_id)
                                                          : engine().target(work.account, cancel->target);
  if (!order || is_terminal(order->status)) return false;
  order->status = OrderStatus::cancelled;
  const Reply answer = Cancelled{cancel->request, *order};
  work.due = std::chrono::steady_clock::now() + std::chrono::nanoseconds(work.conduct.delay_ns);
  work.conduct = {};
  work.session.reset();
  work.told = true;
  const Asked asked = work.asked;
  wait(std::move(work));
  if (session != nullptr) tell(*session, &answer, asked);
  return true;
}

void ServerCore::wait(Waiting waiting) {
  auto at = waiting_.end();
  while (at != waiting_.begin() && std::prev(at)->due > waiting.due) --at;
  const bool first = at == waiting_.begin();
  waiting_.insert(at, std::move(waiting));
  if (first && !processing_) wait_for_processing();
}

void ServerCore::wait_for_processing() {
  processing_timer_.expires_at(waiting_.front().due);
  processing_timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error && !self->stopped_) self->process_due();
  });
}

void ServerCore::process_due() {
  const auto now = std::chrono::steady_clock::now();
  const TimeNs venue_ns = now_ns();
  processing_ = true;  // an answer may let its session go on to the next request
  for (int n = 0; n < executions_per_turn_max && !waiting_.empty() && waiting_.front().due <= now; ++n) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    const auto session = next.session.lock();
    if (session) --session->waiting;
    if (!next.answer) {
      carry_out(next, session.get(), venue_ns);
    } else if (session) {
      tell(*session, next.answer.get(), next.asked);
    }
  }
  processing_ = false;
  end_turn();
  if (!waiting_.empty()) wait_for_processing();
}

Reply ServerCore::subscribe(const Subscribe& request) {
  const Reply reply = exchange_.arrive(0, no_account, request, now_ns()).reply;
  const auto* logged_in = std::get_if<LoggedIn>(&reply);
  if (logged_in != nullptr && request.from_seq <= logged_in->last_seq) {
    observer_.on_path({path::stream_replayed, {}, {}, 0});
  }
  return reply;
}

}  // namespace onefold::venue

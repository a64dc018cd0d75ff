#include "venue/server/gateways.hpp"

#include <algorithm>

namespace onefold::venue {
namespace {

std::uint64_t request_number(const Request& request) {
  if (const auto* order = std::get_if<NewOrder>(&request)) return order->request;
  return std::get<ReplaceOrder>(request).request;
}

Reply refusal(const Profile& profile, const Request& request, Reason reason, std::int64_t retry_after_ns) {
  const auto* order = std::get_if<NewOrder>(&request);
  const ErrorCode* code = code_for(profile, reason);
  return Rejected{request_number(request), reason,
                  order != nullptr ? order->client_order_id : std::get<ReplaceOrder>(request).client_order_id,
                  retry_after_ns, code != nullptr ? code->code : std::string()};
}

Reply success(const Request& request, OrderState state, bool original) {
  if (std::holds_alternative<NewOrder>(request))
    return Accepted{request_number(request), std::move(state), original};
  return Replaced{request_number(request), std::move(state), original};
}

// Of a request that is known.
Reply reply_to_copy(const IdVerdict& verdict, AccountId account, const Request& request, const Engine& engine,
                    const Profile& profile) {
  const bool refused = verdict.first.reason != Reason::none;
  switch (verdict.kind) {
    case IdVerdict::Kind::mismatch:
      return refusal(profile, request, Reason::payload_mismatch, 0);
    case IdVerdict::Kind::return_original:
      if (refused) return refusal(profile, request, verdict.first.reason, 0);
      return success(request, engine.order(account, verdict.first.order).value(), true);
    case IdVerdict::Kind::stored_response:
      if (refused) return refusal(profile, request, verdict.first.reason, 0);
      return success(request, engine.report(verdict.first.number).order, false);
    default:
      return refusal(profile, request, Reason::duplicate_id, 0);
  }
}

// The report of the state that the order was answered with: its last one of this execution.
std::uint64_t answered_number(const Execution& execution, OrderId order, const Engine& engine) {
  std::uint64_t number = execution.last_number;
  while (number > execution.first_number && engine.report(number).order.order_id != order) --number;
  return number;
}

}  // namespace

Gateways::Gateways(const Profile& profile) : profile_(&profile) {
  if (profile.retention == Retention::none) return;
  const DeduplicationPlace& place = profile.place;
  for (int i = 0; place.at_gateway && i < place.gateways; ++i) gateways_.emplace_back(profile);
  if (place.at_engine && place.key != DeduplicationPlace::Key::client_id) door_.emplace_back(profile);
}

template <class Do>
void Gateways::each(std::size_t connection, Do visit) {
  if (!gateways_.empty()) visit(gateways_[connection % gateways_.size()]);
  if (!door_.empty()) visit(door_.front());
}

std::error_code Gateways::open(const std::filesystem::path& data_dir, const Engine& engine, bool& tail_cut,
                               std::string& failure) {
  auto open_one = [&](Gateway& gateway, const std::string& name) {
    KeyLog::Found found;
    const std::error_code error = gateway.open(data_dir / name, engine.records(), found);
    tail_cut = tail_cut || found.tail_cut;
    if (error) failure = found.failure;
    return error;
  };
  for (std::size_t i = 0; i < gateways_.size(); ++i) {
    if (const std::error_code error = open_one(gateways_[i], "gateway-" + std::to_string(i + 1)))
      return error;
  }
  return door_.empty() ? std::error_code{} : open_one(door_.front(), "engine-keys");
}

Arrival Gateways::answer(std::size_t connection, AccountId account, const Request& request, TimeNs now_ns,
                         const Engine& engine) {
  Arrival arrival;
  arrival.next = Arrival::Next::execute;
  const bool keyed =
      std::holds_alternative<NewOrder>(request) || std::holds_alternative<ReplaceOrder>(request);
  if (!keyed) return arrival;
  const std::string_view name = engine.account_name(account);
  each(connection, [&](Gateway& gateway) {
    if (arrival.next != Arrival::Next::execute) return;
    const bool at_gateway = door_.empty() || &gateway != &door_.front();
    const IdVerdict verdict = gateway.judge(name, request, now_ns);
    if (verdict.kind != IdVerdict::Kind::fresh) {
      arrival.next = Arrival::Next::answer;
      arrival.reply = reply_to_copy(verdict, account, request, engine, *profile_);
      const bool mismatch = verdict.kind == IdVerdict::Kind::mismatch;
      arrival.paths.add(mismatch ? path::payload_mismatch : path::duplicate_suppressed);
      const bool silent =
          verdict.kind == IdVerdict::Kind::duplicate && profile_->duplicate == DuplicateAnswer::ignore;
      if (silent) arrival.next = Arrival::Next::nothing;
    } else if (gateway.is_in_flight(name, request)) {
      arrival.next = Arrival::Next::answer;
      arrival.reply = refusal(*profile_, request, Reason::in_flight, profile_->processing_ns);
      arrival.paths.add(path::in_flight_conflict);
    } else if (gateway.full()) {
      arrival.next = Arrival::Next::answer;
      arrival.reply = refusal(*profile_, request, Reason::throttled, 0);
      arrival.paths.add(path::rate_limited);
      return;
    } else {
      return;
    }
    if (at_gateway) arrival.paths.add(path::caught_at_gateway);
  });
  return arrival;
}

bool Gateways::knows(std::size_t connection, std::string_view account, const Request& request,
                     TimeNs now_ns) {
  bool known = false;
  each(connection, [&](Gateway& gateway) {
    known = known || gateway.judge(account, request, now_ns).kind != IdVerdict::Kind::fresh;
  });
  return known;
}

void Gateways::enter(std::size_t connection, std::string_view account, const Request& request) {
  each(connection, [&](Gateway& gateway) { gateway.enter(account, request); });
}

void Gateways::leave(std::size_t connection, std::string_view account, const Request& request) {
  each(connection, [&](Gateway& gateway) { gateway.leave(account, request); });
}

void Gateways::executed(std::size_t connection, std::string_view account, const Request& request,
                        const Execution& execution, TimeNs now_ns, const Engine& engine) {
  FirstAnswer first;
  OrderId order = 0;
  if (const auto* accepted = std::get_if<Accepted>(&execution.reply)) order = accepted->order.order_id;
  if (const auto* replaced = std::get_if<Replaced>(&execution.reply)) order = replaced->order.order_id;
  if (const auto* rejected = std::get_if<Rejected>(&execution.reply)) first.reason = rejected->reason;
  // What made nothing was a copy that the engine knew: it will know the next one too.
  const bool made = execution.first_number <= execution.last_number;
  if (order != 0 && made) first = {Reason::none, order, answered_number(execution, order, engine)};
  const bool told = !execution.silent && (first.order != 0 || first.reason != Reason::none);
  each(connection, [&](Gateway& gateway) {
    gateway.leave(account, request);
    if (told) gateway.remember(account, request, first, now_ns, engine.records());
  });
}

std::error_code Gateways::commit() {
  for (std::deque<Gateway>* places : {&gateways_, &door_}) {
    for (Gateway& gateway : *places) {
      if (const std::error_code error = gateway.commit()) return error;
    }
  }
  return {};
}

void Gateways::close() {
  for (Gateway& gateway : gateways_) gateway.close();
  for (Gateway& gateway : door_) gateway.close();
}

}  // namespace onefold::venue

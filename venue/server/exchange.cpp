// Turns of the engine made durable, and the observer told in step with the journal.
#include "venue/server/exchange.hpp"

#include <algorithm>
#include <cassert>
#include <string_view>

#include "venue/profile/place.hpp"
#include "venue/server/ambiguous_error.hpp"

namespace onefold::venue {
namespace {

std::string_view id_of(const Request& request) {
  return std::visit(
      [](const auto& message) -> std::string_view {
        if constexpr (requires { message.client_order_id; }) {
          return message.client_order_id;
        } else if constexpr (requires { message.target; }) {
          return message.target;
        } else if constexpr (requires { message.client_transfer_id; }) {
          return message.client_transfer_id;
        } else {
          return {};
        }
      },
      request);
}

}  // namespace

Exchange::Exchange(const VenueOptions& options, VenueObserver& observer, Misbehaviour* misbehaviour)
    : options_(options), observer_(observer), misbehaviour_(misbehaviour), gateways_(options.profile) {
  if (!compared_by_engine(options.profile)) engine_profile_ = with_ids_as_labels(options.profile);
}

std::error_code Exchange::open(std::string& failure) {
  assert(!engine_);
  JournalFile::Content content;
  const std::error_code error = journal_.open(options_.data_dir, content);
  if (error) {
    failure = content.failure;
    return error;
  }
  const Profile& profile = engine_profile_ ? *engine_profile_ : options_.profile;
  engine_.emplace(EngineOptions{&profile, options_.instruments, options_.accounts, misbehaviour_});
  return recover(content, failure);
}

std::error_code Exchange::recover(JournalFile::Content& content, std::string& failure) {
  RecoveryConduct conduct;
  if (misbehaviour_ != nullptr && !content.records.empty()) conduct = misbehaviour_->at_recovery();
  if (conduct.records_lost != 0) {
    if (const std::error_code error = journal_.lose(content, conduct.records_lost)) {
      failure = "the journal cannot be cut: " + error.message();
      return error;
    }
  }
  for (std::size_t i = 0; i < content.records.size(); ++i) {
    const std::string_view misfit = engine_->recover(content.records[i]);
    if (misfit.empty()) continue;
    failure = "record " + std::to_string(i + 1) + " of the journal does not fit: " + std::string(misfit);
    journal_.close();
    return std::make_error_code(std::errc::bad_message);
  }
  const std::error_code unknown = gateways_.open(options_.data_dir, *engine_, content.tail_cut, failure);
  if (unknown) {
    journal_.close();
    return unknown;
  }
  if (conduct.ids_lost) {
    const std::uint64_t last = engine_->last_number();
    const TimeNs then_ns = last == 0 ? 0 : engine_->report(last).time_ns;
    act({VenueAct::Kind::lose_ids}, engine_->crowd_account(), then_ns);
  }
  if (content.tail_cut) observer_.on_path({path::journal_tail_cut, {}, {}, 0});
  if (!content.records.empty()) observer_.on_path({path::venue_recovered, {}, {}, 0});
  observer_.on_recovered(engine_->last_number());
  observer_.on_transfers_recovered(engine_->transfers().size());
  tell_executions();
  return {};
}

const Arrival& Exchange::arrive(std::size_t connection, AccountId account, const Request& request,
                                TimeNs now_ns) {
  if (const auto* login = std::get_if<Login>(&request)) reset_sequence(*login, now_ns);
  arrival_.next = Arrival::Next::execute;
  if (account != no_account && gateways_.any())
    arrival_ = gateways_.answer(connection, account, request, now_ns, *engine_);
  if (arrival_.next == Arrival::Next::execute) {
    arrival_ = engine_->arrive(account, request, now_ns);
    if (arrival_.next == Arrival::Next::execute && gateways_.any())
      gateways_.enter(connection, engine_->account_name(account), request);
  }
  tell_paths(arrival_.paths, id_of(request));
  return arrival_;
}

const Reply* Exchange::execute(std::size_t connection, AccountId account, const Request& request,
                               TimeNs now_ns) {
  const std::string_view name = engine_->account_name(account);
  let_time_pass(now_ns);
  // A copy may have been done since this one arrived.
  if (gateways_.any() && gateways_.knows(connection, name, request, now_ns)) {
    gateways_.leave(connection, name, request);
    execution_.logs_out = false;
    arrival_ = gateways_.answer(connection, account, request, now_ns, *engine_);
    tell_paths(arrival_.paths, id_of(request));
    return arrival_.next == Arrival::Next::answer ? &arrival_.reply : nullptr;
  }
  engine_->execute(account, request, now_ns, execution_);
  if (!execution_.record.empty()) journal_.append(execution_.record);
  if (gateways_.any()) gateways_.executed(connection, name, request, execution_, now_ns, *engine_);
  tell_paths(execution_.paths, id_of(request));
  return execution_.silent ? nullptr : &execution_.reply;
}

void Exchange::reset_sequence(const Login& login, TimeNs now_ns) {
  const SequenceRules& rules = engine_->profile().sequence;
  const std::optional<AccountId> account = engine_->find_account(login.account);
  if (login.reset_seq && account && rules.numbered && rules.reset_permitted)
    act({VenueAct::Kind::reset_sequence, 0}, *account, now_ns);
}

void Exchange::act(const VenueAct& act, AccountId account, TimeNs now_ns) {
  engine_->act(act, account, std::max<TimeNs>(now_ns, 0), execution_);
  if (!execution_.record.empty()) journal_.append(execution_.record);
  tell_paths(execution_.paths, {});
}

void Exchange::let_time_pass(TimeNs now_ns) {
  const TimeNs due_ns = engine_->next_act_ns();
  if (due_ns != 0 && due_ns <= now_ns) act({}, engine_->crowd_account(), now_ns);
}

const Reply* Exchange::execute(std::size_t connection, AccountId account, const Request& request,
                               TimeNs now_ns, const RequestConduct& conduct) {
  using Kind = RequestConduct::Kind;
  if (conduct.kind == Kind::none) return execute(connection, account, request, now_ns);
  const AccountId everybody = engine_->crowd_account();
  const ClientOrderId id(id_of(request));
  if (conduct.kind == Kind::ambiguous_error && conduct.before) {
    if (gateways_.any()) gateways_.leave(connection, engine_->account_name(account), request);
    engine_->abandon(account, request);
    execution_.logs_out = false;
    error_ = ambiguous_error(options_.profile, request, conduct.error);
    return &error_;
  }
  if (conduct.kind == Kind::stored_error)
    act({VenueAct::Kind::store_error, 0, id, conduct.before}, account, now_ns);
  if (conduct.kind == Kind::evicted_id) act({VenueAct::Kind::evict_id}, everybody, now_ns);
  const std::uint64_t number_before = engine_->last_number();
  // None of the acts has a reply: that of the request stays.
  const Reply* reply = execute(connection, account, request, now_ns);
  if (conduct.kind == Kind::ambiguous_error) {
    error_ = ambiguous_error(options_.profile, request, conduct.error);
    reply = &error_;
  }
  if (conduct.kind == Kind::freed_id) act({VenueAct::Kind::free_id, 0, id}, account, now_ns);
  if (conduct.kind == Kind::rollover) act({VenueAct::Kind::end_day}, everybody, now_ns);
  if (conduct.kind == Kind::bust) bust_last(number_before, now_ns);
  return reply;
}

void Exchange::bust_last(std::uint64_t number_before, TimeNs now_ns) {
  for (std::uint64_t number = engine_->last_number(); number > number_before; --number) {
    const ExecutionReport report = engine_->report(number);
    if (report.kind != ExecutionKind::filled) continue;
    return act({VenueAct::Kind::bust_trade, report.trade_id}, engine_->crowd_account(), now_ns);
  }
}

void Exchange::crowd_acts(TimeNs now_ns) {
  // The venue's time over the period, so that the crowd does the same whatever else happened; a clock that
  // was set back must not repeat a step.
  const TimeNs since_epoch = std::max<TimeNs>(now_ns, 0);
  const auto by_clock = static_cast<std::uint64_t>(since_epoch / options_.crowd.period_ns);
  crowd_step_last_ = std::max(crowd_step_last_ + 1, by_clock);
  crowd_requests_.clear();
  crowd_step(options_.crowd.options, options_.crowd.seed, crowd_step_last_, *engine_, crowd_requests_);
  let_time_pass(now_ns);
  for (const Request& request : crowd_requests_) {
    engine_->execute(engine_->crowd_account(), request, now_ns, execution_);
    if (!execution_.record.empty()) journal_.append(execution_.record);
  }
}

std::error_code Exchange::commit() {
  std::error_code error = gateways_.commit();
  if (!error) error = journal_.commit();
  if (!error) tell_executions();
  return error;
}

void Exchange::close() {
  gateways_.close();
  journal_.close();
}

void Exchange::tell_paths(const path::Names& paths, std::string_view client_order_id) {
  for (const std::string_view name : paths) observer_.on_path({name, {}, client_order_id, 0});
}

void Exchange::tell_executions() {
  while (told_number_ < engine_->last_number()) observer_.on_execution(engine_->report(++told_number_));
  const std::vector<TransferState>& transfers = engine_->transfers();
  while (told_transfers_ < transfers.size()) observer_.on_transfer(transfers[told_transfers_++]);
}

}  // namespace onefold::venue

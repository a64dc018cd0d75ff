// Construction, recovery, and what stands.
#include "venue/engine/engine.hpp"

#include <cassert>
#include <utility>

#include "venue/engine/engine_state.hpp"
#include "venue/engine/journal_record.hpp"

namespace onefold::venue {
namespace {

// 2100-01-01; any span that a profile or a request names can be added to it.
constexpr TimeNs time_ns_max = 4'102'444'800'000'000'000;

std::vector<std::string> with_crowd(const std::vector<std::string>& accounts) {
  std::vector<std::string> names;
  names.reserve(accounts.size() + 1);
  for (const std::string& name : accounts) {
    assert(!name.empty() && name.size() <= account_size_max && name != crowd_account_name);
    names.push_back(name);
  }
  names.emplace_back(crowd_account_name);
  return names;
}

}  // namespace

Engine::State::State(EngineOptions given)
    : options(std::move(given)),
      account_names(with_crowd(options.accounts)),
      id_rules(options.profile->id),
      ids(*options.profile),
      in_flight(*options.profile),
      transfers(*options.profile, options.accounts),
      transfers_in_flight(*options.profile),
      nonces(*options.profile, account_names.size()),
      numbers(*options.profile, account_names.size()),
      log(options.instruments, account_names, options.profile->id.case_sensitive),
      books(options.instruments.size()),
      stops(options.instruments.size()),
      holdings(options.instruments.size() * account_names.size()),
      rate_limiters(options.accounts.size()),
      cancel_timers(options.accounts.size()) {
  assert(!options.instruments.empty());
}

std::optional<std::uint32_t> Engine::State::find_symbol(std::string_view symbol) const {
  for (std::size_t i = 0; i < options.instruments.size(); ++i) {
    if (options.instruments[i].symbol == symbol) return static_cast<std::uint32_t>(i);
  }
  return std::nullopt;
}

std::optional<AccountId> Engine::State::find_any_account(std::string_view name) const {
  for (std::size_t i = 0; i < account_names.size(); ++i) {
    if (account_names[i] == name) return static_cast<AccountId>(i);
  }
  return std::nullopt;
}

Engine::Engine(EngineOptions options) {
  assert(options.profile != nullptr);
  state_ = std::make_unique<State>(std::move(options));
}

Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

std::optional<AccountId> Engine::find_account(std::string_view name) const {
  std::optional<AccountId> account = state_->find_any_account(name);
  if (account && state_->is_crowd(*account)) return std::nullopt;
  return account;
}

std::string_view Engine::account_name(AccountId account) const {
  return state_->account_names[account];
}

AccountId Engine::crowd_account() const {
  return static_cast<AccountId>(state_->account_names.size() - 1);
}

std::string_view Engine::recover(std::string_view bytes) {
  std::optional<JournalRecord> record = decode_record(bytes);
  if (!record) return "malformed";
  if (record->index != state_->records + 1) return "out of order";
  if (record->time_ns < 0 || record->time_ns > time_ns_max) return "a time before 1970 or after 2100";
  std::optional<AccountId> account = state_->find_any_account(record->account);
  if (!account) return "an account that is not configured";
  if (record->act) {
    act(*record->act, *account, record->time_ns, state_->recovered);
  } else {
    const bool admitted =
        state_->counts(*account, record->request) || state_->check(*account, record->request) == Reason::none;
    if (!admitted) return "a request that this venue would not admit";
    execute(*account, record->request, record->time_ns, state_->recovered);
  }
  // The record of the same effect is the same bytes, its number of reports included.
  if (state_->recovered.record != bytes)
    return "another effect than when it was made (was the configuration changed?)";
  return {};
}

std::uint64_t Engine::last_number() const {
  return state_->log.rows();
}

ExecutionReport Engine::report(std::uint64_t number) const {
  assert(number >= 1 && number <= last_number());
  return state_->log.report(number);
}

AccountId Engine::report_account(std::uint64_t number) const {
  assert(number >= 1 && number <= last_number());
  return state_->log.order(state_->log.row(number).order).account;
}

std::uint64_t Engine::last_seq(AccountId account) const {
  return state_->log.account_rows(account).size();
}

ExecutionReport Engine::report_at(AccountId account, std::uint64_t seq) const {
  assert(seq >= 1 && seq <= last_seq(account));
  return state_->log.report(state_->log.account_rows(account)[seq - 1]);
}

Lots Engine::position(AccountId account, std::string_view symbol) const {
  std::optional<std::uint32_t> index = state_->find_symbol(symbol);
  return index ? state_->holding(account, *index).position : 0;
}

std::vector<OrderState> Engine::open_orders(AccountId account) const {
  std::vector<OrderState> orders;
  for (OrderId order : state_->log.account_open(account)) orders.push_back(state_->log.state(order));
  return orders;
}

void Engine::open_order_ids(AccountId account, std::string_view symbol, std::vector<OrderId>& ids) const {
  std::optional<std::uint32_t> index = state_->find_symbol(symbol);
  if (!index) return;
  for (OrderId order : state_->log.account_open(account)) {
    if (state_->log.order(order).symbol == *index) ids.push_back(order);
  }
}

Ticks Engine::best_price(std::string_view symbol, Side side) const {
  std::optional<std::uint32_t> index = state_->find_symbol(symbol);
  return index ? state_->books[*index].best(side) : 0;
}

const std::vector<Instrument>& Engine::instruments() const {
  return state_->options.instruments;
}

const Profile& Engine::profile() const {
  return *state_->options.profile;
}

const std::vector<TransferState>& Engine::transfers() const {
  return state_->transfers.all();
}

std::int64_t Engine::balance(AccountId account, std::string_view asset) const {
  return state_->transfers.balance(account, asset);
}

std::uint64_t Engine::records() const {
  return state_->records;
}

std::uint64_t Engine::state_digest() const {
  std::uint64_t hash = combine(state_->log.digest(), state_->ids.digest());
  hash = combine(hash, state_->nonces.digest());
  hash = combine(hash, state_->numbers.digest());
  if (!state_->transfers.all().empty()) hash = combine(hash, state_->transfers.digest());
  auto add = [&hash](auto value) { hash = combine(hash, static_cast<std::uint64_t>(value)); };
  add(state_->last_trade);
  add(state_->records);
  add(state_->day);
  for (const TimeNs at_ns : state_->cancel_timers) add(at_ns);
  for (const State::Holding& holding : state_->holdings) {
    add(holding.position);
    add(holding.ordered);
  }
  for (const Book& book : state_->books) {
    for (Side side : {Side::buy, Side::sell}) {
      book.visit(side, [&](std::uint32_t order, Lots quantity, Ticks price) {
        add(order);
        add(quantity);
        add(price);
      });
      add(side);
    }
  }
  for (const StopOrders& stops : state_->stops) {
    stops.visit([&](OrderId order, Ticks stop) {
      add(order);
      add(stop);
    });
  }
  return hash;
}

}  // namespace onefold::venue

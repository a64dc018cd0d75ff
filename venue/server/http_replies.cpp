#include "venue/server/http_replies.hpp"

#include <algorithm>
#include <cassert>

#include "venue/api/hash.hpp"
#include "venue/wire/http_reference.hpp"

namespace onefold::venue {
namespace {

using http::Call;
using http::Error;
using http::Topic;

constexpr std::size_t made_id_size = 22;
constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

class EngineHistories final : public http::Histories {
 public:
  explicit EngineHistories(const Engine& engine) : engine_(engine) {}
  http::OrderHistory history(const OrderState& state) const override {
    OrderPast past = engine_.past(state);
    return {past.created_ns, past.updated_ns, std::move(past.fills)};
  }

 private:
  const Engine& engine_;
};

bool in_time(const Call& call, TimeNs time_ns) {
  return time_ns >= call.start_ns && (call.end_ns == 0 || time_ns <= call.end_ns);
}

const Instrument& instrument_of(const Engine& engine, std::string_view symbol) {
  const auto& all = engine.instruments();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Instrument& one) { return one.symbol == symbol; });
  assert(found != all.end());
  return *found;
}

}  // namespace

std::optional<Error> HttpReplies::check(AccountId account, Call& call) const {
  const auto unknown = [&] { return http::error_of(call.topic, Reason::unknown_order, 0, false); };
  std::optional<OrderState> meant;
  if (auto* cancel = std::get_if<CancelOrder>(&call.request)) {
    if (call.symbol.empty()) return std::nullopt;
    meant = cancel->order_id != 0 ? engine_.order(account, cancel->order_id)
                                  : engine_.target(account, cancel->target);
  } else if (auto* change = std::get_if<ReplaceOrder>(&call.request)) {
    meant = call.target_id != 0 ? engine_.order(account, call.target_id)
                                : engine_.target(account, change->target);
    if (call.target_id != 0 && !meant) return unknown();
    if (call.target_id != 0) change->target = meant->client_order_id;
    if (meant && call.side.value_or(meant->side) != meant->side) return unknown();
    if (meant && call.type.value_or(meant->type) != meant->type) return unknown();
  }
  if (meant && meant->symbol != call.symbol) return unknown();
  return std::nullopt;
}

std::optional<Error> HttpReplies::check_test(const NewOrder& order) const {
  const auto refused = [](Reason reason) { return http::error_of(Topic::place_test, reason, 0, false); };
  if (!check_id(engine_.profile().id, order.client_order_id).empty()) return refused(Reason::invalid_id);
  if (order.quantity < 1 || order.quantity > lots_max) return refused(Reason::invalid_quantity);
  const bool limited = order.type == OrderType::limit;
  if (limited && (order.limit < 1 || order.limit > ticks_max)) return refused(Reason::invalid_price);
  return std::nullopt;
}

std::optional<Error> HttpReplies::reply(AccountId account_id, const Call& call, const Reply& reply,
                                        TimeNs now_ns, std::string& out) const {
  const EngineHistories histories(engine_);
  const auto& instruments = engine_.instruments();
  if (const auto* rejected = std::get_if<Rejected>(&reply))
    return http::error_of(call.topic, rejected->reason, rejected->retry_after_ns, stores_responses());
  if (const auto* logged_in = std::get_if<LoggedIn>(&reply)) {
    account(account_id, call, *logged_in, now_ns, out);
  } else if (call.topic == Topic::all_orders) {
    http::write_orders(all_orders(account_id, call), instruments, histories, out);
  } else if (const auto* trades_page = std::get_if<Trades>(&reply)) {
    http::write_trades(trades(account_id, call, *trades_page), instruments, out);
  } else if (const auto* open = std::get_if<OpenOrders>(&reply)) {
    std::vector<OrderState> orders = open->orders;
    if (!call.symbol.empty())
      std::erase_if(orders, [&](const OrderState& order) { return order.symbol != call.symbol; });
    http::write_orders(orders, instruments, histories, out);
  } else if (const auto* report = std::get_if<OrderReport>(&reply)) {
    OrderReport found = *report;
    if (!call.symbol.empty())
      std::erase_if(found.orders, [&](const OrderState& order) { return order.symbol != call.symbol; });
    if (found.orders.empty()) return http::error_of(call.topic, Reason::unknown_order, 0, false);
    http::write_reply(found, call, instruments, histories, out);
  } else {
    http::write_reply(reply, call, instruments, histories, out);
  }
  return std::nullopt;
}

void HttpReplies::cancelled(const std::vector<OrderState>& orders, std::string& out) const {
  http::write_cancelled_orders(orders, engine_.instruments(), EngineHistories(engine_), out);
}

void HttpReplies::account(AccountId account, const Call& call, const LoggedIn& reply, TimeNs now_ns,
                          std::string& out) const {
  assert(call.topic == Topic::account);
  std::vector<http::PositionShown> positions;
  for (const Instrument& instrument : engine_.instruments())
    positions.push_back({&instrument, engine_.position(account, instrument.symbol), 0});
  for (const OrderState& order : engine_.open_orders(account)) {
    if (order.side != Side::sell) continue;
    for (http::PositionShown& position : positions) {
      if (position.instrument->symbol == order.symbol) position.selling += order.leaves();
    }
  }
  http::write_account(positions, reply.last_seq, now_ns, out);
}

std::vector<OrderState> HttpReplies::all_orders(AccountId account, const Call& call) const {
  std::vector<OrderState> orders;
  const bool newest = call.order_id == 0 && call.start_ns == 0;
  const bool timed = call.start_ns != 0 || call.end_ns != 0;
  const OrderId last = engine_.last_order();
  const OrderId first = std::max<OrderId>(call.order_id, 1);
  for (OrderId step = 0; first + step <= last && orders.size() < call.limit; ++step) {
    const OrderId id = newest ? last - step : first + step;
    const auto order = engine_.order(account, id);
    if (!order || order->symbol != call.symbol) continue;
    if (timed && !in_time(call, engine_.past(*order).created_ns)) continue;
    orders.push_back(*order);
  }
  if (newest) std::reverse(orders.begin(), orders.end());
  return orders;
}

std::vector<Fill> HttpReplies::trades(AccountId account, const Call& call, const Trades& page) const {
  const bool filtered = !call.symbol.empty() || call.order_id != 0 || call.start_ns != 0 || call.end_ns != 0;
  const bool newest = call.from_trade == 0 && call.start_ns == 0;
  std::vector<Fill> fills;
  // A page as the engine gives it may lag, as the profile allows; what goes beyond it is read afresh.
  if (!newest && !filtered && (call.limit <= page.fills.size() || !page.more)) {
    fills.assign(page.fills.begin(),
                 page.fills.begin() + static_cast<std::ptrdiff_t>(std::min(call.limit, page.fills.size())));
  } else {
    const std::size_t count = engine_.fills(account);
    for (std::size_t step = 0; step < count && fills.size() < call.limit; ++step) {
      Fill fill = engine_.fill(account, newest ? count - 1 - step : step);
      if (fill.trade_id < call.from_trade || !in_time(call, fill.time_ns)) continue;
      if (!call.symbol.empty() && fill.symbol != call.symbol) continue;
      if (call.order_id != 0 && fill.order_id != call.order_id) continue;
      fills.push_back(std::move(fill));
    }
    if (newest) std::reverse(fills.begin(), fills.end());
  }
  return fills;
}

void HttpReplies::exchange_info(const Call& call, TimeNs now_ns, std::string& out) const {
  const RateLimit& limit = engine_.profile().rate_limit;
  http::write_exchange_info(engine_.instruments(), call.symbol, {limit.requests, limit.per_ns}, now_ns, out);
}

void HttpReplies::depth(const Call& call, std::string& out) const {
  const auto shown = [&](Side side) {
    std::vector<http::LevelShown> levels;
    for (const BookLevel& level : engine_.levels(call.symbol, side, call.limit))
      levels.push_back({level.price, level.quantity});
    return levels;
  };
  http::write_depth(instrument_of(engine_, call.symbol), engine_.last_number(), shown(Side::buy),
                    shown(Side::sell), out);
}

void HttpReplies::event(const ExecutionReport& report, std::string& out) const {
  OrderPast past = engine_.past(report.order);
  http::write_event(report, {past.created_ns, past.updated_ns, std::move(past.fills)},
                    instrument_of(engine_, report.order.symbol), out);
}

ClientOrderId HttpReplies::made_id(std::uint64_t number) const {
  const IdFormat& format = engine_.profile().id;
  const std::string_view alphabet = format.alphabet.empty() ? letters : std::string_view(format.alphabet);
  const std::size_t size = std::clamp(made_id_size, format.length_min, format.length_max);
  ClientOrderId id;
  std::uint64_t hash = number;
  for (std::uint64_t at = 0; at < size; ++at) {
    hash = combine(hash, at);
    id += alphabet[hash % alphabet.size()];
  }
  return id;
}

}  // namespace onefold::venue

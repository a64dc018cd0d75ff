// What queries are answered with: states as old as the venue may let them be, and of closed orders those that
// it still looks up.
#include <algorithm>

#include "venue/engine/engine_state.hpp"

namespace onefold::venue {
namespace {

// One question: of whom, when, and from which state of the log.
struct Look {
  const OrderLog& log;
  const QueryRules& rules;
  AccountId account;
  TimeNs now_ns;
  std::uint64_t row_max;
};

// Whether an order that stood so after `row` is still looked up.
bool is_kept(const Look& look, std::uint64_t row) {
  const LogRow& last = look.log.row(row);
  if (!is_terminal(last.status)) return true;
  const QueryRules& rules = look.rules;
  if (rules.purge_unfilled && last.status == OrderStatus::cancelled && last.filled == 0) return false;
  if (rules.closed_for_ns != 0 && look.now_ns - last.time_ns > rules.closed_for_ns) return false;
  return rules.closed_max == 0 || look.log.closed_since(look.account, row, look.row_max) < rules.closed_max;
}

// The states of these orders then, by order id.
std::vector<OrderState> states_of(const Look& look, std::vector<OrderId>& orders, bool open_only) {
  std::sort(orders.begin(), orders.end());
  orders.erase(std::unique(orders.begin(), orders.end()), orders.end());
  std::vector<OrderState> states;
  for (const OrderId order : orders) {
    const std::uint64_t row = look.log.row_at(order, look.row_max);
    if (row == 0 || (open_only && is_terminal(look.log.row(row).status)) || !is_kept(look, row)) continue;
    if (states.size() == orders_answer_max) break;
    states.push_back(look.log.state_after(row));
  }
  return states;
}

// An order that a cancel renamed is not found by its ids, once that is seen.
bool has_lost_ids(const Look& look, OrderId id) {
  const Order& order = look.log.order(id);
  return order.renamed && order.last_row <= look.row_max;
}

std::vector<OrderState> orders_with_id(const Look& look, const QueryOrder& query) {
  const OrderLog& log = look.log;
  std::vector<OrderId> orders;
  if (query.order_id != 0) {
    if (query.order_id <= log.orders() && log.order(query.order_id).account == look.account)
      orders.push_back(query.order_id);
    return states_of(look, orders, false);
  }
  IdUse use = log.last_use(look.account, query.client_order_id);
  for (; use != no_use && orders.size() < orders_answer_max; use = log.older_use(use)) {
    if (log.use_row(use) <= look.row_max && !has_lost_ids(look, log.use_order(use)))
      orders.push_back(log.use_order(use));
  }
  std::vector<OrderState> states = states_of(look, orders, false);
  if (look.rules.by_client_id == QueryRules::Shape::latest && states.size() > 1)
    states.erase(states.begin(), states.end() - 1);
  return states;
}

std::vector<OrderState> orders_open(const Look& look) {
  // Open then: those open now, and those that have changed since.
  std::vector<OrderId> candidates = look.log.account_open(look.account);
  const std::vector<std::uint64_t>& rows = look.log.account_rows(look.account);
  for (auto row = rows.rbegin(); row != rows.rend() && *row > look.row_max; ++row)
    candidates.push_back(look.log.row(*row).order);
  std::vector<OrderState> states = states_of(look, candidates, true);
  if (look.rules.page_max != 0 && states.size() > look.rules.page_max) states.resize(look.rules.page_max);
  return states;
}

Trades trades_after(const OrderLog& log, AccountId account, const QueryTrades& query, std::uint64_t row_max) {
  Trades trades;
  trades.request = query.request;
  const std::vector<std::uint64_t>& rows = log.account_fills(account);
  auto row =
      std::upper_bound(rows.begin(), rows.end(), query.after,
                       [&](TradeId after, std::uint64_t number) { return after < log.row(number).trade_id; });
  for (; row != rows.end() && *row <= row_max; ++row) {
    if (trades.fills.size() == trades_page_max) {
      trades.more = true;
      break;
    }
    trades.fills.push_back(log.fill(*row));
  }
  return trades;
}

std::int64_t lag_of(const Profile& profile, const Request& request) {
  if (std::holds_alternative<QueryOpenOrders>(request)) return profile.query.list_lag_ns;
  return std::holds_alternative<QueryTrades>(request) ? profile.query.trades_lag_ns : profile.query_lag_ns;
}

// A misbehaving venue leaves out the ends of a list or page.
template <class Entry>
void leave_out(std::vector<Entry>& entries, const PageConduct& conduct) {
  entries.resize(entries.size() - std::min(conduct.newest, entries.size()));
  const auto oldest = static_cast<std::ptrdiff_t>(std::min(conduct.oldest, entries.size()));
  entries.erase(entries.begin(), entries.begin() + oldest);
}

}  // namespace

void Engine::State::answer_query(AccountId account, const Request& request, TimeNs now_ns, Arrival& arrival) {
  const Profile& profile = *options.profile;
  const auto* query = std::get_if<QueryOrder>(&request);
  const std::int64_t lag_ns = lag_of(profile, request);
  std::int64_t age_ns = 0;
  if (options.misbehaviour != nullptr && lag_ns > 0) {
    const std::string_view id =
        query != nullptr ? std::string_view(query->client_order_id) : std::string_view{};
    age_ns = options.misbehaviour->query_age_ns(account_names[account], kind_of(request), id);
    age_ns = std::clamp<std::int64_t>(age_ns, 0, lag_ns);
  }
  const Look look{log, profile.query, account, now_ns, log.rows_before(now_ns, age_ns)};
  if (look.row_max != log.rows()) arrival.paths.add(path::query_from_past);
  arrival.next = Arrival::Next::answer;
  if (query != nullptr) {
    arrival.reply = OrderReport{query->request, orders_with_id(look, *query)};
  } else if (const auto* open = std::get_if<QueryOpenOrders>(&request)) {
    arrival.reply = OpenOrders{open->request, orders_open(look)};
  } else if (const auto* asked = std::get_if<QueryTransfer>(&request)) {
    arrival.reply = transfers.query(account, *asked, now_ns, age_ns);
  } else {
    arrival.reply = trades_after(log, account, std::get<QueryTrades>(request), look.row_max);
  }
  misbehave_in_page(account, kind_of(request), arrival.reply);
}

void Engine::State::misbehave_in_page(AccountId account, std::string_view kind, Reply& reply) {
  auto* list = std::get_if<OpenOrders>(&reply);
  auto* page = std::get_if<Trades>(&reply);
  if (options.misbehaviour == nullptr || (list == nullptr && page == nullptr)) return;
  const PageConduct conduct = options.misbehaviour->at_page(account_names[account], kind);
  if (list != nullptr) leave_out(list->orders, conduct);
  if (page != nullptr) leave_out(page->fills, conduct);
}

}  // namespace onefold::venue

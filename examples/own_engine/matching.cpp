#include "matching.hpp"

#include <algorithm>

namespace own_engine {
namespace {

constexpr std::int64_t amount_max = 1'000'000'000'000;
constexpr std::size_t id_length_max = 36;
constexpr std::size_t trades_page_max = 256;
constexpr std::size_t orders_list_max = 5'000;

std::string rejected(const Request& request, const std::string& id, Reason reason) {
  return Frame(Kind::rejected)
      .number(request.number)
      .text(id)
      .byte(static_cast<std::uint8_t>(reason))
      .amount(0)
      .take();
}

bool is_id(const std::string& id) {
  auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  return !id.empty() && id.size() <= id_length_max && std::all_of(id.begin(), id.end(), fits);
}

bool crosses(const Order& order, const Order& resting) {
  if (order.type == market_order) return true;
  return order.side == buy ? order.limit >= resting.limit : order.limit <= resting.limit;
}

// For the other side.
bool better(const Order& a, const Order& b) {
  return a.side == sell ? a.limit < b.limit : a.limit > b.limit;
}

std::string list(Kind kind, const Request& request, const std::vector<const Order*>& orders) {
  Frame frame(kind);
  frame.number(request.number).count(orders.size());
  for (const Order* order : orders) frame.order(*order);
  return frame.take();
}

}  // namespace

Matching::Matching(std::vector<std::string> accounts, std::vector<std::string> symbols)
    : symbols_(std::move(symbols)) {
  for (const std::string& account : accounts) events_[account];
}

std::string Matching::apply(const std::string& account, const Request& request, std::int64_t time_ns) {
  now_ns_ = time_ns;
  if (request.kind == Kind::cancel) return cancel(account, request);
  if (Reason reason = check(request); reason != Reason::none) return rejected(request, request.id, reason);
  if (find(account, request.id) != 0) return rejected(request, request.id, Reason::duplicate_id);
  return request.kind == Kind::new_order ? place(account, request) : replace(account, request);
}

Reason Matching::check(const Request& request) const {
  if (!is_id(request.id) || request.id == request.target) return Reason::invalid_id;
  bool place = request.kind == Kind::new_order;
  if (place && std::find(symbols_.begin(), symbols_.end(), request.symbol) == symbols_.end())
    return Reason::unknown_symbol;
  if (request.quantity < 1 || request.quantity > amount_max) return Reason::invalid_quantity;
  bool priced = request.type == limit_order;
  bool good = priced ? request.limit >= 1 && request.limit <= amount_max : request.limit == 0;
  return good ? Reason::none : Reason::invalid_price;
}

std::uint64_t Matching::find(const std::string& account, const std::string& id) const {
  auto found = order_of_id_.find({account, id});
  return found == order_of_id_.end() ? 0 : found->second;
}

std::string Matching::place(const std::string& account, const Request& request) {
  Order order;
  order.id = orders_.size() + 1;
  order.account = account;
  order.client_id = order.first_client_id = request.id;
  order.symbol = request.symbol;
  order.side = request.side;
  order.type = request.type;
  order.tif = request.tif;
  order.quantity = request.quantity;
  order.limit = request.limit;
  order_of_id_[{account, request.id}] = order.id;
  orders_.push_back(order);
  tell(Kind::event_accepted, order);
  match(orders_.back());
  return Frame(Kind::accepted).number(request.number).order(orders_.back()).byte(0).take();
}

Reason Matching::find_open(const std::string& account, const Request& request, std::uint64_t& found) const {
  found = request.order_id != 0 ? request.order_id : find(account, request.target);
  if (found == 0 || found > orders_.size() || orders_[found - 1].account != account)
    return Reason::unknown_order;
  const Order& order = orders_[found - 1];
  if (order.closed()) return Reason::already_closed;
  bool current = request.order_id != 0 || order.client_id == request.target;
  return current ? Reason::none : Reason::stale_target;
}

std::string Matching::cancel(const std::string& account, const Request& request) {
  std::uint64_t id = 0;
  if (Reason reason = find_open(account, request, id); reason != Reason::none)
    return rejected(request, request.target, reason);
  close(at(id));
  return Frame(Kind::cancelled).number(request.number).order(at(id)).take();
}

std::string Matching::replace(const std::string& account, const Request& request) {
  std::uint64_t id = 0;
  if (Reason reason = find_open(account, request, id); reason != Reason::none)
    return rejected(request, request.id, reason);
  Order& order = at(id);
  order_of_id_[{account, request.id}] = id;
  order.client_id = request.id;
  if (request.quantity <= order.filled) {
    tell(Kind::event_replaced, order, request.target);
    close(order);
  } else {
    order.quantity = request.quantity;
    order.limit = request.limit;
    tell(Kind::event_replaced, order, request.target);
    std::erase(resting_[order.symbol], id);  // to the end of the queue
    match(order);
  }
  return Frame(Kind::replaced).number(request.number).order(order).byte(0).take();
}

// Trades with the best orders of the other side; what is left rests. Nobody trades with himself: what is left
// is cancelled then.
void Matching::match(Order& order) {
  std::vector<std::uint64_t>& resting = resting_[order.symbol];
  bool with_oneself = false;
  while (order.filled < order.quantity) {
    Order* best = nullptr;
    for (std::uint64_t id : resting) {
      Order& other = at(id);
      if (other.side == order.side || !crosses(order, other)) continue;
      if (best == nullptr || better(other, *best)) best = &other;
    }
    if (best == nullptr) break;
    with_oneself = best->account == order.account;
    if (with_oneself) break;
    Trade trade{++last_trade_, std::min(order.quantity - order.filled, best->quantity - best->filled),
                best->limit};
    fill(order, trade);
    fill(*best, trade);
    if (best->closed()) std::erase(resting, best->id);
  }
  if (order.closed()) return;
  if (order.type == limit_order && order.tif != immediate_or_cancel && !with_oneself) {
    resting.push_back(order.id);
  } else {
    close(order);
  }
}

void Matching::fill(Order& order, const Trade& trade) {
  order.filled += trade.quantity;
  order.status = order.filled == order.quantity ? Status::filled : Status::partially_filled;
  tell(Kind::event_filled, order, {}, trade);
}

void Matching::close(Order& order) {
  std::erase(resting_[order.symbol], order.id);
  order.status = Status::cancelled;
  tell(Kind::event_cancelled, order);
}

void Matching::tell(Kind kind, const Order& order, const std::string& replaced_id, const Trade& trade) {
  std::vector<Event>& events = events_.at(order.account);
  events.push_back(
      {kind, events.size() + 1, order, replaced_id, now_ns_, trade.id, trade.quantity, trade.price});
}

std::string Matching::answer(const std::string& account, const Request& request) const {
  if (request.kind == Kind::query_trades) {
    std::vector<const Event*> fills;
    bool more = false;
    for (const Event& event : events_.at(account)) {
      if (event.kind != Kind::event_filled || event.trade_id <= request.after) continue;
      more = fills.size() == trades_page_max;
      if (more) break;
      fills.push_back(&event);
    }
    Frame frame(Kind::trades);
    frame.number(request.number).count(fills.size());
    for (const Event* fill : fills) {
      frame.text(fill->order.client_id).number(fill->order.id).number(fill->trade_id);
      frame.text(fill->order.symbol).byte(fill->order.side);
      frame.amount(fill->last_quantity).amount(fill->last_price).amount(fill->time_ns);
    }
    return frame.byte(more ? 1 : 0).take();
  }
  std::vector<const Order*> found;
  if (request.kind == Kind::query_open) {
    for (const Order& order : orders_) {
      if (order.account == account && !order.closed() && found.size() < orders_list_max)
        found.push_back(&order);
    }
    return list(Kind::open_orders, request, found);
  }
  std::uint64_t id = request.order_id != 0 ? request.order_id : find(account, request.id);
  bool own = id != 0 && id <= orders_.size() && orders_[id - 1].account == account;
  if (own) found.push_back(&orders_[id - 1]);
  return list(Kind::order_report, request, found);
}

}  // namespace own_engine

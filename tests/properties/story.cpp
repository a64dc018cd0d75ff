#include "tests/properties/story.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>

namespace onefold::properties {

namespace {

std::uint64_t orders_connection(ClientIndex client) {
  return 2 * client + 1;
}
std::uint64_t events_connection(ClientIndex client) {
  return 2 * client + 2;
}

}  // namespace

Story::Story(Terms terms) : terms_(std::make_unique<Terms>(std::move(terms))) {
  history_ = std::make_unique<History>(*terms_);
  std::size_t clients = terms_->clients.size();
  views_.resize(clients);
  callbacks_.resize(clients);
  lives_.resize(clients, 1);
  for (ClientIndex client = 0; client < clients; ++client) {
    views_[client].ready = true;
    history_->client_started(client, 1, now_ns_);
    history_->request_sent(client, 1, events_connection(client),
                           venue::Subscribe{++request_, account(client), 1}, tick());
  }
}

venue::IntentView& Story::seen(const std::string& id, ClientIndex client) {
  auto& intents = views_[client].intents;
  auto it = std::find_if(intents.begin(), intents.end(), [&](const auto& intent) { return intent.id == id; });
  if (it != intents.end()) return *it;
  it = std::find_if(intents.begin(), intents.end(), [&](const auto& intent) { return intent.id > id; });
  it = intents.insert(it, venue::IntentView{});
  it->id = id;
  return *it;
}

void Story::issue_unaccepted(const venue::Intent& intent, ClientIndex client) {
  history_->issued(client, intent, tick());
}

void Story::issue(const venue::Intent& intent, ClientIndex client) {
  issue_unaccepted(intent, client);
  venue::ClientCallback callback;
  callback.intent = intent.id;
  tell(callback, client);
  seen(intent.id, client);
}

void Story::tell(venue::ClientCallback callback, ClientIndex client) {
  tell_as(++callbacks_[client], std::move(callback), client);
}

void Story::tell_as(std::uint64_t number, venue::ClientCallback callback, ClientIndex client) {
  callback.number = number;
  history_->callback(client, lives_[client], callback, tick());
}

void Story::outcome(const std::string& id, venue::Outcome outcome, ClientIndex client) {
  venue::ClientCallback callback;
  callback.kind = venue::ClientCallback::Kind::outcome;
  callback.intent = id;
  callback.outcome = outcome;
  tell(callback, client);
  seen(id, client).outcome = outcome;
}

void Story::tell_fill(const venue::Fill& fill, const std::string& intent, ClientIndex client) {
  venue::ClientCallback callback;
  callback.kind = venue::ClientCallback::Kind::fill;
  callback.intent = intent;
  callback.fill = fill;
  tell(callback, client);
}

void Story::restart(ClientIndex client) {
  history_->client_started(client, ++lives_[client], tick());
}

void Story::look(const Alter& alter, ClientIndex client) {
  refresh(client);
  venue::ClientView view = views_[client];
  if (alter) alter(view);
  history_->view(client, lives_[client], std::move(view), Moment::restart, tick());
}

std::uint64_t Story::send_place(const venue::Intent& intent, const std::string& id, ClientIndex client) {
  venue::NewOrder request{
      ++request_, id, intent.symbol, intent.side, intent.type, intent.tif, intent.quantity, intent.limit, 0};
  request.stop = intent.stop;
  request.expires_ns = intent.expires_ns;
  request.post_only = intent.post_only;
  history_->request_sent(client, lives_[client], orders_connection(client), request, tick());
  return request_;
}

std::uint64_t Story::send_cancel(const std::string& target, ClientIndex client, venue::OrderId order) {
  venue::CancelOrder request{++request_, target, order};
  history_->request_sent(client, lives_[client], orders_connection(client), request, tick());
  return request_;
}

std::uint64_t Story::send_replace(const std::string& target, const std::string& id, venue::Lots quantity,
                                  venue::Ticks limit, ClientIndex client) {
  venue::ReplaceOrder request{++request_, id, target, quantity, limit, 0};
  history_->request_sent(client, lives_[client], orders_connection(client), request, tick());
  return request_;
}

std::uint64_t Story::query(const std::string& id, ClientIndex client) {
  venue::QueryOrder request{++request_, id, 0};
  history_->request_sent(client, lives_[client], orders_connection(client), request, tick());
  return request_;
}

venue::ExecutionReport Story::next_report(venue::OrderId order, venue::ExecutionKind kind) {
  venue::ExecutionReport report;
  report.number = number_ + 1;
  report.account = accounts_[order];
  report.seq = seq_[report.account] + 1;
  report.kind = kind;
  report.time_ns = tick();
  report.order = orders_[order];
  return report;
}

void Story::report(venue::ExecutionReport report) {
  number_ = std::max(number_, report.number);
  seq_[report.account] = report.seq;
  history_->execution(report, tick());
}

void Story::make(venue::ExecutionReport report) {
  this->report(report);
  if (quiet_) return;
  report.number = 0;
  for (ClientIndex client = 0; client < terms_->clients.size(); ++client) {
    if (account(client) != report.account) continue;
    history_->reply_sent(client, events_connection(client), report, tick());
  }
}

venue::OrderId Story::accept(const venue::Intent& intent, const std::string& id, const std::string& account) {
  venue::OrderState& order = orders_[++order_];
  order = {order_,       id, id, intent.symbol, intent.side, intent.type, intent.tif, intent.quantity,
           intent.limit, 0,  {}};
  order.expires_ns = intent.expires_ns;
  accounts_[order_] = account;
  make(next_report(order_, venue::ExecutionKind::accepted));
  return order_;
}

venue::Fill Story::fill(venue::OrderId id, venue::Lots quantity, venue::Ticks price) {
  venue::OrderState& order = orders_[id];
  order.filled += quantity;
  order.status =
      order.filled >= order.quantity ? venue::OrderStatus::filled : venue::OrderStatus::partially_filled;
  venue::ExecutionReport report = next_report(id, venue::ExecutionKind::filled);
  report.trade_id = ++trade_;
  report.last_quantity = quantity;
  report.last_price = price;
  make(report);
  return {trade_, id, order.client_order_id, order.symbol, order.side, quantity, price, report.time_ns};
}

void Story::close(venue::OrderId order) {
  orders_[order].status = venue::OrderStatus::cancelled;
  make(next_report(order, venue::ExecutionKind::cancelled));
}

void Story::close_both(venue::OrderId maker, venue::OrderId taker) {
  close(maker);
  orders_[taker].status = venue::OrderStatus::cancelled;
  const TimeNs now_ns = history_->executions().back().report.time_ns;
  venue::ExecutionReport report = next_report(taker, venue::ExecutionKind::cancelled);
  report.time_ns = now_ns;
  make(report);
}

void Story::change(venue::OrderId id, const std::string& client_order_id, venue::Lots quantity,
                   venue::Ticks limit) {
  venue::OrderState& order = orders_[id];
  std::string before = order.client_order_id;
  order.client_order_id = client_order_id;
  order.quantity = quantity;
  order.limit = limit;
  venue::ExecutionReport report = next_report(id, venue::ExecutionKind::replaced);
  report.replaced_client_order_id = before;
  make(report);
}

void Story::reply(venue::Reply reply, ClientIndex client) {
  history_->reply_sent(client, orders_connection(client), std::move(reply), tick());
}

void Story::answer_place(std::uint64_t request, venue::OrderId order, ClientIndex client) {
  reply(venue::Accepted{request, orders_[order], false}, client);
}

void Story::venue_restarts(std::uint64_t number) {
  history_->venue_recovered(number, tick());
  for (const RecordedExecution& execution : history_->executions()) {
    if (execution.report.number <= number) continue;
    orders_.erase(execution.report.order.order_id);
    seq_[execution.report.account] = std::min(seq_[execution.report.account], execution.report.seq - 1);
  }
  number_ = number;
}

venue::OrderId Story::placed(const venue::Intent& intent, const std::string& id, ClientIndex client) {
  issue(intent, client);
  std::uint64_t request = send_place(intent, id, client);
  venue::OrderId order = accept(intent, id, account(client));
  answer_place(request, order, client);
  outcome(intent.id, venue::Outcome::done, client);
  seen(intent.id, client).client_order_id = id;
  seen(intent.id, client).order_id = order;
  return order;
}

void Story::filled(venue::OrderId order, venue::Lots quantity, const std::string& intent,
                   ClientIndex client) {
  tell_fill(fill(order, quantity), intent, client);
}

// What a correct client knows of its orders by now.
void Story::refresh(ClientIndex client) {
  venue::ClientView& view = views_[client];
  view.open_orders.clear();
  view.positions.clear();
  std::map<std::string, venue::Lots> positions;
  for (const auto& [id, order] : orders_) {
    if (accounts_[id] != account(client)) continue;
    positions[order.symbol] += order.side == venue::Side::buy ? order.filled : -order.filled;
    bool own = false;
    for (venue::IntentView& intent : view.intents) {
      if (intent.order_id != id) continue;
      own = true;
      intent.filled = order.filled;
      intent.status = order.status;
    }
    if (own && !is_terminal(order.status)) view.open_orders.push_back(order);
  }
  for (const auto& [symbol, quantity] : positions) view.positions.push_back({symbol, quantity});
}

Judgement Story::end(const Alter& alter, Ending ending) {
  for (ClientIndex client = 0; client < views_.size(); ++client) {
    refresh(client);
    venue::ClientView view = views_[client];
    if (client == 0 && alter) alter(view);
    history_->view(client, lives_[client], std::move(view), Moment::quiescence, tick());
  }
  return end_without_views(ending);
}

Judgement Story::end_without_views(Ending ending) {
  history_->healed(tick());
  history_->ended(ending, tick());
  return judge(*history_);
}

std::vector<std::string> told(const std::vector<Violation>& violations) {
  std::set<std::string> lines;
  for (const Violation& violation : violations)
    lines.insert(std::string(violation.property) + " " + violation.blamed);
  return {lines.begin(), lines.end()};
}

bool has(const Judgement& judgement, Property property, std::string_view blamed) {
  return std::any_of(judgement.violations.begin(), judgement.violations.end(),
                     [&](const Violation& violation) {
                       return violation.property == to_string(property) && violation.blamed == blamed;
                     });
}

const Violation& the(const Judgement& judgement, Property property) {
  for (const Violation& violation : judgement.violations) {
    if (violation.property == to_string(property)) return violation;
  }
  static const Violation missing;
  ADD_FAILURE() << "no violation of " << to_string(property);
  return missing;
}

}  // namespace onefold::properties

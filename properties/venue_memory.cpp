// venue-keeps-its-contract, second part: what is remembered. Ids are recalled as long as documented, what was
// told is not forgotten over a restart, and nothing happens that nobody asked for.
#include <algorithm>
#include <tuple>
#include <vector>

#include "properties/attribution.hpp"
#include "properties/transfers_once.hpp"
#include "properties/venue_checks.hpp"
#include "properties/words.hpp"
#include "venue/profile/place.hpp"

namespace onefold::properties {

namespace {

using venue::ExecutionKind;
using venue::OrderState;
using venue::Retention;

// An id in an order's chain.
struct IdOfOrder {
  Index account = none;  // 0 where ids are compared over the whole venue
  std::string_view id;
  Index report = none;  // execution that gave it
  Index order = none;
};

std::vector<IdOfOrder> list_chains(const Evidence& evidence) {
  std::vector<IdOfOrder> ids;
  bool per_account = evidence.terms().profile.id.per_account;
  for (Index i = 0; i < evidence.orders().size(); ++i) {
    const OrderFacts& order = evidence.orders()[i];
    for (Index at : order.reports) {
      const venue::ExecutionReport& report = evidence.history().executions()[at].report;
      bool first = at == order.reports.front();
      const bool renamed = report.kind == ExecutionKind::replaced &&
                           report.replaced_client_order_id != report.order.client_order_id;
      if (!first && !renamed) continue;  // a change of terms alone takes no id
      ids.push_back({per_account ? order.account : 0, report.order.client_order_id, at, i});
    }
  }
  std::sort(ids.begin(), ids.end(), [](const IdOfOrder& a, const IdOfOrder& b) {
    return std::tie(a.account, a.id, a.report) < std::tie(b.account, b.id, b.report);
  });
  return ids;
}

// Whether both were asked for in the same words, as far as the orders show it.
bool same_request(const venue::ExecutionReport& a, const venue::ExecutionReport& b) {
  return a.kind == ExecutionKind::accepted && b.kind == ExecutionKind::accepted &&
         std::tie(a.order.symbol, a.order.side, a.order.type, a.order.tif, a.order.quantity, a.order.limit,
                  a.order.stop, a.order.expires_ns, a.order.post_only) ==
             std::tie(b.order.symbol, b.order.side, b.order.type, b.order.tif, b.order.quantity,
                      b.order.limit, b.order.stop, b.order.expires_ns, b.order.post_only);
}

// Where an id ends with its order's expiry: whether an order under it again came too soon.
bool recalled_until_expiry(const venue::Profile& profile, const OrderState& before, const OrderState& again,
                           TimeNs now_ns) {
  if (!is_terminal(before.status)) return true;
  const bool over = before.expires_ns != 0 && now_ns >= before.expires_ns;
  if (over || profile.duplicate != venue::DuplicateAnswer::upsert) return !over;
  if (before.status == venue::OrderStatus::filled || before.expires_ns == 0) return true;
  return again.expires_ns != 0 && again.expires_ns <= before.expires_ns;
}

// Whether the venue had to recall `earlier` when it gave the id again.
bool recalled(const Evidence& evidence, const IdOfOrder& earlier, const IdOfOrder& later) {
  const auto& executions = evidence.history().executions();
  const venue::Profile& profile = evidence.terms().profile;
  if (!venue::known_everywhere(profile)) return false;  // the copy may have come through another gateway
  // What is compared then is not the id alone, and the record does not say with which request it came.
  if (profile.place.key != venue::DeduplicationPlace::Key::client_id) {
    if (!same_request(executions[earlier.report].report, executions[later.report].report)) return false;
  }
  switch (profile.retention) {
    case Retention::none:
      return false;
    case Retention::for_ever:
      return true;
    case Retention::window:
      return executions[later.report].report.time_ns - executions[earlier.report].report.time_ns <
             profile.window_ns;
    case Retention::session:
    case Retention::day:
    case Retention::until_expiry:
    case Retention::while_open: {
      const OrderState* state = state_before(evidence, earlier.order, later.report);
      if (state == nullptr) return false;
      const venue::ExecutionReport& now = executions[later.report].report;
      if (profile.retention == Retention::until_expiry)
        return recalled_until_expiry(profile, *state, now.order, now.time_ns);
      if (!is_terminal(state->status)) return true;
      const bool by_day = profile.retention != Retention::while_open;
      return by_day && !day_ended(profile, executions[earlier.report].report.time_ns, now.time_ns);
    }
  }
  return false;
}

void check_ids(const Evidence& evidence, Findings& findings) {
  std::vector<IdOfOrder> ids = list_chains(evidence);
  for (std::size_t i = 1; i < ids.size(); ++i) {
    for (std::size_t k = i; k > 0; --k) {
      const IdOfOrder& earlier = ids[k - 1];
      if (earlier.account != ids[i].account || earlier.id != ids[i].id) break;
      if (!recalled(evidence, earlier, ids[i])) continue;
      findings.add(breach_of_order(evidence, ids[i].order,
                                   evidence.history().executions()[ids[i].report].at_ns,
                                   join({"The venue made an order (",
                                         order_text(evidence.terms(), *evidence.orders()[ids[i].order].first),
                                         ") under a client order id that it had to recall (",
                                         to_string(evidence.terms().profile.retention), ")."}),
                                   "the venue accepted an id again that it had to recall"));
      break;
    }
  }
}

bool same_terms(const venue::NewOrder& request, const OrderState& order) {
  return std::tie(request.client_order_id, request.symbol, request.side, request.type, request.tif,
                  request.quantity, request.limit, request.stop, request.expires_ns, request.post_only) ==
         std::tie(order.client_order_id, order.symbol, order.side, order.type, order.tif, order.quantity,
                  order.limit, order.stop, order.expires_ns, order.post_only);
}

bool asked_to_place(const Evidence& evidence, const OrderFacts& order, const OrderState& terms) {
  auto uses = evidence.uses_of(order.account, terms.client_order_id);
  return std::any_of(uses.begin(), uses.end(), [&](const IdUse& use) {
    const SentRequest& sent = evidence.history().requests()[use.request];
    const auto* place = std::get_if<venue::NewOrder>(&sent.request);
    return place != nullptr && sent.step < order.accepted_step && same_terms(*place, terms);
  });
}

// An order without an id may have got one from the venue.
bool asked_to_place(const Evidence& evidence, const OrderFacts& order) {
  if (asked_to_place(evidence, order, *order.first)) return true;
  if (evidence.terms().profile.id.required) return false;
  OrderState nameless = *order.first;
  nameless.client_order_id.clear();
  return asked_to_place(evidence, order, nameless);
}

// By a place under the id of an open order, where that changes it.
bool asked_to_amend(const venue::Profile& profile, const venue::Request& request, const OrderState& now) {
  const bool amends = profile.duplicate == venue::DuplicateAnswer::amend ||
                      profile.duplicate == venue::DuplicateAnswer::upsert;
  const auto* place = std::get_if<venue::NewOrder>(&request);
  if (!amends || place == nullptr) return false;
  return place->quantity <= now.filled || (place->quantity == now.quantity && place->limit == now.limit);
}

bool asked_to_replace(const Evidence& evidence, const OrderFacts& order, const RecordedExecution& execution) {
  const OrderState& now = execution.report.order;
  auto uses = evidence.uses_of(order.account, now.client_order_id);
  return std::any_of(uses.begin(), uses.end(), [&](const IdUse& use) {
    const SentRequest& sent = evidence.history().requests()[use.request];
    if (sent.step <= execution.step && asked_to_amend(evidence.terms().profile, sent.request, now))
      return true;
    const auto* replace = std::get_if<venue::ReplaceOrder>(&sent.request);
    if (replace == nullptr || sent.step > execution.step) return false;
    if (replace->target != execution.report.replaced_client_order_id) return false;
    bool closes = replace->quantity <= now.filled;
    return closes || (replace->quantity == now.quantity && replace->limit == now.limit);
  });
}

// By a replace in two steps.
bool asked_to_renew(const Evidence& evidence, const OrderFacts& order, const RecordedExecution& execution) {
  auto uses = evidence.uses_of(order.account, order.first->client_order_id);
  return std::any_of(uses.begin(), uses.end(), [&](const IdUse& use) {
    const SentRequest& sent = evidence.history().requests()[use.request];
    const auto* replace = std::get_if<venue::ReplaceOrder>(&sent.request);
    return replace != nullptr && sent.step <= execution.step && replace->limit == order.first->limit &&
           replace->target == execution.report.replaced_client_order_id;
  });
}

bool had_id(const Evidence& evidence, const OrderFacts& order, std::string_view id) {
  return std::any_of(order.reports.begin(), order.reports.end(), [&](Index at) {
    return evidence.history().executions()[at].report.order.client_order_id == id;
  });
}

// By a cancel, or a replace to no more than was executed.
bool asked_to_cancel(const Evidence& evidence, const OrderFacts& order, const RecordedExecution& execution) {
  for (const SentRequest& sent : evidence.history().requests()) {
    if (sent.step > execution.step) break;
    if (evidence.account_of(sent.client) != order.account) continue;
    if (const auto* all = std::get_if<venue::MassCancel>(&sent.request)) {
      if (all->symbol.empty() || all->symbol == order.first->symbol) return true;
    }
    if (const auto* cancel = std::get_if<venue::CancelOrder>(&sent.request)) {
      if (cancel->order_id != 0 ? cancel->order_id == order.id : had_id(evidence, order, cancel->target))
        return true;
    }
    if (const auto* replace = std::get_if<venue::ReplaceOrder>(&sent.request)) {
      bool closes = replace->quantity <= execution.report.order.filled;
      if (closes && had_id(evidence, order, replace->client_order_id)) return true;
    }
    if (const auto* place = std::get_if<venue::NewOrder>(&sent.request)) {
      const bool closes = place->quantity <= execution.report.order.filled;
      if (closes && had_id(evidence, order, place->client_order_id) &&
          asked_to_amend(evidence.terms().profile, sent.request, execution.report.order))
        return true;
    }
  }
  return false;
}

std::string_view unasked(const Evidence& evidence, Index index, const RecordedExecution& execution) {
  const OrderFacts& order = evidence.orders()[index];
  switch (execution.report.kind) {
    case ExecutionKind::filled:
    case ExecutionKind::triggered:  // by trades, by time and by the venue itself
    case ExecutionKind::expired:
    case ExecutionKind::busted:
      return {};
    case ExecutionKind::accepted:
      if (asked_to_place(evidence, order) || asked_to_renew(evidence, order, execution)) return {};
      return "an order that no request asked for";
    case ExecutionKind::replaced:
      if (is_decrement(evidence, index, execution.report)) return {};
      return asked_to_replace(evidence, order, execution) ? std::string_view{}
                                                          : "a replace that no request asked for";
    case ExecutionKind::cancelled:
      if (cancelled_by_venue(evidence, index) || asked_to_cancel(evidence, order, execution)) return {};
      return "a cancellation that no request asked for";
  }
  return {};
}

void check_asked(const Evidence& evidence, Findings& findings) {
  for (Index i = 0; i < evidence.orders().size(); ++i) {
    for (Index at : evidence.orders()[i].reports) {
      const RecordedExecution& execution = evidence.history().executions()[at];
      std::string_view what = unasked(evidence, i, execution);
      if (what.empty()) continue;
      findings.add(breach_of_order(
          evidence, i, execution.at_ns,
          join({"The venue made ", what, " (", order_text(evidence.terms(), execution.report.order), ")."}),
          what));
    }
  }
}

// Whether a message told of this change: a state of the order that includes it, the event, or the trade.
bool tells_of(const venue::Reply& reply, const RecordedExecution& execution) {
  const venue::ExecutionReport& report = execution.report;
  auto state = [&](const OrderState& order) {
    return order.order_id == report.order.order_id && order.filled >= report.order.filled &&
           (order.client_order_id == report.order.client_order_id || is_terminal(order.status)) &&
           (!is_terminal(report.order.status) || is_terminal(order.status));
  };
  auto any = [&](const std::vector<OrderState>& orders) {
    return std::any_of(orders.begin(), orders.end(), state);
  };
  if (const auto* m = std::get_if<venue::ExecutionReport>(&reply)) {
    return m->seq == report.seq && m->account == report.account && m->order == report.order;
  }
  if (const auto* m = std::get_if<venue::Accepted>(&reply)) return state(m->order);
  if (const auto* m = std::get_if<venue::Cancelled>(&reply)) return state(m->order);
  if (const auto* m = std::get_if<venue::Replaced>(&reply)) return state(m->order);
  if (const auto* m = std::get_if<venue::OrderReport>(&reply)) return any(m->orders);
  if (const auto* m = std::get_if<venue::OpenOrders>(&reply)) return any(m->orders);
  if (const auto* m = std::get_if<venue::Trades>(&reply)) {
    return report.trade_id != 0 &&
           std::any_of(m->fills.begin(), m->fills.end(), [&](const venue::Fill& fill) {
             return fill.trade_id == report.trade_id && fill.order_id == report.order.order_id;
           });
  }
  return false;
}

// What was told of and is gone. What nobody was told of may be lost.
void check_forgotten(const Evidence& evidence, Findings& findings) {
  for (const RecordedExecution& execution : evidence.history().executions()) {
    if (!execution.forgotten) continue;
    Index account = evidence.find_account(execution.report.account);
    const auto& replies = evidence.history().replies();
    // Without an observer nothing is known but what was told.
    bool told = evidence.terms().truth_from_wire ||
                std::any_of(replies.begin(), replies.end(), [&](const SentReply& sent) {
                  return sent.at_ns <= execution.forgotten_ns &&
                         evidence.account_of(sent.client) == account && tells_of(sent.reply, execution);
                });
    if (!told) continue;
    findings.add(breach_of_terms(
        evidence, account, execution.report.order, execution.forgotten_ns,
        join({"The venue told of an order (", order_text(evidence.terms(), execution.report.order),
              ") being ", to_string(execution.report.kind), ", and forgot it over a restart."}),
        "the venue forgot what it had told of"));
  }
}

}  // namespace

void check_venue_memory(const Evidence& evidence, Findings& findings) {
  check_ids(evidence, findings);
  check_asked(evidence, findings);
  check_forgotten(evidence, findings);
  check_venue_transfers(evidence, findings);
}

}  // namespace onefold::properties

// venue-keeps-its-contract, third part: what replies and stream events say. Each state told is one that the
// order had; a query is answered from a state at most the documented lag old; an acceptance is of what was
// asked; a refusal for certain has no effect; the stream has no gaps.
//
// Clocks may drift and a jump of the venue's clock shifts what it takes for L ago: ages are judged with a
// fiftieth of slack, and not at all once its clock was moved.
#include <algorithm>
#include <tuple>
#include <variant>
#include <vector>

#include "properties/venue_checks.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

using venue::OrderState;

std::uint64_t number_of(const venue::Request& request) {
  return std::visit(
      [](const auto& message) -> std::uint64_t {
        if constexpr (requires { message.request; }) return message.request;
        return 0;
      },
      request);
}

// All that is needed to judge one message.
class Answers {
 public:
  explicit Answers(const Evidence& evidence) : evidence_(evidence), history_(evidence.history()) {
    const auto& requests = history_.requests();
    by_number_.resize(requests.size());
    for (Index i = 0; i < requests.size(); ++i) by_number_[i] = i;
    std::sort(by_number_.begin(), by_number_.end(), [&](Index a, Index b) { return key(a) < key(b); });
    const auto& executions = history_.executions();
    for (Index i = 0; i < executions.size(); ++i) {
      if (executions[i].report.order.order_id != 0)
        by_order_.emplace_back(executions[i].report.order.order_id, i);
    }
    std::sort(by_order_.begin(), by_order_.end());
  }

  // The first request on a connection with that number; null if there is none.
  const SentRequest* request_of(std::uint64_t connection, std::uint64_t number) const {
    auto it = std::lower_bound(by_number_.begin(), by_number_.end(), std::pair(connection, number),
                               [&](Index index, const auto& wanted) {
                                 const SentRequest& sent = history_.requests()[index];
                                 return std::pair(sent.connection, number_of(sent.request)) < wanted;
                               });
    if (it == by_number_.end()) return nullptr;
    const SentRequest& sent = history_.requests()[*it];
    return sent.connection == connection && number_of(sent.request) == number ? &sent : nullptr;
  }

  // The execution, forgotten ones included, after which the account's order was in this state; none if it
  // never was.
  Index find_state(Index account, const OrderState& state) const {
    auto it = std::lower_bound(by_order_.begin(), by_order_.end(), std::pair(state.order_id, Index{0}));
    for (; it != by_order_.end() && it->first == state.order_id; ++it) {
      const venue::ExecutionReport& report = history_.executions()[it->second].report;
      if (report.order == state && evidence_.find_account(report.account) == account) return it->second;
    }
    return none;
  }

  // Whether the venue made this event, but for the number, which is not sent on the wire, and for what a
  // cumulative stream leaves out.
  bool happened(venue::ExecutionReport event, bool cumulative) const {
    auto it = std::lower_bound(by_order_.begin(), by_order_.end(), std::pair(event.order.order_id, Index{0}));
    for (; it != by_order_.end() && it->first == event.order.order_id; ++it) {
      const venue::ExecutionReport& report = history_.executions()[it->second].report;
      event.number = report.number;
      if (cumulative) {
        event.last_quantity = report.last_quantity;
        event.last_price = report.last_price;
      }
      if (report == event) return true;
    }
    return false;
  }

  // Whether the account's order changed after `index`, more than a lag before `asked_ns`.
  bool outdated(Index index, TimeNs asked_ns, std::int64_t lag_ns) const {
    venue::OrderId id = history_.executions()[index].report.order.order_id;
    auto it = std::upper_bound(by_order_.begin(), by_order_.end(), std::pair(id, index));
    if (it == by_order_.end() || it->first != id) return false;
    return settled(it->second, asked_ns, lag_ns);
  }

  // A query asked at `asked_ns`, of a kind with this documented lag, must know of it.
  bool settled(Index index, TimeNs asked_ns, std::int64_t lag_ns) const {
    const RecordedExecution& execution = history_.executions()[index];
    const std::int64_t slack_ns = lag_ns / 50 + 1'000'000;
    return !execution.forgotten && !history_.venue_clock_moved() &&
           execution.at_ns < asked_ns - lag_ns - slack_ns;
  }

  const Evidence& evidence() const { return evidence_; }
  const History& history() const { return history_; }

 private:
  std::tuple<std::uint64_t, std::uint64_t, Index> key(Index index) const {
    const SentRequest& sent = history_.requests()[index];
    return {sent.connection, number_of(sent.request), index};
  }

  const Evidence& evidence_;
  const History& history_;
  std::vector<Index> by_number_;                            // requests by (connection, number)
  std::vector<std::pair<venue::OrderId, Index>> by_order_;  // executions
};

void add_breach(const Answers& answers, const SentReply& sent, const OrderState& state, std::string_view what,
                Findings& findings) {
  Index account = answers.evidence().account_of(sent.client);
  const Terms& terms = answers.evidence().terms();
  findings.add(breach_of_terms(
      answers.evidence(), account, state, sent.at_ns,
      join({"The venue sent ", kind_of(sent.reply), " with ", what, " (", order_text(terms, state), ")."}),
      what));
}

// False, and a finding, if the order never was in this state.
bool check_state(const Answers& answers, const SentReply& sent, const OrderState& state, Index& index,
                 Findings& findings) {
  index = answers.find_state(answers.evidence().account_of(sent.client), state);
  if (index != none) return true;
  add_breach(answers, sent, state, "a state that the order never had, or has lost", findings);
  return false;
}

bool same_terms(const venue::NewOrder& request, const OrderState& order) {
  return std::tie(request.symbol, request.side, request.type, request.tif) ==
         std::tie(order.symbol, order.side, order.type, order.tif);
}

// A receipt, before any effect; or of a cancel that stands for an order which may still come.
bool is_receipt(const Answers& answers, const SentReply& sent, const OrderState& state,
                std::uint64_t number) {
  if (state.order_id != 0) return false;
  const venue::Profile& profile = answers.evidence().terms().profile;
  const SentRequest* asked = answers.request_of(sent.connection, number);
  if (asked == nullptr) return false;
  const bool acknowledged = profile.acknowledgement == venue::Acknowledgement::accepted;
  if (const auto* cancel = std::get_if<venue::CancelOrder>(&asked->request)) {
    const bool stands = profile.cancel.never_seen == venue::DeadTarget::tombstone;
    return (acknowledged || stands) && cancel->target == state.client_order_id;
  }
  if (const auto* replace = std::get_if<venue::ReplaceOrder>(&asked->request))
    return acknowledged && replace->client_order_id == state.client_order_id;
  const auto* place = std::get_if<venue::NewOrder>(&asked->request);
  return acknowledged && place != nullptr && place->client_order_id == state.client_order_id;
}

void check_accepted(const Answers& answers, const SentReply& sent, const venue::Accepted& accepted,
                    Findings& findings) {
  if (is_receipt(answers, sent, accepted.order, accepted.request)) return;
  Index index = none;
  if (!check_state(answers, sent, accepted.order, index, findings)) return;
  const SentRequest* asked = answers.request_of(sent.connection, accepted.request);
  const auto* place = asked ? std::get_if<venue::NewOrder>(&asked->request) : nullptr;
  if (place == nullptr) {
    add_breach(answers, sent, accepted.order, "an acceptance that answers no new-order", findings);
    return;
  }
  const venue::Profile& profile = answers.evidence().terms().profile;
  bool returned = accepted.original || profile.duplicate == venue::DuplicateAnswer::stored_response;
  if (returned && profile.mismatch == venue::MismatchAnswer::ignore) return;
  Index order = answers.evidence().find_order(accepted.order.order_id);
  if (order == none) return;
  const OrderState& first = *answers.evidence().orders()[order].first;
  bool as_asked =
      same_terms(*place, first) && place->quantity == first.quantity && place->limit == first.limit;
  if (!as_asked)
    add_breach(answers, sent, accepted.order, "an acceptance of other terms than were asked for", findings);
}

// Whether the venue need no longer find a closed order, by what it documents of that.
bool may_be_forgotten(const Answers& answers, const OrderFacts& order, bool by_client_id, TimeNs now_ns) {
  const venue::Profile& profile = answers.evidence().terms().profile;
  const venue::QueryRules& rules = profile.query;
  if (!is_terminal(order.last->status)) return false;
  const bool cancelled = order.last->status == venue::OrderStatus::cancelled;
  if (cancelled && by_client_id && profile.cancel.renames) return true;
  if (cancelled && rules.purge_unfilled && order.last->filled == 0) return true;
  const auto& executions = answers.history().executions();
  const Index closing = order.reports.back();
  const TimeNs closed_ns = executions[closing].at_ns;
  const std::int64_t kept_ns = rules.closed_for_ns - rules.closed_for_ns / 50;
  if (rules.closed_for_ns != 0 && now_ns - closed_ns >= kept_ns) return true;
  if (rules.closed_max == 0) return false;
  const auto& orders = answers.evidence().orders();
  const auto later = std::count_if(orders.begin(), orders.end(), [&](const OrderFacts& other) {
    return other.account == order.account && is_terminal(other.last->status) &&
           other.reports.back() > closing;
  });
  return static_cast<std::size_t>(later) >= rules.closed_max;
}

void check_query_order(const Answers& answers, const SentReply& sent, const venue::OrderReport& report,
                       Findings& findings) {
  const std::int64_t lag_ns = answers.evidence().terms().profile.query_lag_ns;
  const SentRequest* asked = answers.request_of(sent.connection, report.request);
  for (const OrderState& state : report.orders) {
    Index index = none;
    if (!check_state(answers, sent, state, index, findings)) return;
    if (asked != nullptr && answers.outdated(index, asked->at_ns, lag_ns)) {
      add_breach(answers, sent, state, "a state older than the documented lag", findings);
    }
  }
  const auto* query = asked ? std::get_if<venue::QueryOrder>(&asked->request) : nullptr;
  if (query == nullptr || !report.orders.empty()) return;
  Index account = answers.evidence().account_of(sent.client);
  for (const OrderFacts& order : answers.evidence().orders()) {
    if (order.account != account) continue;
    for (Index at : order.reports) {
      const venue::ExecutionReport& known = answers.history().executions()[at].report;
      if (may_be_forgotten(answers, order, query->order_id == 0, sent.at_ns)) break;
      bool meant = query->order_id != 0 ? order.id == query->order_id
                                        : known.order.client_order_id == query->client_order_id;
      if (!meant || !answers.settled(at, asked->at_ns, lag_ns)) continue;
      add_breach(answers, sent, known.order, "no order, though it had one for longer than the documented lag",
                 findings);
      return;
    }
  }
}

void check_open_orders(const Answers& answers, const SentReply& sent, const venue::OpenOrders& open,
                       Findings& findings) {
  const venue::QueryRules& rules = answers.evidence().terms().profile.query;
  const SentRequest* asked = answers.request_of(sent.connection, open.request);
  for (const OrderState& state : open.orders) {
    Index index = none;
    if (!check_state(answers, sent, state, index, findings)) return;
    if (asked != nullptr && answers.outdated(index, asked->at_ns, rules.list_lag_ns)) {
      add_breach(answers, sent, state, "a state older than the documented lag", findings);
    }
  }
  if (asked == nullptr) return;
  Index account = answers.evidence().account_of(sent.client);
  for (const OrderFacts& order : answers.evidence().orders()) {
    if (order.account != account || !answers.settled(order.reports.front(), asked->at_ns, rules.list_lag_ns))
      continue;
    const RecordedExecution& last = answers.history().executions()[order.reports.back()];
    // An event stream may tell of it only once a connection has come back.
    bool before = answers.evidence().terms().truth_from_wire || last.step < sent.step;
    bool may_be_closed = is_terminal(order.last->status) && before;
    bool listed = std::any_of(open.orders.begin(), open.orders.end(),
                              [&](const OrderState& state) { return state.order_id == order.id; });
    const bool cut =
        rules.page_max != 0 && open.orders.size() >= rules.page_max && order.id > open.orders.back().order_id;
    if (!may_be_closed && !listed && !cut)
      add_breach(answers, sent, *order.first, "an open order left out", findings);
  }
}

void check_trades(const Answers& answers, const SentReply& sent, const venue::Trades& trades,
                  Findings& findings) {
  const Evidence& evidence = answers.evidence();
  Index account = evidence.account_of(sent.client);
  for (const venue::Fill& fill : trades.fills) {
    const auto& executions = answers.history().executions();
    bool real = std::any_of(executions.begin(), executions.end(), [&](const RecordedExecution& execution) {
      const venue::ExecutionReport& report = execution.report;
      return report.trade_id == fill.trade_id && report.order.order_id == fill.order_id &&
             report.last_quantity == fill.quantity && report.last_price == fill.price &&
             report.order.symbol == fill.symbol && report.order.side == fill.side;
    });
    if (real) continue;
    findings.add(breach_of_account(evidence, account, sent.at_ns,
                                   "The venue told of a fill that it never made.",
                                   "the venue told of a fill that it never made"));
    return;
  }
  const SentRequest* asked = answers.request_of(sent.connection, trades.request);
  const auto* query = asked ? std::get_if<venue::QueryTrades>(&asked->request) : nullptr;
  if (query == nullptr || trades.more) return;
  for (const OrderFacts& order : evidence.orders()) {
    if (order.account != account) continue;
    for (Index at : order.reports) {
      const venue::ExecutionReport& report = answers.history().executions()[at].report;
      bool due = report.kind == venue::ExecutionKind::filled && report.trade_id > query->after &&
                 answers.settled(at, asked->at_ns, answers.evidence().terms().profile.query.trades_lag_ns) &&
                 !evidence.busted(report.trade_id, account, report.order.order_id);
      if (!due) continue;
      bool told = std::any_of(trades.fills.begin(), trades.fills.end(), [&](const venue::Fill& fill) {
        return fill.trade_id == report.trade_id && fill.order_id == report.order.order_id;
      });
      if (!told) add_breach(answers, sent, report.order, "a fill left out", findings);
    }
  }
}

// A refusal for certain of the only copy there ever was, of an id under which there is an order nevertheless;
// or one that says that an order exists where there never was one.
void check_rejected(const Answers& answers, const SentReply& sent, const venue::Rejected& rejected,
                    Findings& findings) {
  const Evidence& evidence = answers.evidence();
  const SentRequest* asked = answers.request_of(sent.connection, rejected.request);
  const auto* place = asked ? std::get_if<venue::NewOrder>(&asked->request) : nullptr;
  if (place == nullptr) return;
  Index account = evidence.account_of(sent.client);
  const auto& executions = answers.history().executions();
  auto with_id = std::find_if(executions.begin(), executions.end(), [&](const RecordedExecution& execution) {
    bool scope = !evidence.terms().profile.id.per_account ||
                 evidence.find_account(execution.report.account) == account;
    return scope && execution.report.order.client_order_id == place->client_order_id;
  });
  if (rejected.reason == venue::Reason::duplicate_id) {
    // Where terms alone are compared, it is a twin's id that is taken.
    if (evidence.terms().profile.place.key == venue::DeduplicationPlace::Key::terms) return;
    const venue::IdFormat& format = evidence.terms().profile.id;
    const bool taken_without_order = evidence.terms().profile.refused_claims_id || !format.case_sensitive ||
                                     format.order == venue::IdOrder::increasing;
    if (taken_without_order) return;
    // In a scope of the whole venue the crowd's orders, which are not recorded, may have the id.
    if (with_id != executions.end() || !evidence.terms().profile.id.per_account) return;
    findings.add(breach_of_account(evidence, account, sent.at_ns,
                                   "The venue refused an id as taken that no order ever had.",
                                   "the venue refused a free id as taken"));
    return;
  }
  bool only_copy = evidence.uses_of(account, place->client_order_id).size() == 1 &&
                   !answers.history().duplicated("new-order");
  if (certainty(rejected.reason) != venue::Certainty::refused || !only_copy) return;
  if (with_id == executions.end()) return;
  add_breach(answers, sent, with_id->report.order, "a refusal of an order that it made", findings);
}

void check_event(const Answers& answers, const SentReply& sent, const venue::ExecutionReport& event,
                 Findings& findings) {
  const bool cumulative = answers.evidence().terms().profile.stream.cumulative_fills;
  const bool real = answers.happened(event, cumulative);
  if (!real) add_breach(answers, sent, event.order, "an event that did not happen", findings);
}

// Where one stream stands.
struct Stream {
  std::uint64_t connection = 0;
  std::uint64_t last_seq = 0;
};

// The HTTP dialect has subscriptions to what happens from now on.
constexpr std::uint64_t live_only = 0;

// Forward by one; or from where a subscription on this connection began, or before: what comes again is no
// gap. Of a stream that is not replayed, or has no order, nothing of the kind is promised.
void check_gap(const Answers& answers, const SentReply& sent, const venue::ExecutionReport& event,
               std::vector<Stream>& streams, Findings& findings) {
  const venue::StreamRules& rules = answers.evidence().terms().profile.stream;
  if (rules.on_connect != venue::StreamStart::replay || !rules.ordered) return;
  auto it = std::find_if(streams.begin(), streams.end(),
                         [&](const Stream& stream) { return stream.connection == sent.connection; });
  if (it == streams.end()) it = streams.insert(streams.end(), Stream{sent.connection, 0});
  bool follows = event.seq <= it->last_seq + 1 && it->last_seq != 0;
  const auto& requests = answers.history().requests();
  follows = follows || std::any_of(requests.begin(), requests.end(), [&](const SentRequest& request) {
              const auto* subscribe = std::get_if<venue::Subscribe>(&request.request);
              return subscribe != nullptr && request.connection == sent.connection &&
                     (event.seq <= subscribe->from_seq || subscribe->from_seq == live_only);
            });
  it->last_seq = event.seq;
  if (!follows) add_breach(answers, sent, event.order, "a gap before it", findings);
}

}  // namespace

void check_venue_answers(const Evidence& evidence, Findings& findings) {
  Answers answers(evidence);
  std::vector<Stream> streams;
  for (const SentReply& sent : evidence.history().replies()) {
    Index index = none;
    if (const auto* accepted = std::get_if<venue::Accepted>(&sent.reply)) {
      check_accepted(answers, sent, *accepted, findings);
    } else if (const auto* cancelled = std::get_if<venue::Cancelled>(&sent.reply)) {
      if (!is_receipt(answers, sent, cancelled->order, cancelled->request))
        check_state(answers, sent, cancelled->order, index, findings);
    } else if (const auto* replaced = std::get_if<venue::Replaced>(&sent.reply)) {
      if (!is_receipt(answers, sent, replaced->order, replaced->request))
        check_state(answers, sent, replaced->order, index, findings);
    } else if (const auto* rejected = std::get_if<venue::Rejected>(&sent.reply)) {
      check_rejected(answers, sent, *rejected, findings);
    } else if (const auto* report = std::get_if<venue::OrderReport>(&sent.reply)) {
      check_query_order(answers, sent, *report, findings);
    } else if (const auto* open = std::get_if<venue::OpenOrders>(&sent.reply)) {
      check_open_orders(answers, sent, *open, findings);
    } else if (const auto* trades = std::get_if<venue::Trades>(&sent.reply)) {
      check_trades(answers, sent, *trades, findings);
    } else if (const auto* event = std::get_if<venue::ExecutionReport>(&sent.reply)) {
      check_event(answers, sent, *event, findings);
      check_gap(answers, sent, *event, streams, findings);
    }
  }
}

}  // namespace onefold::properties

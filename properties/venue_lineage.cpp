// venue-keeps-its-contract, first part: how orders change. Sequence numbers have no gaps, each change fits
// the state before it, fills respect quantity and limit, trade ids are unique.
#include <algorithm>
#include <tuple>
#include <vector>

#include "properties/venue_checks.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

using venue::ExecutionKind;
using venue::ExecutionReport;
using venue::OrderState;
using venue::OrderStatus;

void check_sequence(const Evidence& evidence, Findings& findings) {
  if (evidence.history().number_gaps() != 0) {
    findings.add(breach_of_account(evidence, 0, evidence.history().ended_ns(),
                                   "The numbers of the venue's execution reports have a gap.",
                                   "the venue's report numbers have a gap"));
  }
  std::vector<std::uint64_t> last_seq(evidence.accounts().size());
  for (const RecordedExecution& execution : evidence.history().executions()) {
    if (execution.rewritten) {
      Index account = evidence.find_account(execution.report.account);
      findings.add(breach_of_terms(evidence, account, execution.report.order, execution.at_ns,
                                   "The venue reported an execution again with other content.",
                                   "the venue rewrote an execution"));
    }
    if (execution.forgotten) continue;
    Index account = evidence.find_account(execution.report.account);
    if (execution.report.seq != last_seq[account] + 1) {
      findings.add(breach_of_account(evidence, account, execution.at_ns,
                                     join({"The event sequence of account ", evidence.accounts()[account],
                                           " has a gap or a repetition."}),
                                     "an account's event sequence has a gap"));
    }
    last_seq[account] = execution.report.seq;
  }
}

bool same_constants(const OrderState& a, const OrderState& b) {
  return std::tie(a.order_id, a.first_client_order_id, a.symbol, a.side, a.type, a.tif, a.stop,
                  a.post_only) ==
         std::tie(b.order_id, b.first_client_order_id, b.symbol, b.side, b.type, b.tif, b.stop, b.post_only);
}

// Why the change does not fit; empty if it does.
std::string_view misfit_of_fill(const OrderState& before, const ExecutionReport& report) {
  const OrderState& now = report.order;
  if (report.last_quantity <= 0 || report.last_price <= 0) return "a fill has no quantity or no price";
  if (now.filled != before.filled + report.last_quantity) return "a fill does not add up";
  if (now.filled > now.quantity) return "an order was filled beyond its quantity";
  OrderStatus status = now.filled == now.quantity ? OrderStatus::filled : OrderStatus::partially_filled;
  if (now.status != status) return "a fill left a wrong status";
  bool limited = now.limit != 0;
  bool worse = now.side == venue::Side::buy ? report.last_price > now.limit : report.last_price < now.limit;
  if (limited && worse) return "a fill is worse than the order's limit";
  if (now.type == venue::OrderType::stop && !now.triggered) return "a stop order was filled asleep";
  if (now.post_only && report.last_price != now.limit) return "a post-only order took";
  const bool ended = now.expires_ns != 0 && report.time_ns >= now.expires_ns;
  return ended ? "an order was filled after its end" : std::string_view{};
}

// A trade that never was: of a closed order too, which stays closed.
std::string_view misfit_of_bust(const OrderState& before, const ExecutionReport& report) {
  const OrderState& now = report.order;
  if (now.filled != before.filled - report.last_quantity || now.filled < 0)
    return "a busted trade does not add up";
  if (is_terminal(before.status))
    return now.status == OrderStatus::cancelled ? std::string_view{} : "a busted trade opened a closed order";
  OrderStatus status = now.filled == 0 ? OrderStatus::open : OrderStatus::partially_filled;
  return now.status == status ? std::string_view{} : "a busted trade left a wrong status";
}

std::string_view misfit_of_end(const venue::Profile& profile, const ExecutionReport& first,
                               const ExecutionReport& report) {
  const OrderState& now = report.order;
  if (now.status != OrderStatus::cancelled) return "a report's kind and status do not fit";
  if (now.tif == venue::TimeInForce::day)
    return day_ended(profile, first.time_ns, report.time_ns) ? std::string_view{}
                                                             : "a day order ended before its day";
  const bool due = now.expires_ns != 0 && report.time_ns >= now.expires_ns;
  return due ? std::string_view{} : "an order expired before its time";
}

std::string_view misfit(const venue::Profile& profile, const ExecutionReport& first, const OrderState& before,
                        const ExecutionReport& report) {
  const OrderState& now = report.order;
  const bool busted = report.kind == ExecutionKind::busted;
  if (is_terminal(before.status) && !busted) return "a closed order changed";
  if (!same_constants(before, now)) return "an order changed its identity";
  bool replaced = report.kind == ExecutionKind::replaced;
  if (replaced && report.replaced_client_order_id != before.client_order_id)
    return "a replace broke the chain of ids";
  if (!replaced && now.client_order_id != before.client_order_id)
    return "an order changed its id without a replace";
  if (!replaced && (now.quantity != before.quantity || now.limit != before.limit)) {
    return "an order changed its terms without a replace";
  }
  const bool woke = report.kind == ExecutionKind::triggered;
  if (now.triggered != (before.triggered || woke)) return "a stop order woke unseen, or slept again";
  if (woke && (before.triggered || now.type != venue::OrderType::stop))
    return "an order woke that did not sleep";
  if (report.kind == ExecutionKind::filled) return misfit_of_fill(before, report);
  if (busted) return misfit_of_bust(before, report);
  if (now.filled != before.filled) return "a filled quantity changed without a fill";
  if (report.kind == ExecutionKind::expired) return misfit_of_end(profile, first, report);
  const bool whole = now.tif == venue::TimeInForce::fill_or_kill;
  if (whole && now.filled != 0) return "a fill-or-kill order was filled in part";
  bool cancelled = now.status == OrderStatus::cancelled;
  if (cancelled != (report.kind == ExecutionKind::cancelled)) return "a report's kind and status do not fit";
  if (report.kind == ExecutionKind::accepted) return "an order was accepted twice";
  return {};
}

std::string_view misfit_of_first(const ExecutionReport& report) {
  if (report.kind != ExecutionKind::accepted) return "an order changed that was never accepted";
  const OrderState& order = report.order;
  bool fresh = order.filled == 0 && order.status == OrderStatus::open && order.quantity > 0 &&
               !order.triggered && order.client_order_id == order.first_client_order_id;
  return fresh ? std::string_view{} : "an order was accepted in a state other than open";
}

void check_order(const Evidence& evidence, Index index, Findings& findings) {
  const OrderFacts& order = evidence.orders()[index];
  const OrderState* before = nullptr;
  for (Index at : order.reports) {
    const RecordedExecution& execution = evidence.history().executions()[at];
    const ExecutionReport& first = evidence.history().executions()[order.reports.front()].report;
    std::string_view wrong = before ? misfit(evidence.terms().profile, first, *before, execution.report)
                                    : misfit_of_first(execution.report);
    before = &execution.report.order;
    if (wrong.empty()) continue;
    findings.add(breach_of_order(evidence, index, execution.at_ns,
                                 join({"The venue broke its rules on an order (",
                                       order_text(evidence.terms(), *before), "): ", wrong, "."}),
                                 wrong));
    return;
  }
}

// Unique per account and side of a trade; a trade between two orders of one account has both sides.
void check_trades(const Evidence& evidence, Findings& findings) {
  auto key = [&](Index i) {
    const TradeFacts& trade = evidence.trades()[i];
    return std::tuple(trade.account, trade.report->order.side, trade.report->trade_id);
  };
  std::vector<Index> order(evidence.trades().size());
  for (Index i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](Index a, Index b) { return std::pair(key(a), a) < std::pair(key(b), b); });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (key(order[i]) != key(order[i - 1])) continue;
    const TradeFacts& trade = evidence.trades()[order[i]];
    findings.add(breach_of_order(evidence, trade.order, trade.at_ns,
                                 "The venue used one trade id for two fills.", "a trade id was used twice"));
  }
}

}  // namespace

bool day_ended(const venue::Profile& profile, TimeNs from_ns, TimeNs to_ns) {
  constexpr TimeNs day_ns = 86'400'000'000'000;
  // Counted up from a rollover before all times, because division rounds towards zero.
  const TimeNs since_ns = profile.rollover.at_ns - day_ns;
  return profile.rollover.daily && (to_ns - since_ns) / day_ns > (from_ns - since_ns) / day_ns;
}

void check_venue_lineage(const Evidence& evidence, Findings& findings) {
  check_sequence(evidence, findings);
  for (Index i = 0; i < evidence.orders().size(); ++i) check_order(evidence, i, findings);
  check_trades(evidence, findings);
}

}  // namespace onefold::properties

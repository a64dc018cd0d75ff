// fills-applied-once: each trade on a client's orders reaches its user once, as the venue made it and under
// its intent.
//
// Checked: always that no fill is told twice, invented or altered; at quiescence that none is missing.
// Assumes that callbacks with equal numbers are one callback. A fill told as nobody's (empty intent) must be
// a trade of the account, and does not count as told under its intent.
#include <algorithm>
#include <tuple>
#include <vector>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::fills_applied_once;

struct Told {
  ClientIndex client = 0;
  std::uint64_t number = 0;
  Index trade = none;
  Index call = none;
};

std::string fill_text(const Terms& terms, const venue::Fill& fill) {
  return join({to_string(fill.side), " ", lots_text(terms, fill.symbol, fill.quantity), " ", fill.symbol,
               " at ", price_text(terms, fill.symbol, fill.price)});
}

Finding about_fill(const Evidence& evidence, const RecordedCallback& call) {
  Finding finding = about_client(evidence, self, call.client);
  Index intent = evidence.find_intent(call.client, call.callback.intent);
  if (intent != none) finding = about_intent(evidence, self, intent);
  const venue::Fill& fill = call.callback.fill;
  finding.order = fill.order_id;
  finding.at_ns = call.at_ns;
  finding.money_at_risk = money_text(evidence.terms(), fill.symbol, fill.quantity, fill.price);
  return finding;
}

void fault(const Evidence& evidence, const RecordedCallback& call, std::string_view what,
           std::string_view cause, Findings& findings) {
  Finding finding = about_fill(evidence, call);
  finding.explanation = join({"Client ", evidence.terms().clients[call.client].name, " reported a fill (",
                              fill_text(evidence.terms(), call.callback.fill), ") ", what});
  finding.cause = cause;
  findings.add(std::move(finding));
}

bool same_trade(const venue::Fill& fill, const venue::ExecutionReport& report) {
  return fill.symbol == report.order.symbol && fill.side == report.order.side &&
         fill.quantity == report.last_quantity && fill.price == report.last_price;
}

// False when the intent it was told under cannot have this order.
bool right_intent(const Evidence& evidence, const RecordedCallback& call, const TradeFacts& trade) {
  if (call.callback.intent.empty()) return true;
  Index intent = evidence.find_intent(call.client, call.callback.intent);
  return intent != none && evidence.intents()[intent].group == evidence.orders()[trade.order].group;
}

std::vector<Told> listen(const Evidence& evidence, Findings& findings) {
  std::vector<Told> told;
  const auto& callbacks = evidence.history().callbacks();
  for (Index i = 0; i < callbacks.size(); ++i) {
    const RecordedCallback& call = callbacks[i];
    if (call.callback.kind != venue::ClientCallback::Kind::fill) continue;
    const venue::Fill& fill = call.callback.fill;
    Index trade = evidence.find_trade(fill.trade_id, evidence.account_of(call.client), fill.order_id);
    if (trade == none || !same_trade(fill, *evidence.trades()[trade].report)) {
      fault(evidence, call, "that the venue has no trade for.", "a fill was reported that is not a trade",
            findings);
      continue;
    }
    if (!right_intent(evidence, call, evidence.trades()[trade])) {
      fault(evidence, call, "under an intent that its order does not belong to.",
            "a fill was reported under another intent", findings);
    }
    told.push_back({call.client, call.callback.number, trade, i});
  }
  std::sort(told.begin(), told.end(), [](const Told& a, const Told& b) {
    return std::tie(a.client, a.trade, a.number, a.call) < std::tie(b.client, b.trade, b.number, b.call);
  });
  return told;
}

void check_twice(const Evidence& evidence, const std::vector<Told>& told, Findings& findings) {
  for (std::size_t i = 1; i < told.size(); ++i) {
    const Told& now = told[i];
    const Told& before = told[i - 1];
    if (now.client != before.client || now.trade != before.trade || now.number == before.number) continue;
    fault(evidence, evidence.history().callbacks()[now.call], "a second time, under another callback number.",
          "a fill was reported twice", findings);
  }
}

void missing(const Evidence& evidence, const TradeFacts& trade, std::size_t times, Findings& findings) {
  const venue::ExecutionReport& report = *trade.report;
  Finding finding = about_order(evidence, self, trade.order);
  finding.at_ns = evidence.history().ended_ns();
  finding.explanation =
      join({group_label(evidence, evidence.orders()[trade.order].group), ": a fill of ",
            lots_text(evidence.terms(), report.order.symbol, report.last_quantity),
            times == 0 ? " was never reported to the user." : " was reported to several users."});
  finding.cause = times == 0 ? "a fill was never reported" : "a fill was reported to several users";
  finding.money_at_risk =
      money_text(evidence.terms(), report.order.symbol, report.last_quantity, report.last_price);
  findings.add(std::move(finding));
}

}  // namespace

void check_fills_applied_once(const Evidence& evidence, Findings& findings) {
  std::vector<Told> told = listen(evidence, findings);
  check_twice(evidence, told, findings);

  std::vector<std::size_t> clients_told(evidence.trades().size());  // under an intent
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (evidence.history().callbacks()[told[i].call].callback.intent.empty()) continue;
    if (i > 0 && told[i - 1].client == told[i].client && told[i - 1].trade == told[i].trade) continue;
    ++clients_told[told[i].trade];
  }
  for (Index i = 0; i < evidence.trades().size(); ++i) {
    const TradeFacts& trade = evidence.trades()[i];
    Index group = evidence.orders()[trade.order].group;
    if (group == none || clients_told[i] == 1 || trade.busted) continue;
    bool rested = evidence.at_rest(evidence.first_place(group).issued->client) != nullptr;
    if (clients_told[i] > 1 || rested) missing(evidence, trade, clients_told[i], findings);
  }
}

}  // namespace onefold::properties

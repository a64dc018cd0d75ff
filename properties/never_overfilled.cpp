// never-overfilled: no order is filled beyond its quantity, and the orders of an intent (of a group of twins)
// together not beyond what was intended up to then, replaces included.
//
// Checked: always, at each trade. Assumes: trades as the venue made them. An order filled beyond its own
// quantity is the venue's doing.
#include <vector>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::never_overfilled;

void order_overfilled(const Evidence& evidence, const TradeFacts& trade, venue::Lots filled,
                      Findings& findings) {
  const venue::OrderState& state = trade.report->order;
  const Terms& terms = evidence.terms();
  Finding finding = about_order(evidence, self, trade.order);
  finding.by_venue = true;
  finding.at_ns = trade.at_ns;
  finding.explanation = join({"An order to ", order_text(terms, state), " was filled with ",
                              lots_text(terms, state.symbol, filled), "."});
  finding.cause = "an order was filled beyond its quantity";
  finding.money_at_risk = money_text(terms, state.symbol, filled - state.quantity, trade.report->last_price);
  findings.add(std::move(finding));
}

void group_overfilled(const Evidence& evidence, const TradeFacts& trade, venue::Lots filled,
                      venue::Lots intended, Findings& findings) {
  const std::string& symbol = trade.report->order.symbol;
  const Terms& terms = evidence.terms();
  Finding finding = about_order(evidence, self, trade.order);
  finding.at_ns = trade.at_ns;
  finding.explanation =
      join({group_label(evidence, evidence.orders()[trade.order].group), " was filled with ",
            lots_text(terms, symbol, filled), ", ", lots_text(terms, symbol, intended), " was intended."});
  finding.cause = "an intent was filled beyond its quantity";
  finding.money_at_risk = money_text(terms, symbol, filled - intended, trade.report->last_price);
  findings.add(std::move(finding));
}

}  // namespace

void check_never_overfilled(const Evidence& evidence, Findings& findings) {
  std::vector<venue::Lots> of_order(evidence.orders().size());
  std::vector<venue::Lots> of_group(evidence.groups().size());
  std::vector<bool> told(evidence.groups().size());
  for (const TradeFacts& trade : evidence.trades()) {
    if (trade.busted) continue;
    venue::Lots quantity = trade.report->last_quantity;
    venue::Lots filled = of_order[trade.order] += quantity;
    if (filled > trade.report->order.quantity) order_overfilled(evidence, trade, filled, findings);
    Index group = evidence.orders()[trade.order].group;
    if (group == none) continue;
    venue::Lots total = of_group[group] += quantity;
    bool one_order = evidence.groups()[group].orders.size() == 1;
    // Below the first quantity nothing can be exceeded: most trades end here.
    if (one_order && total <= evidence.orders()[trade.order].first->quantity) continue;
    venue::Lots intended = evidence.intended(group, trade.step);
    if (total <= intended || told[group]) continue;
    told[group] = true;
    group_overfilled(evidence, trade, total, intended, findings);
  }
}

}  // namespace onefold::properties

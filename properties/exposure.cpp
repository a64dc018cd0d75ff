// exposure: what is executed plus what is open never exceeds what was intended up to then, per account,
// symbol and side.
//
// Checked: always, after each change at the venue. Assumes nothing about ids or attribution: it sees an
// excess even where the lineage of an order is in doubt. What was intended is counted at its most: the
// largest of a place's quantity and of the replaces issued for it.
#include <algorithm>
#include <string_view>
#include <vector>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::exposure;

struct Market {
  Index account = none;
  std::string_view symbol;
  venue::Side side = venue::Side::buy;
  venue::Lots intended = 0;
  venue::Lots exposed = 0;
  bool told = false;
};

class Ledger {
 public:
  explicit Ledger(const Evidence& evidence)
      : evidence_(evidence), most_(evidence.intents().size()), of_order_(evidence.orders().size()) {}

  void intend(Index intent) {
    const IntentFacts& facts = evidence_.intents()[intent];
    Index place = facts.issued->intent.kind == venue::IntentKind::place ? intent : facts.target;
    if (facts.issued->intent.kind == venue::IntentKind::cancel || place == none) return;
    const venue::Intent& placed = evidence_.intents()[place].issued->intent;
    venue::Lots more = facts.issued->intent.quantity - most_[place];
    if (more <= 0) return;
    most_[place] += more;
    find(facts.account, placed.symbol, placed.side).intended += more;
  }

  // Returns the market if this change took it over the limit for the first time.
  Market* expose(Index order, const venue::OrderState& state) {
    const OrderFacts& facts = evidence_.orders()[order];
    Market& market = find(facts.account, facts.first->symbol, facts.first->side);
    venue::Lots now = is_terminal(state.status) ? state.filled : std::max(state.quantity, state.filled);
    market.exposed += now - of_order_[order];
    of_order_[order] = now;
    if (market.exposed <= market.intended || market.told) return nullptr;
    market.told = true;
    return &market;
  }

 private:
  Market& find(Index account, std::string_view symbol, venue::Side side) {
    for (Market& market : markets_) {
      if (market.account == account && market.side == side && market.symbol == symbol) return market;
    }
    markets_.push_back({account, symbol, side});
    return markets_.back();
  }

  const Evidence& evidence_;
  std::vector<Market> markets_;
  std::vector<venue::Lots> most_;      // of each place intent, as intended so far
  std::vector<venue::Lots> of_order_;  // executed plus open
};

Finding excess(const Evidence& evidence, Index order, const Market& market,
               const RecordedExecution& execution) {
  const Terms& terms = evidence.terms();
  Finding finding = about_order(evidence, self, order);
  finding.at_ns = execution.at_ns;
  finding.explanation =
      join({"Account ", evidence.accounts()[market.account], " had executed and open ",
            to_string(market.side), "s of ", lots_text(terms, market.symbol, market.exposed), " ",
            market.symbol, ", but intended only ", lots_text(terms, market.symbol, market.intended), "."});
  finding.cause = "executed plus open exceeded what was intended";
  const venue::OrderState& state = execution.report.order;
  venue::Ticks price = state.limit > 0 ? state.limit : execution.report.last_price;
  finding.money_at_risk = money_text(terms, market.symbol, market.exposed - market.intended, price);
  return finding;
}

}  // namespace

void check_exposure(const Evidence& evidence, Findings& findings) {
  Ledger ledger(evidence);
  std::vector<std::pair<Index, Index>> changes;  // execution, order; by step
  for (Index order = 0; order < evidence.orders().size(); ++order) {
    for (Index at : evidence.orders()[order].reports) changes.emplace_back(at, order);
  }
  std::sort(changes.begin(), changes.end());
  Index next_intent = 0;
  for (auto [at, order] : changes) {
    const RecordedExecution& execution = evidence.history().executions()[at];
    const auto& intents = evidence.intents();
    while (next_intent < intents.size() && intents[next_intent].issued->step < execution.step) {
      ledger.intend(next_intent++);
    }
    if (const Market* market = ledger.expose(order, execution.report.order)) {
      findings.add(excess(evidence, order, *market, execution));
    }
  }
}

}  // namespace onefold::properties

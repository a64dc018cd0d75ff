// positions-agree: a client's position in each symbol is what the venue's trades make it.
//
// Checked: after each restart and at quiescence. Assumes, after a restart, that trades may still be on their
// way to the client: then its position must lie between what it has reported and what the venue has traded.
// At quiescence it must be exact: the account's position, or, on an account with several clients or orders of
// nobody, that of the client's own.
#include <algorithm>
#include <vector>

#include "properties/checks.hpp"
#include "properties/findings.hpp"
#include "properties/told_trades.hpp"
#include "properties/words.hpp"

namespace onefold::properties {

namespace {

constexpr Property self = Property::positions_agree;

struct Flow {
  venue::Lots bought = 0;
  venue::Lots sold = 0;
  void add(venue::Side side, venue::Lots quantity) { (side == venue::Side::buy ? bought : sold) += quantity; }
  venue::Lots net() const { return bought - sold; }
};

venue::Lots position_in(const venue::ClientView& view, std::string_view symbol) {
  for (const venue::PositionView& position : view.positions) {
    if (position.symbol == symbol) return position.quantity;
  }
  return 0;
}

// Up to `step`, of the account; with the trades that were busted, or without.
Flow traded(const Evidence& evidence, Index account, std::string_view symbol, Step step, bool with_busted) {
  Flow flow;
  for (const TradeFacts& trade : evidence.trades()) {
    if (trade.busted && !with_busted) continue;
    if (trade.account != account || trade.step > step || trade.report->order.symbol != symbol) continue;
    flow.add(trade.report->order.side, trade.report->last_quantity);
  }
  return flow;
}

bool names_order(const venue::ClientView& view, venue::OrderId order) {
  return std::any_of(view.intents.begin(), view.intents.end(),
                     [&](const venue::IntentView& seen) { return seen.order_id == order; });
}

bool all_of_client(const Evidence& evidence, Index group, ClientIndex client) {
  const auto& places = evidence.groups()[group].places;
  return std::all_of(places.begin(), places.end(),
                     [&](Index place) { return evidence.intents()[place].issued->client == client; });
}

// On the client's own orders. Between twins of several clients it may say itself which order is its own.
Flow own_trades(const Evidence& evidence, const RecordedView& view, std::string_view symbol) {
  Flow flow;
  for (const TradeFacts& trade : evidence.trades()) {
    const OrderFacts& order = evidence.orders()[trade.order];
    if (order.group == none || trade.busted || trade.report->order.symbol != symbol) continue;
    if (!evidence.group_of_client(order.group, view.client)) continue;
    if (!all_of_client(evidence, order.group, view.client) && !names_order(view.view, order.id)) continue;
    flow.add(trade.report->order.side, trade.report->last_quantity);
  }
  return flow;
}

// Told to the user before `step`, each trade once: a client that lost its ledger numbers callbacks anew.
Flow reported(const Evidence& evidence, const RecordedView& view, std::string_view symbol) {
  Flow flow;
  ToldTrades told;
  for (const RecordedCallback& call : evidence.history().callbacks()) {
    if (call.client != view.client || call.step > view.step) continue;
    if (call.callback.kind != venue::ClientCallback::Kind::fill || call.callback.fill.symbol != symbol)
      continue;
    const venue::Fill& fill = call.callback.fill;
    if (evidence.busted(fill.trade_id, evidence.account_of(call.client), fill.order_id)) continue;
    if (told.first(fill)) flow.add(fill.side, fill.quantity);
  }
  return flow;
}

void disagree(const Evidence& evidence, const RecordedView& view, std::string_view symbol,
              venue::Lots believed, venue::Lots traded_net, Findings& findings) {
  const Terms& terms = evidence.terms();
  venue::Ticks price = 0;
  for (const TradeFacts& trade : evidence.trades()) {
    if (trade.report->order.symbol == symbol) price = trade.report->last_price;
  }
  bool rest = view.moment == Moment::quiescence;
  Finding finding = about_client(evidence, self, view.client);
  finding.at_ns = view.at_ns;
  finding.explanation =
      join({"Client ", terms.clients[view.client].name, " believes in a position of ",
            lots_text(terms, symbol, believed), " ", symbol, rest ? " at the end" : " after a restart",
            "; the venue's trades make it ", lots_text(terms, symbol, traded_net), "."});
  finding.cause = rest ? "a position differs at the end" : "a position is wrong after a restart";
  venue::Lots off = std::max(believed, traded_net) - std::min(believed, traded_net);
  finding.money_at_risk = money_text(terms, symbol, off, price);
  findings.add(std::move(finding));
}

void check_symbol(const Evidence& evidence, const RecordedView& view, std::string_view symbol,
                  Findings& findings) {
  Index account = evidence.account_of(view.client);
  venue::Lots believed = position_in(view.view, symbol);
  const bool rest = evidence.at_rest(view.client) == &view;
  Flow venue_flow = traded(evidence, account, symbol, evidence.trades_until(view.step), !rest);
  if (rest) {
    if (believed == venue_flow.net()) return;
    venue::Lots own = own_trades(evidence, view, symbol).net();
    if (believed != own) disagree(evidence, view, symbol, believed, own, findings);
    return;
  }
  Flow told = reported(evidence, view, symbol);
  bool possible = believed <= venue_flow.bought - told.sold && believed >= told.bought - venue_flow.sold;
  // Fills of nobody's orders may be reported without counting: then only the venue's side bounds it.
  if (evidence.shared(account)) possible = believed <= venue_flow.bought && believed >= -venue_flow.sold;
  if (!possible) disagree(evidence, view, symbol, believed, venue_flow.net(), findings);
}

}  // namespace

void check_positions_agree(const Evidence& evidence, Findings& findings) {
  for (const RecordedView& view : evidence.history().views()) {
    if (!view.view.ready) continue;
    for (const venue::Instrument& instrument : evidence.terms().instruments) {
      check_symbol(evidence, view, instrument.symbol, findings);
    }
    for (const venue::PositionView& position : view.view.positions) {
      const auto& instruments = evidence.terms().instruments;
      bool known = std::any_of(
          instruments.begin(), instruments.end(),
          [&](const venue::Instrument& instrument) { return instrument.symbol == position.symbol; });
      if (!known && position.quantity != 0)
        disagree(evidence, view, position.symbol, position.quantity, 0, findings);
    }
  }
}

}  // namespace onefold::properties

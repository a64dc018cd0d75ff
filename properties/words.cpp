#include "properties/words.hpp"

#include <algorithm>
#include <limits>

#include "venue/api/decimal.hpp"

namespace onefold::properties {

namespace {

const venue::Instrument* find_instrument(const Terms& terms, std::string_view symbol) {
  for (const venue::Instrument& instrument : terms.instruments) {
    if (instrument.symbol == symbol) return &instrument;
  }
  return nullptr;
}

std::string terms_text(const Terms& terms, std::string_view symbol, venue::Side side, venue::OrderType type,
                       venue::Lots quantity, venue::Ticks limit) {
  std::string price = type == venue::OrderType::market ? "market" : price_text(terms, symbol, limit);
  return join({to_string(side), " ", lots_text(terms, symbol, quantity), " ", symbol, " at ", price});
}

// Exact where it fits 64 bits; beyond that the largest number that does, which is a lower bound.
std::string money_text_of_value(const Terms& terms, std::string_view symbol, std::int64_t value) {
  const venue::Instrument* instrument = find_instrument(terms, symbol);
  int decimals = instrument ? instrument->price_decimals + instrument->lot_decimals : 0;
  std::string text = venue::format_decimal_short(value, decimals);
  auto at = symbol.find_last_of("-/");
  if (at != std::string_view::npos && at + 1 < symbol.size()) text = join({text, " ", symbol.substr(at + 1)});
  return text;
}

std::int64_t value_of(venue::Lots lots, venue::Ticks price) {
  return venue::checked_multiply(lots, price).value_or(std::numeric_limits<std::int64_t>::max());
}

}  // namespace

std::string join(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (std::string_view part : parts) text += part;
  return text;
}

std::string counted(std::int64_t count, std::string_view noun) {
  return join({std::to_string(count), " ", noun, count == 1 ? "" : "s"});
}

std::string lots_text(const Terms& terms, std::string_view symbol, venue::Lots lots) {
  const venue::Instrument* instrument = find_instrument(terms, symbol);
  return venue::format_decimal_short(lots, instrument ? instrument->lot_decimals : 0);
}

std::string price_text(const Terms& terms, std::string_view symbol, venue::Ticks price) {
  const venue::Instrument* instrument = find_instrument(terms, symbol);
  return venue::format_decimal(price, instrument ? instrument->price_decimals : 0);
}

std::string order_text(const Terms& terms, const venue::OrderState& order) {
  return terms_text(terms, order.symbol, order.side, order.type, order.quantity, order.limit);
}

std::string intent_text(const Terms& terms, const venue::Intent& place) {
  return terms_text(terms, place.symbol, place.side, place.type, place.quantity, place.limit);
}

std::string intent_label(const Evidence& evidence, Index intent) {
  const venue::Intent& meant = evidence.intents()[intent].issued->intent;
  if (meant.kind == venue::IntentKind::place) {
    return join({"Intent ", meant.id, " (", intent_text(evidence.terms(), meant), ")"});
  }
  if (meant.kind == venue::IntentKind::transfer) {
    return join({"Intent ", meant.id, " (transfer of ", std::to_string(meant.quantity), " minor units of ",
                 meant.symbol, " to ", meant.target, ")"});
  }
  return join({"Intent ", meant.id, " (", to_string(meant.kind), " of ", meant.target, ")"});
}

std::string group_label(const Evidence& evidence, Index group) {
  const auto& places = evidence.groups()[group].places;
  if (places.size() == 1) return intent_label(evidence, places.front());
  std::string text = "Intents ";
  std::size_t shown = std::min<std::size_t>(places.size(), 4);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i != 0) text += ", ";
    text += evidence.intents()[places[i]].issued->intent.id;
  }
  if (shown < places.size()) text += " ...";
  return join({text, " (", intent_text(evidence.terms(), evidence.first_place(group).issued->intent), ")"});
}

std::string money_text(const Terms& terms, std::string_view symbol, venue::Lots lots, venue::Ticks price) {
  return money_text_of_value(terms, symbol, value_of(lots, price));
}

std::string money_of_order(const Evidence& evidence, Index order) {
  const OrderFacts& facts = evidence.orders()[order];
  if (facts.last->type == venue::OrderType::limit) {
    return money_text(evidence.terms(), facts.last->symbol, facts.last->quantity, facts.last->limit);
  }
  std::int64_t value = 0;
  for (const TradeFacts& trade : evidence.trades()) {
    if (trade.order != order) continue;
    std::int64_t part = value_of(trade.report->last_quantity, trade.report->last_price);
    value = venue::checked_add(value, part).value_or(std::numeric_limits<std::int64_t>::max());
  }
  return money_text_of_value(evidence.terms(), facts.last->symbol, value);
}

}  // namespace onefold::properties

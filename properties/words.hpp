// Intents, sizes and money in plain words, for explanations.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "properties/evidence.hpp"

namespace onefold::properties {

// "1.5", by the instrument's lots; the bare integer for an unknown symbol.
std::string lots_text(const Terms& terms, std::string_view symbol, venue::Lots lots);
// "101.10".
std::string price_text(const Terms& terms, std::string_view symbol, venue::Ticks price);
// "buy 1.5 BTC-USD at 101.10", "sell 2 ETH-USD at market".
std::string order_text(const Terms& terms, const venue::OrderState& order);
std::string intent_text(const Terms& terms, const venue::Intent& place);
// "Intent I1 (buy 1.5 BTC-USD at 101.10)", "Intent I2 (cancel of I1)"; twins: "Intents I1, I2 (...)", at most
// four ids.
std::string intent_label(const Evidence& evidence, Index intent);
std::string group_label(const Evidence& evidence, Index group);

// What an order may cost: quantity at its limit; a market order, what it traded. "151.65 USD"; the currency
// is what follows the last '-' or '/' of the symbol.
std::string money_of_order(const Evidence& evidence, Index order);
std::string money_text(const Terms& terms, std::string_view symbol, venue::Lots lots, venue::Ticks price);

std::string join(std::initializer_list<std::string_view> parts);
// "1 order", "2 orders".
std::string counted(std::int64_t count, std::string_view noun);

}  // namespace onefold::properties

#include "venue/wire/http_reference.hpp"

#include <array>

#include "venue/api/decimal.hpp"
#include "venue/wire/http_json.hpp"

namespace onefold::venue::http {
namespace {

constexpr std::int64_t ms = 1'000'000;

struct Unit {
  std::int64_t ns;
  std::string_view word;
};
constexpr Unit units[] = {{86'400'000'000'000, "DAY"}, {60'000'000'000, "MINUTE"}, {1'000'000'000, "SECOND"}};

// Binance knows whole seconds and more; a finer limit is shown as that of one second.
void append_limit(LimitShown limit, JsonText& json) {
  std::int64_t requests = limit.requests;
  std::int64_t per_ns = limit.per_ns;
  if (requests == 0) return;
  if (per_ns < 1'000'000'000) {
    requests = requests * 1'000'000'000 / per_ns;
    per_ns = 1'000'000'000;
  }
  for (const Unit& unit : units) {
    if (per_ns < unit.ns) continue;
    json.open('{')
        .field("rateLimitType", "REQUEST_WEIGHT")
        .field("interval", unit.word)
        .field("intervalNum", per_ns / unit.ns)
        .field("limit", requests)
        .close('}');
    return;
  }
}

void append_filter(std::string_view type, const std::array<std::string_view, 3>& names,
                   std::int64_t value_max, int decimals, JsonText& json) {
  const std::string step = format_decimal(1, decimals);
  json.open('{')
      .field("filterType", type)
      .field(names[0], step)
      .field(names[1], format_decimal(value_max, decimals))
      .field(names[2], step)
      .close('}');
}

void append_symbol(const Instrument& instrument, JsonText& json) {
  const Digits digits = digits_of(instrument);
  json.open('{')
      .field("symbol", instrument.symbol)
      .field("status", "TRADING")
      .field("baseAsset", base_asset(instrument.symbol))
      .field("baseAssetPrecision", digits.lot)
      .field("quoteAsset", quote_asset(instrument.symbol))
      .field("quotePrecision", digits.quote())
      .field("quoteAssetPrecision", digits.quote())
      .field("baseCommissionPrecision", digits.lot)
      .field("quoteCommissionPrecision", digits.quote());
  json.name("orderTypes").open('[').text("LIMIT").text("MARKET").close(']');
  for (const std::string_view name :
       {"icebergAllowed", "ocoAllowed", "otoAllowed", "quoteOrderQtyMarketAllowed", "allowTrailingStop"}) {
    json.field(name, false);
  }
  json.field("cancelReplaceAllowed", true).field("isSpotTradingAllowed", true);
  json.field("isMarginTradingAllowed", false);
  json.name("filters").open('[');
  append_filter("PRICE_FILTER", {"minPrice", "maxPrice", "tickSize"}, ticks_max, digits.price, json);
  append_filter("LOT_SIZE", {"minQty", "maxQty", "stepSize"}, lots_max, digits.lot, json);
  json.close(']');
  json.name("permissions").open('[').text("SPOT").close(']');
  json.name("permissionSets").open('[').open('[').text("SPOT").close(']').close(']');
  json.field("defaultSelfTradePreventionMode", "EXPIRE_TAKER");
  json.name("allowedSelfTradePreventionModes").open('[').text("EXPIRE_TAKER").close(']');
  json.close('}');
}

void append_levels(const Instrument& instrument, std::span<const LevelShown> levels, JsonText& json) {
  json.open('[');
  for (const LevelShown& level : levels) {
    json.open('[')
        .text(format_decimal(level.price, instrument.price_decimals))
        .text(format_decimal(level.quantity, instrument.lot_decimals))
        .close(']');
  }
  json.close(']');
}

}  // namespace

void write_server_time(TimeNs now_ns, std::string& out) {
  JsonText(out).open('{').field("serverTime", now_ns / ms).close('}');
}

void write_exchange_info(std::span<const Instrument> instruments, std::string_view symbol, LimitShown limit,
                         TimeNs now_ns, std::string& out) {
  JsonText json(out);
  json.open('{').field("timezone", "UTC").field("serverTime", now_ns / ms);
  json.name("rateLimits").open('[');
  append_limit(limit, json);
  json.close(']').name("exchangeFilters").open('[').close(']').name("symbols").open('[');
  for (const Instrument& instrument : instruments) {
    if (symbol.empty() || instrument.symbol == symbol) append_symbol(instrument, json);
  }
  json.close(']').close('}');
}

void write_account(std::span<const PositionShown> positions, std::uint64_t last_seq, TimeNs now_ns,
                   std::string& out) {
  JsonText json(out);
  json.open('{');
  for (const std::string_view name :
       {"makerCommission", "takerCommission", "buyerCommission", "sellerCommission"})
    json.field(name, 0);
  json.field("canTrade", true).field("canWithdraw", false).field("canDeposit", false);
  json.field("updateTime", now_ns / ms).field("accountType", "SPOT").name("balances").open('[');
  for (const PositionShown& position : positions) {
    const int decimals = position.instrument->lot_decimals;
    json.open('{')
        .field("asset", base_asset(position.instrument->symbol))
        .field("free", format_decimal(position.quantity - position.selling, decimals))
        .field("locked", format_decimal(position.selling, decimals))
        .close('}');
  }
  json.close(']').name("permissions").open('[').text("SPOT").close(']').name("positions").open('[');
  for (const PositionShown& position : positions) {
    json.open('{')
        .field("symbol", position.instrument->symbol)
        .field("quantity", format_decimal(position.quantity, position.instrument->lot_decimals))
        .close('}');
  }
  json.close(']').field("lastEventId", last_seq).close('}');
}

void write_depth(const Instrument& instrument, std::uint64_t last_number, std::span<const LevelShown> bids,
                 std::span<const LevelShown> asks, std::string& out) {
  JsonText json(out);
  json.open('{').field("lastUpdateId", last_number).name("bids");
  append_levels(instrument, bids, json);
  json.name("asks");
  append_levels(instrument, asks, json);
  json.close('}');
}

void write_listen_key(std::string_view listen_key, std::string& out) {
  JsonText(out).open('{').field("listenKey", listen_key).close('}');
}

void write_webhook(std::string_view url, std::uint64_t from_seq, std::string& out) {
  JsonText json(out);
  json.open('{');
  if (!url.empty()) json.field("url", url).field("fromId", from_seq);
  json.close('}');
}

}  // namespace onefold::venue::http

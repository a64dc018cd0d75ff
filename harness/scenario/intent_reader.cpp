// Reads the intents of a scenario, listed and generated.
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/scenario/scenario_keys.hpp"
#include "harness/scenario/scenario_reader.hpp"
#include "venue/api/decimal.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;

// A decimal string in units of 10^-decimals, from 1 to `max`; money is never a JSON number. `what` is "tick"
// or "lot".
bool read_decimal(ObjectReader& in, std::string_view key, int decimals, std::string_view what,
                  std::int64_t max, std::int64_t& value) {
  const json* found = in.need(key);
  if (!found) return false;
  std::optional<std::int64_t> units;
  if (found->is_string()) units = venue::parse_decimal(found->get_ref<const std::string&>(), decimals);
  if (!units || *units < 1 || *units > max) {
    in.complain(key, "a positive decimal text, a multiple of the " + std::string(what) + " " +
                         venue::format_decimal_short(1, decimals) + ", at most " +
                         venue::format_decimal_short(max, decimals));
    return false;
  }
  value = *units;
  return true;
}

void read_terms(ObjectReader& in, const venue::Instrument& instrument, venue::Intent& intent) {
  read_decimal(in, "quantity", instrument.lot_decimals, "lot", venue::lots_max, intent.quantity);
  if (intent.type == venue::OrderType::market) {
    if (in.has("limit")) in.complain("limit", "no limit on a market order");
    return;
  }
  if (intent.type == venue::OrderType::stop) {
    read_decimal(in, "stop", instrument.price_decimals, "tick", venue::ticks_max, intent.stop);
    if (!in.has("limit")) return;  // then it is a market order once it wakes
  }
  read_decimal(in, "limit", instrument.price_decimals, "tick", venue::ticks_max, intent.limit);
}

const venue::Instrument* instrument_of(const Scenario& scenario, std::string_view symbol) {
  for (const venue::Instrument& instrument : scenario.venue.instruments) {
    if (instrument.symbol == symbol) return &instrument;
  }
  return nullptr;
}

void read_modes(ObjectReader& in, venue::Intent& intent) {
  static constexpr std::string_view self_trades[] = {"allow", "cancel-taker", "cancel-maker", "cancel-both",
                                                     "decrement"};
  if (intent.tif == venue::TimeInForce::good_till_time) {
    TimeNs expires_ns = 0;
    if (in.need("expires") && in.time("expires", expires_ns)) intent.expires_ns = run_start_ns + expires_ns;
  } else if (in.has("expires")) {
    in.complain("expires", "no end where the time in force is not \"good-till-time\"");
  }
  if (intent.type != venue::OrderType::stop && in.has("stop"))
    in.complain("stop", "no stop price where the type is not \"stop\"");
  in.flag("post_only", intent.post_only);
  if (auto mode = in.word("self_trade", self_trades))
    intent.self_trade = static_cast<venue::SelfTrade>(*mode + 1);
}

void read_place_intent(ObjectReader& in, const Scenario& scenario, venue::Intent& intent) {
  static constexpr std::string_view sides[] = {"buy", "sell"};
  static constexpr std::string_view types[] = {"limit", "market", "stop"};
  static constexpr std::string_view tifs[] = {"good-till-cancel", "immediate-or-cancel", "fill-or-kill",
                                              "day", "good-till-time"};
  ObjectReader item(in.complaints(), *in.find("place"), in.pointer("place"), keys::place);
  intent.kind = venue::IntentKind::place;
  if (item.need("symbol")) item.name("symbol", intent.symbol, venue::symbol_size_max);
  if (item.need("side")) {
    if (auto side = item.word("side", sides)) intent.side = static_cast<venue::Side>(*side);
  }
  if (auto type = item.word("type", types)) intent.type = static_cast<venue::OrderType>(*type);
  // What of a market order is not filled at once has no price to rest at.
  if (intent.type == venue::OrderType::market) intent.tif = venue::TimeInForce::immediate_or_cancel;
  if (auto tif = item.word("time_in_force", tifs)) intent.tif = static_cast<venue::TimeInForce>(*tif);
  read_modes(item, intent);
  const venue::Instrument* instrument = instrument_of(scenario, intent.symbol);
  if (instrument) {
    read_terms(item, *instrument, intent);
  } else if (!intent.symbol.empty() && !scenario.venue.instruments.empty()) {
    item.complain("symbol", "an instrument of the venue");
  }
}

void read_transfer_intent(ObjectReader& in, venue::Intent& intent) {
  ObjectReader item(in.complaints(), *in.find("transfer"), in.pointer("transfer"), keys::transfer);
  intent.kind = venue::IntentKind::transfer;
  if (item.need("asset")) item.name("asset", intent.symbol, venue::symbol_size_max);
  read_decimal(item, "amount", 0, "minor unit", venue::lots_max, intent.quantity);
  if (item.need("to")) item.name("to", intent.target, venue::account_size_max);
}

// Symbols of place intents, by client and id.
using Symbols = std::map<std::pair<std::string_view, std::string_view>, std::string_view>;

void read_replace_intent(ObjectReader& in, const Scenario& scenario, const Symbols& symbols,
                         ScheduledIntent& scheduled) {
  venue::Intent& intent = scheduled.intent;
  if (in.need("target")) in.text("target", intent.target, intent_id_size_max);
  // Without its target a replace has no instrument; check() says so.
  auto symbol = symbols.find({scheduled.client, intent.target});
  if (symbol == symbols.end()) return;
  if (const venue::Instrument* instrument = instrument_of(scenario, symbol->second)) {
    read_terms(in, *instrument, intent);
  }
}

void read_schedule(ObjectReader& in, ScheduledIntent& scheduled) {
  if (in.need("at")) in.time("at", scheduled.at_ns);
  const json* again = in.find("again");
  if (!again) return;
  if (!again->is_array() || again->size() > intents_max) {
    in.complain("again", "a list of times");
    return;
  }
  for (std::size_t i = 0; i < again->size(); ++i) {
    auto time_ns = read_time(in.complaints(), (*again)[i], venue::json_pointer(in.pointer("again"), i));
    if (time_ns) scheduled.again_ns.push_back(*time_ns);
  }
}

// All but the terms of a replace.
ScheduledIntent read_intent(ObjectReader& in, const Scenario& scenario) {
  ScheduledIntent scheduled;
  venue::Intent& intent = scheduled.intent;
  if (in.need("id")) in.text("id", intent.id, intent_id_size_max);
  if (!scenario.clients.empty()) {
    const ClientSetup& first = scenario.clients.front();
    scheduled.client = first.count == 0 ? first.name : first.name + "-1";
  }
  in.name("client", scheduled.client, name_size_max);
  read_schedule(in, scheduled);
  if (in.has("place") + in.has("cancel") + in.has("replace") + in.has("transfer") != 1) {
    in.complaints().add(in.pointer(),
                        "expected one of the keys \"place\", \"cancel\", \"replace\" and \"transfer\"");
    return scheduled;
  }
  if (in.has("place")) read_place_intent(in, scenario, intent);
  if (in.has("transfer")) read_transfer_intent(in, intent);
  if (in.has("replace")) intent.kind = venue::IntentKind::replace;
  if (in.has("cancel")) {
    intent.kind = venue::IntentKind::cancel;
    in.text("cancel", intent.target, intent_id_size_max);
  }
  return scheduled;
}

// In a second pass: a replace takes its instrument from its target, which may stand anywhere in the list.
void read_replaces(ObjectReader& in, const json& list, Scenario& scenario) {
  Symbols symbols;
  for (const ScheduledIntent& scheduled : scenario.intents) {
    const venue::Intent& intent = scheduled.intent;
    if (intent.kind == venue::IntentKind::place) symbols[{scheduled.client, intent.id}] = intent.symbol;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (scenario.intents[i].intent.kind != venue::IntentKind::replace) continue;
    std::string pointer = venue::json_pointer(venue::json_pointer(in.pointer("intents"), i), "replace");
    ObjectReader item(in.complaints(), list[i]["replace"], std::move(pointer), keys::replace);
    read_replace_intent(item, scenario, symbols, scenario.intents[i]);
  }
}

void read_generated(ObjectReader& in, Scenario& scenario) {
  const json* value = in.find("generate");
  if (!value) return;
  ObjectReader item(in.complaints(), *value, in.pointer("generate"), keys::generate);
  GeneratedIntents generated;
  std::int64_t count = 1;
  if (item.need("count")) item.number("count", count, 1, intents_max);
  generated.count = static_cast<std::uint32_t>(count);
  if (item.need("from")) item.time("from", generated.from_ns);
  if (item.need("to")) item.time("to", generated.to_ns);
  item.name("prefix", generated.prefix, name_size_max);
  item.ratio("cancels", generated.cancels);
  item.ratio("replaces", generated.replaces);
  item.ratio("twins", generated.twins);
  item.ratio("again", generated.again);
  scenario.generate = generated;
}

}  // namespace

void read_intents(ObjectReader& in, Scenario& scenario) {
  read_generated(in, scenario);
  const json* list = scenario.generate ? in.find("intents") : in.need("intents");
  if (!list) return;
  if (!list->is_array() || list->size() > intents_max) {
    in.complain("intents", "a list of at most " + std::to_string(intents_max));
    return;
  }
  scenario.intents.resize(list->size());
  for (std::size_t i = 0; i < list->size(); ++i) {
    ObjectReader item(in.complaints(), (*list)[i], venue::json_pointer(in.pointer("intents"), i),
                      keys::intent);
    if ((*list)[i].is_object()) scenario.intents[i] = read_intent(item, scenario);
  }
  read_replaces(in, *list, scenario);
}

}  // namespace onefold::harness

#include "app/process_lines.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "venue/api/decimal.hpp"

namespace onefold::app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using venue::ClientCallback;

// What was expected; caught where a line is parsed.
struct Expected {
  std::string what;
};

const json* find(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string text(const json& object, const char* key, bool needed = true) {
  const json* value = find(object, key);
  if (value == nullptr && !needed) return {};
  if (value == nullptr || !value->is_string()) throw Expected{std::string("\"") + key + "\", a text"};
  return value->get<std::string>();
}

// A number, or digits in quotes: not all languages have 64-bit integers.
std::int64_t number(const json& object, const char* key, bool needed = true) {
  const json* value = find(object, key);
  if (value == nullptr && !needed) return 0;
  if (value != nullptr && value->is_number_integer()) return value->get<std::int64_t>();
  std::int64_t result = 0;
  if (value != nullptr && value->is_string()) {
    const auto& digits = value->get_ref<const std::string&>();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
    if (error == std::errc{} && end == digits.data() + digits.size() && !digits.empty()) return result;
  }
  throw Expected{std::string("\"") + key + "\", a whole number"};
}

template <typename Word>
Word word(const json& object, const char* key, Word last, std::optional<Word> fallback = {}) {
  const json* value = find(object, key);
  if (value == nullptr && fallback) return *fallback;
  if (value != nullptr && value->is_string()) {
    for (int i = 0; i <= static_cast<int>(last); ++i) {
      const auto one = static_cast<Word>(i);
      if (venue::to_string(one) == value->get_ref<const std::string&>()) return one;
    }
  }
  std::string words;
  for (int i = 0; i <= static_cast<int>(last); ++i)
    words += (i == 0 ? "" : ", ") + std::string(venue::to_string(static_cast<Word>(i)));
  throw Expected{std::string("\"") + key + "\", one of: " + words};
}

const venue::Instrument& instrument(const std::vector<venue::Instrument>& all, const std::string& symbol) {
  for (const venue::Instrument& one : all) {
    if (one.symbol == symbol) return one;
  }
  throw Expected{"a symbol of this venue, not " + symbol};
}

std::int64_t decimal(const json& value, int decimals, const char* key, bool sign = false) {
  if (value.is_string()) {
    std::string_view digits = value.get_ref<const std::string&>();
    const bool negative = sign && digits.substr(0, 1) == "-";
    if (const auto found = venue::parse_decimal(digits.substr(negative ? 1 : 0), decimals))
      return negative ? -*found : *found;
  }
  throw Expected{std::string("\"") + key + "\", a decimal text of at most " + std::to_string(decimals) +
                 " places"};
}

std::int64_t amount(const json& object, const char* key, int decimals, bool needed = true) {
  const json* value = find(object, key);
  if (value == nullptr && !needed) return 0;
  if (value == nullptr) throw Expected{std::string("\"") + key + "\", a decimal text"};
  return decimal(*value, decimals, key);
}

venue::Fill fill(const json& object, const std::vector<venue::Instrument>& instruments) {
  venue::Fill fill;
  fill.symbol = text(object, "symbol");
  const venue::Instrument& traded = instrument(instruments, fill.symbol);
  fill.trade_id = static_cast<venue::TradeId>(number(object, "trade_id"));
  fill.order_id = static_cast<venue::OrderId>(number(object, "order_id"));
  fill.client_order_id = text(object, "client_order_id", false);
  fill.side = word(object, "side", venue::Side::sell);
  fill.quantity = amount(object, "quantity", traded.lot_decimals);
  fill.price = amount(object, "price", traded.price_decimals);
  fill.time_ns = number(object, "time_ns", false);
  return fill;
}

venue::OrderState order(const json& object, const std::vector<venue::Instrument>& instruments) {
  venue::OrderState order;
  order.symbol = text(object, "symbol");
  const venue::Instrument& traded = instrument(instruments, order.symbol);
  order.order_id = static_cast<venue::OrderId>(number(object, "order_id"));
  order.client_order_id = text(object, "client_order_id", false);
  order.first_client_order_id = text(object, "first_client_order_id", false);
  order.side = word(object, "side", venue::Side::sell, std::optional(venue::Side::buy));
  order.type = word(object, "type", venue::OrderType::market, std::optional(venue::OrderType::limit));
  order.tif = word(object, "time_in_force", venue::TimeInForce::immediate_or_cancel,
                   std::optional(venue::TimeInForce::good_till_cancel));
  order.quantity = amount(object, "quantity", traded.lot_decimals);
  order.limit = amount(object, "limit", traded.price_decimals, false);
  order.filled = amount(object, "filled", traded.lot_decimals);
  order.status = word(object, "status", venue::OrderStatus::cancelled);
  return order;
}

// Of an order in lots of no known instrument: any decimals, the most that there are.
venue::IntentView intent_view(const json& object, const std::vector<venue::Instrument>& instruments) {
  venue::IntentView view;
  view.id = text(object, "id");
  view.outcome = word(object, "outcome", venue::Outcome::unknown);
  view.reason = word(object, "reason", venue::Reason::malformed, std::optional(venue::Reason::none));
  view.client_order_id = text(object, "client_order_id", false);
  view.order_id = static_cast<venue::OrderId>(number(object, "order_id", false));
  view.status =
      word(object, "status", venue::OrderStatus::cancelled, std::optional(venue::OrderStatus::open));
  if (find(object, "filled") != nullptr)
    view.filled = amount(object, "filled", instrument(instruments, text(object, "symbol")).lot_decimals);
  view.attempts = static_cast<int>(number(object, "attempts", false));
  return view;
}

const json& list(const json& object, const char* key) {
  static const json none = json::array();
  const json* value = find(object, key);
  if (value == nullptr) return none;
  if (!value->is_array()) throw Expected{std::string("\"") + key + "\", a list"};
  return *value;
}

venue::ClientView view(const json& object, const std::vector<venue::Instrument>& instruments) {
  venue::ClientView view;
  const json* ready = find(object, "ready");
  if (ready == nullptr || !ready->is_boolean()) throw Expected{"\"ready\", true or false"};
  view.ready = ready->get<bool>();
  if (const json* positions = find(object, "positions")) {
    if (!positions->is_object()) throw Expected{"\"positions\", an object of quantities by symbol"};
    for (const auto& [symbol, quantity] : positions->items()) {
      const int decimals = instrument(instruments, symbol).lot_decimals;
      view.positions.push_back({symbol, decimal(quantity, decimals, "positions", true)});
    }
  }
  for (const json& one : list(object, "intents")) view.intents.push_back(intent_view(one, instruments));
  for (const json& one : list(object, "open_orders")) view.open_orders.push_back(order(one, instruments));
  for (const json& one : list(object, "orphans"))
    view.orphans.push_back(static_cast<venue::OrderId>(number({{"orphans", one}}, "orphans")));
  for (const json& one : list(object, "ghosts")) view.ghosts.push_back(text({{"ghosts", one}}, "ghosts"));
  const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
  std::sort(view.intents.begin(), view.intents.end(), by_id);
  std::sort(view.open_orders.begin(), view.open_orders.end(),
            [](const auto& a, const auto& b) { return a.order_id < b.order_id; });
  std::sort(view.orphans.begin(), view.orphans.end());
  std::sort(view.ghosts.begin(), view.ghosts.end());
  return view;
}

ProgramLine read_line(const json& line, const std::vector<venue::Instrument>& instruments) {
  ClientCallback callback;
  callback.number = static_cast<std::uint64_t>(number(line, "number", false));
  if (find(line, "accepted") != nullptr) {
    callback.intent = text(line, "accepted");
    return callback;
  }
  if (find(line, "outcome") != nullptr) {
    callback.kind = ClientCallback::Kind::outcome;
    callback.outcome = word(line, "outcome", venue::Outcome::unknown);
    callback.reason = word(line, "reason", venue::Reason::malformed, std::optional(venue::Reason::none));
    callback.intent = text(line, "intent");
    return callback;
  }
  if (const json* booked = find(line, "fill")) {
    callback.kind = ClientCallback::Kind::fill;
    if (!booked->is_object()) throw Expected{"\"fill\", an object"};
    callback.fill = fill(*booked, instruments);
    callback.intent = text(line, "intent", false);
    return callback;
  }
  if (const json* shown = find(line, "view")) {
    if (!shown->is_object()) throw Expected{"\"view\", an object"};
    return view(*shown, instruments);
  }
  if (find(line, "path") != nullptr)
    return PathLine{text(line, "path"), text(line, "intent", false), text(line, "client_order_id", false),
                    static_cast<int>(number(line, "attempt", false))};
  if (find(line, "log") != nullptr) return LogLine{text(line, "log")};
  throw Expected{"one of: accepted, outcome, fill, view, path, log"};
}

}  // namespace

bool parse_program_line(std::string_view line, const std::vector<venue::Instrument>& instruments,
                        ProgramLine& out, std::string& problem) {
  const json parsed = json::parse(line, nullptr, false);
  if (!parsed.is_object()) {
    problem = "a JSON object";
    return false;
  }
  try {
    out = read_line(parsed, instruments);
    return true;
  } catch (const Expected& expected) {
    problem = expected.what;
  }
  return false;
}

std::string intent_line(const venue::Intent& intent, const std::string& symbol,
                        const std::vector<venue::Instrument>& instruments) {
  ordered_json line;
  line["id"] = intent.id;
  const auto terms = [&](ordered_json& out) {
    for (const venue::Instrument& one : instruments) {
      if (one.symbol != symbol) continue;
      out["quantity"] = venue::format_decimal(intent.quantity, one.lot_decimals);
      if (intent.limit != 0) out["limit"] = venue::format_decimal(intent.limit, one.price_decimals);
    }
  };
  switch (intent.kind) {
    case venue::IntentKind::place:
      line["place"] = {{"symbol", intent.symbol},
                       {"side", to_string(intent.side)},
                       {"type", to_string(intent.type)},
                       {"time_in_force", to_string(intent.tif)}};
      terms(line["place"]);
      break;
    case venue::IntentKind::cancel:
      line["cancel"] = intent.target;
      break;
    case venue::IntentKind::replace:
      line["replace"]["target"] = intent.target;
      terms(line["replace"]);
      break;
    case venue::IntentKind::transfer:
      line["transfer"] = {
          {"asset", intent.symbol}, {"amount", std::to_string(intent.quantity)}, {"to", intent.target}};
      break;
  }
  return ordered_json{{"intent", line}}.dump() + "\n";
}

std::string instruments_text(const std::vector<venue::Instrument>& instruments) {
  ordered_json all = ordered_json::array();
  for (const venue::Instrument& one : instruments)
    all.push_back(
        {{"symbol", one.symbol}, {"price_decimals", one.price_decimals}, {"lot_decimals", one.lot_decimals}});
  return all.dump();
}

std::string profile_text(const venue::Profile& profile) {
  constexpr std::int64_t millisecond_ns = 1'000'000;
  return ordered_json{{"name", profile.name},
                      {"id_length_min", profile.id.length_min},
                      {"id_length_max", profile.id.length_max},
                      {"id_alphabet", profile.id.alphabet},
                      {"retention", to_string(profile.retention)},
                      {"window_ms", profile.window_ns / millisecond_ns},
                      {"duplicate", to_string(profile.duplicate)},
                      {"mismatch_rejected", profile.mismatch == venue::MismatchAnswer::reject},
                      {"deadline_checked", profile.deadline_checked},
                      {"query_lag_ms", profile.query_lag_ns / millisecond_ns}}
      .dump();
}

}  // namespace onefold::app

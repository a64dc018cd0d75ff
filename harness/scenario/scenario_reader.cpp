#include "harness/scenario/scenario_reader.hpp"

#include <nlohmann/json.hpp>

#include "harness/scenario/fault_codec.hpp"
#include "harness/scenario/scenario_keys.hpp"
#include "venue/api/decimal.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold::harness {
namespace {

using nlohmann::json;

constexpr std::int64_t number_max = 1'000'000'000;
constexpr std::int64_t decimals_max = 9;
constexpr TimeNs settle_ns = 60 * sim::second_ns;
constexpr std::int64_t step_max = 1'000'000;
constexpr TimeNs day_ns = 86'400 * sim::second_ns;

// In lots or ticks of `decimals`; left as it is where the key is missing.
void read_step(ObjectReader& in, std::string_view key, int decimals, std::int64_t& step) {
  const json* value = in.find(key);
  if (!value) return;
  std::optional<std::int64_t> units;
  if (value->is_string()) units = venue::parse_decimal(value->get_ref<const std::string&>(), decimals);
  if (units && *units >= 1 && *units <= step_max) {
    step = *units;
    return;
  }
  in.complain(key, "a positive decimal text, a multiple of " + venue::format_decimal_short(1, decimals) +
                       ", at most " + venue::format_decimal_short(step_max, decimals));
}

// The list's elements; none, and a complaint, if it is no list or too long.
const json::array_t& elements(ObjectReader& in, std::string_view key, std::size_t size_max) {
  static const json::array_t none;
  const json* list = in.find(key);
  if (!list) return none;
  if (list->is_array() && list->size() <= size_max) return list->get_ref<const json::array_t&>();
  in.complain(key, "a list of at most " + std::to_string(size_max));
  return none;
}

std::string element_pointer(const ObjectReader& in, std::string_view key, std::size_t index) {
  return venue::json_pointer(in.pointer(key), index);
}

void read_instruments(ObjectReader& in, VenueSetup& setup) {
  if (!in.has("instruments")) {
    setup.instruments = {{"BTC-USD", 2, 1}, {"ETH-USD", 2, 1}};
    return;
  }
  std::size_t index = 0;
  for (const json& value : elements(in, "instruments", instruments_max)) {
    ObjectReader item(in.complaints(), value, element_pointer(in, "instruments", index++), keys::instrument);
    venue::Instrument instrument;
    if (item.need("symbol")) item.name("symbol", instrument.symbol, venue::symbol_size_max);
    std::int64_t price_decimals = instrument.price_decimals;
    std::int64_t lot_decimals = instrument.lot_decimals;
    item.number("price_decimals", price_decimals, 0, decimals_max);
    item.number("lot_decimals", lot_decimals, 0, decimals_max);
    instrument.price_decimals = static_cast<int>(price_decimals);
    instrument.lot_decimals = static_cast<int>(lot_decimals);
    read_step(item, "price_step", instrument.price_decimals, instrument.price_step);
    read_step(item, "quantity_step", instrument.lot_decimals, instrument.quantity_step);
    instrument.quantity_min = instrument.quantity_step;
    read_step(item, "quantity_min", instrument.lot_decimals, instrument.quantity_min);
    setup.instruments.push_back(std::move(instrument));
  }
  // Decimals that are wrong themselves can judge no money.
  if (in.complaints().concern(in.pointer("instruments"))) setup.instruments.clear();
}

// A word, or an object. until_ns 0 stands for the default until resolve_times() knows it.
void read_crowd(ObjectReader& in, Crowd& crowd) {
  static constexpr std::string_view words[] = {"off", "calm", "busy"};
  static constexpr TimeNs periods[] = {0, crowd_calm_ns, crowd_busy_ns};
  crowd.period_ns = crowd_calm_ns;
  const json* value = in.find("crowd");
  if (!value) return;
  if (!value->is_object()) {
    if (auto word = in.word("crowd", words)) crowd.period_ns = periods[*word];
    return;
  }
  ObjectReader item(in.complaints(), *value, in.pointer("crowd"), keys::crowd);
  if (item.need("period")) item.time("period", crowd.period_ns, 1);
  item.time("until", crowd.until_ns, 1);
}

void read_optional_time(ObjectReader& in, std::string_view key, std::optional<TimeNs>& value) {
  TimeNs time_ns = 0;
  if (in.time(key, time_ns)) value = time_ns;
}

constexpr std::size_t profile_size_max = 1024;  // a path may be long

void read_venue(ObjectReader& in, VenueSetup& setup) {
  static const json empty = json::object();
  const json* value = in.need("venue");
  ObjectReader item(in.complaints(), value ? *value : empty, in.pointer("venue"), keys::venue);
  if (value && item.need("profile")) item.text("profile", setup.profile, profile_size_max);
  if (const json* document = item.find("profile_document")) {
    if (document->is_object() && venue::names_file(setup.profile)) {
      setup.profile_document = document->dump(-1, ' ', true);
    } else {
      item.complain("profile_document", "an object, the content of the file that \"profile\" names");
    }
  }
  item.name("implementation", setup.implementation, name_size_max);
  static constexpr std::string_view dialects[] = {name(venue::Dialect::native), name(venue::Dialect::http)};
  if (auto dialect = item.word("dialect", dialects)) setup.dialect = static_cast<venue::Dialect>(*dialect);
  item.flag("tls", setup.tls);
  read_instruments(item, setup);
  read_crowd(item, setup.crowd);
  read_optional_time(item, "window", setup.window_ns);
  read_optional_time(item, "processing", setup.processing_ns);
  read_optional_time(item, "query_lag", setup.query_lag_ns);
  read_optional_time(item, "rollover", setup.rollover_ns);
  if (setup.rollover_ns && *setup.rollover_ns >= day_ns)
    item.complain("rollover", "a time of less than a day");
  if (const json* limit = item.find("rate_limit")) {
    ObjectReader fields(in.complaints(), *limit, item.pointer("rate_limit"), keys::rate_limit);
    RateLimit rate;
    if (fields.need("requests")) fields.number("requests", rate.requests, 0, number_max);
    if (rate.requests == 0 && fields.has("per")) fields.complain("per", "no time where there is no limit");
    if (rate.requests > 0 && fields.need("per")) fields.time("per", rate.per_ns, 1);
    setup.rate_limit = rate;
  }
}

void read_clients(ObjectReader& in, std::vector<ClientSetup>& clients) {
  if (!in.need("clients")) return;
  std::size_t index = 0;
  for (const json& value : elements(in, "clients", clients_max)) {
    ObjectReader item(in.complaints(), value, element_pointer(in, "clients", index++), keys::client);
    ClientSetup client;
    if (item.need("name")) item.name("name", client.name, name_size_max);
    item.name("implementation", client.implementation, name_size_max);
    item.name("account", client.account, venue::account_size_max);
    item.name("acts_for", client.acts_for, name_size_max);
    item.name("ids", client.ids, name_size_max);
    std::int64_t count = 0;
    item.number("count", count, 1, clients_max);
    client.count = static_cast<std::uint32_t>(count);
    if (item.has("command")) item.text("command", client.command, text_size_max);
    if (const json* config = item.find("config")) {
      client.configuration = config->dump(-1, ' ', true);
      if (!config->is_object() || client.configuration.size() > text_size_max) {
        item.complain("config", "an object of at most " + std::to_string(text_size_max) + " bytes");
      }
    }
    clients.push_back(std::move(client));
  }
}

void read_network(ObjectReader& in, Network& network) {
  const json* value = in.find("network");
  if (!value) return;
  static constexpr std::string_view models[] = {"direct", "hops"};
  ObjectReader item(in.complaints(), *value, in.pointer("network"), keys::network);
  if (auto model = item.word("model", models)) network.model = static_cast<Model>(*model);
  item.time_range("latency", network.latency_min_ns, network.latency_max_ns);
  item.time("longest_delay", network.longest_delay_ns);
}

// "calm", or an object.
void read_background(ObjectReader& in, Background& background) {
  static constexpr std::string_view words[] = {"calm"};
  const json* value = in.find("background");
  if (!value) return;
  if (!value->is_object()) {
    background.calm = in.word("background", words).has_value();
    return;
  }
  ObjectReader item(in.complaints(), *value, in.pointer("background"), keys::background);
  std::uint64_t seed = 0;
  if (item.seed("seed", seed)) background.seed = seed;
  item.flag("calm", background.calm);
}

void read_names(ObjectReader& in, std::string_view key, std::size_t size_max,
                std::vector<std::string>& names) {
  std::size_t index = 0;
  for (const json& value : elements(in, key, clients_max + 1)) {
    std::string pointer = element_pointer(in, key, index++);
    if (value.is_string() && is_name(value.get_ref<const std::string&>(), size_max)) {
      names.push_back(value);
    } else {
      in.complaints().add(pointer, "expected a name, found " + show(value));
    }
  }
}

void read_chaos(ObjectReader& in, ChaosRates& chaos) {
  const json* value = in.find("chaos");
  if (!value) return;
  std::vector<std::string_view> allowed(std::begin(keys::chaos), std::end(keys::chaos));
  for (int i = 0; i < sim::fault_kind_count; ++i)
    allowed.push_back(to_string(static_cast<sim::FaultKind>(i)));
  ObjectReader item(in.complaints(), *value, in.pointer("chaos"), allowed);
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    item.ratio(to_string(static_cast<sim::FaultKind>(i)), chaos.rate[static_cast<std::size_t>(i)]);
  }
  item.time("until", chaos.until_ns, 1);
  item.time_range("restart_after", chaos.restart_min_ns, chaos.restart_max_ns);
  item.time_range("partition_for", chaos.partition_min_ns, chaos.partition_max_ns);
  item.time_range("pause_for", chaos.pause_min_ns, chaos.pause_max_ns);
  item.time("clock_jump_max", chaos.clock_jump_max_ns);
  item.number("clock_drift_max_ppm", chaos.clock_drift_max_ppm, 0, 100'000);
  read_names(item, "crash_nodes", name_size_max, chaos.crash_nodes);
}

void read_expectation(ObjectReader& in, Expectation& expect) {
  const json* value = in.find("expect");
  if (!value) return;
  static constexpr std::string_view verdicts[] = {"held", "violated"};
  static constexpr std::string_view sides[] = {"client", "venue"};
  ObjectReader item(in.complaints(), *value, in.pointer("expect"), keys::expect);
  if (auto verdict = item.word("verdict", verdicts)) {
    expect.verdict = static_cast<Expectation::Verdict>(*verdict);
  }
  item.name("property", expect.property, intent_id_size_max);
  if (auto side = item.word("blame", sides)) expect.blame = sides[*side];
  read_names(item, "reach", intent_id_size_max, expect.reach);
}

void read_faults(ObjectReader& in, std::vector<FaultWords>& faults) {
  std::size_t index = 0;
  for (const json& value : elements(in, "faults", faults_max)) {
    // A broken one keeps its place, so that the others keep their numbers.
    faults.push_back(
        read_fault(in.complaints(), value, element_pointer(in, "faults", index++)).value_or(FaultWords{}));
  }
}

// Defaults that depend on other values, in the order in which they do.
void resolve_times(Scenario& scenario, bool heal_given, bool horizon_given) {
  ChaosRates& chaos = scenario.chaos;
  if (chaos.any() && chaos.until_ns == 0) {
    chaos.until_ns = heal_given ? scenario.heal_ns : default_heal_ns(scenario);
  }
  if (!heal_given) scenario.heal_ns = default_heal_ns(scenario);
  Crowd& crowd = scenario.venue.crowd;
  if (crowd.period_ns != 0 && crowd.until_ns == 0) crowd.until_ns = scenario.heal_ns;
  if (!horizon_given) scenario.horizon_ns = scenario.heal_ns + settle_ns;
}

}  // namespace

Scenario read_scenario(Complaints& complaints, const json& value, const std::string& pointer) {
  Scenario scenario;
  ObjectReader in(complaints, value, pointer, keys::scenario);
  if (!value.is_object()) return scenario;
  if (in.need("name")) in.text("name", scenario.name, text_size_max);
  in.text("purpose", scenario.purpose, text_size_max);
  read_venue(in, scenario.venue);
  read_clients(in, scenario.clients);
  read_intents(in, scenario);
  read_network(in, scenario.network);
  read_background(in, scenario.background);
  read_chaos(in, scenario.chaos);
  read_faults(in, scenario.faults);
  bool heal_given = in.time("heal", scenario.heal_ns);
  bool horizon_given = in.time("horizon", scenario.horizon_ns, 1);
  std::int64_t events_max = events_default;
  in.number("events_max", events_max, 1, static_cast<std::int64_t>(events_limit));
  scenario.events_max = static_cast<std::uint64_t>(events_max);
  in.flag("beyond", scenario.beyond);
  std::int64_t unknown_max = 0;
  in.number("unknown_max", unknown_max, 0, intents_max);
  scenario.unknown_max = static_cast<std::uint32_t>(unknown_max);
  read_expectation(in, scenario.expect);
  resolve_times(scenario, heal_given, horizon_given);
  return scenario;
}

}  // namespace onefold::harness

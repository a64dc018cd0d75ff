// The canonical text of a scenario.
#include <nlohmann/json.hpp>

#include "harness/scenario/loader.hpp"
#include "harness/scenario/scenario_json.hpp"
#include "harness/scenario/units.hpp"
#include "venue/api/decimal.hpp"
#include "venue/profile/time_span.hpp"

namespace onefold::harness {
namespace {

using nlohmann::ordered_json;
using venue::format_time_span;

ordered_json range(TimeNs min, TimeNs max) {
  return {format_time_span(min), format_time_span(max)};
}

// Leaves a rate of "0/1", the default, out.
void write_ratio(ordered_json& out, std::string_view key, sim::Ratio ratio) {
  if (!same(ratio, sim::Ratio{})) out[std::string(key)] = format_ratio(ratio);
}

// Leaves out what is as by default.
void write_steps(ordered_json& out, const venue::Instrument& instrument) {
  const int lots = instrument.lot_decimals;
  if (instrument.price_step != 1)
    out["price_step"] = venue::format_decimal_short(instrument.price_step, instrument.price_decimals);
  if (instrument.quantity_step != 1)
    out["quantity_step"] = venue::format_decimal_short(instrument.quantity_step, lots);
  if (instrument.quantity_min != instrument.quantity_step)
    out["quantity_min"] = venue::format_decimal_short(instrument.quantity_min, lots);
}

ordered_json write_venue(const VenueSetup& setup) {
  ordered_json out;
  out["profile"] = setup.profile;
  if (!setup.profile_document.empty()) out["profile_document"] = ordered_json::parse(setup.profile_document);
  if (setup.implementation != VenueSetup{}.implementation) out["implementation"] = setup.implementation;
  if (setup.dialect != VenueSetup{}.dialect) out["dialect"] = name(setup.dialect);
  if (setup.tls) out["tls"] = true;
  ordered_json& list = out["instruments"] = ordered_json::array();
  for (const venue::Instrument& instrument : setup.instruments) {
    list.push_back({{"symbol", instrument.symbol},
                    {"price_decimals", instrument.price_decimals},
                    {"lot_decimals", instrument.lot_decimals}});
    write_steps(list.back(), instrument);
  }
  if (setup.crowd.period_ns == 0) {
    out["crowd"] = "off";
  } else {
    out["crowd"] = {{"period", format_time_span(setup.crowd.period_ns)},
                    {"until", format_time_span(setup.crowd.until_ns)}};
  }
  if (setup.window_ns) out["window"] = format_time_span(*setup.window_ns);
  if (setup.processing_ns) out["processing"] = format_time_span(*setup.processing_ns);
  if (setup.query_lag_ns) out["query_lag"] = format_time_span(*setup.query_lag_ns);
  if (setup.rollover_ns) out["rollover"] = format_time_span(*setup.rollover_ns);
  if (setup.rate_limit) {
    out["rate_limit"]["requests"] = setup.rate_limit->requests;
    if (setup.rate_limit->requests > 0) out["rate_limit"]["per"] = format_time_span(setup.rate_limit->per_ns);
  }
  return out;
}

ordered_json write_client(const ClientSetup& client) {
  const ClientSetup defaults;
  ordered_json out;
  out["name"] = client.name;
  if (client.count != defaults.count) out["count"] = client.count;
  if (client.implementation != defaults.implementation) out["implementation"] = client.implementation;
  if (!client.account.empty()) out["account"] = client.account;
  if (!client.acts_for.empty()) out["acts_for"] = client.acts_for;
  if (!client.ids.empty()) out["ids"] = client.ids;
  if (!client.command.empty()) out["command"] = client.command;
  if (!client.configuration.empty()) out["config"] = ordered_json::parse(client.configuration);
  return out;
}

void write_terms(ordered_json& out, const venue::Intent& intent, const venue::Instrument& instrument) {
  out["quantity"] = venue::format_decimal_short(intent.quantity, instrument.lot_decimals);
  if (intent.limit != 0) out["limit"] = venue::format_decimal(intent.limit, instrument.price_decimals);
}

class IntentWriter {
 public:
  explicit IntentWriter(const Scenario& scenario) : scenario_(scenario) {}

  ordered_json write(const ScheduledIntent& scheduled) const {
    const venue::Intent& intent = scheduled.intent;
    ordered_json out;
    out["id"] = intent.id;
    out["client"] = scheduled.client;
    out["at"] = format_time_span(scheduled.at_ns);
    for (TimeNs time_ns : scheduled.again_ns) out["again"].push_back(format_time_span(time_ns));
    switch (intent.kind) {
      case venue::IntentKind::place:
        out["place"] = write_place_intent(intent);
        break;
      case venue::IntentKind::cancel:
        out["cancel"] = intent.target;
        break;
      case venue::IntentKind::transfer:
        out["transfer"]["asset"] = intent.symbol;
        out["transfer"]["amount"] = std::to_string(intent.quantity);
        out["transfer"]["to"] = intent.target;
        break;
      case venue::IntentKind::replace:
        out["replace"]["target"] = intent.target;
        write_terms(out["replace"], intent, instrument(symbol_of_target(scheduled)));
        break;
    }
    return out;
  }

 private:
  ordered_json write_place_intent(const venue::Intent& intent) const {
    ordered_json out;
    out["symbol"] = intent.symbol;
    out["side"] = to_string(intent.side);
    bool market = intent.type == venue::OrderType::market;
    if (intent.type != venue::OrderType::limit) out["type"] = to_string(intent.type);
    const auto usual =
        market ? venue::TimeInForce::immediate_or_cancel : venue::TimeInForce::good_till_cancel;
    if (intent.tif != usual) out["time_in_force"] = to_string(intent.tif);
    const venue::Instrument& traded = instrument(intent.symbol);
    write_terms(out, intent, traded);
    if (intent.stop != 0) out["stop"] = venue::format_decimal(intent.stop, traded.price_decimals);
    if (intent.expires_ns != 0) out["expires"] = format_time_span(intent.expires_ns - run_start_ns);
    if (intent.post_only) out["post_only"] = true;
    if (intent.self_trade != venue::SelfTrade::venue_default)
      out["self_trade"] = to_string(intent.self_trade);
    return out;
  }

  const venue::Instrument& instrument(const std::string& symbol) const {
    static const venue::Instrument unknown;
    for (const venue::Instrument& one : scenario_.venue.instruments) {
      if (one.symbol == symbol) return one;
    }
    return unknown;
  }

  std::string symbol_of_target(const ScheduledIntent& scheduled) const {
    for (const ScheduledIntent& other : scenario_.intents) {
      if (other.client == scheduled.client && other.intent.id == scheduled.intent.target) {
        return other.intent.symbol;
      }
    }
    return {};
  }

  const Scenario& scenario_;
};

ordered_json write_generated(const GeneratedIntents& generated) {
  ordered_json out;
  out["count"] = generated.count;
  out["from"] = format_time_span(generated.from_ns);
  out["to"] = format_time_span(generated.to_ns);
  out["prefix"] = generated.prefix;
  write_ratio(out, "cancels", generated.cancels);
  write_ratio(out, "replaces", generated.replaces);
  write_ratio(out, "twins", generated.twins);
  write_ratio(out, "again", generated.again);
  return out;
}

ordered_json write_network(const Network& network) {
  return {{"model", to_string(network.model)},
          {"latency", range(network.latency_min_ns, network.latency_max_ns)},
          {"longest_delay", format_time_span(network.longest_delay_ns)}};
}

ordered_json write_background(const Background& background) {
  if (!background.seed) return "calm";
  ordered_json out{{"seed", seed_json(*background.seed)}};
  if (background.calm) out["calm"] = true;
  return out;
}

ordered_json write_chaos(const ChaosRates& chaos) {
  ordered_json out;
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    write_ratio(out, to_string(static_cast<sim::FaultKind>(i)), chaos.rate[static_cast<std::size_t>(i)]);
  }
  if (chaos.until_ns != 0) out["until"] = format_time_span(chaos.until_ns);
  out["restart_after"] = range(chaos.restart_min_ns, chaos.restart_max_ns);
  out["partition_for"] = range(chaos.partition_min_ns, chaos.partition_max_ns);
  out["pause_for"] = range(chaos.pause_min_ns, chaos.pause_max_ns);
  out["clock_jump_max"] = format_time_span(chaos.clock_jump_max_ns);
  out["clock_drift_max_ppm"] = chaos.clock_drift_max_ppm;
  if (!chaos.crash_nodes.empty()) out["crash_nodes"] = chaos.crash_nodes;
  return out;
}

ordered_json write_expectation(const Expectation& expect) {
  ordered_json out;
  out["verdict"] = to_string(expect.verdict);
  if (!expect.property.empty()) out["property"] = expect.property;
  if (!expect.blame.empty()) out["blame"] = expect.blame;
  if (!expect.reach.empty()) out["reach"] = expect.reach;
  return out;
}

}  // namespace

ordered_json scenario_json(const Scenario& scenario) {
  ordered_json out;
  out["name"] = scenario.name;
  if (!scenario.purpose.empty()) out["purpose"] = scenario.purpose;
  out["venue"] = write_venue(scenario.venue);
  for (const ClientSetup& client : scenario.clients) out["clients"].push_back(write_client(client));
  IntentWriter intents(scenario);
  out["intents"] = ordered_json::array();
  for (const ScheduledIntent& intent : scenario.intents) out["intents"].push_back(intents.write(intent));
  if (scenario.generate) out["generate"] = write_generated(*scenario.generate);
  out["network"] = write_network(scenario.network);
  if (scenario.background != Background{}) out["background"] = write_background(scenario.background);
  if (scenario.chaos != ChaosRates{}) out["chaos"] = write_chaos(scenario.chaos);
  for (const FaultWords& fault : scenario.faults)
    out["faults"].push_back(to_json(fault, FaultForm::readable));
  out["heal"] = format_time_span(scenario.heal_ns);
  out["horizon"] = format_time_span(scenario.horizon_ns);
  if (scenario.events_max != events_default) out["events_max"] = scenario.events_max;
  if (scenario.beyond) out["beyond"] = true;
  if (scenario.unknown_max != 0) out["unknown_max"] = scenario.unknown_max;
  out["expect"] = write_expectation(scenario.expect);
  return out;
}

std::string write_scenario(const Scenario& scenario) {
  return readable_text(scenario_json(scenario));
}

}  // namespace onefold::harness

#include "harness/matrix_scenarios.hpp"

#include <fmt/format.h>

#include "harness/scenario/loader.hpp"

namespace onefold::harness {
namespace {

// What a profile, a client or a delivery model needs otherwise is changed by fitted().
constexpr std::string_view one_order = R"({
  "name": "one order",
  "purpose": "One marketable order that may not rest: it is closed as soon as it is made.",
  "venue": { "profile": "reject-for-ever", "crowd": { "period": "20ms", "until": "60ms" } },
  "clients": [{ "name": "desk-1" }],
  "intents": [
    { "id": "I1", "at": "70ms", "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "0.3", "limit": "101.50",
      "time_in_force": "immediate-or-cancel" } }
  ],
  "network": { "model": "hops", "latency": ["1ms", "1ms"], "longest_delay": "700ms" },
  "chaos": { "pause_for": ["1ms", "1ms"] },
  "heal": "1s"
})";

constexpr std::string_view everyday = R"({
  "name": "everyday",
  "purpose": "A marketable order that may not rest, twins, a market order, a cancel and a replace.",
  "venue": { "profile": "reject-for-ever", "crowd": { "period": "20ms", "until": "200ms" } },
  "clients": [{ "name": "desk-1" }],
  "intents": [
    { "id": "I1", "at": "50ms", "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "0.3", "limit": "101.50",
      "time_in_force": "immediate-or-cancel" } },
    { "id": "twin-1", "at": "60ms", "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "1.5", "limit": "99.90" } },
    { "id": "twin-2", "at": "60ms", "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "1.5", "limit": "99.90" } },
    { "id": "I2", "at": "80ms", "place": { "symbol": "ETH-USD", "side": "sell", "quantity": "2.1", "limit": "100.20" } },
    { "id": "I3", "at": "120ms", "place": { "symbol": "ETH-USD", "side": "sell", "type": "market",
      "time_in_force": "immediate-or-cancel", "quantity": "0.9" } },
    { "id": "I4", "at": "150ms", "replace": { "target": "I2", "quantity": "2.6", "limit": "100.10" } },
    { "id": "I5", "at": "200ms", "cancel": "twin-1" }
  ],
  "network": { "model": "hops", "latency": ["1ms", "8ms"], "longest_delay": "700ms" },
  "chaos": {
    "drop": "1/20", "duplicate": "1/30", "reorder": "1/20", "delay": "1/30",
    "cut": "1/200", "reset-before": "1/100", "reset-after": "1/100", "silence": "1/200",
    "refuse": "1/20", "unanswered": "1/40",
    "kill": "1/60", "power-loss": "1/80", "short-write": "1/60", "no-space": "1/200", "write-error": "1/200",
    "fsync-error": "1/200", "clock-skew": "1/20", "clock-drift": "1/20", "clock-jump": "1/200",
    "stale-query": "1/10", "partition": "1/150", "pause": "1/150", "crash": "1/300",
    "pause_for": ["1ms", "100ms"], "until": "800ms"
  }
})";

// The faults that make retries go wrong; all of them together are too many to be tried in pairs.
constexpr sim::FaultSet of_retries{sim::FaultKind::drop,        sim::FaultKind::duplicate,
                                   sim::FaultKind::delay,       sim::FaultKind::reset_before,
                                   sim::FaultKind::reset_after, sim::FaultKind::kill};

// Orders that the venue does not take are left out.
void leave_out_unsupported(Scenario& scenario, const venue::Profile& profile) {
  std::erase_if(scenario.intents, [&](const ScheduledIntent& one) {
    return one.intent.kind == venue::IntentKind::replace &&
           profile.replace.way == venue::ReplaceWay::unsupported;
  });
}

Scenario fitted(std::string_view text, const MatrixPlace& place) {
  Scenario scenario = parse_scenario(text, "built-in scenario");
  scenario.venue.profile = place.profile;
  scenario.clients[0].implementation = place.client;
  scenario.network.model = place.model;
  if (place.model == Model::direct) {
    for (int i = 0; i < sim::fault_kind_count; ++i) {
      if (sim::hops_faults.has(static_cast<sim::FaultKind>(i)))
        scenario.chaos.rate[static_cast<std::size_t>(i)] = {};
    }
  }
  leave_out_unsupported(scenario, venue::built_in_profile(place.profile));
  return scenario;
}

// An intent may end as unknown where the contract says that nothing could decide it, and only there.
Plan plan_of(const Registry& registry, std::string_view text, const MatrixPlace& place, bool beyond) {
  Scenario scenario = fitted(text, place);
  scenario.beyond = beyond;
  const std::string id = fmt::format("matrix/{}/{}/{}", place.profile, to_string(place.model), place.client);
  Plan plan = make_plan(registry, scenario, "built-in scenario " + scenario.name, id);
  if (!properties::unknown_permitted(plan.terms)) return plan;
  scenario.unknown_max = static_cast<std::uint32_t>(scenario.intents.size());
  return make_plan(registry, std::move(scenario), plan.path, id);
}

}  // namespace

std::vector<MatrixTask> matrix_tasks(const Registry& registry, const MatrixPlace& place,
                                     const reports::MatrixBounds& bounds) {
  std::vector<MatrixTask> tasks;
  if (bounds.faults > 0) {
    tasks.push_back(
        {plan_of(registry, one_order, place, false), static_cast<int>(bounds.faults), of_retries, false, 0});
    tasks.push_back({plan_of(registry, everyday, place, false), 1, {}, true, 0});
  }
  if (bounds.seeds > 0)
    tasks.push_back({plan_of(registry, everyday, place, false), 0, {}, false, bounds.seeds});
  return tasks;
}

MatrixTask beyond_task(const Registry& registry, const MatrixPlace& place, sim::FaultSet kinds) {
  return {plan_of(registry, one_order, place, true), 1, kinds, false, 0};
}

}  // namespace onefold::harness

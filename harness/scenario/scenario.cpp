#include "harness/scenario/scenario.hpp"

#include <algorithm>

#include "harness/scenario/fault_place.hpp"
#include "harness/scenario/generate.hpp"
#include "harness/scenario/scenario_error.hpp"
#include "harness/scenario/units.hpp"

namespace onefold::harness {

std::string_view to_string(Model model) {
  return model == Model::direct ? "direct" : "hops";
}

std::string_view to_string(Expectation::Verdict verdict) {
  return verdict == Expectation::Verdict::held ? "held" : "violated";
}

bool operator==(const GeneratedIntents& a, const GeneratedIntents& b) {
  return a.count == b.count && a.from_ns == b.from_ns && a.to_ns == b.to_ns && a.prefix == b.prefix &&
         same(a.cancels, b.cancels) && same(a.replaces, b.replaces) && same(a.twins, b.twins) &&
         same(a.again, b.again);
}

bool ChaosRates::any() const {
  return std::any_of(rate.begin(), rate.end(), [](sim::Ratio ratio) { return ratio.numerator > 0; });
}

bool operator==(const ChaosRates& a, const ChaosRates& b) {
  return std::equal(a.rate.begin(), a.rate.end(), b.rate.begin(), same) && a.until_ns == b.until_ns &&
         a.restart_min_ns == b.restart_min_ns && a.restart_max_ns == b.restart_max_ns &&
         a.partition_min_ns == b.partition_min_ns && a.partition_max_ns == b.partition_max_ns &&
         a.pause_min_ns == b.pause_min_ns && a.pause_max_ns == b.pause_max_ns &&
         a.clock_jump_max_ns == b.clock_jump_max_ns && a.clock_drift_max_ppm == b.clock_drift_max_ppm &&
         a.crash_nodes == b.crash_nodes;
}

std::string gate_of(std::string_view client) {
  return std::string(client) + "-gate";
}

TimeNs default_heal_ns(const Scenario& scenario) {
  TimeNs last_ns = 0;
  for (const ScheduledIntent& intent : scenario.intents) {
    last_ns = std::max(last_ns, intent.again_ns.empty() ? intent.at_ns : intent.again_ns.back());
  }
  if (scenario.generate) last_ns = std::max(last_ns, scenario.generate->to_ns + follow_up_max_ns);
  TimeNs heal_ns = std::max(scenario.chaos.until_ns, last_ns + scenario.network.longest_delay_ns);
  for (const FaultWords& words : scenario.faults) {
    std::optional<Place> place = place_of(words.key);
    if (!place || place->point != sim::PointKind::start) continue;
    heal_ns = std::max(heal_ns, words.fault.offset_ns + words.fault.duration_ns + sim::millisecond_ns);
  }
  return heal_ns;
}

namespace {

// Of one that names none; `before` are expanded.
std::string account_of(const std::vector<ClientSetup>& before, const ClientSetup& client) {
  for (const ClientSetup& other : before) {
    if (other.name == client.acts_for) return other.account;
  }
  return client.name;
}

}  // namespace

Scenario expand(const Scenario& scenario) {
  Scenario out = scenario;
  out.clients.clear();
  for (const ClientSetup& client : scenario.clients) {
    for (std::uint32_t n = client.count == 0 ? 0 : 1; n <= client.count; ++n) {
      ClientSetup one = client;
      if (client.count > 0) one.name += "-" + std::to_string(n);
      one.count = 0;
      if (one.account.empty()) one.account = account_of(out.clients, one);
      out.clients.push_back(std::move(one));
    }
  }
  if (scenario.generate) {
    std::vector<ClientSetup> owners = out.clients;
    std::erase_if(owners, [](const ClientSetup& client) { return !client.acts_for.empty(); });
    append_generated(*scenario.generate, owners, out.venue.instruments, out.intents);
    out.generate.reset();
  }
  std::stable_sort(out.intents.begin(), out.intents.end(),
                   [](const ScheduledIntent& a, const ScheduledIntent& b) { return a.at_ns < b.at_ns; });
  return out;
}

std::vector<std::string> accounts_of(const Scenario& expanded) {
  std::vector<std::string> accounts;
  for (const ClientSetup& client : expanded.clients) accounts.push_back(client.account);
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  return accounts;
}

venue::Profile apply_to(venue::Profile profile, const VenueSetup& setup) {
  if (setup.window_ns && profile.retention != venue::Retention::window) {
    throw ScenarioError(
        {"venue.window: expected a profile that remembers ids for a time, found \"" + profile.name + "\""});
  }
  if (setup.window_ns) profile.window_ns = *setup.window_ns;
  if (setup.processing_ns) profile.processing_ns = *setup.processing_ns;
  if (setup.query_lag_ns) {
    profile.query_lag_ns = profile.query.list_lag_ns = profile.query.trades_lag_ns = *setup.query_lag_ns;
  }
  if (setup.rate_limit) {
    profile.rate_limit.requests = setup.rate_limit->requests;
    profile.rate_limit.per_ns = setup.rate_limit->per_ns;
  }
  if (setup.rollover_ns) profile.rollover = {true, *setup.rollover_ns};
  return profile;
}

sim::Chaos chaos_of(const Scenario& expanded, sim::NameTable& names, sim::FaultSet permitted,
                    TimeNs query_lag_ns) {
  const ChaosRates& rates = expanded.chaos;
  sim::Chaos chaos;
  std::copy(rates.rate.begin(), rates.rate.end(), chaos.rate);
  chaos.permitted = permitted;
  chaos.until_ns = rates.until_ns;
  chaos.delay_max_ns = expanded.network.longest_delay_ns;
  chaos.restart_min_ns = rates.restart_min_ns;
  chaos.restart_max_ns = rates.restart_max_ns;
  chaos.partition_min_ns = rates.partition_min_ns;
  chaos.partition_max_ns = rates.partition_max_ns;
  chaos.pause_min_ns = rates.pause_min_ns;
  chaos.pause_max_ns = rates.pause_max_ns;
  chaos.jump_max_ns = rates.clock_jump_max_ns;
  chaos.drift_max_ppm = rates.clock_drift_max_ppm;
  chaos.query_lag_max_ns = query_lag_ns;
  chaos.nodes.push_back(names.intern(venue_node));
  for (const ClientSetup& client : expanded.clients) chaos.nodes.push_back(names.intern(client.name));
  for (const std::string& node : rates.crash_nodes) chaos.crash_nodes.push_back(names.intern(node));
  if (rates.crash_nodes.empty()) chaos.crash_nodes = chaos.nodes;
  return chaos;
}

}  // namespace onefold::harness

#include "harness/plan.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "harness/probes.hpp"
#include "sim/os/clock.hpp"
#include "venue/api/messages.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold::harness {
namespace {

using properties::Where;

constexpr std::string_view requests[] = {"login",       "new-order",  "cancel",       "replace",
                                         "query-order", "query-open", "query-trades", "subscribe",
                                         "heartbeat",   "question",   "tls"};
constexpr std::string_view replies[] = {
    "answer",         "upgraded",     "control",         "tls",           "logged-in",   "accepted",
    "cancelled",      "replaced",     "rejected",        "order-report",  "open-orders", "trades",
    "event-accepted", "event-filled", "event-cancelled", "event-replaced"};

sim::FaultSet permitted_at(const properties::Terms& terms, std::string_view message, Where where) {
  sim::FaultSet set;
  for (int i = 0; i < sim::fault_kind_count; ++i) {
    auto kind = static_cast<sim::FaultKind>(i);
    properties::FaultFact fact{sim::to_string(kind), message, where, terms.longest_delay_ns};
    if (properties::permitted(terms, fact).permitted) set = set | sim::FaultSet{kind};
  }
  return set;
}

// Rows in pairs: towards the venue, towards the client.
std::vector<MessagePermission> message_permissions(const properties::Terms& terms) {
  std::vector<MessagePermission> rows;
  auto add = [&](std::string_view message) {
    rows.push_back({message, true, permitted_at(terms, message, Where::towards_venue)});
    rows.push_back({message, false, permitted_at(terms, message, Where::towards_client)});
  };
  for (std::string_view message : requests) add(message);
  for (std::string_view message : replies) add(message);
  return rows;
}

// The reference client's own bounds, generously: what "retries-within-budget" holds anybody to.
constexpr int requests_per_intent_max = 200;
constexpr int queries_per_intent_max = 2'000;
constexpr TimeNs retry_horizon_ns = 10 * sim::second_ns;

// Runs begin at a midnight. Clocks may be wrong by as much as the contract permits, and what arrives after
// the rollover was sent before it.
bool rolls_over(const venue::Profile& profile, TimeNs horizon_ns) {
  constexpr TimeNs day_ns = 24 * 3'600 * sim::second_ns;
  static_assert(sim::system_epoch_ns % day_ns == 0);
  if (!profile.rollover.daily) return false;
  const TimeNs first_ns = profile.rollover.at_ns == 0 ? day_ns : profile.rollover.at_ns;
  return first_ns <= horizon_ns + 2 * properties::rollover_error_ns_max;
}

// How much longer than the profile says the venue may work on a request.
TimeNs slow_processing_max_ns(const Scenario& scenario) {
  constexpr auto kind = sim::FaultKind::slow_processing;
  const bool drawn = scenario.chaos.rate[static_cast<std::size_t>(kind)].numerator > 0;
  TimeNs longest_ns = drawn ? scenario.network.longest_delay_ns / 2 : 0;
  for (const FaultWords& words : scenario.faults) {
    if (words.fault.kind == kind) longest_ns = std::max(longest_ns, words.fault.delay_ns);
  }
  return longest_ns;
}

std::size_t client_index(const Scenario& scenario, const std::string& name) {
  const auto found = std::find_if(scenario.clients.begin(), scenario.clients.end(),
                                  [&](const ClientSetup& client) { return client.name == name; });
  return static_cast<std::size_t>(found - scenario.clients.begin());
}

properties::Terms terms_of(const Plan& plan) {
  properties::Terms terms;
  terms.profile = plan.profile;
  terms.instruments = plan.scenario.venue.instruments;
  for (std::size_t i = 0; i < plan.clients.size(); ++i) {
    const ClientSetup& client = plan.scenario.clients[i];
    properties::ClientTerms& one = terms.clients.emplace_back();
    one.name = client.name;
    one.account = client.account;
    one.level = plan.clients[i]->level;
    if (!client.acts_for.empty()) one.acts_for = client_index(plan.scenario, client.acts_for);
  }
  terms.truth_from_wire = plan.venue->truth == VenueTruth::wire;
  terms.model =
      plan.scenario.network.model == Model::direct ? properties::Model::direct : properties::Model::hops;
  terms.longest_delay_ns = plan.late_delivery_bound_ns;
  terms.retry_horizon_ns = retry_horizon_ns;
  terms.rolls_over = rolls_over(plan.profile, plan.scenario.horizon_ns);
  terms.unknown_max = plan.scenario.unknown_max;
  terms.requests_per_intent_max = requests_per_intent_max;
  terms.queries_per_intent_max = queries_per_intent_max;
  terms.beyond = plan.scenario.beyond;
  return terms;
}

// A file is found from the folder of the scenario, and goes with it from then on.
venue::Profile profile_of(Plan& plan) {
  VenueSetup& setup = plan.scenario.venue;
  const std::filesystem::path directory = std::filesystem::path(plan.path).parent_path();
  try {
    const bool carried = !setup.profile_document.empty();
    venue::Profile profile = carried ? venue::profile_in_document(setup.profile_document, setup.profile)
                                     : venue::find_profile(setup.profile, directory);
    if (!carried && venue::names_file(setup.profile))
      setup.profile_document = venue::profile_document(setup.profile, directory);
    profile.provenance.clear();  // runs copy the profile often, and do not ask where it comes from
    return profile;
  } catch (const venue::ProfileError& error) {
    throw ScenarioError({fmt::format("{}: profile: {}", plan.path, error.what())});
  }
}

}  // namespace

Plan make_plan(const Registry& registry, Scenario scenario, std::string path, std::string id) {
  Plan plan;
  plan.path = std::move(path);
  plan.id = std::move(id);
  plan.scenario = expand(scenario);
  const VenueSetup& setup = plan.scenario.venue;
  std::vector<std::string> errors;
  plan.venue = registry.venue(setup.implementation);
  if (!plan.venue)
    errors.push_back(fmt::format("{}: no venue implementation \"{}\"", plan.path, setup.implementation));
  for (const ClientSetup& client : plan.scenario.clients) {
    plan.clients.push_back(registry.client(client.implementation));
    if (!plan.clients.back()) {
      errors.push_back(fmt::format("{}: no client implementation \"{}\"", plan.path, client.implementation));
      continue;
    }
    const ConfigurationCheck& check_command = plan.clients.back()->check_command;
    if (!check_command && !client.command.empty()) {
      errors.push_back(fmt::format("{}: the client implementation \"{}\" takes no command", plan.path,
                                   client.implementation));
    } else if (check_command) {
      const std::string wrong = check_command(client.command);
      if (!wrong.empty())
        errors.push_back(fmt::format("{}: command of {}: {}", plan.path, client.name, wrong));
    }
    if (plan.clients.back()->check_configuration) {
      const std::string wrong = plan.clients.back()->check_configuration(client.configuration);
      if (!wrong.empty())
        errors.push_back(fmt::format("{}: config of {}: {}", plan.path, client.name, wrong));
    }
  }
  if (plan.venue && plan.venue->truth == VenueTruth::wire && setup.dialect != venue::Dialect::native) {
    errors.push_back(
        fmt::format("{}: {} offers no observer, and without one only the native dialect tells "
                    "what an exchange did",
                    plan.path, setup.implementation));
  }
  if (!errors.empty()) throw ScenarioError(std::move(errors));
  plan.profile = apply_to(profile_of(plan), setup);
  plan.accounts = accounts_of(plan.scenario);
  if (setup.dialect != venue::Dialect::native) {
    for (const std::string& account : plan.accounts)
      plan.credentials.push_back(venue::simulated_credentials(account));
  }
  if (setup.tls) {
    std::vector<std::string> addresses;
    for (std::size_t i = 0; i < plan.clients.size(); ++i)
      addresses.push_back(sim::address_of(gate_id(plan, i)));
    plan.tls = make_tls_material(addresses);
  }
  // A pause can hold back what has arrived, and another one what the first one held back.
  plan.late_delivery_bound_ns = plan.scenario.network.longest_delay_ns + plan.profile.processing_ns +
                                2 * plan.scenario.chaos.pause_max_ns + 100 * sim::millisecond_ns;
  // Before a gate and behind it, delays are drawn apart.
  if (plan.tls) plan.late_delivery_bound_ns += plan.scenario.network.longest_delay_ns;
  plan.late_delivery_bound_ns += slow_processing_max_ns(plan.scenario);
  plan.terms = terms_of(plan);
  plan.messages = message_permissions(plan.terms);
  plan.at_client = permitted_at(plan.terms, "", Where::at_client);
  plan.at_venue = permitted_at(plan.terms, "", Where::at_venue);
  return plan;
}

std::string scenario_id(const std::string& root, const std::string& file) {
  namespace fs = std::filesystem;
  fs::path relative = fs::path(file).lexically_normal().lexically_relative(fs::path(root).lexically_normal());
  if (relative.empty() || *relative.begin() == ".." || relative == ".") relative = fs::path(file).filename();
  return relative.replace_extension().generic_string();
}

KnownWords known_words(const Registry& registry) {
  KnownWords known;
  known.profiles = venue::built_in_profiles();
  for (const auto& client : registry.clients()) known.client_implementations.push_back(client.name);
  for (const auto& venue : registry.venues()) known.venue_implementations.push_back(venue.name);
  known.probes = probe_names(registry);
  return known;
}

}  // namespace onefold::harness

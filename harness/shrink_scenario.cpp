// Shrinking of what surrounds the faults: clients, intents, the crowd, times, the network's model, the
// background.
#include <algorithm>
#include <set>
#include <utility>

#include "harness/milder.hpp"
#include "harness/scenario/fault_words.hpp"
#include "harness/shrink_trial.hpp"

namespace onefold::harness {
namespace {

// Times of more intents are not tried one by one.
constexpr std::size_t timed_intents_max = 32;

bool adopt_scenario(ShrinkTrial& trial, Candidate& best, Scenario scenario) {
  if (scenario == best.scenario()) return false;
  return trial.adopt(best, {trial.plan_of(expand(scenario), best.faults), best.faults, best.calm});
}

template <typename Change>
bool change_scenario(ShrinkTrial& trial, Candidate& best, Change change) {
  Scenario scenario = best.scenario();
  change(scenario);
  return adopt_scenario(trial, best, std::move(scenario));
}

// ---- actors

// Without whom an empty list would mean: everybody.
void remove_crash_node(ChaosRates& chaos, const std::string& name) {
  if (std::erase(chaos.crash_nodes, name) == 0 || !chaos.crash_nodes.empty()) return;
  for (sim::FaultKind kind : {sim::FaultKind::kill, sim::FaultKind::power_loss, sim::FaultKind::crash,
                              sim::FaultKind::lose_disk, sim::FaultKind::old_disk}) {
    chaos.rate[static_cast<std::size_t>(kind)] = {};
  }
  if (!chaos.any()) chaos.until_ns = 0;
}

bool remove_client(ShrinkTrial& trial, Candidate& best, std::size_t index) {
  Scenario scenario = best.scenario();
  const std::string name = scenario.clients[index].name;
  scenario.clients.erase(scenario.clients.begin() + static_cast<std::ptrdiff_t>(index));
  std::erase_if(scenario.intents, [&](const ScheduledIntent& intent) { return intent.client == name; });
  remove_crash_node(scenario.chaos, name);
  std::vector<FaultWords> faults = best.faults;
  std::erase_if(faults, [&](const FaultWords& fault) { return concerns_node(fault, name); });
  std::shared_ptr<const Plan> plan = trial.plan_of(scenario, faults);
  return trial.adopt(best, {std::move(plan), std::move(faults), best.calm});
}

// Not where instances stand in for each other: one of them alone cannot be expected to get anything done.
bool remove_clients(ShrinkTrial& trial, Candidate& best) {
  const std::vector<ClientSetup>& clients = best.scenario().clients;
  if (std::any_of(clients.begin(), clients.end(),
                  [](const ClientSetup& one) { return !one.acts_for.empty(); }))
    return false;
  bool removed = false;
  for (std::size_t i = best.scenario().clients.size(); i-- > 0 && best.scenario().clients.size() > 1;) {
    removed = remove_client(trial, best, i) || removed;
  }
  return removed;
}

// Takes out [from, to), and what cancels or replaces something in it.
std::vector<ScheduledIntent> intents_without(const std::vector<ScheduledIntent>& intents, std::size_t from,
                                             std::size_t to) {
  std::set<std::pair<std::string, std::string>> gone;
  for (std::size_t i = from; i < to; ++i) gone.emplace(intents[i].client, intents[i].intent.id);
  std::vector<ScheduledIntent> rest;
  for (std::size_t i = 0; i < intents.size(); ++i) {
    const ScheduledIntent& one = intents[i];
    bool goes = (i >= from && i < to) || gone.contains({one.client, one.intent.target});
    if (!goes) rest.push_back(one);
  }
  return rest;
}

// Ever smaller pieces, from the back: what comes later depends on what came before.
bool remove_intents(ShrinkTrial& trial, Candidate& best) {
  const std::size_t before = best.scenario().intents.size();
  for (std::size_t piece = std::max<std::size_t>(1, before / 2);; piece /= 2) {
    for (std::size_t to = best.scenario().intents.size(); to > 0 && !trial.spent();) {
      std::size_t from = to - std::min(to, piece);
      change_scenario(trial, best, [&](Scenario& scenario) {
        scenario.intents = intents_without(scenario.intents, from, to);
      });
      to = std::min(from, best.scenario().intents.size());
    }
    if (piece == 1 || trial.spent()) break;
  }
  return best.scenario().intents.size() < before;
}

bool remove_repeats(ShrinkTrial& trial, Candidate& best) {
  bool removed = false;
  for (std::size_t i = 0; i < best.scenario().intents.size(); ++i) {
    std::size_t n = best.scenario().intents[i].again_ns.size();
    while (n-- > 0 && !trial.spent()) {
      bool gone = change_scenario(trial, best, [&](Scenario& scenario) {
        std::vector<TimeNs>& again = scenario.intents[i].again_ns;
        again.erase(again.begin() + static_cast<std::ptrdiff_t>(n));
      });
      removed = gone || removed;
    }
  }
  return removed;
}

bool remove_instruments(ShrinkTrial& trial, Candidate& best) {
  bool removed = false;
  for (std::size_t i = best.scenario().venue.instruments.size(); i-- > 0;) {
    bool gone = change_scenario(trial, best, [&](Scenario& scenario) {
      std::vector<venue::Instrument>& list = scenario.venue.instruments;
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
    });
    removed = gone || removed;
  }
  return removed;
}

// ---- times

bool shorten_intent(ShrinkTrial& trial, Candidate& best, std::size_t index) {
  const TimeNs at_ns = best.scenario().intents[index].at_ns;
  for (std::int64_t sooner_ns : smaller_steps(at_ns, sim::millisecond_ns, false)) {
    bool sooner = change_scenario(trial, best, [&](Scenario& scenario) {
      ScheduledIntent& intent = scenario.intents[index];
      for (TimeNs& again_ns : intent.again_ns) again_ns -= at_ns - sooner_ns;
      intent.at_ns = sooner_ns;
    });
    if (sooner) return true;
  }
  return false;
}

bool shorten_repeats(ShrinkTrial& trial, Candidate& best, std::size_t index) {
  bool shortened = false;
  for (std::size_t n = 0; n < best.scenario().intents[index].again_ns.size(); ++n) {
    const ScheduledIntent& intent = best.scenario().intents[index];
    const TimeNs before_ns = n == 0 ? intent.at_ns : intent.again_ns[n - 1];
    for (std::int64_t later_ns : smaller_steps(intent.again_ns[n] - before_ns, sim::millisecond_ns, true)) {
      bool sooner = change_scenario(trial, best, [&](Scenario& scenario) {
        scenario.intents[index].again_ns[n] = before_ns + later_ns;
      });
      shortened = sooner || shortened;
      if (sooner) break;
    }
  }
  return shortened;
}

// The horizon moves along: a run is given as long to settle as before.
bool heal_sooner(ShrinkTrial& trial, Candidate& best) {
  const TimeNs heal_ns = best.scenario().heal_ns;
  for (std::int64_t sooner_ns : smaller_steps(heal_ns, sim::millisecond_ns, false)) {
    bool sooner = change_scenario(trial, best, [&](Scenario& scenario) {
      scenario.heal_ns = sooner_ns;
      scenario.horizon_ns -= heal_ns - sooner_ns;
      scenario.chaos.until_ns = std::min<TimeNs>(scenario.chaos.until_ns, sooner_ns);
      scenario.venue.crowd.until_ns = std::min<TimeNs>(scenario.venue.crowd.until_ns, sooner_ns);
    });
    if (sooner) return true;
  }
  return false;
}

}  // namespace

bool shrink_actors(ShrinkTrial& trial, Candidate& best) {
  bool shrunk = remove_clients(trial, best);
  shrunk = remove_intents(trial, best) || shrunk;
  shrunk = remove_repeats(trial, best) || shrunk;
  shrunk = change_scenario(trial, best, [](Scenario& scenario) { scenario.venue.crowd = Crowd{}; }) || shrunk;
  return remove_instruments(trial, best) || shrunk;
}

bool shrink_times(ShrinkTrial& trial, Candidate& best) {
  bool shrunk = false;
  std::size_t count = best.scenario().intents.size();
  for (std::size_t i = 0; i < count && count <= timed_intents_max; ++i) {
    shrunk = shorten_intent(trial, best, i) || shrunk;
    shrunk = shorten_repeats(trial, best, i) || shrunk;
  }
  return heal_sooner(trial, best) || shrunk;
}

bool calm_background(ShrinkTrial& trial, Candidate& best) {
  return !best.calm && trial.adopt(best, {best.plan, best.faults, true});
}

bool connect_directly(ShrinkTrial& trial, Candidate& best) {
  return change_scenario(trial, best, [](Scenario& scenario) {
    scenario.network.model = Model::direct;
    ChaosRates& chaos = scenario.chaos;
    for (int i = 0; i < sim::fault_kind_count; ++i) {
      if (sim::hops_faults.has(static_cast<sim::FaultKind>(i))) chaos.rate[static_cast<std::size_t>(i)] = {};
    }
    if (!chaos.any()) chaos.until_ns = 0;
  });
}

}  // namespace onefold::harness

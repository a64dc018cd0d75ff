#include "properties/gen/scenarios.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

#include "harness/scenario/loader.hpp"
#include "properties/gen/range.hpp"

namespace onefold::properties::gen {
namespace {

using harness::ScheduledIntent;
using harness::TimeNs;
using venue::IntentKind;

constexpr TimeNs ms = sim::millisecond_ns;

// One step of a workload, before it is tied to the steps before it. Small numbers are the simple cases, and
// shrinking goes towards them.
struct Step {
  int kind = 0;  // 0 and 1 place, 2 twin, 3 cancel, 4 replace
  int client = 0;
  int which = 0;     // of the client's places so far
  int gap_ms = 0;    // since the step before
  int again_ms = 0;  // 0: handed over once
  int terms = 0;
};

rc::Gen<Step> step(const Options& options, int clients) {
  const int gap_max = std::max<int>(1, static_cast<int>(options.submit_until_ns / ms / options.intents_max));
  return rc::gen::build<Step>(
      rc::gen::set(&Step::kind, range(0, 5)), rc::gen::set(&Step::client, range(0, clients)),
      rc::gen::set(&Step::which, range(0, 16)), rc::gen::set(&Step::gap_ms, range(0, gap_max)),
      rc::gen::set(&Step::again_ms, rc::gen::weightedOneOf<int>({
                                        {3, rc::gen::just(0)},
                                        {1, range(0, 100)},
                                    })),
      rc::gen::set(&Step::terms, range(0, 24)));
}

// Quantities differ from intent to intent, so that each order can be told whose it is; twins are made on
// purpose.
venue::Intent place_of(const Step& step, int number) {
  venue::Intent intent;
  intent.symbol = step.terms % 2 == 0 ? "BTC-USD" : "ETH-USD";
  intent.side = step.terms / 2 % 2 == 0 ? venue::Side::buy : venue::Side::sell;
  intent.quantity = number;
  if (step.terms % 6 == 5) {
    intent.type = venue::OrderType::market;
    intent.tif = venue::TimeInForce::immediate_or_cancel;
  } else {
    intent.limit = 9'970 + 10 * (step.terms % 7);
  }
  return intent;
}

// The client's places among `intents`.
std::vector<const ScheduledIntent*> places_of(const std::vector<ScheduledIntent>& intents,
                                              const std::string& client) {
  std::vector<const ScheduledIntent*> places;
  for (const ScheduledIntent& intent : intents) {
    if (intent.client == client && intent.intent.kind == IntentKind::place) places.push_back(&intent);
  }
  return places;
}

ScheduledIntent scheduled(const Step& step, int number, TimeNs at_ns, const std::string& client,
                          const std::vector<ScheduledIntent>& before) {
  ScheduledIntent out;
  out.client = client;
  out.at_ns = at_ns;
  if (step.again_ms > 0) out.again_ns.push_back(at_ns + step.again_ms * ms);
  const auto places = places_of(before, client);
  if (step.kind < 2 || places.empty()) {
    out.intent = place_of(step, number);
  } else {
    const venue::Intent& target = places[static_cast<std::size_t>(step.which) % places.size()]->intent;
    if (step.kind == 2) {
      out.intent = target;
    } else {
      out.intent.kind = step.kind == 3 ? IntentKind::cancel : IntentKind::replace;
      out.intent.target = target.id;
    }
    if (step.kind == 4) {
      out.intent.quantity = target.quantity + 1'000 + number;
      out.intent.limit = 9'970 + 10 * (step.terms % 7);
    }
  }
  out.intent.id = "I" + std::to_string(number);
  return out;
}

std::vector<ScheduledIntent> schedule(const std::vector<Step>& steps,
                                      const std::vector<std::string>& clients) {
  std::vector<ScheduledIntent> intents;
  TimeNs at_ns = 10 * ms;
  for (const Step& step : steps) {
    at_ns += step.gap_ms * ms;
    const std::string& client = clients[static_cast<std::size_t>(step.client) % clients.size()];
    intents.push_back(scheduled(step, static_cast<int>(intents.size()) + 1, at_ns, client, intents));
  }
  return intents;
}

// One of them; unlike RapidCheck's own elementOf it shrinks, towards the first.
template <class T>
rc::Gen<T> one_of(std::vector<T> choices) {
  const int count = static_cast<int>(choices.size());
  return rc::gen::map(range(0, count), [choices = std::move(choices)](int which) {
    return choices[static_cast<std::size_t>(which)];
  });
}

harness::Scenario base(const Options& options, int clients) {
  harness::Scenario out;
  out.name = "generated";
  out.purpose = "made by RapidCheck";
  out.venue.instruments = {{"BTC-USD", 2, 1}, {"ETH-USD", 2, 1}};
  for (int i = 1; i <= clients; ++i) out.clients.emplace_back().name = "desk-" + std::to_string(i);
  out.network.longest_delay_ns = options.longest_delay_ns;
  return out;
}

}  // namespace

rc::Gen<std::vector<ScheduledIntent>> intents(const Options& options, std::vector<std::string> clients) {
  const int count = static_cast<int>(clients.size());
  auto steps = rc::gen::resize(
      options.intents_max, rc::gen::nonEmpty(rc::gen::container<std::vector<Step>>(step(options, count))));
  return rc::gen::map(std::move(steps),
                      [clients = std::move(clients), most = options.intents_max](std::vector<Step> all) {
                        if (all.size() > static_cast<std::size_t>(most))
                          all.resize(static_cast<std::size_t>(most));
                        return schedule(all, clients);
                      });
}

rc::Gen<harness::Scenario> scenario(const Options& options) {
  return rc::gen::mapcat(range(1, options.clients_max + 1), [options](int clients) {
    const harness::Scenario empty = base(options, clients);
    std::vector<std::string> names;
    for (const harness::ClientSetup& client : empty.clients) names.push_back(client.name);
    auto profile = one_of(options.profiles);
    auto implementation = one_of(options.client_implementations);
    auto model = one_of(options.models);
    auto crowd = range(0, 3);
    auto made = rc::gen::tuple(std::move(profile), std::move(implementation), std::move(model),
                               std::move(crowd), intents(options, names));
    return rc::gen::map(std::move(made), [empty](const auto& parts) {
      harness::Scenario out = empty;
      out.venue.profile = std::get<0>(parts);
      for (harness::ClientSetup& client : out.clients) client.implementation = std::get<1>(parts);
      out.network.model = std::get<2>(parts);
      out.intents = std::get<4>(parts);
      out.heal_ns = harness::default_heal_ns(out);
      out.horizon_ns = out.heal_ns + 60 * sim::second_ns;
      constexpr TimeNs periods[] = {0, harness::crowd_calm_ns, harness::crowd_busy_ns};
      out.venue.crowd.period_ns = periods[std::get<3>(parts)];
      out.venue.crowd.until_ns = out.venue.crowd.period_ns == 0 ? 0 : out.heal_ns;
      return out;
    });
  });
}

}  // namespace onefold::properties::gen

namespace onefold::harness {

void showValue(const Scenario& scenario, std::ostream& out) {
  out << write_scenario(scenario);
}

void showValue(const FaultWords& fault, std::ostream& out) {
  out << to_json(fault, FaultForm::readable).dump();
}

}  // namespace onefold::harness

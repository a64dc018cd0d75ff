#include "harness/scenario/scenario_check.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <utility>

#include "harness/scenario/conduct_menu.hpp"
#include "harness/scenario/fault_place.hpp"
#include "harness/scenario/message_words.hpp"
#include "harness/scenario/strict_reader.hpp"
#include "harness/scenario/units.hpp"
#include "venue/profile/find_profile.hpp"
#include "venue/profile/time_span.hpp"

namespace onefold::harness {
namespace {

using venue::format_time_span;
using venue::json_pointer;

std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

// "-" and "*" mean none and several in keys.
bool is_intent_id(std::string_view id) {
  if (id.empty() || id.size() > intent_id_size_max || id == "-" || id == "*") return false;
  return std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// Compact, ASCII, keys sorted: what the reader makes of any object.
bool is_configuration(const std::string& text) {
  if (text.empty()) return true;
  nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
  return value.is_object() && text.size() <= text_size_max && value.dump(-1, ' ', true) == text;
}

class Checker {
 public:
  Checker(const Scenario& scenario, const KnownWords& known, const CheckScope& scope, const CheckSink& sink)
      : scenario_(scenario), known_(known), scope_(scope), sink_(sink) {}

  void run() {
    if (scenario_.name.empty()) sink_("/name", "expected a name, found \"\"");
    venue();
    clients();
    intents();
    generated();
    network();
    times();
    chaos();
    for (std::size_t i = 0; i < scenario_.faults.size(); ++i) fault(i);
    expectation();
  }

 private:
  void expect(bool holds, const std::string& pointer, std::string_view expected, std::string_view found) {
    if (!holds) sink_(pointer, "expected " + std::string(expected) + ", found " + std::string(found));
  }

  static bool contains(const std::vector<std::string>& known, const std::string& word) {
    return std::find(known.begin(), known.end(), word) != known.end();
  }

  void known_word(const std::vector<std::string>& known, const std::string& word,
                  const std::string& pointer) {
    if (known.empty() || contains(known, word)) return;
    std::vector<std::string_view> words(known.begin(), known.end());
    expect(false, pointer, list_words(words), in_quotes(word));
  }

  // A file is found, and judged, when the scenario is planned.
  void profile(const std::string& name) {
    if (venue::names_file(name)) return;
    const std::string base = name.substr(0, name.find(':'));
    const std::string suffix = name.substr(base.size());
    known_word(known_.profiles, base, "/venue/profile");
    const bool variant = suffix.empty() || suffix == ":stricter" || suffix == ":laxer";
    expect(variant && is_name(base, name_size_max), "/venue/profile",
           "the name of a profile, with :stricter or :laxer for a variant, or a file NAME.json",
           in_quotes(name));
  }

  void venue() {
    const VenueSetup& setup = scenario_.venue;
    profile(setup.profile);
    known_word(known_.venue_implementations, setup.implementation, "/venue/implementation");
    expect(!setup.tls || setup.dialect == venue::Dialect::http, "/venue/tls",
           "TLS with dialect \"http\" only", "\"native\"");
    expect(!setup.instruments.empty(), "/venue/instruments", "at least one instrument", "none");
    for (std::size_t i = 0; i < setup.instruments.size(); ++i) {
      const std::string& symbol = setup.instruments[i].symbol;
      bool first = symbols_.insert(symbol).second;
      expect(first, json_pointer("/venue/instruments", i) + "/symbol", "a symbol not given before",
             in_quotes(symbol));
    }
    expect(setup.crowd.period_ns != 0 || setup.crowd.until_ns == 0, "/venue/crowd", "no end of no crowd",
           format_time_span(setup.crowd.until_ns));
  }

  void clients() {
    if (scenario_.clients.empty()) expect(false, "/clients", "at least one client", "none");
    nodes_.insert(std::string(venue_node));
    for (std::size_t i = 0; i < scenario_.clients.size(); ++i) {
      const ClientSetup& client = scenario_.clients[i];
      const std::string pointer = json_pointer("/clients", i);
      known_word(known_.client_implementations, client.implementation, pointer + "/implementation");
      expect(is_configuration(client.configuration), pointer + "/config", "a JSON object in compact form",
             in_quotes(client.configuration));
      if (!client.acts_for.empty()) {
        const bool single = client.count == 0 && client.acts_for != client.name;
        expect(single && nodes_.contains(client.acts_for) && client.acts_for != venue_node,
               pointer + "/acts_for", "a client given before this one", in_quotes(client.acts_for));
        standbys_.insert(client.name);
      }
      if (!client.ids.empty()) known_word(known_.id_schemes, client.ids, pointer + "/ids");
      for (std::uint32_t n = client.count == 0 ? 0 : 1; n <= client.count; ++n) {
        std::string name = client.count == 0 ? client.name : client.name + "-" + std::to_string(n);
        if (!is_name(name, name_size_max)) {
          expect(false, pointer + "/name", "a name, its number included, of at most 32 bytes",
                 in_quotes(name));
          break;
        }
        if (client.acts_for.empty()) accounts_.insert(client.account.empty() ? name : client.account);
        bool first = nodes_.insert(name).second;
        if (scenario_.venue.tls) gates_.insert(gate_of(name));
        expect(first, pointer + "/name", "a name that no other node has", in_quotes(name));
        if (!first) break;
      }
    }
    for (const std::string& gate : gates_)
      expect(!nodes_.contains(gate), "/clients", "no client with the name of a gate", in_quotes(gate));
    expect(nodes_.size() <= clients_max + 1, "/clients",
           "at most " + std::to_string(clients_max) + " clients", std::to_string(nodes_.size() - 1));
  }

  void intents() {
    expect(!scenario_.intents.empty() || scenario_.generate, "/intents", "at least one intent", "none");
    for (std::size_t i = 0; i < scenario_.intents.size(); ++i) {
      const ScheduledIntent& scheduled = scenario_.intents[i];
      const std::string pointer = json_pointer("/intents", i);
      const std::string& id = scheduled.intent.id;
      intent_ids_.insert(id);
      expect(is_intent_id(id), pointer + "/id", "1 to 64 printable bytes without blanks, not \"-\" or \"*\"",
             in_quotes(id));
      bool first = by_id_.try_emplace({scheduled.client, id}, i).second;
      expect(first, pointer + "/id", "an id that no other intent of the client has", in_quotes(id));
      if (scope_.clients) node(scheduled.client, pointer + "/client", false);
      expect(!standbys_.contains(scheduled.client), pointer + "/client", "a client that acts for itself",
             in_quotes(scheduled.client));
      TimeNs last = scheduled.at_ns;
      for (std::size_t n = 0; n < scheduled.again_ns.size(); ++n) {
        TimeNs time_ns = scheduled.again_ns[n];
        expect(time_ns >= last, json_pointer(pointer + "/again", n),
               "a time not before " + format_time_span(last), format_time_span(time_ns));
        last = std::max(last, time_ns);
      }
    }
    for (std::size_t i = 0; i < scenario_.intents.size(); ++i) terms(i);
  }

  void terms(std::size_t index) {
    const ScheduledIntent& scheduled = scenario_.intents[index];
    const venue::Intent& intent = scheduled.intent;
    const std::string pointer = json_pointer("/intents", index) + "/" + std::string(to_string(intent.kind));
    if (intent.kind == venue::IntentKind::transfer) return transfer(scheduled, pointer);
    if (intent.kind != venue::IntentKind::place) {
      const bool cancel = intent.kind == venue::IntentKind::cancel;
      if (!target(scheduled, cancel ? pointer : pointer + "/target") || cancel) return;
    } else if (!symbols_.contains(intent.symbol)) {
      if (scope_.instruments) {
        expect(false, pointer + "/symbol", "an instrument of the venue", in_quotes(intent.symbol));
      }
      return;
    }
    if (!scope_.instruments) return;
    const bool place = intent.kind == venue::IntentKind::place;
    const bool market = place && intent.type == venue::OrderType::market;
    const bool stop = place && intent.type == venue::OrderType::stop;
    expect(intent.quantity >= 1 && intent.quantity <= venue::lots_max, pointer + "/quantity",
           "a positive quantity", std::to_string(intent.quantity) + " lots");
    const bool none = market || (stop && intent.limit == 0);
    expect(none ? intent.limit == 0 : intent.limit >= 1 && intent.limit <= venue::ticks_max,
           pointer + "/limit", market ? "no limit on a market order" : "a positive limit",
           std::to_string(intent.limit) + " ticks");
    if (!place) return;
    expect(stop ? intent.stop >= 1 && intent.stop <= venue::ticks_max : intent.stop == 0, pointer + "/stop",
           stop ? "a positive stop price" : "no stop price where the type is not \"stop\"",
           std::to_string(intent.stop) + " ticks");
    const bool expires = intent.tif == venue::TimeInForce::good_till_time;
    expect(expires ? intent.expires_ns >= run_start_ns : intent.expires_ns == 0, pointer + "/expires",
           expires ? "a time of the run" : "no end where the time in force is not \"good-till-time\"",
           format_time_span(intent.expires_ns));
  }

  void transfer(const ScheduledIntent& scheduled, const std::string& pointer) {
    expect(scenario_.venue.dialect == venue::Dialect::native, pointer, "no transfer in the HTTP dialect",
           "one");
    for (const ClientSetup& client : scenario_.clients) {
      if (client.name != scheduled.client) continue;
      expect(client.account != scheduled.intent.target, pointer + "/to", "another account than the client's",
             in_quotes(client.account));
    }
  }

  // False if there is none.
  bool target(const ScheduledIntent& scheduled, const std::string& pointer) {
    if (!scope_.intents) return false;
    auto found = by_id_.find({scheduled.client, scheduled.intent.target});
    if (found == by_id_.end() || scenario_.intents[found->second].intent.kind != venue::IntentKind::place) {
      expect(false, pointer, "the id of a place intent of client " + in_quotes(scheduled.client),
             in_quotes(scheduled.intent.target));
      return false;
    }
    TimeNs placed_ns = scenario_.intents[found->second].at_ns;
    expect(scheduled.at_ns >= placed_ns, pointer,
           "an intent that is submitted by then, at " + format_time_span(scheduled.at_ns),
           in_quotes(scheduled.intent.target) + " at " + format_time_span(placed_ns));
    return true;
  }

  // Ids of listed intents must not be those of generated ones: prefix, digits, and perhaps "-cancel" or
  // "-replace".
  void generated() {
    if (!scenario_.generate) return;
    const GeneratedIntents& rule = *scenario_.generate;
    expect(rule.from_ns <= rule.to_ns, "/generate/to", "a time not before " + format_time_span(rule.from_ns),
           format_time_span(rule.to_ns));
    expect(rule.count >= 1 && rule.count <= intents_max, "/generate/count", "1 to 20000",
           std::to_string(rule.count));
    expect(is_name(rule.prefix, name_size_max), "/generate/prefix", "a name", in_quotes(rule.prefix));
    std::size_t total = scenario_.intents.size() + 3 * std::size_t{rule.count};
    expect(total <= 3 * intents_max, "/generate/count", "fewer intents", std::to_string(total));
    for (std::size_t i = 0; i < scenario_.intents.size(); ++i) {
      std::string_view id = scenario_.intents[i].intent.id;
      bool taken = id.starts_with(rule.prefix) && id.size() > rule.prefix.size() &&
                   id[rule.prefix.size()] >= '0' && id[rule.prefix.size()] <= '9';
      expect(!taken, json_pointer("/intents", i) + "/id",
             "an id other than the generated ones, " + in_quotes(rule.prefix) + " and a number",
             in_quotes(id));
    }
  }

  void network() {
    const Network& network = scenario_.network;
    expect(network.latency_min_ns <= network.latency_max_ns, "/network/latency", "the smaller time first",
           format_time_span(network.latency_min_ns));
    expect(network.longest_delay_ns >= network.latency_max_ns, "/network/longest_delay",
           "at least the latency, " + format_time_span(network.latency_max_ns),
           format_time_span(network.longest_delay_ns));
  }

  void times() {
    expect(scenario_.heal_ns >= 0 && scenario_.heal_ns <= time_ns_max, "/heal", "a time", "none");
    expect(scenario_.horizon_ns > scenario_.heal_ns, "/horizon",
           "a time after the heal time, " + format_time_span(scenario_.heal_ns),
           format_time_span(scenario_.horizon_ns));
    for (std::size_t i = 0; i < scenario_.intents.size(); ++i) {
      const ScheduledIntent& scheduled = scenario_.intents[i];
      TimeNs last = scheduled.again_ns.empty() ? scheduled.at_ns : scheduled.again_ns.back();
      expect(last < scenario_.horizon_ns, json_pointer("/intents", i) + "/at",
             "a time before the horizon, " + format_time_span(scenario_.horizon_ns), format_time_span(last));
    }
  }

  void chaos() {
    const ChaosRates& chaos = scenario_.chaos;
    for (int i = 0; i < sim::fault_kind_count; ++i) {
      auto kind = static_cast<sim::FaultKind>(i);
      sim::Ratio rate = chaos.rate[static_cast<std::size_t>(i)];
      model_has(kind, "/chaos/" + std::string(to_string(kind)), rate.numerator > 0);
    }
    expect(chaos.until_ns <= scenario_.heal_ns, "/chaos/until",
           "a time not after the heal time, " + format_time_span(scenario_.heal_ns),
           format_time_span(chaos.until_ns));
    expect(chaos.any() == (chaos.until_ns > 0), "/chaos/until", "an end exactly where there are rates",
           format_time_span(chaos.until_ns));
    for (std::size_t i = 0; scope_.clients && i < chaos.crash_nodes.size(); ++i) {
      node(chaos.crash_nodes[i], json_pointer("/chaos/crash_nodes", i), true);
    }
  }

  void model_has(sim::FaultKind kind, const std::string& pointer, bool used) {
    if (!used || scenario_.network.model == Model::hops || !sim::hops_faults.has(kind)) return;
    expect(false, pointer, "a fault of the direct model (\"delay\", \"cut\", \"reset-before\" ...)",
           in_quotes(to_string(kind)));
  }

  void node(const std::string& name, const std::string& pointer, bool venue_too) {
    bool there = (nodes_.contains(name) && (venue_too || name != venue_node)) || gates_.contains(name);
    expect(there, pointer, venue_too ? "a client or \"venue\"" : "a client", in_quotes(name));
  }

  void fault(std::size_t index) {
    const FaultWords& words = scenario_.faults[index];
    const sim::FaultKind kind = words.fault.kind;
    const std::string pointer = json_pointer("/faults", index) + "/" + std::string(to_string(kind));
    model_has(kind, pointer, true);
    std::optional<Place> place = place_of(words.key);
    if (!place) {
      expect(false, pointer, "the text of a key", in_quotes(words.key));
      return;
    }
    const bool anchored = sim::anchored_faults.has(kind);
    if (anchored && scope_.clients) {
      node(words.node, pointer + "/node", true);
      if (kind == sim::FaultKind::partition) {
        node(words.peer, pointer + "/peer", true);
        expect(words.peer != words.node, pointer + "/peer", "another node", in_quotes(words.peer));
      }
    }
    if (kind == sim::FaultKind::crash && !words.fault.power) {
      expect(words.fault.unsynced == sim::Unsynced::none, pointer + "/unsynced",
             "nothing where power stays on", in_quotes(to_string(words.fault.unsynced)));
    }
    if (place->point == sim::PointKind::start) {
      expect(words.fault.offset_ns < scenario_.heal_ns, pointer + "/at",
             "a time before the heal time, " + format_time_span(scenario_.heal_ns),
             format_time_span(words.fault.offset_ns));
      return;
    }
    std::string where = anchored ? pointer + "/after/" + std::string(to_string(place->point)) : pointer;
    fault_place(*place, where);
    if (place->point == sim::PointKind::message) gateways_do(kind, *place, pointer);
    if (place->point == sim::PointKind::conduct) conduct(kind, *place, pointer);
  }

  void conduct(sim::FaultKind kind, const Place& place, const std::string& pointer) {
    expect(conduct_menu(place.d).has(kind), pointer + "/message",
           "a message at which " + in_quotes(to_string(kind)) + " can strike", in_quotes(place.d));
    if (place.d == recovery_word || !scope_.clients) return;
    expect(accounts_.contains(place.b), pointer + "/account", "an account of a client", in_quotes(place.b));
  }

  void fault_place(const Place& place, const std::string& pointer) {
    using sim::PointKind;
    const bool pair = place.point == PointKind::message || place.point == PointKind::connection;
    if (pair && scope_.clients) {
      node(place.a, pointer + "/from", true);
      node(place.b, pointer + "/to", true);
      const bool at_gate = gates_.contains(place.a) != gates_.contains(place.b);
      expect(at_gate || (place.a == venue_node) != (place.b == venue_node), pointer + "/to",
             "one end to be the venue", in_quotes(place.b));
    }
    if (pair) {
      auto channels = std::span(channel_words);
      expect(std::find(channels.begin(), channels.end(), place.c) != channels.end(), pointer + "/channel",
             list_words(channels), in_quotes(place.c));
    }
    const bool at_node = place.point == PointKind::effect || place.point == PointKind::boot ||
                         place.point == PointKind::stimulus;
    if (at_node && scope_.clients) node(place.a, pointer + "/node", place.point != PointKind::stimulus);
    if (place.point == PointKind::message) message(place, pointer);
    if (place.point == PointKind::effect && place.c == "send") {
      expect(find_message(place.d) != nullptr, pointer + "/message", "a kind of message", in_quotes(place.d));
    }
    if (place.point == PointKind::query) {
      if (scope_.clients) {
        expect(accounts_.contains(place.b), pointer + "/account", "an account of a client",
               in_quotes(place.b));
      }
      expect(place.d.starts_with("query-") && find_message(place.d), pointer + "/message", "a kind of query",
             in_quotes(place.d));
    }
    if (place.intent != "-" && place.intent != "*" && scope_.intents && !scenario_.generate) {
      expect(intent_ids_.contains(place.intent), pointer + "/intent", "the id of an intent",
             in_quotes(place.intent));
    }
  }

  // What gateways never do to HTTP, because its streams would be out of step.
  void gateways_do(sim::FaultKind kind, const Place& place, const std::string& pointer) {
    if (scenario_.venue.dialect != venue::Dialect::http || place.c == channel_words[1]) return;
    expect(kind != sim::FaultKind::reorder, pointer, "no \"reorder\" of HTTP messages", in_quotes(place.d));
    const bool from_venue = place.a == venue_node;
    const bool answer = from_venue == (place.c == channel_words[0]);
    expect(kind != sim::FaultKind::duplicate || !answer, pointer, "no \"duplicate\" of an answer of HTTP",
           in_quotes(place.d));
  }

  void message(const Place& place, const std::string& pointer) {
    const MessageWord* word = find_message(place.d);
    if (!word) {
      expect(false, pointer + "/message", "a kind of message such as \"new-order\" or \"accepted\"",
             in_quotes(place.d));
      return;
    }
    bool direction = place.a == venue_node ? word->from_venue : word->from_client;
    expect(direction, pointer + "/message", "a message that " + in_quotes(place.a) + " sends",
           in_quotes(place.d));
    const bool webhook = place.c == channel_words[2] && word->channel == channel_words[1];
    expect(word->on_both || webhook || place.c == word->channel, pointer + "/channel",
           in_quotes(word->channel), in_quotes(place.c));
  }

  void expectation() {
    const Expectation& expected = scenario_.expect;
    bool violated = expected.verdict == Expectation::Verdict::violated;
    expect(violated || expected.property.empty(), "/expect/property", "none where the verdict is \"held\"",
           in_quotes(expected.property));
    expect(violated || expected.blame.empty(), "/expect/blame", "none where the verdict is \"held\"",
           in_quotes(expected.blame));
    expect(!violated || !expected.property.empty(), "/expect",
           "a key \"property\" where the verdict is \"violated\"", "none");
    if (violated) known_word(known_.properties, expected.property, "/expect/property");
    for (std::size_t i = 0; i < expected.reach.size(); ++i) {
      const bool known = known_.probes.empty() || contains(known_.probes, expected.reach[i]);
      expect(known, json_pointer("/expect/reach", i), "a name that `onefold list probes` prints",
             in_quotes(expected.reach[i]));
    }
  }

  const Scenario& scenario_;
  const KnownWords& known_;
  const CheckScope& scope_;
  const CheckSink& sink_;
  std::set<std::string> symbols_;
  std::set<std::string> nodes_;  // "venue" and the expanded clients
  std::set<std::string> gates_;  // of the clients, if there is TLS
  std::set<std::string> accounts_;
  std::set<std::string> standbys_;  // clients that act for others
  std::set<std::string> intent_ids_;
  std::map<std::pair<std::string, std::string>, std::size_t> by_id_;  // client and id -> index
};

}  // namespace

void check_scenario(const Scenario& scenario, const KnownWords& known, const CheckScope& scope,
                    const CheckSink& sink) {
  Checker(scenario, known, scope, sink).run();
}

std::vector<std::string> check(const Scenario& scenario, const KnownWords& known) {
  std::vector<std::string> errors;
  check_scenario(scenario, known, {}, [&](const std::string& pointer, const std::string& message) {
    errors.push_back(pointer + ": " + message);
  });
  return errors;
}

}  // namespace onefold::harness

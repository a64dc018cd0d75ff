// Generators of faults: guesses at keys that a run is likely to reach.
#include <algorithm>
#include <array>

#include "harness/scenario/conduct_menu.hpp"
#include "properties/gen/range.hpp"
#include "properties/gen/scenarios.hpp"

namespace onefold::properties::gen {
namespace {

using harness::FaultWords;
using harness::TimeNs;
using sim::FaultKind;

// A fault as a row of small numbers; shrinking makes them smaller, and so the fault earlier and weaker.
struct Draw {
  int kind = 0;
  int client = 0;
  int place = 0;  // which message, effect or anchor
  int nth = 1;
  int intent = 0;
  int strength = 0;  // 0 to 100: of the longest delay, the longest restart ...
  int variant = 0;   // when, unsynced, both_ways ...
};

rc::Gen<Draw> draw(int kinds, int clients, int intents) {
  return rc::gen::build<Draw>(
      rc::gen::set(&Draw::kind, range(0, kinds)), rc::gen::set(&Draw::client, range(0, clients)),
      rc::gen::set(&Draw::place, range(0, 16)), rc::gen::set(&Draw::nth, range(1, 4)),
      rc::gen::set(&Draw::intent, range(0, intents)), rc::gen::set(&Draw::strength, range(0, 101)),
      rc::gen::set(&Draw::variant, range(0, 8)));
}

template <std::size_t size>
constexpr std::string_view pick(const std::array<std::string_view, size>& words, int which) {
  return words[static_cast<std::size_t>(which) % size];
}

// What a client of one intent sends and gets.
constexpr std::array<std::string_view, 3> requests{"new-order", "cancel", "replace"};
constexpr std::array<std::string_view, 4> replies{"accepted", "cancelled", "replaced", "rejected"};
constexpr std::array<std::string_view, 4> events{"event-accepted", "event-filled", "event-cancelled",
                                                 "event-replaced"};
constexpr std::array<std::string_view, 3> aimless_requests{"login", "subscribe", "query-open"};
constexpr std::array<std::string_view, 2> pages{"query-open", "query-trades"};
constexpr std::array<std::string_view, 3> file_operations{"write", "fsync", "open"};

class FaultMaker {
 public:
  FaultMaker(const harness::Scenario& scenario, const Options& options) : longest_(options.longest_delay_ns) {
    for (int i = 0; i < sim::fault_kind_count; ++i) {
      auto kind = static_cast<FaultKind>(i);
      bool possible = scenario.network.model == harness::Model::hops || !sim::hops_faults.has(kind);
      if (possible && options.kinds.has(kind)) kinds_.push_back(kind);
    }
    for (const harness::ClientSetup& client : scenario.clients) {
      clients_.push_back(client.name);
      accounts_.push_back(client.account.empty() ? client.name : client.account);
    }
    for (const harness::ScheduledIntent& intent : scenario.intents) intents_.push_back(intent.intent.id);
  }

  int kinds() const { return static_cast<int>(kinds_.size()); }
  int clients() const { return static_cast<int>(clients_.size()); }
  int intents() const { return static_cast<int>(intents_.size()); }

  FaultWords make(const Draw& draw) const {
    FaultWords out;
    out.fault.kind = kinds_[static_cast<std::size_t>(draw.kind)];
    out.key = key(out.fault.kind, draw);
    strengthen(out, draw);
    return out;
  }

 private:
  const std::string& client(const Draw& draw) const {
    return clients_[static_cast<std::size_t>(draw.client)];
  }
  const std::string& intent(const Draw& draw) const {
    return intents_[static_cast<std::size_t>(draw.intent)];
  }

  std::string message_key(const Draw& draw) const {
    const std::string to_venue = client(draw) + "->venue ";
    const std::string to_client = "venue->" + client(draw) + " ";
    const std::string about = " " + intent(draw) + nth(draw);
    const int which = draw.place / 4;
    switch (draw.place % 4) {
      case 0:
        return "message " + to_venue + "orders " + std::string(pick(requests, which)) + about;
      case 1:
        return "message " + to_client + "orders " + std::string(pick(replies, which)) + about;
      case 2:
        return "message " + to_client + "events " + std::string(pick(events, which)) + about;
      default:
        break;
    }
    const std::string_view word = pick(aimless_requests, which);
    return "message " + to_venue + std::string(harness::channel_of(word)) + " " + std::string(word) + " -" +
           nth(draw);
  }

  std::string file_key(const Draw& draw, std::string_view operation) const {
    const bool at_venue = draw.place % 2 == 1;
    return "effect " + (at_venue ? "venue" : client(draw)) + " " + std::string(operation) +
           (at_venue ? " journal -" : " ledger -") + nth(draw);
  }

  std::string crash_key(const Draw& draw) const {
    if (draw.place % 4 != 0) return file_key(draw, pick(file_operations, draw.place / 4));
    return "effect " + client(draw) + " send " + std::string(pick(requests, draw.place / 4)) + " " +
           intent(draw) + nth(draw);
  }

  // A place at which the kind can strike.
  std::string conduct_key(FaultKind kind, const Draw& draw) const {
    const std::string to_account = "conduct venue->" + accounts_[static_cast<std::size_t>(draw.client)] + " ";
    const auto any_of = [&](const auto& words) {
      for (int i = 0; i < static_cast<int>(words.size()); ++i) {
        const std::string_view word = pick(words, draw.place + i);
        if (harness::conduct_menu(word).has(kind)) return word;
      }
      return std::string_view();
    };
    if (const std::string_view word = any_of(requests); !word.empty())
      return to_account + std::string(word) + " " + intent(draw) + nth(draw);
    if (const std::string_view word = any_of(events); !word.empty())
      return to_account + std::string(word) + " " + intent(draw) + nth(draw);
    if (const std::string_view word = any_of(pages); !word.empty())
      return to_account + std::string(word) + " -" + nth(draw);
    if (kind == FaultKind::replayed_events) return to_account + "subscribe -" + nth(draw);
    return "conduct venue->- recovery -" + nth(draw);
  }

  static std::string nth(const Draw& draw) { return " #" + std::to_string(draw.nth); }

  std::string key(FaultKind kind, const Draw& draw) const {
    if (sim::conduct_faults.has(kind)) return conduct_key(kind, draw);
    switch (kind) {
      case FaultKind::refuse:
      case FaultKind::unanswered:
        return "connection " + client(draw) + "->venue " + (draw.place % 2 == 0 ? "orders" : "events") +
               nth(draw);
      case FaultKind::kill:
      case FaultKind::power_loss:
        return crash_key(draw);
      case FaultKind::short_write:
      case FaultKind::no_space:
      case FaultKind::write_error:
        return file_key(draw, "write");
      case FaultKind::fsync_error:
        return file_key(draw, "fsync");
      case FaultKind::lose_disk:
      case FaultKind::old_disk:
      case FaultKind::clock_skew:
      case FaultKind::clock_drift:
        return "boot " + (draw.place % 2 == 0 ? client(draw) : std::string("venue")) + nth(draw);
      case FaultKind::stale_query:
        return "query venue->" + accounts_[static_cast<std::size_t>(draw.client)] + " orders " +
               (draw.place % 2 == 0 ? "query-order" : "query-open") + " -" + nth(draw);
      case FaultKind::partition:
      case FaultKind::pause:
      case FaultKind::clock_jump:
      case FaultKind::crash:
        return draw.place % 2 == 0 ? message_key(draw)
                                   : "stimulus " + client(draw) + " " + intent(draw) + " #1";
      default:
        return message_key(draw);
    }
  }

  // Strength 0 is the least of its kind.
  void strengthen(FaultWords& out, const Draw& draw) const {
    sim::Fault& fault = out.fault;
    const TimeNs part = longest_ / 100 * draw.strength;
    const TimeNs restart = (10 + 4 * draw.strength) * sim::millisecond_ns;
    const auto unsynced = static_cast<sim::Unsynced>(draw.variant / 2 % 4);
    const bool at_venue = draw.variant % 2 == 1;
    switch (fault.kind) {
      case FaultKind::duplicate:
        fault.copies = 1 + static_cast<std::uint32_t>(draw.variant % 3);
        fault.delay_ns = part / fault.copies;
        break;
      case FaultKind::reorder:
      case FaultKind::delay:
      case FaultKind::stale_query:
        fault.delay_ns = 1 + part;
        break;
      case FaultKind::cut:
      case FaultKind::short_write:
        fault.amount = 1 + draw.strength / 4;
        break;
      case FaultKind::power_loss:
        fault.unsynced = unsynced;
        [[fallthrough]];
      case FaultKind::kill:
        fault.when = draw.variant % 2 == 0 ? sim::When::before : sim::When::after;
        fault.restart_after_ns = restart;
        break;
      case FaultKind::fsync_error:
        fault.unsynced = unsynced;
        break;
      case FaultKind::clock_skew:
        fault.amount = (1 + draw.strength) * 10 * sim::millisecond_ns;
        break;
      case FaultKind::clock_drift:
        fault.amount = 1 + draw.strength;
        break;
      case FaultKind::partition:
        out.node = at_venue ? "venue" : client(draw);
        out.peer = at_venue ? client(draw) : "venue";
        fault.both_ways = draw.variant / 2 % 2 == 1;
        fault.duration_ns = restart;
        break;
      case FaultKind::pause:
        out.node = at_venue ? "venue" : client(draw);
        fault.duration_ns = restart;
        break;
      case FaultKind::clock_jump:
        out.node = at_venue ? "venue" : client(draw);
        fault.amount = (1 + draw.strength) * 10 * sim::millisecond_ns;
        break;
      case FaultKind::crash:
        out.node = at_venue ? "venue" : client(draw);
        fault.offset_ns = draw.place * sim::millisecond_ns;
        fault.power = unsynced != sim::Unsynced::none;
        fault.unsynced = unsynced;
        fault.restart_after_ns = restart;
        break;
      default:
        strengthen_conduct(fault, draw);
    }
  }

  void strengthen_conduct(sim::Fault& fault, const Draw& draw) const {
    switch (fault.kind) {
      case FaultKind::late_answer:
      case FaultKind::slow_processing:
      case FaultKind::late_fill:
      case FaultKind::late_events:
        fault.delay_ns = 1 + longest_ / 100 * draw.strength;
        break;
      case FaultKind::ambiguous_error:
      case FaultKind::stored_error:
        fault.when = draw.variant % 2 == 0 ? sim::When::before : sim::When::after;
        break;
      case FaultKind::repeated_event:
        fault.copies = 1 + static_cast<std::uint32_t>(draw.variant % 3);
        break;
      case FaultKind::lost_orders:
      case FaultKind::replayed_events:
      case FaultKind::short_page:
      case FaultKind::shifted_page:
        fault.amount = 1 + draw.strength / 25;
        break;
      default:
        break;
    }
  }

  TimeNs longest_;
  std::vector<FaultKind> kinds_;
  std::vector<std::string> clients_;
  std::vector<std::string> accounts_;
  std::vector<std::string> intents_;
};

}  // namespace

rc::Gen<FaultWords> fault(const harness::Scenario& scenario, const Options& options) {
  FaultMaker maker(scenario, options);
  return rc::gen::map(draw(maker.kinds(), maker.clients(), maker.intents()),
                      [maker](const Draw& drawn) { return maker.make(drawn); });
}

rc::Gen<std::vector<FaultWords>> faults(const harness::Scenario& scenario, const Options& options) {
  auto list = rc::gen::resize(options.faults_max,
                              rc::gen::container<std::vector<FaultWords>>(fault(scenario, options)));
  return rc::gen::map(std::move(list), [most = options.faults_max](std::vector<FaultWords> all) {
    std::vector<FaultWords> kept;
    for (FaultWords& one : all) {
      // At one point only one fault can strike.
      bool taken = std::any_of(kept.begin(), kept.end(),
                               [&](const FaultWords& other) { return other.key == one.key; });
      if (!taken && kept.size() < static_cast<std::size_t>(most)) kept.push_back(std::move(one));
    }
    return kept;
  });
}

}  // namespace onefold::properties::gen

// A scenario: everything about a family of runs that a tester chooses, as data. Together with a background
// seed and a list of faults it is one run.
//
// Models one venue, any number of clients on it, what their users want and when, the network between them and
// the rates of chaos. Times are virtual, in ns from the start of the run. Values are those of a loaded file:
// complete (defaults filled in) and checked (see loader.hpp); code that builds scenarios by hand calls
// check() first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/fault_words.hpp"
#include "sim/core/decider.hpp"
#include "sim/core/fault.hpp"
#include "sim/core/time.hpp"
#include "venue/api/dialect.hpp"
#include "venue/api/intent.hpp"
#include "venue/api/types.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::harness {

using sim::TimeNs;

// What stands between client and venue; meaning as in sim/node/world.hpp, which this part must not know.
enum class Model : std::uint8_t { direct, hops };
std::string_view to_string(Model model);

// The node that runs the exchange. No client may have this name.
inline constexpr std::string_view venue_node = "venue";

// The node that ends a client's TLS. No client may have such a name.
std::string gate_of(std::string_view client);

// Limits of a scenario; a file beyond them is refused, and so is a file over file_size_max bytes.
inline constexpr std::size_t file_size_max = 4 * 1024 * 1024;
inline constexpr std::size_t clients_max = 256;
inline constexpr std::size_t intents_max = 20'000;
inline constexpr std::size_t faults_max = 10'000;
inline constexpr std::size_t instruments_max = 64;
inline constexpr std::size_t name_size_max = 32;  // of clients, accounts, implementations
inline constexpr std::size_t intent_id_size_max = 64;
inline constexpr std::size_t text_size_max = 4'000;  // of name, purpose and a client's configuration
inline constexpr TimeNs time_ns_max = 10'000LL * 3'600 * sim::second_ns;
inline constexpr std::uint64_t events_default = 2'000'000;
inline constexpr std::uint64_t events_limit = 1'000'000'000;

// Orders of strangers at the venue, drawn from the background seed. "calm" is one every 50 ms, "busy" every 5
// ms.
struct Crowd {
  TimeNs period_ns = 0;  // between two of them; 0: no crowd
  TimeNs until_ns = 0;   // none from then on; 0 with period 0

  friend bool operator==(const Crowd&, const Crowd&) = default;
};
inline constexpr TimeNs crowd_calm_ns = 50 * sim::millisecond_ns;
inline constexpr TimeNs crowd_busy_ns = 5 * sim::millisecond_ns;

struct RateLimit {
  std::int64_t requests = 0;  // 0: no limit
  TimeNs per_ns = 0;

  friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

// A profile by name, and what this scenario changes in it.
struct VenueSetup {
  std::string profile;
  std::string profile_document;  // of a profile by file, the file as compact JSON: it is not read then
  std::string implementation = "reference";
  venue::Dialect dialect = venue::Dialect::native;
  bool tls = false;                            // dialect http only: clients reach it through TLS
  std::vector<venue::Instrument> instruments;  // default: BTC-USD and ETH-USD, 2 price and 1 lot decimals
  Crowd crowd;                                 // default: calm, until the heal time
  std::optional<TimeNs> window_ns;             // only for profiles with retention window
  std::optional<TimeNs> processing_ns;
  std::optional<TimeNs> query_lag_ns;
  std::optional<RateLimit> rate_limit;
  std::optional<TimeNs> rollover_ns;  // days end at this time of the run, instead of where the profile says

  friend bool operator==(const VenueSetup&, const VenueSetup&) = default;
};

// One client, or `count` alike: "desk" with count 3 is desk-1, desk-2, desk-3, each with its own account if
// `account` is empty, else all on that one.
struct ClientSetup {
  std::string name;
  std::string implementation = "reference";
  std::string account;        // empty: that of the client it acts for, or the client's (numbered) name
  std::string acts_for;       // another instance of that client: has no intents, and the ids of that one's
  std::string ids;            // id scheme; empty: the implementation's choice
  std::string configuration;  // compact JSON object, opaque to Onefold; empty: none
  std::string command;        // of a program to be run; only for implementations that are one
  std::uint32_t count = 0;    // 0: one client, name as it stands

  friend bool operator==(const ClientSetup&, const ClientSetup&) = default;
};

// What clocks show when a run starts: midnight UTC. Where an intent carries a time of the venue's clock, its
// scenario names that of the run.
inline constexpr TimeNs run_start_ns = 1'767'571'200 * sim::second_ns;

// An intent, and when its source hands it over.
struct ScheduledIntent {
  venue::Intent intent;  // for cancels, symbol is empty; a replace has target, quantity and limit
  std::string client;    // default: the first one
  TimeNs at_ns = 0;
  std::vector<TimeNs> again_ns;  // handed over again at these times, ascending, none before at_ns

  friend bool operator==(const ScheduledIntent&, const ScheduledIntent&) = default;
};

// Intents made by rule, the same in every run: `count` places, evenly spread over [from_ns, to_ns] and in
// turn over the clients and instruments, with terms that differ from one another within a client (twins
// excepted). The shares are of the places.
struct GeneratedIntents {
  std::uint32_t count = 0;  // places; cancels and replaces come on top
  TimeNs from_ns = 0;
  TimeNs to_ns = 0;
  std::string prefix = "G";  // ids are G1, G2, ...; of cancels and replaces G1-cancel, G1-replace
  sim::Ratio cancels;        // cancelled some time after
  sim::Ratio replaces;       // replaced some time after
  sim::Ratio twins;          // have the same terms as the client's place before
  sim::Ratio again;          // handed over twice

  friend bool operator==(const GeneratedIntents& a, const GeneratedIntents& b);
};

struct Network {
  Model model = Model::hops;
  TimeNs latency_min_ns = sim::millisecond_ns;
  TimeNs latency_max_ns = 8 * sim::millisecond_ns;
  TimeNs longest_delay_ns = 2 * sim::second_ns;  // D: of requests and all their copies

  friend bool operator==(const Network&, const Network&) = default;
};

// Rates and strengths of random faults. A rate is the chance that a fault of that kind strikes at a point
// where it can.
struct ChaosRates {
  std::array<sim::Ratio, sim::fault_kind_count> rate;  // by FaultKind; numerator 0: never
  TimeNs until_ns = 0;                                 // default: the heal time; required with any rate
  TimeNs restart_min_ns = 10 * sim::millisecond_ns, restart_max_ns = 200 * sim::millisecond_ns;
  TimeNs partition_min_ns = 20 * sim::millisecond_ns, partition_max_ns = 500 * sim::millisecond_ns;
  TimeNs pause_min_ns = 10 * sim::millisecond_ns, pause_max_ns = 300 * sim::millisecond_ns;
  TimeNs clock_jump_max_ns = sim::second_ns;  // of clock-jump and clock-skew
  std::int64_t clock_drift_max_ppm = 100;
  std::vector<std::string> crash_nodes;  // that may die; default (empty): venue and all clients

  bool any() const;
  friend bool operator==(const ChaosRates& a, const ChaosRates& b);
};

// What chance decides besides faults: latency, ties, random bytes, the crowd. By default it is drawn from the
// seed of each run; a scenario that is to replay one run fixes it.
struct Background {
  std::optional<std::uint64_t> seed;  // in place of the run's
  bool calm = false;                  // least latency, FIFO order

  friend bool operator==(const Background&, const Background&) = default;
};

// What a run of this scenario should show.
struct Expectation {
  enum class Verdict : std::uint8_t { held, violated };
  Verdict verdict = Verdict::held;
  std::string property;            // violated: which; else empty
  std::string blame;               // violated: "client", "venue", or empty for any side
  std::vector<std::string> reach;  // probes that must be seen at least once over the runs of a campaign

  friend bool operator==(const Expectation&, const Expectation&) = default;
};
std::string_view to_string(Expectation::Verdict verdict);

struct Scenario {
  std::string name;
  std::string purpose;
  VenueSetup venue;
  std::vector<ClientSetup> clients;      // at least one
  std::vector<ScheduledIntent> intents;  // in the order of the file
  std::optional<GeneratedIntents> generate;
  Network network;
  Background background;
  ChaosRates chaos;
  std::vector<FaultWords> faults;  // strike in every run, besides chaos
  TimeNs heal_ns = 0;              // no faults from then on; default: see default_heal_ns
  TimeNs horizon_ns = 0;           // the run ends; default: heal + 60 s
  std::uint64_t events_max = events_default;
  bool beyond = false;            // may use faults beyond the contract; only the weakened promise is checked
  std::uint32_t unknown_max = 0;  // intents that may end unknown
  Expectation expect;

  friend bool operator==(const Scenario&, const Scenario&) = default;
};

// The larger of chaos.until_ns and the last submission + longest delay, and past every listed fault's time.
TimeNs default_heal_ns(const Scenario& scenario);

// The same run, written out: every client has count 0 and an account, generated intents are in the list.
// Intents are ordered by time of first submission, equal times as in the file. Idempotent.
Scenario expand(const Scenario& scenario);

// Accounts of all clients, sorted, each once. Of an expanded scenario.
std::vector<std::string> accounts_of(const Scenario& expanded);

// The profile with the scenario's changes in it.
venue::Profile apply_to(venue::Profile profile, const VenueSetup& setup);

// The chaos of an expanded scenario, in the names of a world. `permitted`: what the contract allows.
sim::Chaos chaos_of(const Scenario& expanded, sim::NameTable& names, sim::FaultSet permitted,
                    TimeNs query_lag_ns);

}  // namespace onefold::harness

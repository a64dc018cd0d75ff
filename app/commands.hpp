// The commands of the program: each takes its parsed options and returns the exit status.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/exit_status.hpp"
#include "harness/plan.hpp"
#include "harness/scenario/capsule.hpp"
#include "harness/search/strategies.hpp"
#include "harness/timeline.hpp"
#include "reports/matrix_result.hpp"
#include "venue/api/dialect.hpp"

namespace onefold::app {

struct RunArguments {
  std::vector<std::string> paths;  // scenario files and folders
  std::uint64_t seeds = 100;       // per scenario
  std::uint64_t first_seed = 1;
  std::int64_t for_ms = 0;  // 0: until the seeds are used up
  bool fail_fast = false;
  std::string strategy{to_string(harness::strategy_default)};
  int jobs = 0;  // 0: one per processor
  std::int64_t hang_ms = 10'000;
  std::vector<std::string> require_probes;
  std::string out = "onefold-out";  // folder of the capsules
  std::string json;                 // report files; empty: none
  std::string junit;
  std::string client_command;  // in place of all clients of all scenarios; empty: theirs
  std::string client_level = "orders-only";
};
int run_command(const harness::Registry& registry, const RunArguments& arguments, const std::string& program);

struct ReplayArguments {
  std::string capsule;
  bool timeline = false;
  std::uint64_t break_at = 0;  // number of an event; 0: none
  bool why = false;
  std::uint64_t why_runs = 64;    // at each point
  std::string json;               // file for what --why found; empty: none
  std::int64_t hang_ms = 10'000;  // a run that takes longer counts as one that never returns
};
int replay_command(const harness::Registry& registry, const ReplayArguments& arguments,
                   const std::string& program);

// Part of replay: makes the timeline stop the process under its debugger at that event. False, and says so,
// when there is no debugger.
bool arm_breakpoint(const ReplayArguments& arguments, const std::string& program,
                    harness::Timeline& timeline);

// Part of replay: finds and tells which step made the violation inevitable. The exit status is `status`, or
// that of what went wrong.
int explain_cause(const harness::Plan& plan, const harness::Capsule& capsule,
                  const ReplayArguments& arguments, int status);

struct PromoteArguments {
  std::string capsule;
  std::string to;  // scenario file; empty: named after the capsule, among the regression scenarios
  std::string expect = "violated";  // or "held"
  bool force = false;               // over a file that is there
  std::int64_t hang_ms = 10'000;
};
int promote_command(const harness::Registry& registry, const PromoteArguments& arguments);

int validate_command(const harness::Registry& registry, const std::vector<std::string>& paths);

struct ListArguments {
  // clients, venues, profiles, codes, properties, faults, probes, defects, ids, statics, strategies
  std::string what;
  std::string profile;  // codes only, required there: a name, or a file NAME.json
  std::string code;     // codes only; empty: all
  bool json = false;    // profiles and codes only
};
int list_command(const harness::Registry& registry, const ListArguments& arguments);

// Of `list`.
int list_profiles(bool json);
int list_codes(const ListArguments& arguments);

struct IdArguments {
  std::string format;  // id scheme; empty: all
  std::string venue;   // profile name
  std::string account = "A";
  std::string intent = "I1";
  std::string check;  // an id to check instead of making one
};
int id_command(const IdArguments& arguments);

struct AuditArguments {
  std::string scenarios = "scenarios";  // folder that the defects' scenarios are below
  std::vector<std::string> only;        // defect names; empty: all
  std::uint64_t first_seed = 1;
  std::uint64_t seeds_max = 2'000;
  std::string strategy{to_string(harness::strategy_default)};
  int jobs = 0;
};
int audit_command(const harness::Registry& registry, const AuditArguments& arguments);

struct ExploreArguments {
  std::string scenario;
  int faults = 1;
  std::vector<std::string>
      kinds;  // words of fault kinds that are on the menu; empty: all that are by default
  std::vector<std::string> beyond;  // of those that are on it although the contract does not permit them
  std::int64_t retry_after_ms = 0;  // 0: as the menu has it
  bool all = false;                 // go on after a counterexample
  bool merge = true;
  std::string resume;               // certificate of a search to go on with; empty: a new one
  std::string certificate;          // file to write; empty: in `out`, or the one that is resumed
  std::string out = "onefold-out";  // folder of certificate and capsules
  std::uint64_t runs_max = 0;       // stop after so many; 0: never
  int jobs = 0;                     // 0: one per processor
  std::int64_t hang_ms = 10'000;
};
int explore_command(const harness::Registry& registry, const ExploreArguments& arguments,
                    const std::string& program);

struct MatrixArguments {
  std::vector<std::string> profiles;  // names, variants too; empty: all that are built in
  std::vector<std::string> clients;   // empty: reference and the naive ones
  std::vector<std::string> models;    // "direct", "hops"; empty: both
  reports::MatrixBounds bounds;
  std::int64_t limit_ms = 0;        // of the wall clock; 0: none
  std::string resume;               // JSON of an earlier one to go on with; empty: a new one
  std::string json;                 // file to write; empty: the one that is resumed, or in `out`
  std::string markdown;             // file; empty: none
  std::string out = "onefold-out";  // folder of the capsules
  int jobs = 0;                     // 0: one per processor
  std::int64_t hang_ms = 10'000;
};
int matrix_command(const harness::Registry& registry, const MatrixArguments& arguments,
                   const std::string& program);

struct VenueArguments {
  std::string listen;             // ADDRESS:PORT of orders
  std::uint16_t events_port = 0;  // on the same address; 0: any that is free
  std::string profile;            // name, or file NAME.json
  std::string dialect{name(venue::Dialect::native)};
  std::uint64_t seed = 1;
  std::string chaos;  // file; empty: no faults
  std::string fault_log;
  std::string data;  // directory of the journal; empty: one that is gone at the end
  std::vector<std::string> accounts;
  std::string credentials;               // file
  std::vector<std::string> instruments;  // "BTC-USD:2:1" each; empty: BTC-USD and ETH-USD
  std::string crowd = "off";             // or "calm", "busy"
  std::string metrics;                   // ADDRESS:PORT; empty: none
  std::size_t connections_max = 1024;
  std::int64_t message_timeout_ms = 10'000;
};
int venue_command(const VenueArguments& arguments);

// Processors this process may use, at least 1.
int default_jobs();

// Set by SIGINT and SIGTERM once catch_interrupts() was called; a second signal ends the program at once.
void catch_interrupts();
bool interrupted();

}  // namespace onefold::app

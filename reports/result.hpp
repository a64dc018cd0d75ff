// What a campaign found, as plain data: the one input of every report.
//
// Written by the harness, read by reports; texts are final and readable, and no writer judges anything.
// Counts are over the whole campaign; wall-clock figures (seconds, runs_per_second) are the only fields that
// differ between two equal campaigns.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace onefold::reports {

// inconclusive: a bound was hit or a required probe stayed cold. Never to be read as held.
enum class Verdict : std::uint8_t { held, violated, inconclusive };
std::string_view to_string(Verdict verdict);

// One group of violations (same scenario, property, blame and cause), told by its shrunk example.
struct ViolationResult {
  std::string scenario;  // "fast/lost-ack": path below the scenarios' folder, without .json
  std::uint64_t seed = 0;
  std::string property;
  std::string blame;                // "client desk-1", "venue"
  std::string intent;               // or empty
  std::string explanation;          // one sentence or two, without the money
  std::string money_at_risk;        // "151.65 USD", or empty
  std::string cause;                // what the group has in common, besides
  std::string strategy;             // what decided the faults of its seed; empty: the scenario has no chaos
  std::string drawn;                // what the strategy drew for that run, in words
  std::uint64_t count = 1;          // runs of this group
  bool expected = false;            // a negative scenario wanted it: the defect was caught
  std::vector<std::string> faults;  // of the shrunk run, one readable line each
  std::uint64_t faults_before_shrink = 0;
  std::string not_minimal;  // why shrinking ended early; empty: it did not
  std::string capsule;      // path; empty if it could not be written
  std::string replay;       // the exact command
};

// What of one client cannot be judged, because it does not show it. Never to be read as held.
struct NotChecked {
  std::string client;
  std::string shows;                    // its adapter level: "orders only", "with positions"
  std::vector<std::string> properties;  // names
};

// How long requests took, in virtual time, from leaving the client to their answer leaving the venue. The
// percentiles are at most 1/32 too high.
struct Latency {
  std::uint64_t count = 0;  // answered ones; 0: the others have no meaning
  std::uint64_t min_ns = 0;
  std::uint64_t median_ns = 0;
  std::uint64_t p99_ns = 0;
  std::uint64_t max_ns = 0;
};

// What came twice, and what the venue made of it; cancels have no id and do not count.
struct Deduplication {
  std::uint64_t hits = 0;             // an id that was recalled: nothing was done again
  std::uint64_t misses = 0;           // orders and replaces that took effect
  std::uint64_t mismatches = 0;       // an id that was recalled, with other terms: refused
  std::uint64_t conflicts = 0;        // a copy came while the first was worked on
  std::uint64_t expiries = 0;         // of the misses: with an id that is recalled no longer
  std::uint64_t repeats = 0;          // of the misses: with an id that is not compared, and others had
  std::uint64_t share_per_mille = 0;  // of what was looked up: came under an id that had come before
  std::uint64_t first_attempts = 0;   // requests that clients sent under an id of their own first
  std::uint64_t retries = 0;          // and again
  Latency first_latency;
  Latency retry_latency;
};

struct ScenarioResult {
  std::string path;      // as given or found on the command line
  std::string scenario;  // as in ViolationResult
  std::string name;
  std::string expected;             // "held", or "violated: PROPERTY"
  Verdict verdict = Verdict::held;  // after comparing with what was expected
  std::string
      explanation;  // of inconclusive, or of a negative scenario that did not fail as it says; else empty
  std::uint64_t runs = 0;          // 0: not run (stopped before it)
  std::uint64_t violations = 0;    // runs that violated a property
  std::uint64_t inconclusive = 0;  // runs that hit a bound
  std::uint64_t beyond = 0;        // runs beyond the contract
  std::uint64_t unknowns = 0;      // intents that ended unknown
  double seconds = 0;
  std::vector<std::string> unreached;  // required probes that stayed cold
  std::vector<NotChecked> not_checked;
  Deduplication deduplication;
};

struct CampaignResult {
  std::string version;  // of Onefold
  std::string options;  // effective options as on the command line
  std::uint64_t first_seed = 0;
  Verdict verdict = Verdict::held;
  std::uint64_t runs = 0;
  std::uint64_t inconclusive = 0;
  std::uint64_t beyond = 0;
  std::uint64_t unknowns = 0;
  double seconds = 0;
  double runs_per_second = 0;
  std::uint64_t virtual_ns = 0;  // the time that passed in all runs together
  std::uint64_t digest = 0;      // of the whole campaign, independent of the number of workers
  std::vector<ScenarioResult> scenarios;
  std::vector<ViolationResult> violations;      // expected ones too
  std::map<std::string, std::uint64_t> probes;  // name -> how often seen
  Deduplication deduplication;
  std::vector<std::string> warnings;  // e.g. a capsule that could not be written
};

// "desk-1 shows orders only: fills-applied-once, positions-agree".
std::string text_of(const NotChecked& not_checked);

// Where a running campaign is, for progress.
struct Progress {
  std::uint64_t runs = 0;
  std::uint64_t runs_planned = 0;  // 0: not known (bounded by time)
  double seconds = 0;
  double seconds_planned = 0;    // 0: not known (bounded by runs)
  double seconds_left = 0;       // an estimate; 0: none
  std::uint64_t violations = 0;  // unexpected ones
  std::string scenario;          // being run now
};

// "00ff..." 16 digits.
std::string hex(std::uint64_t digest);

}  // namespace onefold::reports

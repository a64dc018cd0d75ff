// One run: a plan, a seed or a list of faults, and what came of it.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/duplicate_counts.hpp"
#include "harness/fork.hpp"
#include "harness/plan.hpp"
#include "harness/probe_counts.hpp"
#include "harness/run_watcher.hpp"
#include "harness/scenario/fault_words.hpp"
#include "harness/search/strategy.hpp"
#include "harness/timeline.hpp"
#include "harness/worker_pool.hpp"
#include "properties/judge.hpp"
#include "sim/node/world.hpp"

namespace onefold::harness {

struct RunOptions {
  // Of the background, unless the scenario has one; of chaos, unless `faults` is given.
  std::uint64_t seed = 1;
  bool calm = false;                              // least latency, FIFO order
  std::optional<std::vector<FaultWords>> faults;  // exactly these; nothing: the scenario's and chaos
  // Kinds of the venue's conduct that somebody may choose though the scenario does not name them.
  sim::FaultSet conduct;
  MakeDecider strategy;      // decides in place of the scenario's chaos; not asked when `faults` is given
  std::optional<Fork> fork;  // `faults` (the scenario's, if not given) hold only before its point, then chaos
  Timeline* timeline = nullptr;   // not owned, may be null
  RunWatcher* watcher = nullptr;  // likewise
  // Not owned, may be null. The first is told whose code runs (node id + 1, or 0), the second each fault as
  // it strikes.
  std::atomic<std::uint32_t>* node_running = nullptr;
  Beacon* fault_log = nullptr;
};

// What is told besides the properties: the code under test threw. (What takes the whole process down is told
// by the supervisor, see campaign.hpp.)
inline constexpr std::string_view program_survives = "program-survives";

struct RunResult {
  sim::RunEnd end = sim::RunEnd::condition;
  bool stopped = false;       // by the watcher: nothing was judged
  bool inconclusive = false;  // a bound was hit before the run could be judged whole
  bool beyond = false;
  std::int64_t unknowns = 0;
  std::vector<properties::Violation> violations;  // the first is what the run is named after
  std::vector<properties::Violation> excused;  // blame nobody: the promise is impossible beyond the contract
  std::vector<FaultWords> struck;
  std::vector<FaultWords> unasked;  // of the given list: their key never came up
  ProbeCounts probes;
  DuplicateCounts duplicates;
  std::string drawn;  // what the strategy drew for this run, in words; empty without one
  std::uint64_t digest = 0;
  std::uint64_t events = 0;
  std::uint64_t points = 0;
  sim::TimeNs virtual_ns = 0;
};

// A pure function of its arguments, but for the code under test. Throws std::logic_error in a program without
// the door (sim/door): nothing of what runs would be simulated.
RunResult run_once(const Plan& plan, const RunOptions& options);

}  // namespace onefold::harness

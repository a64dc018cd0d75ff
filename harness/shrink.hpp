// Shrinking: from the faults that struck in a failing run to the few that matter, in the smallest scenario in
// which they still do.
//
// Keys keep every other decision where it was, so each candidate is one run. What is tried, over and over
// until nothing of it still fails the same way:
//   faults     taken out in ever smaller pieces, and in pairs where one counts on another; then milder forms
//              (milder.hpp), those of the direct delivery model before those that need a gateway
//   actors     clients, intents, repeated submissions, the crowd, instruments
//   times      of intents and of healing; what a run is given to settle stays as it was, and so do latency
//   and
//              bounds on delay, or what is merely late would look like what is lost
//   background calm, if that does
// So no single fault of the result can be removed or made milder, and no single actor removed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/plan.hpp"
#include "harness/run.hpp"

namespace onefold::harness {

// Whether this run fails in the way that is to be kept.
using Reproduces = std::function<bool(const Plan& plan, const RunOptions& options)>;

struct ShrinkBounds {
  int runs_max = 3'000;
  std::int64_t wall_ms_max = 20'000;  // the last resort: what it ends depends on the machine
};

struct Shrunk {
  Scenario scenario;  // expanded; its chaos as it was, but for clients that are gone and the time of healing
  std::vector<FaultWords> faults;
  std::uint64_t seed = 0;  // of the background: the scenario's, if it had one
  bool calm = false;
  bool direct_suffices = false;  // the violation needs no gateway between client and venue
  bool reproduced = false;       // false: the whole list did not fail the same way; nothing was shrunk
  std::string not_minimal;       // why it was ended early, e.g. "time ran out"; empty: it was not
  int runs = 0;
};

// A function of its arguments, unless wall_ms_max ends it. `faults` strike in place of the scenario's own.
Shrunk shrink(const Registry& registry, const Plan& plan, std::uint64_t seed, std::vector<FaultWords> faults,
              const Reproduces& reproduces, const ShrinkBounds& bounds);

}  // namespace onefold::harness

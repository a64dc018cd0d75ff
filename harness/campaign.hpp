// A campaign: many runs of many scenarios on forked workers, their violations grouped, one of each group
// shrunk and saved as a capsule.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/plan.hpp"
#include "harness/search/strategies.hpp"
#include "reports/result.hpp"

namespace onefold::harness {

struct CampaignOptions {
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 100;  // per scenario; ignored with for_ms
  std::int64_t for_ms = 0;    // wall clock; the seeds go on until then
  bool fail_fast = false;     // stop handing out runs at the first unexpected violation
  StrategyName strategy = strategy_default;
  int jobs = 1;
  std::int64_t hang_ms = 10'000;  // a run without progress for so long is ended: a violation
  bool second_runs = true;  // of a sample; needs a program that knows the command `rerun` (second_run.hpp)
  std::vector<std::string> require_probes;
  std::filesystem::path capsules;  // folder for capsules; made when the first is written
  std::string program;             // as the user calls it, for replay commands
  std::string options;             // as on the command line, for reports
};

// Called now and then, from the supervisor.
using ProgressListener = std::function<void(const reports::Progress&)>;

struct Campaign {
  reports::CampaignResult result;
  // Runs whose second execution, in a fresh process, gave another digest: Onefold or the code under test is
  // not deterministic. Readable, with the seed.
  std::vector<std::string> nondeterministic;
  std::uint64_t repeated = 0;  // runs executed a second time
  bool interrupted = false;
};

// `stop` is asked several times a second; true ends the campaign early and cleanly.
Campaign run_campaign(const Registry& registry, const std::vector<Plan>& plans,
                      const CampaignOptions& options, const ProgressListener& progress,
                      const std::function<bool()>& stop);

}  // namespace onefold::harness

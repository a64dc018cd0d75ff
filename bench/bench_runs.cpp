// R: complete runs of a scenario file: world, exchange, client, chaos, all properties. Five orders, a replace
// and a cancel.
#include <fmt/format.h>

#include <ctime>

#include "app/reference_components.hpp"
#include "bench/table.hpp"
#include "client/paths.hpp"
#include "harness/run.hpp"

namespace onefold::bench {
namespace {

constexpr std::uint64_t runs_full = 10'000;
constexpr std::uint64_t runs_quick = 20;

double cpu_seconds() {
  std::timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

void bench_runs(const BenchOptions& options, Table& table) {
  harness::Registry registry;
  app::add_reference_components(registry);
  const std::string file = fmt::format("{}/scenarios/fast/five-intents.json", ONEFOLD_SOURCE_DIR);
  const harness::Plan plan = harness::make_plan(
      registry, harness::load_scenario(file, harness::known_words(registry)), file, "five-intents");
  const std::uint64_t runs = options.quick ? runs_quick : runs_full;
  std::uint64_t events = 0;
  std::uint64_t faults = 0;
  std::uint64_t retries = 0;
  const double began = cpu_seconds();
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    harness::RunOptions run_options;
    run_options.seed = seed;
    const harness::RunResult run = harness::run_once(plan, run_options);
    events += run.events;
    faults += run.struck.size();
    for (const harness::ProbeCounts::Entry& probe : run.probes.entries()) {
      if (probe.name == client::path::retry) retries += probe.count;
    }
    if (!run.violations.empty())
      table.fail("R: seed " + std::to_string(seed) + ": " + run.violations[0].explanation);
  }
  const double seconds = cpu_seconds() - began;
  const auto per_run = [&](std::uint64_t count) {
    return static_cast<double>(count) / static_cast<double>(runs);
  };
  table.add({"R: complete runs", static_cast<double>(runs) / seconds, "runs/s per core", {}});
  table.add({"R: events", per_run(events), "per run", {}});
  table.add({"R: retries", per_run(retries), "per run", {}});
  table.add({"R: faults", per_run(faults), "per run", {}});
}

}  // namespace onefold::bench

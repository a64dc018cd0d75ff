// S: how soon each strategy finds each planted defect, and how much sooner the default is than the baseline.
//
// One search is a hunt with seeds of its own, ended by the first failure that the defect's scenario expects
// or by a cap. Seconds are of processor time on one core. A search that found nothing counts as one of more
// than the cap: medians and percentiles that fall among such are printed as "> cap". Faults are those of
// shrunk runs, of the first few searches of each kind.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "app/reference_components.hpp"
#include "bench/table.hpp"
#include "harness/finding.hpp"
#include "harness/rounds.hpp"
#include "tests/defects/defects.hpp"

namespace onefold::bench {
namespace {

constexpr int searches_full = 20;
constexpr int searches_quick = 1;
constexpr int shrunk_max = 5;
constexpr std::size_t defects_quick = 2;
constexpr std::int64_t hang_ms = 60'000;

double cpu_seconds() {
  std::timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The value at a share of the sorted values, by nearest rank.
double at_share(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  auto rank = static_cast<std::size_t>(share * static_cast<double>(values.size()) + 0.999999);
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

SearchRow search(const harness::Registry& registry, const harness::PlantedDefect& defect,
                 const harness::Plan& plan, harness::StrategyName strategy, int searches) {
  SearchRow row{defect.name, defect.depth, std::string(to_string(strategy))};
  row.searches = searches;
  std::vector<double> runs;
  std::vector<double> seconds;
  std::vector<double> faults;
  std::uint64_t all_runs = 0;
  double all_seconds = 0;
  harness::Beacon beacon{};
  for (int i = 0; i < searches; ++i) {
    const std::uint64_t first = 1 + static_cast<std::uint64_t>(i) * 1'000'000;
    const double began = cpu_seconds();
    harness::ChunkResult result = harness::hunt(plan, strategy, first, runs_cap, beacon);
    const double took = cpu_seconds() - began;
    const harness::FailureGroup* group = harness::expected_failure(plan.scenario.expect, result);
    all_runs += result.runs;
    all_seconds += took;
    runs.push_back(group ? static_cast<double>(result.runs) : static_cast<double>(runs_cap + 1));
    seconds.push_back(took);
    if (!group) continue;
    ++row.found;
    if (faults.size() >= shrunk_max) continue;
    harness::Finding finding = harness::investigate(registry, plan, *group, hang_ms);
    faults.push_back(static_cast<double>(finding.report.faults.size()));
  }
  row.runs_median = at_share(runs, 0.5);
  row.runs_p95 = at_share(runs, 0.95);
  row.seconds_median = at_share(seconds, 0.5);
  row.seconds_p95 = at_share(seconds, 0.95);
  row.faults_median = at_share(faults, 0.5);
  row.runs_per_second = all_seconds > 0 ? static_cast<double>(all_runs) / all_seconds : 0;
  return row;
}

double median_of(const std::vector<SearchRow>& rows, std::string_view strategy, int depth_min, int depth_max,
                 double SearchRow::*figure) {
  std::vector<double> values;
  for (const SearchRow& row : rows) {
    if (row.strategy == strategy && row.depth >= depth_min && row.depth <= depth_max)
      values.push_back(row.*figure);
  }
  return at_share(values, 0.5);
}

void add_summary(Table& table, std::string_view group, int depth_min, int depth_max) {
  for (const harness::StrategyEntry& entry : harness::strategies()) {
    const double runs =
        median_of(table.searches(), entry.word, depth_min, depth_max, &SearchRow::runs_median);
    const double seconds =
        median_of(table.searches(), entry.word, depth_min, depth_max, &SearchRow::seconds_median);
    table.add({fmt::format("S: {}, {}: runs, median", group, entry.word), runs, "runs", {}});
    table.add({fmt::format("S: {}, {}: time, median", group, entry.word), seconds, "s", {}});
  }
  const std::string_view standard = to_string(harness::strategy_default);
  const std::string_view baseline = to_string(harness::StrategyName::uniform);
  const double ours = median_of(table.searches(), standard, depth_min, depth_max, &SearchRow::runs_median);
  const double theirs = median_of(table.searches(), baseline, depth_min, depth_max, &SearchRow::runs_median);
  if (ours > 0)
    table.add(
        {fmt::format("S: {}: {} / {}", group, baseline, standard), theirs / ours, "times the runs", {}});
}

}  // namespace

void bench_search(const BenchOptions& options, Table& table) {
  harness::Registry registry;
  app::add_reference_components(registry);
  defects::add_planted_defects(registry);
  const harness::KnownWords known = harness::known_words(registry);
  std::size_t done = 0;
  for (const harness::PlantedDefect& defect : registry.defects()) {
    if (defect.depth == 0 || (options.quick && ++done > defects_quick)) continue;
    if (!options.defects.empty() &&
        std::find(options.defects.begin(), options.defects.end(), defect.name) == options.defects.end())
      continue;
    const std::string file = fmt::format("{}/scenarios/{}", ONEFOLD_SOURCE_DIR, defect.scenario);
    const harness::Plan plan =
        harness::make_plan(registry, harness::load_scenario(file, known), file, defect.name);
    for (const harness::StrategyEntry& entry : harness::strategies()) {
      if (!options.strategies.empty() && std::find(options.strategies.begin(), options.strategies.end(),
                                                   entry.word) == options.strategies.end())
        continue;
      table.add_search(
          search(registry, defect, plan, entry.name, options.quick ? searches_quick : searches_full));
    }
  }
  add_summary(table, "depth 1", 1, 1);
  add_summary(table, "depth 2-3", 2, 3);
}

}  // namespace onefold::bench

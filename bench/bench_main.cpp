// The benchmark program: runs all benchmarks, prints one table, writes it as JSON on request.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "bench/table.hpp"

namespace {

using onefold::bench::BenchOptions;
using onefold::bench::Row;
using onefold::bench::SearchRow;
using onefold::bench::Table;

// Whole runs; what no search found within the cap as more than it.
std::string runs_text(double runs) {
  const double cap = static_cast<double>(onefold::bench::runs_cap);
  return runs > cap ? fmt::format("> {:.0f}", cap) : fmt::format("{:.0f}", runs);
}

void print_searches(const std::vector<SearchRow>& searches) {
  if (searches.empty()) return;
  fmt::print("\n{:<27} {:>5}  {:<9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>7} {:>8}\n", "planted defect", "depth",
             "strategy", "found", "runs", "p95", "seconds", "p95", "faults", "runs/s");
  std::string_view last;
  for (const SearchRow& row : searches) {
    const bool first = row.defect != last;
    last = row.defect;
    fmt::print("{:<27} {:>5}  {:<9} {:>8} {:>8} {:>8} {:>8.3f} {:>8.3f} {:>7.0f} {:>8.0f}\n",
               first ? row.defect : "", first ? std::to_string(row.depth) : "", row.strategy,
               fmt::format("{}/{}", row.found, row.searches), runs_text(row.runs_median),
               runs_text(row.runs_p95), row.seconds_median, row.seconds_p95, row.faults_median,
               row.runs_per_second);
  }
}

void print(const Table& table) {
  fmt::print("{:<44} {:>14}  {:<18} {}\n", "name", "value", "unit", "ratio to floor");
  for (const Row& row : table.rows()) {
    const std::string ratio = row.ratio_to_floor ? fmt::format("1/{:.1f}", 1 / *row.ratio_to_floor) : "-";
    fmt::print("{:<44} {:>14.2f}  {:<18} {}\n", row.name, row.value, row.unit, ratio);
  }
  print_searches(table.searches());
  for (const std::string& failure : table.failures()) fmt::print(stderr, "FAILED  {}\n", failure);
}

// A list of objects with name, value, unit and ratio (null where there is none), then one per search with its
// figures by name. False if the file could not be written.
bool write_json(const Table& table, const std::string& path) {
  nlohmann::json rows = nlohmann::json::array();
  for (const Row& row : table.rows()) {
    nlohmann::json ratio;
    if (row.ratio_to_floor) ratio = *row.ratio_to_floor;
    rows.push_back({{"name", row.name}, {"value", row.value}, {"unit", row.unit}, {"ratio", ratio}});
  }
  for (const SearchRow& row : table.searches()) {
    rows.push_back({{"name", "S: " + row.defect + ", " + row.strategy},
                    {"depth", row.depth},
                    {"searches", row.searches},
                    {"found", row.found},
                    {"runs_median", row.runs_median},
                    {"runs_p95", row.runs_p95},
                    {"seconds_median", row.seconds_median},
                    {"seconds_p95", row.seconds_p95},
                    {"faults_median", row.faults_median},
                    {"runs_per_second", row.runs_per_second}});
  }
  std::ofstream out(path);
  out << rows.dump(2) << '\n';
  return static_cast<bool>(out.flush());
}

bool wanted(const BenchOptions& options, std::string_view group) {
  return options.only.empty() ||
         std::find(options.only.begin(), options.only.end(), group) != options.only.end();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Onefold's benchmarks: each prints a ratio measured in one run beside absolute figures");
  onefold::bench::BenchOptions options;
  std::string json;
  app.add_flag("--quick", options.quick, "a small part of the work: shows that everything runs and agrees");
  app.add_option("--json", json, "write the table to this file");
  app.add_option("--only", options.only, "groups of benchmarks: workload, http, keys, world, runs, search")
      ->delimiter(',')
      ->check(CLI::IsMember({"workload", "http", "keys", "world", "foreign", "runs", "search"}));
  app.add_option("--defects", options.defects, "planted defects that searches look for")->delimiter(',');
  app.add_option("--strategies", options.strategies, "strategies that searches try")->delimiter(',');
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 64;
  }

  Table table;
  if (wanted(options, "workload")) onefold::bench::bench_workload(options, table);
  if (wanted(options, "http")) onefold::bench::bench_http(options, table);
  if (wanted(options, "keys")) onefold::bench::bench_keys(options, table);
  if (wanted(options, "world")) onefold::bench::bench_world(options, table);
  if (wanted(options, "foreign")) onefold::bench::bench_foreign(options, table);
  if (wanted(options, "runs")) onefold::bench::bench_runs(options, table);
  if (wanted(options, "search")) onefold::bench::bench_search(options, table);
  print(table);
  if (!json.empty() && !write_json(table, json)) {
    fmt::print(stderr, "cannot write {}\n", json);
    return 1;
  }
  return table.failures().empty() ? 0 : 1;
}

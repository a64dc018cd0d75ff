// The benchmark program: runs all benchmarks, prints one table, writes it as JSON on request.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "bench/table.hpp"

namespace {

using onefold::bench::Row;
using onefold::bench::Table;

void print(const Table& table) {
  fmt::print("{:<44} {:>14}  {:<18} {}\n", "name", "value", "unit", "ratio to floor");
  for (const Row& row : table.rows()) {
    const std::string ratio = row.ratio_to_floor ? fmt::format("1/{:.1f}", 1 / *row.ratio_to_floor) : "-";
    fmt::print("{:<44} {:>14.2f}  {:<18} {}\n", row.name, row.value, row.unit, ratio);
  }
  for (const std::string& failure : table.failures()) fmt::print(stderr, "FAILED  {}\n", failure);
}

// A list of objects with name, value, unit and ratio (null where there is none). False if the file could not
// be written.
bool write_json(const Table& table, const std::string& path) {
  nlohmann::json rows = nlohmann::json::array();
  for (const Row& row : table.rows()) {
    nlohmann::json ratio;
    if (row.ratio_to_floor) ratio = *row.ratio_to_floor;
    rows.push_back({{"name", row.name}, {"value", row.value}, {"unit", row.unit}, {"ratio", ratio}});
  }
  std::ofstream out(path);
  out << rows.dump(2) << '\n';
  return static_cast<bool>(out.flush());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Onefold's benchmarks: each prints a ratio measured in one run beside absolute figures");
  onefold::bench::BenchOptions options;
  std::string json;
  app.add_flag("--quick", options.quick, "a small part of the work: shows that everything runs and agrees");
  app.add_option("--json", json, "write the table to this file");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 64;
  }

  Table table;
  onefold::bench::bench_workload(options, table);
  onefold::bench::bench_world(options, table);
  onefold::bench::bench_runs(options, table);
  print(table);
  if (!json.empty() && !write_json(table, json)) {
    fmt::print(stderr, "cannot write {}\n", json);
    return 1;
  }
  return table.failures().empty() ? 0 : 1;
}

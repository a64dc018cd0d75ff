// What benchmarks print: rows of name, value, unit and, where it makes sense, the ratio to the floor of the
// same run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace onefold::bench {

struct Row {
  std::string name;
  double value = 0;
  std::string unit;
  std::optional<double> ratio_to_floor;
};

// How one strategy did on one planted defect, over several searches. Runs that exceed `runs_cap` stand for
// "not found".
struct SearchRow {
  std::string defect;
  int depth = 0;
  std::string strategy;
  int searches = 0;
  int found = 0;
  double runs_median = 0;
  double runs_p95 = 0;
  double seconds_median = 0;
  double seconds_p95 = 0;
  double faults_median = 0;  // of shrunk runs
  double runs_per_second = 0;
};
inline constexpr std::uint64_t runs_cap = 2'000;

struct BenchOptions {
  bool quick =
      false;  // a thousandth of the work: shows that everything runs and agrees; the figures mean nothing
  std::vector<std::string> only;        // groups of benchmarks; empty: all
  std::vector<std::string> defects;     // that searches look for; empty: all
  std::vector<std::string> strategies;  // that searches try; empty: all
};

class Table {
 public:
  void add(Row row) { rows_.push_back(std::move(row)); }
  void add_search(SearchRow row) { searches_.push_back(std::move(row)); }
  // Something that must hold did not: the benchmarks then end with status 1.
  void fail(std::string_view what) { failures_.emplace_back(what); }

  const std::vector<Row>& rows() const { return rows_; }
  const std::vector<SearchRow>& searches() const { return searches_; }
  const std::vector<std::string>& failures() const { return failures_; }

 private:
  std::vector<Row> rows_;
  std::vector<SearchRow> searches_;
  std::vector<std::string> failures_;
};

// The benchmarks, per core: rates are per second of processor time. Each adds its rows; bench_main.cpp calls
// them in this order.
void bench_workload(const BenchOptions& options, Table& table);  // W, bench_workload.cpp
void bench_http(const BenchOptions& options, Table& table);      // W over HTTP, likewise
void bench_keys(const BenchOptions& options, Table& table);      // K, bench_keys.cpp
void bench_world(const BenchOptions& options, Table& table);     // a world's own cost, bench_world.cpp
void bench_foreign(const BenchOptions& options, Table& table);   // bench_foreign.cpp
void bench_runs(const BenchOptions& options, Table& table);      // R, bench_runs.cpp
void bench_search(const BenchOptions& options, Table& table);    // S, bench_search.cpp

}  // namespace onefold::bench

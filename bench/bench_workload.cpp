// Benchmark W: requests per second of the floor, of stock Asio UDP and of stock Asio TCP lines in a simulated
// world, each doing the same million requests.
#include <algorithm>
#include <chrono>
#include <string>

#include "bench/floor/floor.hpp"
#include "bench/simulated_workload.hpp"
#include "bench/table.hpp"

namespace onefold::bench {

namespace {

template <class Work>
double seconds_of(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  return std::max(taken.count(), 1e-9);
}

// The floor takes a tenth of a second, so the best of a few runs is needed to know it.
double floor_seconds(const Workload& workload, CompletionHash& hash) {
  double best = seconds_of([&] { hash = run_floor(workload); });
  for (int i = 0; i < 4; ++i) best = std::min(best, seconds_of([&] { hash = run_floor(workload); }));
  return best;
}

void compare(const std::string& transport, const Workload& workload, SimulatedRun (*run)(const Workload&),
             Table& table) {
  CompletionHash floor;
  const double floor_s = floor_seconds(workload, floor);
  SimulatedRun simulated;
  const double simulated_s = seconds_of([&] { simulated = run(workload); });

  const std::string variant = workload.lossy ? "with loss" : "without loss";
  table.add({"W floor, " + variant, workload.requests / floor_s, "requests/s", 1.0});
  table.add({"W over Asio " + transport + ", " + variant, workload.requests / simulated_s, "requests/s",
             floor_s / simulated_s});
  table.add({"W over Asio " + transport + ", events",
             static_cast<double>(simulated.events) / workload.requests, "events/request", std::nullopt});
  if (floor.value() != simulated.hash.value() || floor.completions() != simulated.hash.completions()) {
    table.fail("W over Asio " + transport + ": completions differ from the floor's");
  }
}

}  // namespace

void bench_workload(const BenchOptions& options, Table& table) {
  Workload workload;
  if (options.quick) workload.requests = 16'000;
  workload.lossy = true;
  compare("UDP", workload, run_asio_udp, table);
  workload.lossy = false;
  compare("TCP lines", workload, run_asio_lines, table);
}

}  // namespace onefold::bench
